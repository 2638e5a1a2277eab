"""The repeated parts of a note. Parts with texts can be translated: the original's row owns the facts, and a
translation's row, joined by translation_key, owns its texts (`TEXTS`)."""

from typing import ClassVar

from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import TranslatableField

from portal.fields import CodeField, NamesField, PartialDateField
from practices import choices, rules


def belongs_to(name: str) -> ParentalKey:
    return ParentalKey("practices.PracticePage", on_delete=models.CASCADE, related_name=name)


class TranslatablePart(TranslatableMixin, Orderable):
    TEXTS: ClassVar[tuple[str, ...]] = ()

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        # wagtail-localize would offer every text column for translation, dates and sources too.
        cls.translatable_fields = [TranslatableField(name) for name in cls.TEXTS]


class BuildingBlock(TranslatablePart):
    """One element of the solution that another city could take over by itself (after PANORAMA)."""

    page = belongs_to("building_blocks")
    title = models.CharField(_("title"), max_length=120)
    what_it_does = models.TextField(_("what it does"))
    what_made_it_possible = models.TextField(_("what made it possible"), blank=True)
    lesson = models.TextField(_("lesson"), blank=True)

    TEXTS = ("title", "what_it_does", "what_made_it_possible", "lesson")
    panels = [FieldPanel(name) for name in TEXTS]


class Indicator(TranslatablePart):
    """A measured result: compared only where baseline and value are of the same unit and source."""

    page = belongs_to("indicators")
    name = models.CharField(_("what is measured"), max_length=160)
    unit = models.CharField(_("unit"), max_length=60)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_date = PartialDateField(_("date of the baseline"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    value_date = PartialDateField(_("date of the value"))
    better = models.CharField(_("direction"), max_length=6, choices=choices.Better, default=choices.Better.HIGHER)
    source = models.CharField(_("source"), max_length=255, blank=True)

    @property
    def is_percentage(self) -> bool:
        return rules.is_percentage(self.unit)

    TEXTS = ("name", "unit")
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("better")]),
        FieldRowPanel([FieldPanel("baseline"), FieldPanel("baseline_date")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("value_date")]),
        FieldPanel("source"),
    ]


class Prerequisite(TranslatablePart):
    page = belongs_to("prerequisites")
    kind = models.CharField(_("kind"), max_length=8, choices=choices.PrerequisiteKind)
    text = models.TextField(_("what has to be in place"))

    TEXTS = ("text",)
    panels = [FieldPanel("kind"), FieldPanel("text")]


class Adoption(TranslatablePart):
    """Another city that this practice came from, or that took it over."""

    page = belongs_to("adoptions")
    direction = models.CharField(
        _("direction"), max_length=4, choices=choices.AdoptionDirection, default=choices.AdoptionDirection.BY
    )
    city = models.ForeignKey("portal.City", models.PROTECT, related_name="+", verbose_name=_("city"))
    practice = models.ForeignKey(
        "practices.PracticePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("its note here"),
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=choices.AdoptionOutcome, blank=True)
    what_changed = models.TextField(_("what was changed"), blank=True)

    TEXTS = ("what_changed",)
    panels = [
        FieldRowPanel([FieldPanel("direction"), FieldPanel("year"), FieldPanel("outcome")]),
        FieldPanel("city"),
        FieldPanel("practice"),
        FieldPanel("what_changed"),
    ]

    @property
    def practice_key(self) -> str:
        """The translation key of the other city's note, by which its public records are found; empty without one."""
        return str(self.practice.translation_key) if self.practice else ""


class FunctionCovered(TranslatablePart):
    """A function of an anti-trafficking unit and who works on it. Addresses of shelters have no field, on purpose."""

    page = ParentalKey("practices.AntiTraffickingUnitPage", on_delete=models.CASCADE, related_name="functions")
    function = models.ForeignKey(
        "practices.Term",
        models.PROTECT,
        related_name="+",
        limit_choices_to={"vocabulary": "unit_function"},
        verbose_name=_("function"),
    )
    partners = models.CharField(
        _("partners on it"), max_length=255, blank=True, help_text=_("Organisations, never people or addresses")
    )
    how = models.TextField(_("how it is done"), blank=True)

    TEXTS = ("partners", "how")
    panels = [
        HelpPanel(_("Never write the address of a shelter or anything about a single case.")),
        FieldPanel("function", widget=Select),
        FieldPanel("partners"),
        FieldPanel("how"),
    ]


