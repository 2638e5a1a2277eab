"""A kill at any moment loses no committed note and leaves an index that catches up."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.faults.conftest import WHOLE, Portal

KILLS = 40 if WHOLE else 5
KILLS_OF_A_REBUILD = 15 if WHOLE else 2


def follows(state: dict[str, Any]) -> None:
    """What holds after a drain: what is live has a record, and the index says the same as the records."""
    assert state["live"] == sorted(state["records"])
    assert state["index"] == state["records"]
    assert state["waiting"] == 0


def lines_of(process: subprocess.Popen[str], least: int) -> list[str]:
    """Waits until a process has printed so many whole lines; gives those it has printed."""
    for _ in range(1200):
        text = process.output.read_text()
        if text.count("\n") >= least:
            return text[: text.rindex("\n")].splitlines()
        assert process.poll() is None, text
        time.sleep(0.05)
    raise AssertionError("The process does nothing.")


def seconds_of(output: str) -> list[float]:
    """Gives how long each publishing and unpublishing took."""
    return [float(line.split()[2]) for line in output.splitlines() if line.startswith(("live", "gone"))]


def said(lines: list[str]) -> dict[str, str]:
    """Gives "live" or "gone" by key, as a killed publisher last said of what it had committed.

    A note that was going and not said to be gone is left out: it may be committed, or not.
    """
    known: dict[str, str] = {}
    for line in lines:
        if line.startswith(("live", "gone", "going")):
            what, key, *_ = line.split()
            known[key] = what
    return {key: what for key, what in known.items() if what != "going"}


def test_a_publisher_killed_at_any_moment_loses_nothing(portal: Portal, chance: random.Random) -> None:
    expected: dict[str, str] = {}
    for _ in range(KILLS):
        publisher = portal.start("-m", "tests.faults.work", "publish")
        state = json.loads(lines_of(publisher, 1)[0])  # What a restarted process finds after its drain.
        follows(state)
        assert {key for key, what in expected.items() if what == "live"} <= set(state["records"])
        # The last change before a kill may be committed without having been said.
        assert len([key for key, what in expected.items() if what == "gone" and key in state["records"]]) == 0
        time.sleep(chance.uniform(0, 1.5))
        publisher.kill()
        publisher.wait()
        expected |= said(lines_of_dead(publisher))
    state = portal.state()
    follows(state)
    assert {key for key, what in expected.items() if what == "live"} <= set(state["live"]) | _unpublished(expected)
    assert expected


def lines_of_dead(process: subprocess.Popen[str]) -> list[str]:
    text = process.output.read_text()
    return text[: text.rindex("\n") + 1].splitlines() if "\n" in text else []


def _unpublished(expected: dict[str, str]) -> set[str]:
    return {key for key, what in expected.items() if what == "gone"}


def test_a_rebuild_killed_beside_a_publisher_leaves_the_old_index_in_use(
    to_rebuild: Path, chance: random.Random
) -> None:
    portal = Portal(to_rebuild)
    kill_rebuilds(portal, KILLS_OF_A_REBUILD, chance)
    (left,) = portal.index.glob("v*")
    assert left.name == (portal.index / "current").read_text()
    assert not (portal.index / "journal").exists()


def kill_rebuilds(portal: Portal, times: int, chance: random.Random) -> None:
    """Kills a rebuild beside a publisher, at any moment between its start and the end it would have; then lets one end."""
    started = time.monotonic()
    portal.run("manage.py", "search", "rebuild")
    whole = time.monotonic() - started
    for _ in range(times):
        publisher = portal.start("-m", "tests.faults.work", "publish", "6")
        rebuild = portal.start("manage.py", "search", "rebuild")
        time.sleep(chance.uniform(0, whole))
        rebuild.kill()
        rebuild.wait()
        portal.finish(publisher)
        follows(portal.state())
    portal.run("manage.py", "search", "rebuild")
    follows(portal.state())


def test_processes_that_drain_at_the_same_time_share_the_work(portal: Portal) -> None:
    portal.work("publish", "6")
    waiting = json.loads(portal.work("backlog", "200").splitlines()[-1])["waiting"]
    assert waiting == 1200
    drains = [portal.start("manage.py", "search", "drain") for _ in range(3 if WHOLE else 2)]
    for drain in drains:
        portal.finish(drain)
    follows(portal.state(""))
