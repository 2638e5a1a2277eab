"""Elasticsearch killed, paused or wiped: pages browse on, search says so at once, nothing is lost; rebuilds killed.

On a node of its own, so that no other test is harmed.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

import pytest

from tests.faults.conftest import WHOLE
from tests.faults.nodes import Nodes, PortalOnCluster, needs_elasticsearch
from tests.faults.test_kill import follows, lines_of

pytestmark = needs_elasticsearch
KILLS = 10 if WHOLE else 2
#: What readers wait at most, and what a machine that is busy with tests may add.
PATIENCE = 2.0 + 0.5
SEARCH = "/en/search/?q=kiosks"


def timed(ask: Callable[..., tuple[int, str]], address: str) -> tuple[int, float]:
    started = time.monotonic()
    status, text = ask("GET", address)
    assert "Traceback" not in text
    return status, time.monotonic() - started


@pytest.mark.parametrize(("breaks", "mends"), [("kill", "start"), ("pause", "resume")])
def test_without_it_pages_browse_on_and_afterwards_the_index_follows(
    cluster: PortalOnCluster, node: Nodes, breaks: str, mends: str
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


def test_a_wiped_cluster_is_told_and_a_rebuild_repairs(cluster: PortalOnCluster, node: Nodes) -> None:
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


def test_an_index_that_may_only_be_read_keeps_changes_waiting(cluster: PortalOnCluster, node: Nodes) -> None:
    (name,) = node.indexes(cluster.prefix)

    def block(value: str) -> None:
        node.ask("PUT", f"/{name}/_settings", {"index.blocks.read_only_allow_delete": value})

    block("true")  # As Elasticsearch does where the disk is nearly full.
    cluster.work("publish", "1")
    assert cluster.state()["waiting"] > 0
    block("false")
    follows(cluster.state())


def test_a_rebuild_killed_beside_a_publisher_leaves_the_old_index_in_use(
    cluster: PortalOnCluster, node: Nodes, chance: random.Random
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
