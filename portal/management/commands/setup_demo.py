"""Everything between an installed portal and a demo that can be served, in one process."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

STEPS = (
    ("Compiling the texts", ("compile_texts",)),
    ("Preparing the database", ("migrate", "--no-input")),
    ("Loading the gazetteer", ("load_gazetteer",)),
    ("Loading the terms", ("load_terms",)),
    ("Loading the synonyms", ("load_synonyms",)),
    # First, so that each note goes into the index as it is loaded, rather than wait in an outbox that grows.
    ("Building the search index", ("search", "rebuild", "--if-needed")),
    ("Loading the demo's notes", ("load_demo",)),
    ("Checking the search index", ("search", "rebuild", "--if-needed")),
    ("Collecting the static files", ("collectstatic", "--no-input", "--if-changed")),
)


@contextmanager
def alone(folder: Path, say: Callable[[str], object]) -> Iterator[None]:
    """Waits until no other process sets up the demo of `folder`: two at once would keep each other from the database."""
    with (folder / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another process is setting up this demo; waiting until it has ended ...")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
            except KeyboardInterrupt:
                raise CommandError("Interrupted while waiting; nothing was done.") from None
        yield


class Command(BaseCommand):
    help = "Makes or refreshes the demo; each step may be repeated, so an interrupted run is simply run again."
    requires_system_checks = []

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo is set up with MODE=demo alone: it makes accounts whose password is public.")
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with alone(settings.VAR_DIR, self._say):
            self._set_up(options)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _set_up(self, options) -> None:
        start = time.monotonic()
        for number, (title, command) in enumerate(STEPS, 1):
            step = f"[{number}/{len(STEPS)}] {title}"
            self._say(f"{step} ...")
            begin = time.monotonic()
            try:
                call_command(*command, verbosity=0, stdout=self.stdout, stderr=self.stderr)
            except KeyboardInterrupt:
                raise CommandError(f"Interrupted during {step}. Run it again to go on.") from None
            except Exception as error:
                if options["traceback"]:
                    raise
                why = str(error) or type(error).__name__
                raise CommandError(
                    f"{step} failed: {type(error).__name__}: {why}\n"
                    "What was done before is kept; put it right and run it again. (--traceback shows the code.)"
                ) from error
            self.stdout.write(f"{step}: {time.monotonic() - begin:.1f} s")
        self.stdout.write(f"The demo is ready ({time.monotonic() - start:.0f} s).")
