"""Compiles the interface's texts where a machine has no gettext: polib writes what msgfmt would."""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po to .mo, where the .po is newer."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Compile also what is up to date.")

    def handle(self, *args, **options):
        sources = [source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")]
        compiled = 0
        for source in sources:
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime and not options["force"]:
                continue
            # Two processes may compile at once, and a server may read: the file appears whole or not at all.
            unfinished = target.with_name(f".{target.name}.{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(unfinished))
            unfinished.replace(target)
            compiled += 1
        if options["verbosity"]:
            self.stdout.write(f"Compiled {compiled} of {len(sources)} files of texts.")
