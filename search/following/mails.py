"""The words of a digest, made when it is sent.

It may have waited for a mail server, or for an operator. What is not public any more by then is not in it, and counts as not
told: it is told when it is public again. What its owner has stopped or deleted meanwhile is left out as well.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import messages
from portal.addresses import address, full_address
from portal.messages import Words
from portal.models import User
from practices.models import PublicRecord, shown_of
from search.following import changes, news
from search.following.digests import KIND, MOST_SHOWN, SCOPE, concrete, unsubscribe_address
from search.following.subscriptions import one_of
from search.models import Frequency, SavedSearch, Subscription, Watch
from search.wording import as_name, in_words


@dataclass(slots=True)
class Section:
    """What a mail says about one subscription; `keys` are the notes that it tells of, those without an entry as well."""

    heading: str
    address: str
    stop: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0
    keys: set[uuid.UUID] = field(default_factory=set)


def compose(user: User, source: dict[str, Any]) -> Words | None:
    """Gives the words of a digest as `digests.tell` wrote it down; None where nothing of it may be told any more."""
    User.objects.select_for_update().get(pk=user.pk)  # As the digests do: both write down what was told.
    parts = {part["subscription"]: part for part in source["parts"]}
    wanted = Subscription.objects.filter(user=user, pk__in=parts).exclude(frequency=Frequency.NEVER)
    sections, left = [], []
    for each in concrete(wanted):
        stop = messages.unsubscribe_address(user, SCOPE, str(each.pk))
        section = Section(heading(each), _address_of(each), stop)
        if isinstance(each, Watch) and each.note:
            part = _changes(section, each, each.note, parts[each.pk])
        else:
            part = _notes(section, each, parts[each.pk])
        if section.entries:
            sections.append(section)
            left.append(part)
    if not sections:
        return None
    _shorten_repeated(sections)
    number = len(set().union(*(section.keys for section in sections)))
    context = {
        "sections": sections,
        "number": number,
        "has_changes": any(entry.get("lines") for section in sections for entry in section.entries),
        "only": sections[0].entries[0] if number == 1 else None,
        "overview": full_address(reverse("search:subscriptions")),
        "several": len(sections) > 1,
        "stop_all": messages.unsubscribe_address(user, "kind", KIND),
    }
    unsubscribe_url = unsubscribe_address(user, [part["subscription"] for part in left])
    return Words("digest", context, {"parts": left}, unsubscribe_url)


def _shorten_repeated(sections: Iterable[Section]) -> None:
    """Leaves of a note that an earlier section tells of its title and why it is in this one too."""
    told: set[str] = set()
    for section in sections:
        for entry in section.entries:
            if entry["address"] in told:
                entry["one_line"] = ""
            told.add(entry["address"])


def heading(subscription: SavedSearch | Watch) -> str:
    """Says in the reader's language what a section is about, or what an unsubscribe page stops."""
    if isinstance(subscription, SavedSearch):
        query = news.read_saved(subscription).query
        words = in_words(query)
        if subscription.name == as_name(query):
            return _("New notes found by your saved search %(words)s") % {"words": words}
        return _("New notes found by your saved search “%(name)s”: %(words)s") % {
            "name": subscription.name,
            "words": words,
        }
    if subscription.city:
        return _("New notes from %(name)s") % {"name": subscription.city}
    if subscription.term:
        return _("New notes about %(name)s") % {"name": subscription.term}
    return _("Changes in a note that you watch")


def describe(user: User, pk: str) -> str:
    """Says what an unsubscribe address stops; nothing where it is gone."""
    return next((heading(each) for each in concrete(one_of(user, pk))), "")


def _notes(section: Section, subscription: SavedSearch | Watch, part: dict[str, Any]) -> dict[str, Any]:
    """Fills the section of new notes; gives what is left of its part, and forgets that the others were told."""
    keys = [uuid.UUID(key) for key in part["notes"]]
    records = PublicRecord.objects.for_reader(get_language()).filter(translation_key__in=keys).newest()
    shown = list(records.select_related("city__country", "country", "organisation").defer("data"))
    versions = _versions([record.translation_key for record in shown[:MOST_SHOWN]])
    for record in shown[:MOST_SHOWN]:
        entry = _entry(record)
        why = _why(part["why"].get(record.translation_key.hex), versions[record.translation_key])
        # What the note says of itself stands there already, and is only marked.
        if why and unescape(strip_tags(why["why"])) == record.one_line:
            why = {"marked": why["why"], "marked_text": why["why_text"]}
        section.entries.append(entry | why)
    section.more = len(shown) - len(section.entries)
    section.keys = {record.translation_key for record in shown}
    news.forget(subscription, set(keys) - section.keys)
    return {**part, "notes": [key.hex for key in keys if key in section.keys]}


def _address_of(subscription: SavedSearch | Watch) -> str:
    """Gives where everything that a subscription is about can be read."""
    if isinstance(subscription, SavedSearch):
        newest = f"{subscription.address}&sort=newest" if subscription.address else "sort=newest"
        return full_address(f"{reverse('search:search')}?{newest}")
    if subscription.term:
        return full_address(subscription.term.get_absolute_url())
    return ""


def _entry(record: PublicRecord) -> dict[str, Any]:
    return {
        "title": record.title,
        "language": record.language,
        "place": str(record.city or record.country or record.organisation or ""),
        "one_line": record.one_line,
        "address": full_address(address(record.path, get_language())),
    }


def _versions(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Gives the version of each note: the newest of its records, as the index has it."""
    records = PublicRecord.objects.filter(translation_key__in=list(keys)).order_by()
    return dict(records.values_list("translation_key").annotate(version=Max("version")))


def _why(matched: list[Any] | None, version: int) -> dict[str, str]:
    """Gives the sentence that matched, where it is of what is public now: the note may have changed since."""
    if not matched or matched[2] != version:
        return {}
    html, language, _version = matched
    # The engine has escaped it; <mark> is the only markup in it (contract suite).
    starred = html.replace("<mark>", "*").replace("</mark>", "*")  # As people stress a word in plain text.
    return {"why": mark_safe(html), "why_text": unescape(strip_tags(starred)), "why_language": language}


def _changes(section: Section, watch: Watch, note: uuid.UUID, part: dict[str, Any]) -> dict[str, Any]:
    """Fills the section of a watched note with what was to be told and is still true; gives its part.

    Where the note is not public, the watch goes back to what was known before, unless more has been told since.
    """
    records = list(PublicRecord.objects.filter(translation_key=note).select_related("city__country", "country"))
    if records:
        true = changes.lines(part["since"], records, most=None)
        said = [line for line in part["lines"] if line in true]
        if said:
            section.entries.append(_entry(shown_of(records, get_language())) | {"lines": said, "one_line": ""})
            section.keys = {note}
    elif watch.known == part["state"]:
        watch.known = part["since"]
        watch.save(update_fields=["known"])
    return part
