"""The public record as tables: what anybody may know of a note, one row a note and language; records.py writes them."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from practices import choices

if TYPE_CHECKING:
    from practices.models.terms import Term


Record = TypeVar("Record", bound="PublicRecord")


class PublicRecordQuerySet(models.QuerySet["PublicRecord"]):
    def originals(self) -> "PublicRecordQuerySet":
        """One record a note."""
        return self.filter(is_original=True)

    def newest(self) -> "PublicRecordQuerySet":
        return self.order_by("-first_published_at", "pk")

    def count_by_term(self) -> Counter[int]:
        """Gives how many notes carry each term, by its key in the database; of a family those of its terms too, each once."""
        carried = self.originals().filter(terms__isnull=False).order_by()
        counts = Counter(dict(carried.values_list("terms").annotate(models.Count("pk"))))
        top = Coalesce("terms__parent", "terms")
        return counts | Counter(dict(carried.values_list(top).annotate(models.Count("pk", distinct=True))))

    def about(self, term: "Term | int") -> "PublicRecordQuerySet":
        """Records that carry a term or, where it is a family, one of its terms; each once."""
        return self.filter(models.Q(terms=term) | models.Q(terms__parent=term)).distinct()

    def for_reader(self, language: str) -> "PublicRecordQuerySet":
        """One record a note: in `language` where the note has it, else in its original language."""
        translated = PublicRecord.objects.filter(
            translation_key=models.OuterRef("translation_key"), language=language, is_original=False
        )
        return self.filter(models.Q(language=language) | (models.Q(is_original=True) & ~models.Exists(translated)))


def shown_of(versions: Iterable[Record], language: str | None) -> Record:
    """Gives the one of a note's records that a reader of `language` is shown: theirs, else the original, else any."""
    return min(versions, key=lambda one: (one.language != language, not one.is_original))


class PublicRecord(models.Model):
    """The columns are for lists and filters; `data` holds all public fields, from the allow-list of practices/record.py.

    `data` is {"facts": {...}, "terms": {field: [key]}, "texts": {...}, "parts": {name: [{...}]}}; terms, places and
    people are keys, whose names are joined when shown.
    """

    translation_key = models.UUIDField(_("translation key"))
    language = models.CharField(_("language"), max_length=12)
    is_original = models.BooleanField(_("is the original"))
    page = models.OneToOneField("practices.PracticePage", models.CASCADE, related_name="record")
    version = models.BigIntegerField(_("version"))
    path = models.CharField(_("path below home"), max_length=500)
    practice_type = models.CharField(max_length=28, choices=choices.PracticeType)
    title = models.CharField(max_length=255)
    one_line = models.CharField(max_length=140)
    city = models.ForeignKey("portal.City", models.PROTECT, null=True, related_name="records")
    country = models.ForeignKey("portal.Country", models.PROTECT, null=True, related_name="records")
    organisation = models.ForeignKey("portal.Organisation", models.PROTECT, null=True, related_name="records")
    contributor = models.ForeignKey(
        "portal.Organisation", models.PROTECT, null=True, related_name="contributed_records"
    )
    status = models.CharField(max_length=10, choices=choices.Status)
    evidence = models.CharField(max_length=24, choices=choices.EvidenceGrade)
    year = models.PositiveSmallIntegerField(null=True)
    end = models.CharField(max_length=10)
    last_verified = models.DateField(null=True)
    next_review = models.DateField(null=True)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    data = models.JSONField()
    terms = models.ManyToManyField("practices.Term", related_name="records")

    objects = PublicRecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation_key", "language"], name="one_record_a_language")]
        indexes = [models.Index(fields=["is_original", "-first_published_at"], name="records_newest")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet | None = None,
    ) -> None:
        """Reads columns that were left out; of the page's new record where this one was replaced in the meantime.

        Raises DoesNotExist where the page has none any more.
        """
        try:
            super().refresh_from_db(using, fields, from_queryset)
        except PublicRecord.DoesNotExist:
            if not fields:
                raise
            newer = PublicRecord.objects.get(page=self.page_id)
            for name in fields:
                setattr(self, name, getattr(newer, name))


class RestrictedGroup(models.Model):
    """A group of a public note that only some may read, kept apart from the record (practices/visibility.py)."""

    translation_key = models.UUIDField()
    language = models.CharField(max_length=12)
    group = models.CharField(max_length=10)
    visibility = models.CharField(max_length=12, choices=choices.Visibility)
    data = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "language", "group"], name="one_row_a_restricted_group")
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} {self.language} {self.group}"
