"""Tells people what is new: one message a person and run, with all of their saved searches and watches that have news.

Engines are asked first, outside any transaction. Then, in one transaction and with the person's row locked: what is due
is read again, what was told meanwhile is left out, notes are joined with the public records, and marks and message are
written together. A run that is broken off anywhere is repeated without anybody hearing twice.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from portal import messages
from portal.addresses import address, full_address
from portal.models import User
from practices.models import PublicRecord
from search.engine import Hit, SearchUnavailable
from search.following import changes, news
from search.following.news import News
from search.following.schedule import latest_start
from search.following.subscriptions import one_of
from search.models import Frequency, IndexEvent, NewsItem, SavedSearch, Subscription, Watch
from search.wording import in_words

logger = logging.getLogger(__name__)

#: The kind of message, which people may stop as a whole, and the scope in which they stop one subscription.
KIND = "news"
SCOPE = "subscription"
#: How many notes of a subscription stand in one mail; the others are counted, and found behind a link.
MOST_SHOWN = 20
#: How many changed notes are told at once in one run.
BATCH = 500


@dataclass(slots=True)
class Section:
    """What a mail says about one subscription."""

    heading: str
    address: str
    stop: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0


def tell_due(now: datetime | None = None) -> int:
    """Sends the daily and weekly digests that are due; gives the number of messages.

    The clock stands still where something waits for the index: a digest that is due then comes as soon as it has it.
    """
    clock = news.horizon(now or timezone.now())
    due = Q()
    for frequency in (Frequency.DAILY, Frequency.WEEKLY):
        due |= Q(frequency=frequency, looked_at__lt=latest_start(frequency, timezone.localtime(clock)))
    sent, _is_whole = _tell_people(Subscription.objects.filter(due), until=clock)
    return sent


def tell_at_once() -> int:
    """Tells those who want to hear at once of notes that have changed and are in the index; gives the number of messages."""
    waiting = NewsItem.objects.filter(is_pending=True).exclude(key__in=IndexEvent.objects.values("key"))
    items = list(waiting.order_by("changed_at")[:BATCH])
    if not items:
        return 0
    subscriptions = Subscription.objects.filter(frequency=Frequency.AT_ONCE)
    sent, is_whole = _tell_people(subscriptions, keys={item.key for item in items})
    if is_whole:
        for item in items:  # What has changed again meanwhile waits again.
            NewsItem.objects.filter(pk=item.pk, changed_at=item.changed_at).update(is_pending=False)
    return sent


def _tell_people(
    subscriptions: QuerySet[Subscription], keys: Collection[uuid.UUID] | None = None, until: datetime | None = None
) -> tuple[int, bool]:
    """Tells the owners of subscriptions; gives the number of messages, and whether nobody has to be tried again."""
    sent, is_whole = 0, True
    for user in User.objects.filter(is_active=True, pk__in=subscriptions.order_by().values("user")).order_by("pk"):
        try:
            sent += tell(user, subscriptions.filter(user=user), keys, until)
        except SearchUnavailable as error:
            logger.warning("What is new cannot be searched (%s); it is told later.", error)
            return sent, False
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
        sections = []
        for each in still_due:
            if isinstance(each, Watch) and each.note:
                section = _changes(user, each, each.note)
            else:
                section = _notes(user, each, found.get(each.pk, []))
            if section.entries:
                sections.append(section)
        if until:
            Subscription.objects.filter(pk__in=[each.pk for each in still_due]).update(looked_at=until)
        return bool(sections) and _write(user, sections)


def concrete(subscriptions: QuerySet[Subscription]) -> list[SavedSearch | Watch]:
    """Gives subscriptions as what they are."""
    keys = list(subscriptions.values_list("pk", flat=True))
    searches = SavedSearch.objects.filter(pk__in=keys)
    watches = Watch.objects.filter(pk__in=keys).select_related("city__country", "term").order_by("pk")
    return [*searches, *watches]


def note_of(subscription: SavedSearch | Watch) -> uuid.UUID | None:
    """Gives the note that a watch is about, if it is about one."""
    return subscription.note if isinstance(subscription, Watch) else None


def heading(subscription: SavedSearch | Watch) -> str:
    """Says in the reader's language what a section is about, or what an unsubscribe page stops."""
    if isinstance(subscription, SavedSearch):
        words = in_words(news.read_saved(subscription).query)
        if words == subscription.name:
            return _("Found by your saved search %(words)s") % {"words": words}
        return _("Found by your saved search “%(name)s”: %(words)s") % {"name": subscription.name, "words": words}
    if subscription.city:
        return _("New notes from %(name)s") % {"name": subscription.city}
    if subscription.term:
        return _("New notes about %(name)s") % {"name": subscription.term}
    return _("Changed in a note that you watch")


