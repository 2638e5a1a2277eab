"""Texts that xgettext cannot see would stay English for every reader, and no check would miss them."""

import ast

import pytest
from django.conf import settings

CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}


@pytest.mark.parametrize("app", ["portal", "practices", "networks", "search"])
def test_no_text_for_people_stands_inside_an_f_string(app):
    hidden = [
        f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}"
        for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS
    ]
    assert hidden == []
