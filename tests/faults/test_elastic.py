"""Elasticsearch killed, paused or wiped: pages browse on, search says so at once, nothing is lost; rebuilds killed.

On a node of its own, so that no other test is harmed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import ROOT, WHOLE, Portal
from tests.faults.test_kill import follows, lines_of

# Each test starts a node of its own; where services are required, none of this is ever left out.
pytestmark = pytest.mark.skipif(
    not os.environ.get("ELASTICSEARCH_URL") and os.environ.get("REQUIRE_SERVICES", "") in ("", "0"),
    reason="needs Elasticsearch (make services; . var/services/env)",
)
KILLS = 10 if WHOLE else 2
#: What readers wait at most, and what a machine that is busy with tests may add.
PATIENCE = 2.0 + 0.5
SEARCH = "/en/search/?q=kiosks"


class Node:
    """One Elasticsearch, started by the project's own script."""

    def __init__(self) -> None:
        # Where the server's account may come, which is not root's.
        self.folder = Path(tempfile.mkdtemp(prefix="faults-elasticsearch-", dir="/var/tmp"))
        self.folder.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = ["bash", str(ROOT / ".ci" / "elasticsearch"), "start", str(self.folder), str(self.port)]
        # To no pipe: the server would keep it open.
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "ES_HEAP": "512m"})

    def signal(self, number: signal.Signals) -> None:
        os.kill(int((self.folder / "pid").read_text()), number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        while self.listens():
            time.sleep(0.05)

    def pause(self) -> None:
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.signal(signal.SIGCONT)

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, method: str, path: str) -> Any:
        with urllib.request.urlopen(urllib.request.Request(self.url + path, method=method), timeout=30) as answer:
            return json.load(answer)

    def indexes(self, prefix: str) -> list[str]:
        return list(self.ask("GET", f"/{prefix}-*"))

    def remove(self) -> None:
        subprocess.run(["bash", str(ROOT / ".ci" / "elasticsearch"), "stop", str(self.folder)], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    made = Node()
    try:
        made.start()
        yield made
    finally:
        made.remove()


class PortalOnCluster(Portal):
    """A portal whose engine is Elasticsearch."""

    def __init__(self, folder: Path, node: Node) -> None:
        super().__init__(folder)
        self.prefix = f"faults-{uuid.uuid4().hex[:12]}"
        self._settings = {"ELASTICSEARCH_URL": node.url, "ELASTICSEARCH_PREFIX": self.prefix}

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        return super().start(*arguments, **{**self._settings, **settings})


@pytest.fixture
def cluster(portal: Portal, node: Node) -> PortalOnCluster:
    """A portal with an empty index on the node."""
    made = PortalOnCluster(portal.folder, node)
    made.run("manage.py", "search", "rebuild")
    return made


def timed(ask: Callable[..., tuple[int, str]], address: str) -> tuple[int, float]:
    started = time.monotonic()
    status, text = ask("GET", address)
    assert "Traceback" not in text
    return status, time.monotonic() - started


@pytest.mark.parametrize(("breaks", "mends"), [("kill", "start"), ("pause", "resume")])
def test_without_it_pages_browse_on_and_afterwards_the_index_follows(
    cluster: PortalOnCluster, node: Node, breaks: str, mends: str
) -> None:
    cluster.work("publish", "1")
    path = cluster.state()["paths"][0]
    with cluster.served() as ask:
        status, text = ask("GET", SEARCH)
        assert status == 200
        assert text.count('href="/en/cities/') >= 1
        getattr(node, breaks)()
        try:
            answers = [timed(ask, SEARCH) for _ in range(12)]
            assert {status for status, _ in answers} == {503}
            assert max(seconds for _, seconds in answers) < PATIENCE, answers
            # Most of them met a breaker that was open.
            assert sorted(seconds for _, seconds in answers)[5] < 0.5, answers
            for page in ("/en/", "/en/practices/", f"/en/{path}", "/readyz"):
                status, seconds = timed(ask, page)
                assert status == 200, page
                assert seconds < PATIENCE, page
            broken = cluster.work("publish", "3")
            assert broken.count("live") >= 3
        finally:
            getattr(node, mends)()
        mended = time.monotonic()
        while ask("GET", SEARCH)[0] != 200:
            assert time.monotonic() - mended < 60
            time.sleep(0.5)
        follows(cluster.state())
        assert time.monotonic() - mended < 60


def test_a_wiped_cluster_is_told_and_a_rebuild_repairs(cluster: PortalOnCluster, node: Node) -> None:
    cluster.work("publish", "1")
    for name in node.indexes(cluster.prefix):
        node.ask("DELETE", f"/{name}")
    with cluster.served() as ask:
        assert timed(ask, SEARCH)[0] == 503
        assert json.loads(cluster.work("publish", "1").splitlines()[0])["index"] == {"unavailable": "missing"}
        assert node.indexes(cluster.prefix) == []  # A late write makes no index.
        cluster.run("manage.py", "search", "rebuild")
        assert timed(ask, SEARCH)[0] == 200
    follows(cluster.state())


def test_an_index_that_may_only_be_read_keeps_changes_waiting(cluster: PortalOnCluster, node: Node) -> None:
    (name,) = node.indexes(cluster.prefix)

    def block(value: str) -> None:
        settings = json.dumps({"index.blocks.read_only_allow_delete": value}).encode()
        request = urllib.request.Request(
            f"{node.url}/{name}/_settings", settings, {"Content-Type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(request, timeout=30).close()

    block("true")  # As Elasticsearch does where the disk is nearly full.
    cluster.work("publish", "1")
    assert cluster.state()["waiting"] > 0
    block("false")
    follows(cluster.state())


def test_a_rebuild_killed_beside_a_publisher_leaves_the_old_index_in_use(
    cluster: PortalOnCluster, node: Node, chance: random.Random
) -> None:
    cluster.work("publish", "9")
    for _ in range(KILLS):
        publisher = cluster.start("-m", "tests.faults.work", "publish", "6")
        rebuild = cluster.start("manage.py", "search", "rebuild")
        lines_of(publisher, 1)
        time.sleep(chance.uniform(0, 3))
        rebuild.kill()
        rebuild.wait()
        cluster.finish(publisher)
        follows(cluster.state())
    cluster.run("manage.py", "search", "rebuild")
    assert len(node.indexes(cluster.prefix)) == 1
    follows(cluster.state())
