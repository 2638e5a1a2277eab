"""Who of the nodes answers, and who is left alone."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from search.elastic.nodes import PAUSE_SECONDS, Watch


class Cluster:
    """Three nodes; those in `silent` do not say who they are, those in `late` only once `told` is set."""

    def __init__(self) -> None:
        self.silent: set[str] = set()
        self.late: set[str] = set()
        self.told = threading.Event()
        self.asked: Counter[str] = Counter()
        self.now = 100.0
        self.watch = Watch("abc", self.who, lambda: self.now)

    def who(self, address: str) -> str | None:
        self.asked[address] += 1
        if address in self.late:
            self.told.wait(10)
        return None if address in self.silent else f"id-{address}"

    def settle(self) -> None:
        """Waits until nobody is being asked."""
        for thread in threading.enumerate():
            if thread.name == "elasticsearch-node":
                thread.join(10)


def test_who_is_silent_is_left_out_and_the_others_are_known_by_id() -> None:
    cluster = Cluster()
    assert cluster.watch.answering() == ("a", "b", "c")
    assert cluster.watch.look(10) == ("a", "b", "c")
    assert cluster.watch.ids() == ()
    cluster.silent = {"b"}
    assert cluster.watch.look(10) == ("a", "c")
    assert cluster.watch.ids() == ("id-a", "id-c")


def test_who_is_late_is_left_out_until_it_has_answered() -> None:
    cluster = Cluster()
    cluster.late = {"b"}
    assert cluster.watch.look(0.1) == ("a", "c")
    cluster.told.set()
    cluster.settle()
    assert cluster.watch.answering() == ("a", "b", "c")


def test_who_is_silent_is_left_alone_for_a_while_then_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    cluster = Cluster()
    cluster.silent = {"b"}
    cluster.watch.look(10)
    cluster.settle()
    for _ in range(5):
        assert cluster.watch.answering() == ("a", "c")
        assert cluster.watch.look(10) == ("a", "c")
    cluster.settle()
    assert cluster.asked["b"] == 1
    for asked in (2, 3):
        cluster.now += PAUSE_SECONDS
        assert cluster.watch.answering() == ("a", "c")  # Nobody waits for the answer.
        cluster.settle()
        assert cluster.asked["b"] == asked
        cluster.silent = set()
    assert cluster.watch.answering() == ("a", "b", "c")
    assert caplog.messages == [
        "The node b of Elasticsearch is silent; the others are asked.",
        "The node b of Elasticsearch answers again.",
    ]


def test_a_failed_request_has_all_asked_and_waits_for_nobody() -> None:
    cluster = Cluster()
    cluster.late = cluster.silent = {"b"}
    cluster.watch.doubt()
    assert cluster.watch.answering() == ("a", "b", "c")
    cluster.told.set()
    cluster.settle()
    assert cluster.asked == Counter("abc")
    assert cluster.watch.answering() == ("a", "c")


def test_where_nobody_answers_all_are_in_turn() -> None:
    cluster = Cluster()
    cluster.silent = {"a", "b", "c"}
    assert cluster.watch.look(10) == ("a", "b", "c")
    assert cluster.watch.ids() == ()
