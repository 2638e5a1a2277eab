"""Taxonomies: one row a term, with a name and an explanation per interface language, seeded from practices/data/terms/."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Vocabulary(models.TextChoices):
    """The taxonomies; each term cites its source."""

    THEME = "theme", _("Themes")
    THEMATIC_AREA = "thematic_area", _("UN-Habitat’s thematic areas")
    SDG = "sdg", _("Sustainable Development Goals")
    CROSS_CUTTING = "cross_cutting", _("Cross-cutting issues")
    BENEFICIARY_GROUP = "beneficiary_group", _("Who benefits")
    VIOLENCE_TYPE = "violence_type", _("Types of violence")
    UNIT_FUNCTION = "unit_function", _("Functions of an anti-trafficking unit")
    SERVICE = "service", _("Services")
    SECURITY_PRINCIPLE = "security_principle", _("Principles of legitimate security")
    APPROACH = "approach", _("Approaches to violence reduction")
    NORM = "norm", _("Norms of city development strategies")
    SAFETY_FEATURE = "safety_feature", _("Features of a municipal safety plan")
    PRINCIPLE = "principle", _("Principles, guidelines and proven practices")


class TermQuerySet(models.QuerySet["Term"]):
    def of(self, vocabulary: str) -> "TermQuerySet":
        return self.filter(vocabulary=vocabulary)


class Term(models.Model):
    """A term of a vocabulary; a family of terms is a term too, and their parent."""

    vocabulary = models.CharField(_("vocabulary"), max_length=20, choices=Vocabulary)
    key = models.CharField(
        _("key"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
        help_text=_("Stands in addresses and files; never changes."),
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("family")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_en = models.CharField(_("name in English"), max_length=160)
    name_fr = models.CharField(_("name in French"), max_length=160)
    name_es = models.CharField(_("name in Spanish"), max_length=160)
    description_en = models.TextField(_("explanation in English"))
    description_fr = models.TextField(_("explanation in French"))
    description_es = models.TextField(_("explanation in Spanish"))
    scale_en = models.CharField(_("scale in English"), max_length=160, blank=True)
    scale_fr = models.CharField(_("scale in French"), max_length=160, blank=True)
    scale_es = models.CharField(_("scale in Spanish"), max_length=160, blank=True)
    source = models.CharField(_("source"), max_length=255)
    source_url = models.URLField(_("address of the source"), blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["vocabulary", "position"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "key"], name="one_term_a_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.name}" if self.vocabulary == Vocabulary.SDG else self.name

    def clean(self) -> None:
        super().clean()
        if self.parent and (
            self.parent.vocabulary != self.vocabulary
            or self.parent.parent_id
            or self.parent_id == self.pk
            or (self.pk and self.children.exists())
        ):
            raise ValidationError({"parent": _("A family is another term of the same vocabulary, without a family.")})

    @property
    def is_in_use(self) -> bool:
        """Says whether public notes or other terms go by it."""
        return self.records.exists() or self.children.exists()

    def _own(self, field: str) -> str:
        language = get_language()
        return getattr(self, f"{field}_{language if language in settings.INTERFACE_LANGUAGES else 'en'}")

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self._own("name")

    @property
    def description(self) -> str:
        """The explanation in the reader's language."""
        return self._own("description")

    @property
    def scale(self) -> str:
        """The scale of an approach in the reader's language, empty for other terms."""
        return self._own("scale")

    def get_absolute_url(self) -> str:
        return reverse("practices:term", args=[self.vocabulary.replace("_", "-"), self.key])
