"""Writes the tables of suggestions and words from the public records: nothing else ever reaches them.

outbox: drain -> follow(keys) -> read the records again -> rows of the notes, weights of the names, counts of the words
"""

from __future__ import annotations

import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F

from portal.models import City, Country
from practices.models import PublicRecord, Term
from search.documents import names_of, texts_of
from search.fields import PARTS
from search.languages import fold
from search.models import SuggestedNote, Suggestion, VocabularyState, VocabularyWord
from search.suggest.words import starts, words_of

Kind = Suggestion.Kind
Name = tuple[str, str]
Item = TypeVar("Item")
BATCH = 500
#: So many notes or names are written in one transaction: on SQLite it keeps all other writers waiting.
TOGETHER = 50
#: Thousands of words a transaction: as objects they would take ten times as long.
_ADD = (
    "INSERT INTO search_vocabularyword (word, language, folded, notes) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (word, language) DO UPDATE SET notes = search_vocabularyword.notes + excluded.notes"
)
_TAKE = (
    "UPDATE search_vocabularyword SET notes = CASE WHEN notes > %s THEN notes - %s ELSE 0 END "
    "WHERE word = %s AND language = %s"
)


def follow(keys: Iterable[uuid.UUID]) -> None:
    """Makes the tables say of these notes what the records say now; order and repetition do no harm."""
    for some in _batches(keys, TOGETHER):
        with transaction.atomic():
            _lock()
            _write_names(_write_notes(some))


def rewrite(kind: str, values: Sequence[str]) -> None:
    """Writes the names of these places or terms anew: they may be called otherwise now."""
    with transaction.atomic():
        _lock()
        Suggestion.objects.filter(kind=kind, value__in=values).delete()
        _write_names({(kind, value) for value in values})


def rebuild() -> int:
    """Empties the tables and fills them again, in many short transactions; gives the number of notes."""
    with transaction.atomic():
        _lock()
        for model in (SuggestedNote, Suggestion, VocabularyWord):
            model.objects.all().delete()
    keys = PublicRecord.objects.originals().order_by("pk").values_list("translation_key", flat=True)
    names: set[Name] = set()
    count = 0
    for batch in _giving_way(list(keys)):
        with transaction.atomic():
            _lock()
            names |= _write_notes(batch)
        count += len(batch)
    for some in _giving_way(sorted(names)):
        with transaction.atomic():
            _lock()
            _write_names(set(some))
    return count


def versions() -> Iterator[tuple[str, int]]:
    """Key and version of every note in the tables, for comparison with the public records."""
    rows = SuggestedNote.objects.values_list("key", "version")
    return ((key.hex, version) for key, version in rows.iterator())


def names_in(record: PublicRecord) -> Iterator[Name]:
    """Yields the kind and the text of each name that a record itself holds: its title, its building blocks' titles."""
    yield Kind.NOTE.value, record.title
    for block in record.data["parts"].get("building_blocks", []):
        if block.get("title"):
            yield Kind.BLOCK.value, block["title"]


def _lock() -> None:
    """Lets one writer work at a time, until the end of its transaction: counts must not be lost between two."""
    VocabularyState.objects.select_for_update().get_or_create(pk=1)
    VocabularyState.objects.filter(pk=1).update(version=F("version") + 1)