class NoteLink(TranslatablePart):
    page = belongs_to("links")
    title = models.CharField(_("title"), max_length=160)
    url = models.URLField(_("address"), max_length=500)

    TEXTS = ("title",)
    panels = [FieldPanel("title"), FieldPanel("url")]


class Photo(TranslatablePart):
    """A picture; shown only with consent."""

    page = belongs_to("photos")
    image = models.ForeignKey("wagtailimages.Image", models.PROTECT, related_name="+", verbose_name=_("image"))
    alternative_text = models.CharField(_("alternative text"), max_length=250)
    caption = models.CharField(_("caption"), max_length=250, blank=True)
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    consent = models.BooleanField(
        _("the people in it agreed, or nobody can be recognised"),
        default=False,
        help_text=_("Without it, it is not shown."),
    )

    TEXTS = ("alternative_text", "caption")
    panels = [FieldPanel(name) for name in ("image", "alternative_text", "caption", "credit", "consent")]


class NoteDocument(TranslatablePart):
    page = belongs_to("documents")
    document = models.ForeignKey("wagtaildocs.Document", models.PROTECT, related_name="+", verbose_name=_("document"))
    title = models.CharField(_("title"), max_length=160)

    TEXTS = ("title",)
    panels = [FieldPanel("document"), FieldPanel("title")]


class FurtherCity(Orderable):
    page = belongs_to("further_cities")
    city = models.ForeignKey("portal.City", models.PROTECT, related_name="+", verbose_name=_("city"))

    panels = [FieldPanel("city")]


class PartnerSupport(Orderable):
    """A partner, an organisation of the portal or a name, and the kinds of support it gave."""

    page = belongs_to("partners")
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("or its name"), max_length=200, blank=True)
    kind = models.CharField(_("kind of organisation"), max_length=20, choices=choices.PartnerKind)
    administrative = models.BooleanField(_("administrative support"), default=False)
    financial = models.BooleanField(_("financial support"), default=False)
    political = models.BooleanField(_("political support"), default=False)
    technical = models.BooleanField(_("technical support"), default=False)

    SUPPORT = ("administrative", "financial", "political", "technical")
    panels = [
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("name")]),
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel(name) for name in SUPPORT]),
    ]


class Funder(Orderable):
    page = belongs_to("funders")
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("or its name"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = CodeField(_("currency"), max_length=3, blank=True, help_text=_("ISO code: USD, EUR, KES"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("amount"), FieldPanel("currency"), FieldPanel("year")]),
    ]


class Source(Orderable):
    """Where the facts of some fields come from."""

    page = belongs_to("sources")
    title = models.CharField(_("title"), max_length=255)
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    supports = NamesField(
        _("supports"),
        max_length=1000,
        blank=True,
        help_text=_("Names of the fields whose facts come from it, with commas"),
    )

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("year")]),
        FieldPanel("url"),
    ]  # and `supports`, which practices/editor.py offers as the fields that a type of note has


class Contact(Orderable):
    """Somebody to ask, by reference alone: name and addresses stay on Person, so that a change reaches every revision."""

    page = belongs_to("contacts")
    person = models.ForeignKey("portal.Person", models.PROTECT, related_name="contacts", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=choices.ContactRole)
    is_deputy = models.BooleanField(_("deputy"), default=False)
    languages = models.CharField(
        _("languages"), max_length=80, blank=True, help_text=_("Codes with commas: en, fr, pt")
    )
    answers = models.BooleanField(_("answers questions"), default=True)
    calls = models.BooleanField(_("takes a call"), default=False)
    documents = models.BooleanField(_("shares documents"), default=False)
    visits = models.BooleanField(_("hosts a visit"), default=False)
    times_a_year = models.PositiveSmallIntegerField(_("how often a year"), null=True, blank=True)

    WILLING = ("answers", "calls", "documents", "visits")
    panels = [
        FieldPanel("person"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("is_deputy"), FieldPanel("languages")]),
        FieldRowPanel([*(FieldPanel(name) for name in WILLING), FieldPanel("times_a_year")]),
    ]


class Author(Orderable):
    page = belongs_to("authors")
    person = models.ForeignKey("portal.Person", models.PROTECT, related_name="authored", verbose_name=_("person"))

    panels = [FieldPanel("person")]


class ChangeNote(Orderable):
    """A line of the note's public history, written by its editors."""

    page = belongs_to("change_notes")
    date = models.DateField(_("date"))
    text = models.CharField(_("what changed"), max_length=255)

    panels = [FieldRowPanel([FieldPanel("date"), FieldPanel("text")])]
