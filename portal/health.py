"""What /readyz reports beside the database: apps register a check that gives "ok" or "degraded: why"."""

from collections.abc import Callable

_checks: dict[str, Callable[[], str]] = {}


def register(name: str, check: Callable[[], str]) -> None:
    _checks[name] = check


def report() -> dict[str, str]:
    return {name: check() for name, check in _checks.items()}
