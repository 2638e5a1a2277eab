"""Carries what changes in the public records, and in the facts that they show, into the outbox, and from there into the index."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from portal.models import Country, Organisation
from portal.signals import cities_changed
from practices.models import PublicRecord, Term
from practices.records import records_changed
from search import outbox, tasks
from search.following import news
from search.models import Suggestion
from search.suggest import tables

#: A gazetteer tells of thousands of cities at once, and a database takes so many values in a question.
BATCH = 1_000
Named = Country | Organisation | Term
#: Where something keeps what it showed, while it is saved.
_BEFORE = "_shown_before"
_NAMES = ("name_en", "name_fr", "name_es")
#: What documents and suggestions hold of each.
SHOWN: dict[type[Named], tuple[str, ...]] = {
    Country: (*_NAMES, "region", "subregion", "income_level"),
    Organisation: ("name",),
    Term: (*_NAMES, "parent_id"),
}


@receiver(records_changed)
def follow_records(keys, **kwargs) -> None:
    outbox.record_change(keys)
    news.record_change(keys)
    tasks.drain_soon()


@receiver(cities_changed)
def follow_cities(ids: Sequence[int], countries: Sequence[str], **kwargs) -> None:
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        _follow(Q(city__in=some), Suggestion.Kind.CITY, some)
    _follow(Q(country__in=countries), Suggestion.Kind.COUNTRY, countries)


@receiver(pre_save, sender=Country)
@receiver(pre_save, sender=Organisation)
@receiver(pre_save, sender=Term)
def remember_what_is_shown(sender: type[Named], instance: Named, **kwargs) -> None:
    vars(instance)[_BEFORE] = sender._default_manager.filter(pk=instance.pk).values(*SHOWN[sender]).first() or {}


@receiver(post_save, sender=Country)
def follow_country(instance: Country, **kwargs) -> None:
    if _changed(instance):
        _follow(Q(country=instance), Suggestion.Kind.COUNTRY, [instance.pk])


@receiver(post_save, sender=Organisation)
def follow_organisation(instance: Organisation, **kwargs) -> None:
    if _changed(instance):
        _follow(Q(organisation=instance) | Q(contributor=instance))


@receiver(post_save, sender=Term)
def follow_term(instance: Term, **kwargs) -> None:
    """Documents hold no names of terms, only of which family they are."""
    changed = _changed(instance)
    if "parent_id" in changed:
        _follow(Q(terms=instance))
    if changed:
        tables.rewrite(Suggestion.Kind.TERM, [str(instance.pk)])


def _changed(instance: Named) -> set[str]:
    """Gives which shown facts of something that was known are others now: to index notes anew takes its time."""
    return {name for name, before in vars(instance)[_BEFORE].items() if getattr(instance, name) != before}


def _follow(notes: Q, kind: str = "", values: Iterable[str | int] = ()) -> None:
    """Has the notes that show a fact written anew, and its name suggested as it is now. It is no news for who watches them."""
    if keys := set(PublicRecord.objects.filter(notes).values_list("translation_key", flat=True)):
        outbox.record_change(keys)
        if kind:
            tables.rewrite(kind, [str(value) for value in values])
        tasks.drain_soon()
