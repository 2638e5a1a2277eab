"""What is searched, counted by the day: nothing here can be led back to a person."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Case, Count, OuterRef, Subquery, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from portal.models.accounts import INTERFACE_LANGUAGE_CHOICES

#: Characters of a text that is counted; a longer one is nobody's but its writer's.
MAX_TEXT = 100
#: Texts that are kept of one day, so that nobody fills the table; those that are there go on being counted.
MAX_TEXTS_A_DAY = 20_000
#: A text that was searched on fewer days than these is shown to nobody, and not kept for longer than the window.
MIN_DAYS = 3
WINDOW = datetime.timedelta(days=30)
YEAR = datetime.timedelta(days=365)
#: Fewer notes found than these are few.
FEW_RESULTS = 3
#: Rows that are deleted, and counts that are added, at a time: SQLite keeps other writers waiting for that long.
_BATCH = 500
_TOGETHER = 100


class Key(NamedTuple):
    """What is counted as one: a text as `search.seeking.counted_text` gives it, in an interface language, on a day."""

    day: datetime.date
    language: str
    text: str


@dataclass(slots=True)
class Tally:
    """How often a text was searched and a note opened from what it found, and how many notes it found at last."""

    searches: int = 0
    opened: int = 0
    results: int = 0


def lasting(days: Iterable[datetime.date]) -> set[datetime.date]:
    """Gives those of a text's days that lie, with at least two others, within some 30 days in a row.

    Dropping the others changes the answer for none of these, so it does not matter how often or how late that is done.
    """
    ordered = sorted(set(days))
    lasting = set()
    for first, last in zip(ordered, ordered[MIN_DAYS - 1 :], strict=False):
        if last - first < WINDOW:
            lasting |= {day for day in ordered if first <= day <= last}
    return lasting


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    def add(self, tallies: Mapping[Key, Tally]) -> None:
        """Adds to the counts, in short transactions; a note that was opened counts only where a search did."""
        # In one order everywhere: two processes that wait for each other's rows would wait for ever.
        keys = sorted(tallies)
        for at in range(0, len(keys), _TOGETHER):
            with transaction.atomic():
                self._add_some({key: tallies[key] for key in keys[at : at + _TOGETHER]})

    def _add_some(self, tallies: Mapping[Key, Tally]) -> None:
        for day, of_day in groupby((key for key in tallies if tallies[key].searches), key=lambda key: key.day):
            self._make_missing(day, list(of_day))
        # Few statements: each waits for the other threads of a busy process, and SQLite's other writers wait for all.
        there = self.model.objects.filter(day__in={key.day for key in tallies}, text__in={key.text for key in tallies})
        rows = []
        for row in there.order_by("day", "language", "text").select_for_update():
            if tally := tallies.get(Key(row.day, row.language, row.text)):
                row.searches += tally.searches
                row.opened += tally.opened
                row.results = tally.results if tally.searches else row.results
                row.pk = None  # It is written by what it counts.
                rows.append(row)
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["text", "language", "day"],
            update_fields=["searches", "opened", "results"],
        )

    def _make_missing(self, day: datetime.date, keys: list[Key]) -> None:
        there = set(self.filter(day=day, text__in={key.text for key in keys}).values_list("language", "text"))
        missing = [key for key in keys if (key.language, key.text) not in there]
        if missing:
            room = max(0, MAX_TEXTS_A_DAY - self.filter(day=day).count())
            # Another process may make the same row at this moment; it counts from nought for both.
            self.bulk_create([self.model(**key._asdict()) for key in missing[:room]], ignore_conflicts=True)

    def forget(self, today: datetime.date) -> int:
        """Drops what need not be known any longer, and gives the number of rows; may be repeated.

        That is what is a year old, and, after 30 days, each row that is not one of three within 30 days (`lasting`).
        """
        # What is nearly a year old was judged long ago, when all days around it were still there.
        judged = self.filter(day__gt=today - YEAR + WINDOW).order_by("text", "language")
        rows = judged.values_list("text", "language", "day", "pk").iterator(chunk_size=2_000)
        old = list(self.filter(day__lte=today - YEAR).values_list("pk", flat=True))
        for _text, same in groupby(rows, key=lambda row: row[:2]):
            keys = {day: pk for _text, _language, day, pk in same}
            kept = lasting(keys)
            old += [pk for day, pk in keys.items() if day <= today - WINDOW and day not in kept]
        # Many short statements: none of them keeps a writer waiting.
        return sum(self.filter(pk__in=old[at : at + _BATCH]).delete()[0] for at in range(0, len(old), _BATCH))

    def gaps(self, since: datetime.date, language: str = "") -> models.QuerySet:
        """Gives a dict a text and language, what is missing first: searched often, few notes found, none opened.

        Keys: text, language, days, searches, opened (since that day), results (at the last search), is_gap. Texts that
        were searched on fewer than three days since then are left out.
        """
        counted = self.filter(day__gte=since, **({"language": language} if language else {}))
        same = self.model.objects.filter(text=OuterRef("text"), language=OuterRef("language"))
        return (
            counted.order_by()
            .values("text", "language")
            .annotate(
                days=Count("pk"),
                searches=Sum("searches"),
                opened=Sum("opened"),
                results=Subquery(same.order_by("-day").values("results")[:1]),
            )
            .filter(days__gte=MIN_DAYS)
            .annotate(is_gap=Case(When(results__lt=FEW_RESULTS, opened=0, then=Value(1)), default=Value(0)))
            .order_by("-is_gap", "-searches", "text", "language")
        )


class SearchCount(models.Model):
    """How often a text was searched on a day. No person, session, address or time of day, and none may be added."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=2, choices=INTERFACE_LANGUAGE_CHOICES)
    text = models.CharField(_("text"), max_length=MAX_TEXT)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    results = models.PositiveIntegerField(_("notes found"), default=0)
    opened = models.PositiveIntegerField(_("notes opened"), default=0)

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("counted text")
        verbose_name_plural = _("counted texts")
        constraints = [models.UniqueConstraint(fields=["text", "language", "day"], name="one_count_a_day")]
        indexes = [models.Index(fields=["day"], name="counts_of_a_day")]

    def __str__(self) -> str:
        return f"{self.text} ({self.language}, {self.day})"
