"""Adds synthetic notes to the database of VAR_DIR, as real rows.

    VAR_DIR=<a copy of a demo that is set up> MODE=demo python -m tests.benchmarks.synthetic --notes 100000

The texts are those of tests/benchmarks/corpus.py, which searches know how to hit. All notes stand below the
largest cities of the gazetteer, which get their pages as any city does. What an editor's save would do beside the rows of a
note (revisions, references, Wagtail's own search) is left out: no public page reads it.
"""

from __future__ import annotations

import argparse
import datetime
import random
import time
import uuid
from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import Any

import django

from search.engine import SearchDocument
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.timing import timed

CITIES = 150
_BATCH = 1000
_TOLD_EVERY = 20_000


def write_notes(number: int) -> None:
    """Writes the notes: a page, a page of practice, a page of its type, a record a language, and the record's terms."""
    from django.db import transaction

    from practices.models import PracticePage, PublicRecord

    maker = _Maker()
    through = PublicRecord.terms.through
    written = 0
    for documents in _batches(Corpus(number).notes, _BATCH):
        with transaction.atomic():
            notes = [page for document in documents for page in maker.pages(document)]
            _insert(PracticePage._meta.pk.related_model, notes)
            _insert(PracticePage, notes)
            for model in {type(note) for note in notes}:
                _insert(model, [note for note in notes if type(note) is model])
            PublicRecord.objects.bulk_create(note.new_record for note in notes)
            through.objects.bulk_create(
                through(publicrecord_id=note.new_record.pk, term_id=term.pk)
                for note in notes
                for term in note.new_terms
            )
        written += len(documents)
        if not written % _TOLD_EVERY:
            print(f"  {written:,} of {number:,} notes written", flush=True)
    maker.finish()


def _batches(items: Iterable, size: int) -> Iterator[list]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def _insert(model: type, rows: list) -> None:
    """Writes the columns that `model` adds to its parents': Django's bulk_create refuses models with parents."""
    from django.db import connection

    fields = model._meta.local_concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in fields]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})", values)


class _Maker:
    """Makes the pages of notes with their records, from a seed."""

    def __init__(self) -> None:
        from django.contrib.contenttypes.models import ContentType
        from wagtail.models import Locale, Page

        from networks.parties import party_page
        from portal.models import City, Organisation
        from practices.models import PRACTICE_MODELS, Term
        from practices.record import build

        self._random = random.Random(2)
        cities = list(City.objects.select_related("country").order_by("-population")[:CITIES])
        self._parents = [(party_page(city), city) for city in cities]
        self._next = {
            page.pk: count(Page._str2int((page.get_last_child() or page).path[-Page.steplen :]) + 1)
            for page, _ in self._parents
        }
        self._ids = count(Page.objects.order_by("-pk").first().pk + 1)
        self._numbers = count(1)
        self._locales = {
            code: Locale.objects.get_or_create(language_code=code)[0]
            for code in ("en", "fr", "es", "pt", "ar", "hi", "zh-hans")
        }
        self._organisations = list(Organisation.objects.filter(contributor=True))
        self._themes = list(Term.objects.of("theme").exclude(parent=None))
        self._targets = list(Term.objects.of("sdg").exclude(parent=None))
        self._models = list(PRACTICE_MODELS.values())
        self._types = {model: ContentType.objects.get_for_model(model) for model in self._models}
        # A record in the form that the portal itself gives it.
        self._forms = {model: build(model(title="", original_language="en")).data for model in self._models}

    def pages(self, document: SearchDocument) -> Iterator[Any]:
        """Gives the original and its translations, unsaved, each with `new_record` and `new_terms`."""
        from practices import choices

        choose = self._random
        parent, city = choose.choice(self._parents)
        model = choose.choice(self._models)
        number = next(self._numbers)
        moment = datetime.datetime.fromtimestamp(document.published, datetime.UTC)
        facts = {
            "status": choose.choice(choices.Status.values),
            "scale": choose.choice(choices.Scale.values),
            "evidence": choose.choice(choices.EvidenceGrade.values),
            "start": str(choose.randint(1980, 2024)),
            "last_verified": moment.date().isoformat(),
        }
        themes = choose.sample(self._themes, choose.choice((1, 1, 3)))
        targets = choose.sample(self._targets, 2)
        organisation = choose.choice(self._organisations) if choose.random() < 0.7 else None
        if organisation:
            facts["contributing_organisation"] = organisation.key
        codes = list(document.texts)
        for code in codes:
            yield self._page(
                model=model,
                parent=parent,
                city=city,
                key=uuid.UUID(document.key),
                code=code,
                original=codes[0],
                slug=f"synthetic-{number}" + ("" if code == codes[0] else f"-{code}"),
                texts=document.texts[code],
                facts=facts,
                terms={"themes": themes, "sdg_targets": targets},
                organisation=organisation,
                moment=moment,
            )

    def _page(self, *, model, parent, city, key, code, original, slug, texts, facts, terms, organisation, moment):
        from portal.addresses import path_below_home
        from practices.models import PublicRecord

        step = next(self._next[parent.pk])
        values = {"title": texts.title[:255], "one_line": texts.one_line[:140], "summary": texts.summary}
        columns = {name: facts[name] for name in ("status", "scale", "evidence", "start")}
        page = model(
            id=next(self._ids),
            path=model._get_path(parent.path, parent.depth + 1, step),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{slug}/",
            slug=slug,
            content_type=self._types[model],
            translation_key=key,
            locale=self._locales[code],
            draft_title=values["title"],
            original_language=original,
            city=city,
            country=city.country,
            contributing_organisation=organisation,
            last_verified=moment.date(),
            main_theme=terms["themes"][0],
            first_published_at=moment,
            last_published_at=moment,
            latest_revision_created_at=moment,
            **values,
            **columns,
        )
        page.page_ptr_id = page.practicepage_ptr_id = page.id
        form = self._forms[model]
        data = {
            **form,
            "facts": form["facts"] | facts | {"original_language": original},
            "terms": form["terms"] | {name: [term.key for term in found] for name, found in terms.items()},
            "texts": form["texts"] | values | {"situation_before": texts.body},
            "parts": form["parts"] | {"building_blocks": [self._block(texts)]},
        }
        page.new_terms = [term for found in terms.values() for term in found]
        page.new_record = PublicRecord(
            translation_key=key,
            language=code,
            is_original=code == original,
            page_id=page.id,
            version=time.time_ns(),
            path=path_below_home(page.url_path),
            practice_type=data["facts"]["practice_type"],
            title=values["title"],
            one_line=values["one_line"],
            city=city,
            country=city.country,
            contributor=organisation,
            status=facts["status"],
            evidence=facts["evidence"],
            year=int(facts["start"]),
            end=data["facts"]["end"],
            last_verified=moment.date(),
            first_published_at=moment,
            published_at=moment,
            data=data,
        )
        return page

    @staticmethod
    def _block(texts) -> dict[str, str]:
        title, what = texts.blocks[:60], texts.blocks[60:]
        return {"key": "", "title": title, "what_it_does": what, "what_made_it_possible": "", "lesson": ""}

    def finish(self) -> None:
        """Tells the cities' pages how many pages stand below them."""
        from wagtail.models import Page

        for page, _ in self._parents:
            children = Page.objects.filter(path__startswith=page.path, depth=page.depth + 1)
            Page.objects.filter(pk=page.pk).update(numchild=children.count())


def main() -> None:
    """Writes the notes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=100_000)
    number = parser.parse_args().notes
    django.setup()
    seconds, _ = timed(lambda: write_notes(number))
    print(f"{number:,} synthetic notes written in {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
