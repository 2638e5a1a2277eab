"""What people may do with their reading lists: each call is for the person it names and no other."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from portal.models import User
from practices.listing import for_list
from practices.models import PublicRecord, ReadingList, ReadingListEntry

MOST_LISTS = 50
MOST_ENTRIES = 500


class ReadingListRefused(Exception):
    """Cannot be kept; the message says why, in words for the person."""


def lists_of(user: User) -> QuerySet[ReadingList]:
    """Gives a person's lists with the number of their entries as `number`."""
    return ReadingList.objects.filter(user=user).annotate(number=Count("entries"))


def make_list(user: User, name: str) -> ReadingList:
    """Makes an empty list; raises ReadingListRefused where it is one too many."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # A second request of the same person waits.
        if ReadingList.objects.filter(user=user).count() >= MOST_LISTS:
            raise ReadingListRefused(
                _("You have %(number)s lists, which is as many as there can be. Delete one first.")
                % {"number": MOST_LISTS}
            )
        return ReadingList.objects.create(user=user, name=name)


def keep(user: User, note: uuid.UUID, reading_list: ReadingList | None = None) -> ReadingListEntry:
    """Puts a note on a list of the person, without one on their first, which is made if there is none.

    Once more changes nothing. Raises ReadingListRefused where the note is not public or the list is full.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if not PublicRecord.objects.filter(translation_key=note).exists():
            raise ReadingListRefused(_("This note is not public any more, so it cannot be kept."))
        if reading_list is None:
            reading_list = ReadingList.objects.filter(user=user).first() or make_list(user, _("To read"))
        if found := reading_list.entries.filter(note=note).first():
            return found
        if reading_list.entries.count() >= MOST_ENTRIES:
            raise ReadingListRefused(
                _("The list “%(name)s” holds %(number)s notes, which is as many as it can. Take one out first.")
                % {"name": reading_list.name, "number": MOST_ENTRIES}
            )
        return ReadingListEntry.objects.create(reading_list=reading_list, note=note)


def share(reading_list: ReadingList) -> None:
    """Gives a list a new secret address; one that it had before leads nowhere from then on."""
    reading_list.token = secrets.token_hex(16)
    reading_list.save(update_fields=["token"])


def stop_sharing(reading_list: ReadingList) -> None:
    reading_list.token = None
    reading_list.save(update_fields=["token"])


def entries_shown(reading_list: ReadingList, language: str) -> list[dict[str, Any]]:
    """Gives the entries of a list with their notes in a language; `record` is None where a note is not public now."""
    entries = list(reading_list.entries.all())
    records = PublicRecord.objects.for_reader(language).filter(translation_key__in=[entry.note for entry in entries])
    found = {record.translation_key: record for record in for_list(records)}
    return [{"entry": entry, "record": found.get(entry.note)} for entry in entries]
