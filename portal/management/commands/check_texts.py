"""Says whether every text of the interface is translated: extracts them afresh and compares with what is kept."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

#: What `%(name)s`, `%s` or `{name}` a text holds must stand in its translation too.
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")
FLAGS = {"python-format", "python-brace-format"}
SOURCES = ("portal", "practices", "networks", "search", "templates", "locale")
SHOWN = 40

Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def po_file(base: Path, language: str) -> Path:
    return base / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(folder: Path, languages: list[str]) -> None:
    """Extracts the texts that code and templates hold now from a copy of them: the kept files stay as they are."""
    ignored = shutil.ignore_patterns("*.mo", "*.md", "*.yaml", "__pycache__")
    for name in SOURCES:
        if (settings.BASE_DIR / name).exists():
            shutil.copytree(settings.BASE_DIR / name, folder / name, ignore=ignored)
    command = [sys.executable, "-m", "django", "makemessages", "--no-obsolete", "--no-wrap", "--no-location"]
    command += [f"--locale={language}" for language in languages]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 (fixed words)
    if result.returncode:
        raise CommandError(f"The texts could not be extracted:\n{result.stderr}")


def placeholders_differ(entry: polib.POEntry) -> bool:
    if not FLAGS & set(entry.flags):
        return False
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
    if entry.msgid_plural:  # "one note" may say the number in words.
        return any(not set(PLACEHOLDER.findall(text)) <= wanted for text in texts)
    return any(set(PLACEHOLDER.findall(text)) != wanted for text in texts)


def plural_forms(texts: polib.POFile) -> int:
    """Gives how many forms a language has for numbers, as the head of its file says."""
    match = re.search(r"nplurals=(\d)", texts.metadata.get("Plural-Forms", ""))
    return int(match[1]) if match else 2


def problems(kept: polib.POFile, now: polib.POFile) -> list[str]:
    """Gives a line for each text that is missing, fuzzy, untranslated, lacks a form for numbers or has other placeholders."""
    forms = plural_forms(kept)
    known = {key(entry): entry for entry in kept if not entry.obsolete}
    found = []
    for entry in now:
        if entry.obsolete:
            continue
        translation = known.get(key(entry))
        if translation is None:
            what = "missing"
        elif translation.fuzzy:
            what = "fuzzy"
        elif not translation.translated():
            what = "untranslated"
        elif entry.msgid_plural and len(translation.msgstr_plural) != forms:
            what = "other plural forms"
        elif placeholders_differ(translation):
            what = "other placeholders"
        else:
            continue
        found.append(f"{what}: {entry.msgid!r}")
    return found


class Command(BaseCommand):
    help = "Fails when a text of the interface is not translated into one of its languages."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--require-gettext", action="store_true", help="Fail when gettext is not installed.")

    def handle(self, *args, **options):
        if not shutil.which("xgettext"):
            if options["require_gettext"]:
                raise CommandError("gettext is not installed: on Debian, apt-get install gettext")
            self.stdout.write("Translations were not checked: gettext is not installed.")
            return
        # The texts in the code are in the first language.
        languages = [code for code in settings.INTERFACE_LANGUAGES if code != settings.LANGUAGE_CODE]
        failures = []
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            extract(folder, languages)
            for language in languages:
                source = po_file(settings.BASE_DIR, language)
                kept = polib.pofile(str(source)) if source.exists() else polib.POFile()
                now = polib.pofile(str(po_file(folder, language)))
                found = problems(kept, now)
                self.stdout.write(f"{language}: {len(now)} texts, {len(found)} to be done")
                failures += [f"{language}: {line}" for line in found]
        if failures:
            more = f"\n... and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
            raise CommandError("\n".join(failures[:SHOWN]) + more + "\nRun `make texts` and translate what is new.")
