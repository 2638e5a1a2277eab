"""A cluster of three nodes loses one: readers who search and editors who publish do not notice."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest

from tests.faults.conftest import Portal
from tests.faults.nodes import Nodes, PortalOnCluster, needs_elasticsearch
from tests.faults.reading import Readers, told, warm_up
from tests.faults.test_kill import follows, lines_of, seconds_of

pytestmark = [needs_elasticsearch, pytest.mark.long]
SEARCHES_A_SECOND = 10


@pytest.fixture(scope="module")
def three() -> Iterator[Nodes]:
    made = Nodes(3)
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def cluster(portal: Portal, three: Nodes) -> PortalOnCluster:
    made = PortalOnCluster(portal.folder, *three.urls)
    made.run("manage.py", "search", "rebuild")
    wait_until_green(three)
    return made


def wait_until_green(nodes: Nodes) -> None:
    """Waits until every node is there and has its copies."""
    asked = f"wait_for_nodes={len(nodes.ports)}&wait_for_status=green&timeout=55s"
    assert not nodes.ask("GET", f"/_cluster/health?{asked}")["timed_out"]


def wait_until_expelled(nodes: Nodes) -> None:
    """Waits until those that answer know of no other, which they find out by themselves."""
    until = time.monotonic() + 120
    while len(nodes.ask("GET", "/_cluster/state/nodes?local=true")["nodes"]) == len(nodes.ports):
        assert time.monotonic() < until
        time.sleep(0.5)


def which_is(role: str, nodes: Nodes, prefix: str) -> int:
    """Gives the number of the elected master, or of the node that holds what changes are written to."""
    if role == "master":
        ((name,),) = [found["node"].split() for found in nodes.ask("GET", "/_cat/master?format=json")]
    else:
        shards = nodes.ask("GET", f"/_cat/shards/{prefix}-*?format=json")
        (name,) = [shard["node"] for shard in shards if shard["prirep"] == "p"]
    return int(name.removeprefix("node-")) - 1


@pytest.mark.parametrize("role", ["primary", "master"])
def test_no_search_fails_when_a_node_is_killed(
    cluster: PortalOnCluster, three: Nodes, chance: random.Random, role: str
) -> None:
    cluster.work("publish", "6")
    with cluster.served() as ask:
        warm_up(ask)
        with Readers(ask, SEARCHES_A_SECOND) as readers:
            publisher = cluster.start("-m", "tests.faults.work", "publish", "12")
            lines_of(publisher, 2)
            time.sleep(chance.uniform(0, 2))
            three.kill(which_is(role, three, cluster.prefix))
            killed = time.monotonic()
            took = seconds_of(cluster.finish(publisher))
            follows(cluster.state())  # With two nodes.
            three.start()
            wait_until_green(three)
        after = [answer.seconds for answer in readers.answers if 0 < answer.asked - killed < 10]
        print(f"in the ten seconds after the kill: {len(after)} searches, longest {max(after):.2f} s")
        print(f"publishing took at most {max(took):.1f} s")
        assert readers.failed == []
        assert len(took) == 20
    follows(cluster.state())


@pytest.mark.parametrize("role", ["primary", "master"])
def test_no_search_fails_when_a_node_falls_silent(cluster: PortalOnCluster, three: Nodes, role: str) -> None:
    """It accepts connections and answers none, until the others expel it; afterwards it comes back."""
    cluster.work("publish", "6")
    silent = which_is(role, three, cluster.prefix)
    with cluster.served() as ask:
        warm_up(ask)
        with Readers(ask, SEARCHES_A_SECOND) as readers:
            begins = {"before": time.monotonic()}
            publisher = cluster.start("-m", "tests.faults.work", "publish", "12")
            lines_of(publisher, 2)
            three.pause(silent)
            begins["silent"] = time.monotonic()
            try:
                wait_until_expelled(three)
                begins["expelled"] = time.monotonic()
                took = seconds_of(cluster.finish(publisher))
                with_two = cluster.state()
            finally:
                three.resume(silent)
            begins["back"] = time.monotonic()
            wait_until_green(three)
            with_three = cluster.state()
    for phase, end in zip(begins, [*list(begins.values())[1:], float("inf")], strict=True):
        print(f"{phase}: {told(each for each in readers.answers if begins[phase] <= each.asked < end)}")
    print(f"expelled after {begins['expelled'] - begins['silent']:.0f} s; publishing took at most {max(took):.1f} s")
    assert readers.failed == []
    assert len(took) == 20
    follows(with_two)
    follows(with_three)
