"""A rebuild beside 20 changes and 20 searches a second: no search fails, no change is lost. On both engines."""

from __future__ import annotations

import json

import pytest

from tests.faults.conftest import MANY, SEED, Portal
from tests.faults.nodes import PortalOnCluster, needs_elasticsearch
from tests.faults.reading import Readers, warm_up
from tests.faults.test_kill import lines_of

pytestmark = pytest.mark.long
RATE = 20


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=needs_elasticsearch)])
def indexed(request: pytest.FixtureRequest, large: Portal) -> Portal:
    """A portal with many notes and an index of them."""
    made = large
    if request.param == "elasticsearch":
        made = PortalOnCluster(large.folder, *request.getfixturevalue("node").urls)
    made.run("manage.py", "search", "rebuild", "--if-needed")
    return made


def test_a_rebuild_beside_changes_and_searches_fails_no_search_and_loses_no_change(indexed: Portal) -> None:
    with indexed.served() as ask:
        warm_up(ask)
        with Readers(ask, RATE) as readers:
            changes = indexed.start("-m", "tests.faults.work", "change", str(RATE), str(SEED))
            drain = indexed.start("-m", "tests.faults.work", "drain")
            lines_of(changes, 1)
            print(indexed.run("manage.py", "search", "rebuild").splitlines()[0])
            (indexed.folder / "stop").touch()
            done = json.loads(indexed.finish(changes).splitlines()[-1])
            indexed.finish(drain)
    print(f"{done['changes']} changes in {done['seconds']:.0f} s")
    assert readers.failed == []
    state = indexed.state()
    assert state["index"] == state["records"]
    assert len(state["index"]) > MANY / 2
    assert state["waiting"] == 0
    assert done["changes"] / done["seconds"] > RATE / 2, "this machine is too busy to tell"