def describe(user: User, pk: str) -> str:
    """Says what an unsubscribe address stops; nothing where it is gone."""
    return next((heading(each) for each in concrete(one_of(user, pk))), "")


def _section(user: User, subscription: SavedSearch | Watch, where: str) -> Section:
    stop = messages.unsubscribe_address(user, SCOPE, str(subscription.pk))
    return Section(heading(subscription), where, stop)


def _notes(user: User, subscription: SavedSearch | Watch, found: Iterable[News]) -> Section:
    """Gives the section of new notes and writes down that they were told; what is not public any more is left out."""
    told = set(subscription.told.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
    hits = {one.key: one.hit for one in found if one.key not in told}
    section = _section(user, subscription, _address_of(subscription, user.preferred_language))
    if not hits:
        return section
    records = PublicRecord.objects.for_reader(user.preferred_language).filter(translation_key__in=list(hits))
    shown = list(records.newest().select_related("city__country", "country", "organisation").defer("data"))
    versions = _versions([record.translation_key for record in shown[:MOST_SHOWN]])
    for record in shown[:MOST_SHOWN]:
        entry = _entry(record, user.preferred_language)
        why = _why(hits[record.translation_key], versions[record.translation_key])
        # What the note says of itself stands there already.
        section.entries.append(entry if why.get("why_text") == record.one_line else entry | why)
    section.more = len(shown) - len(section.entries)
    news.remember(subscription, [record.translation_key for record in shown])
    return section


def _address_of(subscription: SavedSearch | Watch, language: str) -> str:
    """Gives where everything that a subscription is about can be read."""
    if isinstance(subscription, SavedSearch):
        newest = f"{subscription.address}&sort=newest" if subscription.address else "sort=newest"
        return full_address(f"{reverse('search:search')}?{newest}")
    if subscription.term:
        return full_address(subscription.term.get_absolute_url())
    return ""


def _entry(record: PublicRecord, language: str) -> dict[str, Any]:
    return {
        "title": record.title,
        "language": record.language,
        "place": str(record.city or record.country or record.organisation or ""),
        "one_line": record.one_line,
        "address": full_address(address(record.path, language)),
    }


def _versions(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Gives the version of each note: the newest of its records, as the index has it."""
    records = PublicRecord.objects.filter(translation_key__in=list(keys)).order_by()
    return dict(records.values_list("translation_key").annotate(version=Max("version")))


def _why(hit: Hit | None, version: int) -> dict[str, str]:
    """Gives the sentence that matched, where it is of what is public now: the index may be a moment behind."""
    if hit is None or not hit.highlight or hit.version != version:
        return {}
    # The engine has escaped it; <mark> is the only markup in it (contract suite).
    return {"why": mark_safe(hit.highlight), "why_text": _plain(hit.highlight), "why_language": hit.language}


def _plain(html: str) -> str:
    return unescape(strip_tags(html))


def _changes(user: User, watch: Watch, note: uuid.UUID) -> Section:
    """Gives the section of a watched note's changes, and writes down what was told; nothing where it is not public."""
    section = _section(user, watch, "")
    records = list(PublicRecord.objects.filter(translation_key=note).select_related("city__country", "country"))
    if not records:
        return section
    said = changes.lines(watch.known, records)
    if said:
        shown = next((one for one in records if one.language == user.preferred_language), None)
        shown = shown or next((one for one in records if one.is_original), records[0])
        section.entries.append(_entry(shown, user.preferred_language) | {"lines": said, "one_line": ""})
    watch.known = changes.state_of(records)
    watch.save(update_fields=["known"])
    return section


def _write(user: User, sections: list[Section]) -> bool:
    """Puts the message into the outbox; a person who stopped these mails gets none."""
    number = sum(len(section.entries) + section.more for section in sections)
    only = sections[0].entries[0] if number == 1 else None
    # One subscription is stopped by its own address; the button of a mail about several stops them all.
    everything = messages.unsubscribe_address(user, "kind", KIND)
    context = {
        "sections": sections,
        "number": number,
        "only": only,
        "overview": full_address(reverse("search:subscriptions")),
        "several": len(sections) > 1,
        "stop_all": everything,
    }
    unsubscribe_url = sections[0].stop if len(sections) == 1 else everything
    return messages.queue(user, KIND, "digest", context, unsubscribe_url=unsubscribe_url) is not None
