"""Packages of the optional extra `semantic`."""

import os
from importlib import import_module
from types import ModuleType

import pytest


def semantic(name: str) -> ModuleType:
    """Gives a package of the extra; leaves the test out where it is not installed, but not where everything is required."""
    if os.environ.get("REQUIRE_SERVICES", "") not in ("", "0"):
        return import_module(name)
    return pytest.importorskip(name, reason="the extra `semantic` is not installed")
