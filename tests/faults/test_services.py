"""A database that another process holds, and a Redis that is gone."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import closing
from statistics import median

from tests.faults.conftest import Portal
from tests.faults.test_kill import follows, seconds_of

#: Nothing listens there: port 1 needs a superuser and has had no service for decades.
GONE = "redis://127.0.0.1:1/0"
TOKEN = "a" * 32


def test_a_locked_database_is_waited_for_and_then_told_in_plain_words(portal: Portal) -> None:
    portal.work("publish", "1")
    editor = json.loads(portal.work("sign_in").splitlines()[-1])
    before = portal.state()
    headers = {
        "Cookie": f"sessionid={editor['session']}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    address, body = f"/admin/pages/{editor['page']}/unpublish/", f"csrfmiddlewaretoken={TOKEN}"
    with (
        portal.served() as ask,
        closing(sqlite3.connect(portal.database, isolation_level=None, check_same_thread=False)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        status, text = ask("POST", address, body, **headers)
        assert status == 503
        assert time.monotonic() - started < 15
        assert "Traceback" not in text
        assert "try again" in text
        assert "The portal is busy" in text
        assert ask("GET", "/en/practices/")[0] == 200  # Readers do not wait.
        other.execute("ROLLBACK")
        assert portal.state() == before  # Nothing of it was done.
        # A lock that is shorter than the wait is not noticed.
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.7, other.execute, ["ROLLBACK"]).start()
        assert ask("POST", address, body, **headers)[0] == 302
    after = portal.state()
    assert after["records"] == {}
    follows(after)


def test_without_its_database_the_portal_says_that_it_is_away(portal: Portal) -> None:
    with portal.served(DATABASE_URL="postgresql://portal@127.0.0.1:1/portal") as ask:
        for path in ("/", "/en/", "/fr/practices/", "/en/search/?q=water", "/admin/"):
            status, text = ask("GET", path, Cookie="sessionid=of-somebody-signed-in")
            assert (status, "Traceback" in text) == (503, False), path
        assert "The portal is away for a moment" in ask("GET", "/en/")[1]
        assert "Le portail est indisponible" in ask("GET", "/fr/practices/")[1]
        assert ask("GET", "/healthz")[0] == 200
        assert ask("GET", "/readyz")[0] == 503


def test_publishing_goes_on_without_redis_and_the_index_follows_later(portal: Portal) -> None:
    with_broker = seconds_of(portal.work("publish", "4"))
    before = portal.state()["index"]
    without = seconds_of(portal.work("publish", "4", REDIS_URL=GONE))
    assert len(without) == len(with_broker) == 6
    # Against the same work in the same run, so that a slow machine is no fault: a broker that is gone may not be felt.
    assert median(without) < median(with_broker) + 1, (with_broker, without)
    waiting = portal.state("")
    assert waiting["waiting"] > 0
    assert waiting["index"] == before
    follows(portal.state())
