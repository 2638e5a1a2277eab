"""The card of a note, as lists for readers show it.

Most of a page that lists notes is such cards, and a card says the same to everybody who reads in a language. So each worker
keeps the HTML of those that it rendered last, by all that they show: nothing can be out of date.
"""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from portal.addresses import address
from practices.listing import years
from practices.models import PublicRecord
from practices.presentation import marked

_MARKUP = re.compile(r"</?mark>")
#: About 4 KB each.
MOST_KEPT = 1000


def note_card(
    record: PublicRecord,
    highlight: SafeString | str = "",
    highlight_language: str = "",
    to_compare: bool = False,
    by_meaning: bool = False,
) -> SafeString:
    """Gives the card of a row of practices.listing.for_list, in the language of the interface.

    `highlight` is the sentence that a search found, in `highlight_language`: where it is the one line, or a part of it, that is
    marked, and nothing said twice. `to_compare` adds a tick, where the page has the form "compare"; `by_meaning` says that no
    word found the note. Put together here, since a page has up to thirty.
    """
    card = card_of(record)
    language = "" if highlight_language == get_language() else f' lang="{escape(highlight_language)}"'
    sentence = conditional_escape(highlight)
    one_line = escape(record.one_line)
    if highlight_language == record.language and (plain := escape(unescape(_MARKUP.sub("", sentence)))) in one_line:
        one_line, sentence = SafeString(one_line.replace(plain, sentence, 1)), SafeString()
    quote = f"<blockquote{language}>{sentence}</blockquote>" if sentence else ""
    said = gettext("by meaning")  # What stands inside an f-string is not extracted for translators.
    mark = f"<span>{escape(said)}</span>" if by_meaning else ""
    return SafeString(
        f'<article class="card">{card.head}<p{marked(record.language)}>{one_line}</p>{quote}'
        f'<p class="facts-line">{card.facts}{mark}{card.compare if to_compare else ""}</p></article>'
    )


class Shown(NamedTuple):
    """All that the HTML of a card depends on; `reader` is the language of the interface, `language` that of the note."""

    reader: str
    key: str
    language: str
    address: str
    title: str
    place: str
    practice_type: str
    status: str
    evidence: str
    years: str


class Card(NamedTuple):
    """What a card says before the one line, its line of facts after it, its tick for comparing: HTML."""

    head: SafeString
    facts: SafeString
    compare: SafeString


def card_of(record: PublicRecord) -> Card:
    """Gives the parts of the card of a row of practices.listing.for_list, in the language of the interface."""
    reader = get_language() or ""
    return _rendered(
        Shown(
            reader=reader,
            key=str(record.translation_key),
            language=record.language,
            address=address(record.path, reader),
            title=record.title,
            place=_place(record),
            practice_type=record.practice_type,
            status=record.status,
            evidence=record.evidence,
            years=years(record),
        )
    )


def _place(record: PublicRecord) -> str:
    if record.city:
        return f"{record.city.shown_name}, {record.country.name}" if record.country else record.city.shown_name
    owner = record.country or record.organisation
    return owner.name if owner else ""


@lru_cache(maxsize=MOST_KEPT)
def _rendered(shown: Shown) -> Card:
    context = {"note": shown}
    return Card(
        render_to_string("components/_card_head.html", context),
        render_to_string("components/_card_facts.html", context),
        render_to_string("components/_card_compare.html", context),
    )
