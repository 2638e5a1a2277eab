"""Which notes a reader of one should see next, and why: those like it, and those that went another way about the same problem.

A city looks for what fits it: notes on the same problem first (themes), then of like means (scale, size of city, income of
the country). What is shared is said in words, so that nobody has to trust a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from portal.models.places import CitySize
from practices.listing import for_list
from practices.models import PublicRecord, Term, Vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SHOWN = 3
#: So many notes that share most themes are looked at closely.
CANDIDATES = 60
#: What a shared term adds, by its vocabulary; what a shared circumstance adds.
TERM_WEIGHTS = {
    Vocabulary.THEME: 4.0,
    Vocabulary.VIOLENCE_TYPE: 2.0,
    Vocabulary.BENEFICIARY_GROUP: 1.0,
    Vocabulary.SDG: 0.5,
    Vocabulary.CROSS_CUTTING: 0.5,
}
SAME_TYPE = 2.0
SAME_SCALE = 1.0
SAME_SIZE = 1.0
SAME_INCOME = 1.0
MOST_NAMED = 2


class OfItsScale(TypedDict):
    """What a candidate brings besides its columns."""

    scale: str


@dataclass(frozen=True, slots=True)
class Similar:
    """A record as lists show it, with what it shares with the note that is being read."""

    record: PublicRecord
    reasons: tuple[str, ...]
    score: float


def similar_to(record: PublicRecord, terms: Iterable[Term], language: str) -> tuple[list[Similar], list[Similar]]:
    """Gives the notes most like that of `record`, and the best that share a theme and are of another type; three each.

    `terms` are those that the record has, read for its page before.
    """
    own = {term.pk: term for term in terms if term.vocabulary in TERM_WEIGHTS}
    themes = [term.pk for term in own.values() if term.vocabulary == Vocabulary.THEME]
    if not themes:
        return [], []
    # Which they are is asked of the terms alone: with all that a list shows, thousands of notes would be read for it.
    sharing = PublicRecord.objects.originals().filter(terms__in=themes).exclude(translation_key=record.translation_key)
    most = sharing.values("translation_key").annotate(shared=Count("terms")).order_by("-shared", "translation_key")
    found = for_list(PublicRecord.objects.for_reader(language)).filter(
        translation_key__in=most.values("translation_key")[:CANDIDATES]
    )
    candidates = list(found.annotate(scale=KT("data__facts__scale")))
    shared = _shared_terms(candidates, own)
    scale = record.data["facts"]["scale"]
    ranked = sorted(
        (_compared(record, scale, other, [own[pk] for pk in shared[other.pk]]) for other in candidates),
        key=lambda similar: (-similar.score, similar.record.pk),
    )
    alike = ranked[:SHOWN]
    seen = {similar.record.pk for similar in alike}
    others = [
        similar
        for similar in ranked
        if similar.record.practice_type != record.practice_type and similar.record.pk not in seen
    ]
    return alike, others[:SHOWN]


def _shared_terms(candidates: Iterable[PublicRecord], own: dict[int, Term]) -> dict[int, list[int]]:
    shared: dict[int, list[int]] = defaultdict(list)
    rows = PublicRecord.terms.through.objects.filter(publicrecord__in=[one.pk for one in candidates], term__in=own)
    for record_id, term_id in rows.order_by("pk").values_list("publicrecord_id", "term_id"):
        shared[record_id].append(term_id)
    return shared


def _compared(
    record: PublicRecord, scale: str, other: WithAnnotations[PublicRecord, OfItsScale], terms: list[Term]
) -> Similar:
    score = sum(TERM_WEIGHTS[Vocabulary(term.vocabulary)] for term in terms)
    reasons = [term.name for term in terms if term.vocabulary == Vocabulary.THEME][:MOST_NAMED]
    reasons += [term.name for term in terms if term.vocabulary == Vocabulary.VIOLENCE_TYPE][:1]
    if other.practice_type == record.practice_type:
        score += SAME_TYPE
    if scale and other.scale == scale:
        score += SAME_SCALE
        reasons.append(_("same scale"))
    if record.city and other.city and CitySize.of(record.city.population) == CitySize.of(other.city.population):
        score += SAME_SIZE
        reasons.append(_("city of like size"))
    income = record.country.income_level if record.country else ""
    if income and other.country and other.country.income_level == income:
        score += SAME_INCOME
        reasons.append(_("country of like income"))
    # Terms of two vocabularies may be called the same: what is shared is said once.
    return Similar(other, tuple(dict.fromkeys(reasons)), score)
