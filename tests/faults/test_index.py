"""An index that is missing, corrupt or old: pages browse on, search says so, editors publish, a rebuild repairs."""

from __future__ import annotations

import json
import shutil

from tests.faults.conftest import Portal
from tests.faults.test_kill import follows


def remove(portal: Portal) -> None:
    shutil.rmtree(portal.index)


def corrupt(portal: Portal) -> None:
    for path in portal.index.glob("v*/*"):
        path.write_bytes(b"\xff" * path.stat().st_size)


def make_old(portal: Portal) -> None:
    """Leaves the index as a release with another schema would have named it."""
    (used,) = portal.index.glob("v*")
    name = f"v{'0' * 12}-{used.name.partition('-')[2]}"
    used.rename(used.with_name(name))
    (portal.index / "current").write_text(name)


def test_pages_browse_on_and_a_rebuild_repairs(portal: Portal) -> None:
    portal.work("publish", "1")
    path = portal.state()["paths"][0]
    with portal.served() as ask:
        for notes, damage in enumerate((remove, corrupt, make_old), 2):
            assert ask("GET", "/en/search/?q=kiosks")[0] == 200
            damage(portal)
            status, text = ask("GET", "/en/search/?q=kiosks")
            assert status == 503, damage
            assert "Traceback" not in text
            for page in ("/en/", "/en/practices/", f"/en/{path}", "/readyz"):
                assert ask("GET", page)[0] == 200, (damage, page)
            broken = json.loads(portal.work("publish", "1").splitlines()[0])
            assert "unavailable" in broken["index"], damage
            portal.run("manage.py", "search", "rebuild")
            status, text = ask("GET", "/en/search/?q=kiosks")
            assert status == 200, damage
            assert text.count('href="/en/cities/') >= notes, damage
    follows(portal.state())
