"""Carries what changes in the public records, and in the names that they show, into the outbox, and the outbox into the index
after the commit."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.db.models.signals import post_save
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


@receiver(post_save, sender=Country)
def follow_country(instance: Country, **kwargs) -> None:
    _follow(Q(country=instance), Suggestion.Kind.COUNTRY, [instance.pk])


@receiver(post_save, sender=Organisation)
def follow_organisation(instance: Organisation, **kwargs) -> None:
    _follow(Q(organisation=instance) | Q(contributor=instance))


@receiver(post_save, sender=Term)
def follow_term(instance: Term, **kwargs) -> None:
    _follow(Q(terms=instance), Suggestion.Kind.TERM, [instance.pk])


def _follow(notes: Q, kind: str = "", values: Iterable[str | int] = ()) -> None:
    """Has the notes that show a fact written anew, and its name suggested as it is now. It is no news for who watches them."""
    if keys := set(PublicRecord.objects.filter(notes).values_list("translation_key", flat=True)):
        outbox.record_change(keys)
        tables.rewrite(kind, [str(value) for value in values])
        tasks.drain_soon()
