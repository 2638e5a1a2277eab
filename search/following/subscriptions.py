"""What people may do with their saved searches and watches: each call is for the person it names and no other."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.models import City, User
from practices.models import PublicRecord, Term
from search.addresses import address_of
from search.engine import SearchQuery, SearchUnavailable
from search.following import changes, news
from search.models import Frequency, NewsItem, SavedSearch, Subscription, Watch

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: How many saved searches and watches a person may have together.
MOST = 100


class SubscriptionRefused(Exception):
    """Cannot be kept; the message says why, in words for the person."""


def normalised(query: SearchQuery) -> str:
    """Gives a search as it is kept: as its address, without order and page."""
    return address_of(replace(query, sort="relevance", page=1))[1:]


def kept_search(user: User, query: SearchQuery) -> SavedSearch | None:
    """Gives the saved search of `user` that is this one."""
    return SavedSearch.objects.filter(user=user, address=normalised(query)).first()


def save_search(user: User, query: SearchQuery, name: str, frequency: str, is_loose: bool = False) -> SavedSearch:
    """Keeps a search, whose present notes count as known; raises SubscriptionRefused where it is too long or one too many.

    One that is kept already gets the new name and frequency.
    """
    address = normalised(query)
    if len(address) > SavedSearch.MAX_ADDRESS:
        raise SubscriptionRefused(_("This search is too long to be saved. Use fewer words or filters."))
    with transaction.atomic():
        _lock(user)
        if found := kept_search(user, query):
            found.name = name
            found.save(update_fields=["name"])
            change_frequency(found, frequency)
            return found
        _make_room(user)
        saved = SavedSearch.objects.create(
            user=user,
            language=query.language,
            name=name,
            frequency=frequency,
            address=address,
            is_loose=is_loose,
        )
    _remember(saved)
    return saved


def watch(user: User, target: City | Term | uuid.UUID, frequency: str, language: str) -> Watch:
    """Watches a city, a term or a note (by its key); one that is watched already stays as it is.

    Raises SubscriptionRefused where it is one too many or the note is not public.
    """
    wanted = _fields(target)
    with transaction.atomic():
        _lock(user)
        if found := Watch.objects.filter(user=user, **wanted).first():
            return found
        _make_room(user)
        known = {}
        if isinstance(target, uuid.UUID):
            records = list(PublicRecord.objects.filter(translation_key=target))
            if not records:
                raise SubscriptionRefused(_("This note is not public any more, so it cannot be watched."))
            known = changes.state_of(records)
        made = Watch.objects.create(user=user, frequency=frequency, language=language, known=known, **wanted)
    _remember(made)
    return made


def watch_of(user: User, target: City | Term | uuid.UUID) -> Watch | None:
    """Gives the watch that `user` has on something."""
    return Watch.objects.filter(user=user, **_fields(target)).first()


def _fields(target: City | Term | uuid.UUID) -> dict:
    if isinstance(target, City):
        return {"city": target}
    return {"term": target} if isinstance(target, Term) else {"note": target}


def _lock(user: User) -> None:
    """Has a second request of the same person wait, so that neither limit nor "already kept" can be passed by."""
    User.objects.select_for_update().get(pk=user.pk)


def _make_room(user: User) -> None:
    if Subscription.objects.filter(user=user).count() >= MOST:
        raise SubscriptionRefused(
            _("You have %(number)s saved searches and watches, which is as many as there can be. Delete one first.")
            % {"number": MOST}
        )


def _remember(subscription: Subscription) -> None:
    with suppress(SearchUnavailable):  # What became public within the last hour may then be told although it was seen.
        news.remember_what_is_known(subscription)


def change_frequency(subscription: Subscription, frequency: str, now: datetime | None = None) -> None:
    """Sets how often its owner hears of a subscription; what waits for the next digest is not lost."""
    before = subscription.frequency
    if before == frequency:
        return
    with transaction.atomic():
        if before in (Frequency.DAILY, Frequency.WEEKLY) and frequency == Frequency.AT_ONCE:
            # What the next digest would have told is told at once; who was told of it before is not told again.
            waiting = NewsItem.objects.filter(changed_at__gte=subscription.looked_at - news.SLACK)
            waiting.update(is_pending=True)
        if before in (Frequency.AT_ONCE, Frequency.NEVER):
            subscription.looked_at = now or timezone.now()
        subscription.frequency = frequency
        subscription.save(update_fields=["frequency", "looked_at"])


def stop(user: User, pk: str) -> None:
    """Stops the mails of one subscription of `user`, which stays; one that is gone or somebody else's is left alone."""
    one_of(user, pk).update(frequency=Frequency.NEVER)


def is_stopped(user: User, pk: str) -> bool:
    """Says whether one subscription of `user` sends no mails: they were stopped, or it is gone."""
    return not one_of(user, pk).exclude(frequency=Frequency.NEVER).exists()


def one_of(user: User, pk: str) -> QuerySet[Subscription]:
    """Gives a subscription of `user` by its number, or none."""
    mine = Subscription.objects.filter(user=user)
    return mine.filter(pk=int(pk)) if pk.isdecimal() and len(pk) < 19 else mine.none()


def searches_of(user: User) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(user=user)


def watches_of(user: User) -> QuerySet[Watch]:
    return Watch.objects.filter(user=user).select_related("city__country", "term").order_by("pk")
