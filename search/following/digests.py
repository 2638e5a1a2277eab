"""Tells people what is new: one message a person and run, with all of their saved searches and watches that have news.

Engines are asked first, outside any transaction. Then, in one transaction and with the person's row locked: what is due
is read again, what was told meanwhile is left out, notes are joined with the public records, and marks and message are
written together. A run that is broken off anywhere is repeated without anybody hearing twice. The message holds what is to
be told, note by note; `search.following.mails` puts it into words when it is sent.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from portal import messages
from portal.models import User
from practices.models import PublicRecord
from search.engine import SearchUnavailable
from search.following import changes, news
from search.following.news import News
from search.following.schedule import latest_start
from search.models import Frequency, IndexEvent, NewsItem, SavedSearch, Subscription, Watch

logger = logging.getLogger(__name__)

#: The kind of message, which people may stop as a whole, and the scope in which they stop one subscription.
KIND = "news"
SCOPE = "subscription"
#: How many notes of a subscription stand in one mail; the others are counted, and found behind a link.
MOST_SHOWN = 20
#: How many changed notes are told at once together.
BATCH = 500
#: So long a person whom nothing can be told is tried again, with what had changed before.
TRIED_AGAIN = timedelta(days=1)


def tell_due(now: datetime | None = None) -> int:
    """Sends the daily and weekly digests that are due; gives the number of messages, none where the engine does not answer.

    The clock stands still where something waits for the index: a digest that is due then comes as soon as it has it.
    """
    clock = news.horizon(now or timezone.now())
    due = Q()
    for frequency in (Frequency.DAILY, Frequency.WEEKLY):
        due |= Q(frequency=frequency, looked_at__lt=latest_start(frequency, timezone.localtime(clock)))
    try:
        sent, _is_whole = _tell_people(Subscription.objects.filter(due), until=clock)
    except SearchUnavailable as error:
        logger.warning("What is new cannot be searched (%s); it is told later.", error)
        return 0
    return sent


def tell_at_once() -> int:
    """Tells those who want to hear at once of notes that have changed and are in the index; gives the number of messages."""
    subscriptions = Subscription.objects.filter(frequency=Frequency.AT_ONCE)
    waiting = NewsItem.objects.filter(is_pending=True).exclude(key__in=IndexEvent.objects.values("key"))
    changed = list(waiting.order_by("changed_at"))
    sent = 0
    for start in range(0, len(changed), BATCH):
        items = changed[start : start + BATCH]
        try:
            told, is_whole = _tell_people(subscriptions, keys={item.key for item in items})
        except SearchUnavailable as error:
            logger.warning("What is new cannot be searched (%s); it is told later.", error)
            break
        sent += told
        for item in items:
            if is_whole or item.changed_at < timezone.now() - TRIED_AGAIN:
                # What has changed again meanwhile waits again.
                NewsItem.objects.filter(pk=item.pk, changed_at=item.changed_at).update(is_pending=False)
    return sent


def _tell_people(
    subscriptions: QuerySet[Subscription], keys: Collection[uuid.UUID] | None = None, until: datetime | None = None
) -> tuple[int, bool]:
    """Tells the owners of subscriptions; gives the number of messages, and whether nobody has to be tried again.

    Raises SearchUnavailable; who was told before that is not told again.
    """
    sent, is_whole = 0, True
    for user in User.objects.filter(is_active=True, pk__in=subscriptions.order_by().values("user")).order_by("pk"):
        try:
            sent += tell(user, subscriptions.filter(user=user), keys, until)
        except SearchUnavailable:
            raise
        except Exception:  # One person's trouble must not keep the others from hearing.
            logger.exception("What is new cannot be told to user %s.", user.pk)
            is_whole = False
    return sent, is_whole


def tell(
    user: User,
    subscriptions: QuerySet[Subscription],
    keys: Collection[uuid.UUID] | None = None,
    until: datetime | None = None,
) -> bool:
    """Tells one person what is new of `subscriptions`: among `keys`, or since they were looked at, up to `until`.

    Gives whether there was a message to write. Raises SearchUnavailable, and then nothing was written.
    """
    mine = concrete(subscriptions)
    found = {
        each.pk: news.new_of(each, news.since_last_look(each) if keys is None else keys)
        for each in mine
        if not note_of(each)
    }
    if keys is not None and not any(found.values()) and not any(note_of(each) in keys for each in mine):
        return False
    with transaction.atomic(), translation.override(user.preferred_language):
        User.objects.select_for_update().get(pk=user.pk)
        # Read again: another process may have told of some, their owner may have stopped or deleted others.
        still_due = concrete(subscriptions)
        # Once a mail: within it, each section says why the note is in it.
        told = news.told_by_mail(user, {one.key for some in found.values() for one in some})
        parts = []
        for each in still_due:
            if isinstance(each, Watch) and each.note:
                part = _changes(each, each.note)
            else:
                part = _notes(each, [one for one in found.get(each.pk, []) if one.key not in told])
            if part:
                parts.append({"subscription": each.pk, **part})
        if until:
            Subscription.objects.filter(pk__in=[each.pk for each in still_due]).update(looked_at=until)
        return bool(parts) and _write(user, parts)


def concrete(subscriptions: QuerySet[Subscription]) -> list[SavedSearch | Watch]:
    """Gives subscriptions as what they are."""
    keys = list(subscriptions.values_list("pk", flat=True))
    searches = SavedSearch.objects.filter(pk__in=keys)
    watches = Watch.objects.filter(pk__in=keys).select_related("city__country", "term").order_by("pk")
    return [*searches, *watches]


def note_of(subscription: SavedSearch | Watch) -> uuid.UUID | None:
    """Gives the note that a watch is about, if it is about one."""
    return subscription.note if isinstance(subscription, Watch) else None


def _notes(subscription: SavedSearch | Watch, found: Iterable[News]) -> dict[str, Any]:
    """Gives the new notes to tell, the newest first, and writes down that they are told; only those that are public now.

    "notes" are their keys, "why" is the sentence that matched, its language and the version of the note that has it.
    """
    told = set(subscription.told.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
    hits = {one.key: one.hit for one in found if one.key not in told}
    public = PublicRecord.objects.originals().filter(translation_key__in=list(hits)).newest()
    keys = list(public.values_list("translation_key", flat=True))
    if not keys:
        return {}
    news.remember(subscription, keys, by_mail=True)
    matched = {key.hex: hit for key in keys[:MOST_SHOWN] if (hit := hits[key]) and hit.highlight}
    why = {key: [hit.highlight, hit.language, hit.version] for key, hit in matched.items()}
    return {"notes": [key.hex for key in keys], "why": why}


def _changes(watch: Watch, note: uuid.UUID) -> dict[str, Any]:
    """Gives what to tell of a watched note's changes, and writes down that it is told; nothing where it is not public.

    "lines" say it; "since" and "state" are what the watch knew before and knows now.
    """
    records = list(PublicRecord.objects.filter(translation_key=note))
    if not records:
        return {}
    since, lines = watch.known, changes.lines(watch.known, records)
    watch.known = changes.state_of(records)
    watch.save(update_fields=["known"])
    return {"lines": lines, "since": since, "state": watch.known} if lines else {}


def unsubscribe_address(user: User, subscriptions: Collection[int]) -> str:
    """Gives what the button of a mail stops: the one subscription that it is about, or all where it is about several."""
    if len(subscriptions) == 1:
        return messages.unsubscribe_address(user, SCOPE, str(*subscriptions))
    return messages.unsubscribe_address(user, "kind", KIND)


def _write(user: User, parts: list[dict[str, Any]]) -> bool:
    """Puts the message into the outbox; a person who stopped these mails gets none."""
    address = unsubscribe_address(user, [part["subscription"] for part in parts])
    return messages.queue_source(user, KIND, {"parts": parts}, unsubscribe_url=address) is not None
