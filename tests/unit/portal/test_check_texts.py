"""What `make check` says of translations."""

import polib
import pytest

from portal.management.commands.check_texts import problems

NUMBER = {"msgid": "%(number)s note", "msgid_plural": "%(number)s notes", "flags": ["python-format"]}


def texts(*entries, plural_forms="nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"):
    file = polib.POFile()
    file.metadata = {"Plural-Forms": plural_forms}
    file.extend(polib.POEntry(**entry) for entry in entries)
    return file


def test_a_whole_translation_has_no_problem():
    forms = {0: "%(number)s nota", 1: "%(number)s de notas", 2: "%(number)s notas"}
    kept = texts({"msgid": "City", "msgstr": "Ciudad"}, {**NUMBER, "msgstr_plural": forms})
    assert problems(kept, texts({"msgid": "City"}, NUMBER)) == []


@pytest.mark.parametrize(
    ("kept", "problem"),
    [
        ({"msgid": "Town", "msgstr": "Pueblo"}, "missing"),
        ({"msgid": "City of %(name)s", "msgstr": ""}, "untranslated"),
        ({"msgid": "City of %(name)s", "msgstr": "Ciudad de %(name)s", "flags": ["fuzzy"]}, "fuzzy"),
        ({"msgid": "City of %(name)s", "msgstr": "Ciudad", "flags": ["python-format"]}, "other placeholders"),
    ],
)
def test_what_is_wrong_is_said(kept, problem):
    assert problems(texts(kept), texts({"msgid": "City of %(name)s"})) == [f"{problem}: 'City of %(name)s'"]


def test_a_number_is_said_in_each_form_that_the_language_has():
    kept = texts({**NUMBER, "msgstr_plural": {0: "%(number)s nota", 1: "%(number)s notas"}})
    assert problems(kept, texts(NUMBER)) == ["other plural forms: '%(number)s note'"]
