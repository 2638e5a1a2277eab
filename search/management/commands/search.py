import time

from django.core.management.base import BaseCommand, CommandError

from practices.models import PublicRecord
from search import outbox
from search.documents import documents
from search.engine import SearchUnavailable
from search.engines import get_engine
from search.models import IndexEvent


class Command(BaseCommand):
    help = "Keeps the search index: rebuild writes it anew, drain applies what waits, status says how it is."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        rebuild = actions.add_parser("rebuild", help="write a new index from the public records and swap it in")
        rebuild.add_argument(
            "--if-needed", action="store_true", help="only where the index is not ready or incomplete"
        )
        actions.add_parser("drain", help="apply the changes that wait in the outbox")
        actions.add_parser("status", help="engine, state, counts and outbox")

    def handle(self, *args, action: str, **options):
        try:
            getattr(self, action)(**options)
        except SearchUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from None

    def rebuild(self, if_needed: bool = False, **options) -> None:
        engine = get_engine()
        total = PublicRecord.objects.originals().count()
        status = engine.status()
        if if_needed and status.state == "ready" and status.documents == total:
            outbox.drain()
            self.stdout.write(f"The index is ready: {total} notes.")
            return
        started = time.monotonic()
        written = 0
        for written in engine.rebuild(documents()):
            if written and written % 5000 == 0:
                rate = written / (time.monotonic() - started)
                self.stdout.write(
                    f"  {written} of {total} notes, {rate:.0f} a second, {(total - written) / rate:.0f} s left"
                )
        outbox.drain()
        self.stdout.write(f"The index was rebuilt: {written} notes in {time.monotonic() - started:.1f} s.")

    def drain(self, **options) -> None:
        self.stdout.write(f"{outbox.drain()} changes applied, {IndexEvent.objects.count()} wait.")

    def status(self, **options) -> None:
        status = get_engine().status()
        oldest = IndexEvent.objects.first()
        self.stdout.write(f"engine     {status.engine} ({status.location})")
        self.stdout.write(f"state      {status.state}")
        self.stdout.write(f"documents  {status.documents} of {PublicRecord.objects.originals().count()} public notes")
        since = f", the oldest since {oldest.created_at:%Y-%m-%d %H:%M:%S} UTC" if oldest else ""
        self.stdout.write(f"outbox     {IndexEvent.objects.count()} changes wait{since}")
