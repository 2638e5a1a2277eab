"""The demo's notes: how many there are of what, and that what each says of facts has its source on the note."""

from collections import Counter

import pytest

from networks.demo import NOTES
from networks.intake import files

NOTE_FILES = [files.read(path) for path in sorted(NOTES.glob("*.md"))]
ORIGINALS = [note for note in NOTE_FILES if note.is_original]

#: What names a note or files it under something, and what its author thinks: no statements of fact.
NO_FACTS = {
    *(
        "original",
        "type",
        "title",
        "one_line",
        "slug",
        "city",
        "further_cities",
        "country",
        "organisation",
        "contributing_organisation",
    ),
    *("contributor_key", "licence", "last_verified", "sources", "links", "questions_answered"),
    *(
        "themes",
        "sdg_targets",
        "cross_cutting",
        "thematic_areas",
        "principles",
        "beneficiary_groups",
        "scale",
        "services",
    ),
    *("features", "violence_types", "approaches", "security_principles", "norms"),
    *("must_stay", "can_adapt", "would_do_differently"),
}
#: What is told in them stands in the other fields too, with its source there; each indicator names its own.
TOLD_ELSEWHERE = {"summary", "narrative", "indicators"}


def facts(note: files.NoteFile) -> set[str]:
    """Gives the fields of a note that state facts."""
    filled = {name for name, value in {**note.facts, **note.texts}.items() if value not in (None, "", [], {})}
    if note.facts.get("evaluation") == "none":
        filled.discard("evaluation")
    return filled - NO_FACTS - TOLD_ELSEWHERE


@pytest.mark.parametrize("note", ORIGINALS, ids=lambda note: note.key)
def test_what_a_note_states_has_its_source(note):
    supported = {name for source in note.facts["sources"] for name in source.get("supports", ())}
    assert facts(note) <= supported
    keys = {source["key"] for source in note.facts["sources"]}
    assert {indicator["source"] for indicator in note.facts.get("indicators", ())} <= keys


def test_there_is_something_to_find():
    assert len(ORIGINALS) >= 80
    assert len({note.facts["city"] for note in ORIGINALS if "city" in note.facts}) >= 60
    types = Counter(note.facts["type"] for note in ORIGINALS)
    assert min(types.values()) >= 8
    assert len(types) == 5
    assert sum(note.facts["status"] in ("stopped", "failed", "replaced") for note in ORIGINALS) >= 5
    assert sum(any("baseline" in row for row in note.facts.get("indicators", ())) for note in ORIGINALS) >= 12
    assert sum(note.language in ("fr", "es") for note in ORIGINALS) >= 4
    translations = Counter(note.language for note in NOTE_FILES if not note.is_original)
    assert min(translations["fr"], translations["es"]) >= 10
