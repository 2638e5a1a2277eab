"""Publishes notes in the database of VAR_DIR as the editor does: every other one new, every other one changed.

    VAR_DIR=... MODE=demo python -m tests.benchmarks.writing --rate 1.25 --seconds 60

Prints "ready", waits for a line, writes at this rate, and prints one line of JSON: the seconds that each took.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import uuid
from typing import Any

import django


class Publisher:
    """Publishes below random cities; a change of a public note reaches the index before `publish` returns."""

    def __init__(self) -> None:
        from networks.models import CityPage

        self._cities = list(CityPage.objects.live())
        self._last: Any = None

    def publish_new(self, word: str = "") -> None:
        """Publishes a note whose title has the word."""
        from wagtail.models import Locale

        from networks.models import CityPage
        from practices.models import BuildingBlock, OtherPracticePage, Source

        locale = Locale.get_default()
        note = OtherPracticePage(
            locale=locale,
            live=False,
            title=f"Water kiosks {word or uuid.uuid4().hex}",
            slug=f"water-kiosks-{uuid.uuid4().hex}",
            one_line="Residents run water kiosks.",
            summary="The utility sells bulk water to groups of residents, who run kiosks and keep the accounts.",
            status="running",
            start="2012",
            situation_before="Families bought water from vendors, at ten times the price of the utility.",
            barriers="Cartels broke the pipes.",
        )
        note.building_blocks = [BuildingBlock(title="Kiosks", what_it_does="Sells water by the can.", locale=locale)]
        note.sources = [Source(title="Annual report", publisher="Water utility", year=2014)]
        # Read again: other processes write below the same city.
        parent = CityPage.objects.get(pk=random.choice(self._cities).pk)
        parent.add_child(instance=note)
        note.save_revision().publish()
        self._last = note

    def publish_changed(self) -> None:
        """Publishes a change of the note that was published last."""
        self._last.summary = f"Changed at {time.time_ns()}."
        self._last.save_revision().publish()


def main() -> None:
    """Writes at a rate; what comes too late for its turn follows at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, required=True, help="notes a second")
    parser.add_argument("--seconds", type=float, required=True)
    options = parser.parse_args()
    django.setup()
    publisher = Publisher()
    publisher.publish_new()  # The first of a process takes longer.
    print("ready", flush=True)
    sys.stdin.readline()
    taken: list[float] = []
    errors: list[str] = []
    begun = time.monotonic()
    for turn in range(int(options.rate * options.seconds)):
        due = begun + turn / options.rate
        time.sleep(max(0, due - time.monotonic()))
        if time.monotonic() - begun > options.seconds:
            break
        started = time.monotonic()
        try:
            if turn % 2:
                publisher.publish_changed()
            else:
                publisher.publish_new()
        except Exception as error:
            errors.append(repr(error)[:200])
        else:
            taken.append(time.monotonic() - started)
    print(json.dumps({"taken": taken, "errors": errors}), flush=True)


if __name__ == "__main__":
    main()