def _giving_way(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yields batches, and lets editors write between them: who waits for SQLite looks whether it is free, and never queues."""
    for number, batch in enumerate(_batches(items, TOGETHER)):
        if number and connection.vendor == "sqlite":
            time.sleep(0.15)
        yield batch


def _batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def _write_notes(keys: Sequence[uuid.UUID]) -> set[Name]:
    """Writes the rows of these notes, and the counts of their words; gives the places and terms that they lost or gained."""
    before = list(SuggestedNote.objects.filter(key__in=keys))
    after, names = _read_notes(keys)
    Suggestion.objects.filter(kind__in=[Kind.NOTE, Kind.BLOCK], value__in=[key.hex for key in keys]).delete()
    Suggestion.objects.bulk_create(names, batch_size=BATCH)
    SuggestedNote.objects.filter(key__in=keys).delete()
    SuggestedNote.objects.bulk_create(after, batch_size=BATCH)
    changes: Counter[tuple[str, str]] = Counter()
    for notes, step in ((after, 1), (before, -1)):
        for note in notes:
            for language, words in note.words.items():
                for word in words:
                    changes[language, word] += step
    _count_words(changes)
    had, have = (
        {(note.key, kind, value) for note in notes for kind, value in note.names} for notes in (before, after)
    )
    return {(kind, value) for _key, kind, value in had ^ have}


def _read_notes(keys: Sequence[uuid.UUID]) -> tuple[list[SuggestedNote], list[Suggestion]]:
    records: dict[uuid.UUID, list[PublicRecord]] = defaultdict(list)
    found = PublicRecord.objects.filter(translation_key__in=keys)
    for record in found.select_related("city", "country", "organisation"):
        records[record.translation_key].append(record)
    terms: dict[uuid.UUID, list[int]] = defaultdict(list)
    pairs = found.originals().filter(terms__isnull=False).values_list("translation_key", "terms")
    for key, term in pairs:
        terms[key].append(term)
    notes, suggestions = [], []
    for key, versions_of_note in records.items():
        original = next((record for record in versions_of_note if record.is_original), versions_of_note[0])
        names: list[Name] = [(Kind.TERM.value, str(term)) for term in terms[key]]
        if original.city_id:
            names.append((Kind.CITY.value, str(original.city_id)))
        if original.country_id:
            names.append((Kind.COUNTRY.value, original.country_id))
        notes.append(
            SuggestedNote(
                key=key,
                version=max(record.version for record in versions_of_note),
                names=names,
                words=_words(original, versions_of_note),
            )
        )
        suggestions += [
            row
            for record in versions_of_note
            for kind, name in dict.fromkeys(names_in(record))
            for row in _rows(kind, key.hex, name, record.language, label=name)
        ]
    return notes, suggestions


def _words(original: PublicRecord, records: Iterable[PublicRecord]) -> dict[str, list[str]]:
    words = {"": sorted(words_of("\n".join(names_of(original))))}
    for record in records:
        texts = texts_of(record)
        words[record.language] = sorted(words_of("\n".join(getattr(texts, part) for part in PARTS)))
    return words


def _rows(kind: str, value: str, name: str, language: str, label: str = "", weight: int = 1) -> list[Suggestion]:
    return [
        Suggestion(
            kind=kind,
            value=value,
            language=language,
            start=Suggestion.Start.LATER_WORD if position else Suggestion.Start.NAME,
            folded=folded,
            label=label,
            weight=weight,
        )
        for position, folded in enumerate(dict.fromkeys(starts(name)))
    ]


def _count_words(changes: Counter[tuple[str, str]]) -> None:
    """Adds to the number of notes of each word, and removes the words that no note has any more."""
    gained = [(word, language, fold(word), step) for (language, word), step in changes.items() if step > 0]
    lost = [(step, word, language) for (language, word), step in changes.items() if step < 0]
    with connection.cursor() as cursor:
        if gained:
            cursor.executemany(_ADD, gained)
        if lost:
            cursor.executemany(_TAKE, [(-step, -step, word, language) for step, word, language in lost])
    for batch in _batches(word for _step, word, _language in lost):
        VocabularyWord.objects.filter(word__in=batch, notes=0).delete()


def _write_names(names: set[Name]) -> None:
    """Writes the names of places and terms with the number of their public notes; those that have none are removed."""
    for kind, field, written in (
        (Kind.CITY, "city", _of_cities),
        (Kind.COUNTRY, "country", _of_countries),
        (Kind.TERM, "terms", _of_terms),
    ):
        for values in _batches(sorted(value for of_kind, value in names if of_kind == kind)):
            counts = _counts(field, values)
            rows = Suggestion.objects.filter(kind=kind)
            known = dict(rows.filter(value__in=values).values_list("value", "weight").distinct())
            rows.filter(value__in=known.keys() - counts.keys()).delete()
            Suggestion.objects.bulk_create(
                written({value: number for value, number in counts.items() if value not in known}), batch_size=BATCH
            )
            # Of a place or a term that is there already the weight alone is new.
            changed = {value for value in known.keys() & counts.keys() if known[value] != counts[value]}
            for number in {counts[value] for value in changed}:
                rows.filter(value__in=[value for value in changed if counts[value] == number]).update(weight=number)


def _of_cities(counts: dict[str, int]) -> Iterator[Suggestion]:
    for city in City.objects.filter(pk__in=map(int, counts)).prefetch_related("names"):
        weight = counts[str(city.pk)]
        own = _rows(Kind.CITY, str(city.pk), city.name, "", weight=weight)
        usual = {row.folded for row in own}
        # "Le Caire" is no other name to who reads French; to everybody else it is.
        for name, language in ((city.name_fr, "fr"), (city.name_es, "es")):
            named = _rows(Kind.CITY, str(city.pk), name, language, weight=weight)
            own += [row for row in named if row.folded not in usual]
        yield from own
        # The gazetteer has the other names in every script, each from its later words on too.
        others = {next(starts(name.folded), "") for name in city.names.all()}
        for folded in sorted(others - {row.folded for row in own} - {""}):
            yield Suggestion(
                kind=Kind.CITY,
                value=str(city.pk),
                start=Suggestion.Start.OTHER_NAME,
                folded=folded,
                weight=weight,
            )


def _of_countries(counts: dict[str, int]) -> Iterator[Suggestion]:
    for country in Country.objects.filter(pk__in=counts):
        yield from _in_languages(Kind.COUNTRY, country, counts[country.pk])


def _of_terms(counts: dict[str, int]) -> Iterator[Suggestion]:
    for term in Term.objects.filter(pk__in=map(int, counts)):
        yield from _in_languages(Kind.TERM, term, counts[str(term.pk)])


def _counts(field: str, values: Sequence[str]) -> dict[str, int]:
    """Gives the number of public notes by the key of a place or term."""
    notes = PublicRecord.objects.originals().filter(**{f"{field}__in": values})
    counts = notes.values_list(field).annotate(number=Count("pk")).order_by()
    return {str(key): number for key, number in counts}


def _in_languages(kind: str, named: Country | Term, weight: int) -> Iterator[Suggestion]:
    for language in settings.INTERFACE_LANGUAGES:
        yield from _rows(kind, str(named.pk), getattr(named, f"name_{language}"), language, weight=weight)
