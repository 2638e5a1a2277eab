from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from networks.demo import NOTES
from networks.intake.notes import Unloadable, load_folder


class Command(BaseCommand):
    help = "Loads practice notes from text files (docs/content.md): all of a folder or, if one is wrong, none."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=NOTES, help="default: the demo content")

    def handle(self, *args, folder: Path, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        try:
            loaded = load_folder(folder, self.show)
        except Unloadable as error:
            raise CommandError(f"Nothing was loaded:\n{error}") from None
        self.stdout.write(f"{loaded.written} notes loaded, {loaded.unchanged} as they were.")
        if loaded.deleted:
            self.stdout.write("Deleted in the admin, and left so until the file changes: " + ", ".join(loaded.deleted))

    def show(self, done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            self.stdout.write(f"  {done} of {total} notes")
