"""Keeps the public records true to the live pages: called in the transaction that changes a page; record.py builds them.

write:  page saved | moved | restricted | deleted -> refresh(translation_key) -> records rewritten or removed
        -> signal records_changed (translation keys), for whatever follows the records, such as the index's outbox

A page calls this module when it is saved, so the pages' model is imported where it is asked, when all models are loaded.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import Page

from portal import public_state
from portal.addresses import path_below_home
from portal.fields import year_of
from practices.models.record import PublicRecord, RestrictedGroup
from practices.record import TERMS, Built, build

if TYPE_CHECKING:
    from practices.models import PracticePage

#: Sent inside the transaction, with `keys`: the translation keys of notes whose public records changed.
records_changed = Signal()


def published(page: PracticePage) -> PracticePage:
    """Gives the page as it was last published: a translation's row may already hold a draft (wagtail-localize saves it)."""
    return page.live_revision.as_object() if page.live_revision_id else page


def pages_of(translation_key: uuid.UUID) -> tuple[PracticePage | None, list[PracticePage]]:
    """Gives the original of a note and its translations, aliases left out."""
    from practices.models import PracticePage

    pages = list(
        PracticePage.objects.filter(translation_key=translation_key, alias_of__isnull=True)
        .select_related("locale", "live_revision")
        .specific()
    )
    original = next((page for page in pages if page.is_original), None)
    return original, [page for page in pages if page is not original]


_waiting: ContextVar[dict[uuid.UUID, None] | None] = ContextVar("waiting", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Inside, each note's records are written once, at the end, however often it changes; all in one transaction."""
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        waiting: dict[uuid.UUID, None] = {}
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        for translation_key in waiting:
            refresh(translation_key)


def refresh(translation_key: uuid.UUID) -> None:
    """Rewrites all records of a note, or removes them if it is not public; sends records_changed if any are or were there."""
    if (waiting := _waiting.get()) is not None:
        waiting[translation_key] = None
        return
    with transaction.atomic():
        lock(translation_key)
        original, translations = pages_of(translation_key)
        removed, _ = PublicRecord.objects.filter(translation_key=translation_key).delete()
        RestrictedGroup.objects.filter(translation_key=translation_key).delete()
        is_public = False
        if original is not None and original.live and not original.get_view_restrictions().exists():
            is_public = True
            _write(original, original, build(original))
            for translation in translations:
                if (
                    translation.live
                    and translation.live_revision_id
                    and not translation.get_view_restrictions().exists()
                ):
                    _write(original, translation, build(original, published(translation)))
        # A draft of what was not public has changed nothing that anybody follows, and to write an index takes its time.
        if removed or is_public:
            _tell(translation_key)


def remove(translation_key: uuid.UUID, language: str = "") -> None:
    """Removes the records of a note, or the one of a language; sends records_changed.

    Those that are left get a new version: without one, what was made of all of them would count as newer than they are.
    """
    wanted = {"translation_key": translation_key} | ({"language": language} if language else {})
    with transaction.atomic():
        lock(translation_key)
        PublicRecord.objects.filter(**wanted).delete()
        RestrictedGroup.objects.filter(**wanted).delete()
        PublicRecord.objects.filter(translation_key=translation_key).update(version=time.time_ns())
        _tell(translation_key)


def lock(translation_key: uuid.UUID) -> None:
    """Has others who change the note's pages wait for this transaction, and waits for theirs.

    Else who publishes a translation while somebody withdraws the original would go by what was before, and write records
    of a note that nobody may read any more. Whoever changes one of the pages calls it first: two who held a page each, and then
    wanted all, would wait for each other.
    """
    pages = Page.objects.select_for_update(no_key=True).filter(translation_key=translation_key).order_by("pk")
    list(pages.values_list("pk", flat=True))


def _tell(translation_key: uuid.UUID) -> None:
    # First, so that after the commit no reader is shown what was kept while an index is written.
    public_state.changed()
    records_changed.send(sender=PublicRecord, keys=[translation_key])


def _write(original: PracticePage, page: PracticePage, built: Built) -> None:
    facts, texts = built.data["facts"], built.data["texts"]
    record = PublicRecord.objects.create(
        translation_key=original.translation_key,
        language=page.locale.language_code,
        is_original=page is original,
        page=page,
        version=time.time_ns(),
        path=path_below_home(page.url_path),
        practice_type=facts["practice_type"],
        title=texts["title"],
        one_line=texts["one_line"],
        city=original.city,
        country=original.country,
        organisation=original.organisation,
        contributor=original.contributing_organisation,
        status=facts["status"],
        evidence=facts["evidence"],
        year=year_of(facts["start"]),
        end=facts["end"],
        last_verified=original.last_verified,
        next_review=original.next_review,
        first_published_at=original.first_published_at or timezone.now(),
        published_at=page.last_published_at or timezone.now(),
        data=built.data,
    )
    names = (*TERMS, *original.TYPE_TERMS)
    term_ids = {term.pk for name in names for term in getattr(original, name).all()}
    if "functions" in original.TYPE_PARTS:
        term_ids |= {row.function_id for row in original.functions.all()}
    through = PublicRecord.terms.through
    through.objects.bulk_create(through(publicrecord_id=record.pk, term_id=term_id) for term_id in term_ids)
    RestrictedGroup.objects.bulk_create(
        RestrictedGroup(
            translation_key=record.translation_key,
            language=record.language,
            group=group,
            visibility=visibility,
            data=data,
        )
        for group, (visibility, data) in built.restricted.items()
    )


def parent_in(parent: Page, locale) -> Page:
    """Gives `parent` in the tree of `locale`, with aliases made for what nobody has translated."""
    if parent.locale_id == locale.pk:
        return parent
    translated = parent.get_translation_or_none(locale)
    return translated or parent.copy_for_translation(locale, copy_parents=True, alias=True)


def move_translations(original: PracticePage, parent: Page) -> None:
    """Moves the translations of `original` below their language's version of `parent`."""
    _original, translations = pages_of(original.translation_key)
    for translation in translations:
        target = parent_in(parent, translation.locale)
        if translation.get_parent().pk != target.pk:
            translation.move(target, pos="last-child")
