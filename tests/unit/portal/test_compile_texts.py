"""Compiling the interface's texts: each language from its file, and English out of what they translate."""

import gettext
import os
from pathlib import Path

import pytest
from django.core.management import call_command

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "City"
msgstr "Ville"

msgctxt "range"
msgid "From"
msgstr "De"

msgid "%(number)s note"
msgid_plural "%(number)s notes"
msgstr[0] "%(number)s fiche"
msgstr[1] "%(number)s fiches"
"""


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    settings.LOCALE_PATHS = [str(tmp_path)]
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    return tmp_path


def texts(folder: Path, language: str) -> gettext.GNUTranslations:
    with (folder / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_texts_are_compiled_in_their_language_and_in_english(folder):
    call_command("compile_texts", verbosity=0)
    french, english = texts(folder, "fr"), texts(folder, "en")
    assert (french.gettext("City"), french.pgettext("range", "From")) == ("Ville", "De")
    assert "City" in english._catalog  # Found there, and not merely given back.
    assert (english.gettext("City"), english.pgettext("range", "From")) == ("City", "From")
    # French counts zero as one, English as many.
    plural = ("%(number)s note", "%(number)s notes", 0)
    assert (french.ngettext(*plural), english.ngettext(*plural)) == ("%(number)s fiche", "%(number)s notes")


def test_what_is_newer_than_its_source_is_left_alone(folder, capsys):
    call_command("compile_texts")
    call_command("compile_texts")
    os.utime(folder / "fr" / "LC_MESSAGES" / "django.po", (2**31, 2**31))
    call_command("compile_texts")
    assert capsys.readouterr().out.splitlines() == [f"Compiled {number} of 2 files of texts." for number in (2, 0, 2)]
