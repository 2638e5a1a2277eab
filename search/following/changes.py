"""What changed in a note since somebody was last told of it, in one line each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from portal.models import City
from practices.models import PublicRecord
from practices.presentation import label

#: How much of the history that editors write stands in a mail.
MOST_LINES = 5


def state_of(records: Iterable[PublicRecord]) -> dict[str, Any]:
    """Gives what is to be kept of a note to see later what changed in it, from the public records of its languages."""
    records = list(records)
    original = next((record for record in records if record.is_original), records[0])
    data = original.data
    return {
        "status": original.status,
        "evidence": original.evidence,
        "languages": sorted(record.language for record in records),
        "adoptions": [f"{row['direction']} {row['city_id']}" for row in data["parts"].get("adoptions", [])],
        "history": len(data["parts"].get("change_notes", [])),
        "published_at": original.published_at.isoformat(),
        "content": sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32],
    }


def lines(known: dict[str, Any], records: Iterable[PublicRecord], most: int | None = MOST_LINES) -> list[str]:
    """Says in the reader's language what changed since `known`; gives nothing where nothing did that is worth a word.

    There are not more than `most` lines; None gives all.
    """
    records = list(records)
    now = state_of(records)
    known = {**now, **known}  # What an earlier release did not keep has not changed.
    said = []
    for name, words in (
        ("status", _("Status: %(before)s, now %(now)s")),
        ("evidence", _("Evidence: %(before)s, now %(now)s")),
    ):
        if now[name] != known[name]:
            said.append(words % {"before": label(name, known[name]), "now": label(name, now[name])})
    said += _adoptions([item for item in now["adoptions"] if item not in known["adoptions"]])
    if set(now["languages"]) - set(known["languages"]):
        said.append(_("It can be read in another language."))
    history = _history(records, since=known["history"])
    if history:
        said += history
    # Both must differ: a release may write records anew, and a note may be published again as it was.
    elif not said and now["content"] != known["content"] and now["published_at"] != known["published_at"]:
        said.append(_("A new version was published."))
    return said[:most]


def _adoptions(items: list[str]) -> list[str]:
    found = [item.split() for item in items]
    cities = City.objects.select_related("country").in_bulk([int(city) for _direction, city in found])
    words = {"by": _("Adopted by %(city)s"), "from": _("Adopted from %(city)s")}
    return [
        words[direction] % {"city": f"{cities[int(city)].shown_name}, {cities[int(city)].country.name}"}
        for direction, city in found
        if int(city) in cities
    ]


def _history(records: list[PublicRecord], since: int) -> list[str]:
    """Gives what editors wrote about the change."""
    original = next((record for record in records if record.is_original), records[0])
    rows = original.data["parts"].get("change_notes", [])
    newest = sorted(rows, key=lambda row: row["date"] or "", reverse=True)[: max(len(rows) - since, 0)]
    return [row["text"] for row in newest if row["text"]]
