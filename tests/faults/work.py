"""What the processes of the fault tests do: `python -m tests.faults.work prepare | publish [NUMBER] | state | ...`.

Each works on the VAR_DIR of its environment. `publish` prints a line for each change once it is committed, and the others
print one line of JSON. What goes on until it is told to stop ends once the file `stop` is there.
"""

import itertools
import json
import os
import random
import sys
import time
import uuid
from pathlib import Path

import django

STOP = Path(os.environ["VAR_DIR"]) / "stop"


def prepare() -> None:
    """Makes a country, a city with its page, and the terms."""
    from networks.parties import party_page
    from portal.models import City, Country
    from practices.taxonomy import load_terms

    country = Country.objects.create(code="KE", code3="KEN", name_en="Kenya", name_fr="Kenya", name_es="Kenia")
    city = City.objects.create(name="Nairobi", country=country, population=2_750_547, latitude=-1.28, longitude=36.8)
    party_page(city)
    load_terms()


def publish(number: str = "") -> None:
    """Says what it finds (`state` after a drain), then publishes, edits and unpublishes, `number` times or for ever."""
    from practices.models import OtherPracticePage

    state("drain")
    for turn in itertools.islice(itertools.count(), int(number) if number else None):
        started = time.monotonic()
        note = _new_note()
        _say("live", note, started)
        if turn % 3 == 1:
            started = time.monotonic()
            note = OtherPracticePage.objects.get(pk=note.pk)
            note.summary = "Changed since."
            note.save_revision().publish()
            _say("live", note, started)
        if turn % 3 == 2:
            started = time.monotonic()
            print(f"going {note.translation_key.hex}", flush=True)
            OtherPracticePage.objects.get(pk=note.pk).unpublish()
            _say("gone", note, started)


def _new_note():
    from wagtail.models import Locale

    from networks.models import CityPage
    from practices.models import BuildingBlock, OtherPracticePage, Source

    locale = Locale.get_default()
    note = OtherPracticePage(
        locale=locale,
        live=False,
        title=f"Water kiosks {uuid.uuid4().hex}",
        one_line="Residents run water kiosks.",
        summary="The utility sells bulk water to groups of residents.",
        status="running",
        start="2012",
        situation_before="Families bought water from vendors.",
        barriers="Cartels broke the pipes.",
    )
    note.building_blocks = [BuildingBlock(title="Kiosks", what_it_does="Sells water by the can.", locale=locale)]
    note.sources = [Source(title="Annual report", publisher="Water utility", year=2014)]
    CityPage.objects.get().add_child(instance=note)
    note.save_revision().publish()
    return note


def fill(number: str) -> None:
    """Adds so many synthetic notes, which no index has yet."""
    from portal.models import Organisation
    from tests.benchmarks.synthetic import write_notes

    Organisation.objects.create(key="utility", name="Water utility", kind="contributor", contributor=True)
    write_notes(int(number))


def change(rate: str, seed: str) -> None:
    """Rewrites, withdraws and brings back notes at random, so many times a second, and leaves the index to others."""
    from practices import records
    from practices.models import PracticePage
    from search import tasks

    tasks.drain_soon = lambda: None
    chance = random.Random(int(seed))
    keys = sorted(set(PracticePage.objects.filter(live=True).values_list("translation_key", flat=True)))
    started, done = time.monotonic(), 0
    print("begins", flush=True)
    while not STOP.exists():
        what = records.remove if chance.random() < 0.3 else records.refresh
        what(chance.choice(keys))
        done += 1
        time.sleep(max(0.0, started + done / float(rate) - time.monotonic()))
    print(json.dumps({"changes": done, "seconds": time.monotonic() - started}), flush=True)


def drain() -> None:
    """Drains the outbox again and again, as a worker does."""
    from search import outbox

    while not STOP.exists():
        if not outbox.drain():
            time.sleep(0.02)


def _say(what: str, note, started: float) -> None:
    print(what, note.translation_key.hex, f"{time.monotonic() - started:.3f}", flush=True)


def state(first: str = "") -> None:
    """Prints what is live, what has a record, what the index says, and how much waits; after a drain if asked."""
    from practices.models import PracticePage, PublicRecord
    from search import outbox
    from search.engine import SearchUnavailable
    from search.engines import get_engine
    from search.models import IndexEvent

    if first == "drain":
        outbox.drain()
    try:
        index = dict(get_engine().versions())
    except SearchUnavailable as error:
        index = {"unavailable": error.reason}
    versions = PublicRecord.objects.order_by("version").values_list("translation_key", "version")
    found = {
        "live": sorted(
            {key.hex for key in PracticePage.objects.filter(live=True).values_list("translation_key", flat=True)}
        ),
        "records": {key.hex: version for key, version in versions},
        "paths": list(PublicRecord.objects.values_list("path", flat=True)),
        "index": index,
        "waiting": IndexEvent.objects.count(),
    }
    print(json.dumps(found), flush=True)


def backlog(times: str) -> None:
    """Writes into the outbox, so many times, that every note there ever was has changed."""
    from practices.models import PracticePage
    from search import outbox

    for _ in range(int(times)):
        outbox.record_change(PracticePage.objects.values_list("translation_key", flat=True))
    state()


def write_mail(number: str) -> None:
    """Writes so many messages into the outbox."""
    from portal.models import Message

    Message.objects.bulk_create(
        Message(kind="news", address="a@b.example", subject=f"News {one}", text="Water") for one in range(int(number))
    )


def deliver(port: str) -> None:
    """Sends what waits to a mail server on loopback, after what was broken off long enough ago; prints all states."""
    from datetime import timedelta

    from django.conf import settings
    from django.db.models import F

    from portal import delivery
    from portal.models import Message

    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    Message.objects.filter(state="claimed").update(claimed_at=F("claimed_at") - timedelta(minutes=10))
    delivery.find_lost()
    delivery.deliver()
    print(json.dumps(dict(Message.objects.values_list("subject", "state"))), flush=True)


def sign_in() -> None:
    """Makes an editor and a session; prints its cookie and the page of a note."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from portal.models import User
    from practices.models import PracticePage

    user = User.objects.create_superuser("editor@example.org", "a-password-for-tests")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    page = PracticePage.objects.filter(live=True).values_list("pk", flat=True).first()
    print(json.dumps({"session": session.session_key, "page": page}), flush=True)


if __name__ == "__main__":
    django.setup()
    works = (prepare, publish, fill, change, drain, state, backlog, write_mail, deliver, sign_in)
    {work.__name__: work for work in works}[sys.argv[1]](*sys.argv[2:])
