import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal import encoder
from practices.models import PublicRecord
from search import consistency, outbox
from search.documents import documents
from search.engine import Engine, EngineStatus, SearchUnavailable
from search.engines import indexes
from search.models import IndexEvent
from search.suggest import tables

#: How many keys of a kind `check` prints.
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Keeps the search index: rebuild writes it anew, drain applies what waits, check compares it with the public "
        "records, status says how it is."
    )

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        rebuild = actions.add_parser("rebuild", help="write a new index from the public records and swap it in")
        rebuild.add_argument(
            "--if-needed", action="store_true", help="only where the index is not ready or incomplete"
        )
        actions.add_parser("drain", help="apply the changes that wait in the outbox")
        check = actions.add_parser("check", help="compare the index with the public records by key and version")
        check.add_argument("--repair", action="store_true", help="write or remove anew what differs")
        actions.add_parser("status", help="engine, state, counts and outbox")

    def handle(self, *args, action: str, **options):
        try:
            getattr(self, f"do_{action}")(**options)
        except SearchUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from None

    def do_rebuild(self, if_needed: bool = False, **options) -> None:
        total = PublicRecord.objects.originals().count()
        for engine in indexes():
            status = engine.status()
            with_vectors = total if encoder.available() else status.with_vectors
            if if_needed and (status.state, status.documents, status.with_vectors) == ("ready", total, with_vectors):
                self.stdout.write(f"The index is ready: {total} notes.")
                continue
            started = time.monotonic()
            written = self._rebuild(engine, total)
            self.stdout.write(f"The index was rebuilt: {written} notes in {time.monotonic() - started:.1f} s.")
        if not if_needed or consistency.compare(tables).keys:
            started = time.monotonic()
            written = tables.rebuild()
            self.stdout.write(f"The suggestions were rebuilt: {written} notes in {time.monotonic() - started:.1f} s.")
        outbox.drain()

    def _rebuild(self, engine: Engine, total: int) -> int:
        """Rebuilds, and says how far it is: in one line on a terminal, else in a new line every few seconds."""
        written = 0
        started = said = time.monotonic()
        terminal = sys.stderr.isatty()
        for written in engine.rebuild(documents()):
            now = time.monotonic()
            if not written or now - said < (0.2 if terminal else 3):
                continue
            said = now
            rate = written / (now - started)
            done = min(written / max(total, 1), 1)
            bar = f"[{'#' * round(24 * done):24}]"
            line = (
                f"{bar} {written} of {total} notes, {rate:.0f} a second, {max(total - written, 0) / rate:.0f} s left"
            )
            self.stderr.write(f"\r{line}" if terminal else line, ending="" if terminal else "\n")
            self.stderr.flush()
        if terminal and said != started:
            self.stderr.write("")
        return written

    def do_drain(self, **options) -> None:
        self.stdout.write(f"{outbox.drain()} changes applied, {IndexEvent.objects.count()} wait.")

    def do_check(self, repair: bool = False, **options) -> None:
        for name, copy in consistency.copies():
            found = consistency.compare(copy)
            self.stdout.write(f"{name}: {found}")
            for what in ("missing", "changed", "surplus"):
                keys = getattr(found, what)
                for key in keys[:SHOWN]:
                    self.stdout.write(f"  {what:8} {key}")
                if len(keys) > SHOWN:
                    self.stdout.write(f"  {what:8} and {len(keys) - SHOWN} more")
            if found.keys and not repair:
                raise CommandError(f"What {name} has differs from the records: search check --repair mends it.")
            if found.keys:
                self.stdout.write(f"{consistency.repair(found)} changes applied.")
                left = consistency.compare(copy)
                if left.keys:
                    raise CommandError(f"What {name} has still differs ({left}): search rebuild writes it anew.")

    def do_status(self, **options) -> None:
        public = PublicRecord.objects.originals().count()
        for engine in indexes():
            status = engine.status()
            self.stdout.write(f"engine     {status.engine} ({status.location})")
            self.stdout.write(f"state      {': '.join(filter(None, (status.state, status.detail)))}")
            self.stdout.write(f"documents  {status.documents} of {public} public notes")
            self.stdout.write(f"meaning    {_meaning(status)}")
        oldest = IndexEvent.objects.order_by("created_at").first()
        since = f", the oldest for {_age(oldest)}, since {oldest.created_at:%Y-%m-%d %H:%M:%S} UTC" if oldest else ""
        self.stdout.write(f"outbox     {IndexEvent.objects.count()} changes wait{since}")


def _meaning(status: EngineStatus) -> str:
    if not encoder.available():
        return "off (SEARCH_BY_MEANING is, or requirements/semantic.txt is not installed)"
    return f"on, {status.with_vectors} of {status.documents} notes"


def _age(event: IndexEvent) -> str:
    seconds = int((timezone.now() - event.created_at).total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
