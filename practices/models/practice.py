"""The practice note: what every type shares. Types add their fields in practices/models/types.py.

Wagtail serves a page by its model. Views read the models, so they are imported where a page is served.
"""

from typing import ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.blocks import NarrativeBlock
from portal.fields import CodeField, PartialDateField
from portal.models import BasePage
from practices import choices, records, references, revisions, rules
from practices.models.terms import Vocabulary

CHILDREN_WITH_TEXTS = (
    "building_blocks",
    "indicators",
    "prerequisites",
    "adoptions",
    "links",
    "photos",
    "documents",
)


def terms(vocabulary: Vocabulary, label, **options) -> ParentalManyToManyField:
    return ParentalManyToManyField(
        "practices.Term",
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary": vocabulary.value},
        verbose_name=label,
        **options,
    )


def visibility_of(label) -> models.CharField:
    return models.CharField(label, max_length=12, choices=choices.Visibility, default=choices.Visibility.PUBLIC)


class PracticePage(BasePage):
    """What a city did, for others to reuse.

    The original, the page in the language it was first written in, owns every fact; its translations own their texts.
    What the public sees is the record of practices/records.py, rebuilt in the transaction that changes the live page.
    """

    # Identity
    original_language = models.CharField(_("original language"), max_length=12, editable=False)
    one_line = models.CharField(
        _("in one line"), max_length=140, blank=True, help_text=_("What was done, for whom, in at most 140 characters")
    )
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("What a mayor reads before deciding to read on; at most 250 words")
    )
    # Place: taken from the page's place in the tree, kept here for lists and filters
    city = models.ForeignKey(
        "portal.City", models.PROTECT, null=True, blank=True, editable=False, related_name="practices"
    )
    country = models.ForeignKey(
        "portal.Country", models.PROTECT, null=True, blank=True, editable=False, related_name="practices"
    )
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, null=True, blank=True, editable=False, related_name="practices"
    )
    area = models.CharField(_("area within the city"), max_length=160, blank=True)
    scale = models.CharField(_("scale"), max_length=14, choices=choices.Scale, blank=True)
    # Status and time
    status = models.CharField(_("status"), max_length=10, choices=choices.Status, blank=True)
    why_stopped = models.TextField(
        _("why it stopped or was replaced"), blank=True, help_text=_("Peers learn most from this; say it plainly.")
    )
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    months_to_implement = models.PositiveSmallIntegerField(
        _("months to implement"), null=True, blank=True, help_text=_("From the decision to the first result")
    )
    # Problem
    situation_before = models.TextField(
        _("situation before"), blank=True, help_text=_("What was wrong, for whom, and what had been tried")
    )
    beneficiary_groups = terms(Vocabulary.BENEFICIARY_GROUP, _("who benefits"))
    beneficiaries_number = models.PositiveIntegerField(_("how many people benefit"), null=True, blank=True)
    priority_set_by = models.CharField(_("who set the priority"), max_length=255, blank=True)
    # Solution
    objectives = models.TextField(_("objectives"), blank=True)
    methods_and_tools = models.TextField(_("methods and tools"), blank=True)
    narrative = StreamField(NarrativeBlock(), blank=True, verbose_name=_("the longer story"))
    # Delivery
    lead_body = models.CharField(_("lead body"), max_length=200, blank=True)
    staff = models.DecimalField(
        _("staff"), max_digits=8, decimal_places=1, null=True, blank=True, help_text=_("Full-time equivalents")
    )
    legal_basis = models.TextField(_("legal basis"), blank=True)
    participation = models.CharField(
        _("level of participation"), max_length=12, choices=choices.Participation, blank=True
    )
    # Money
    cost_amount = models.DecimalField(_("cost"), max_digits=18, decimal_places=2, null=True, blank=True)
    cost_currency = CodeField(_("currency"), max_length=3, blank=True, help_text=_("ISO code: USD, EUR, KES"))
    cost_year = models.PositiveSmallIntegerField(_("year of the amount"), null=True, blank=True)
    cost_band = models.CharField(_("cost band"), max_length=12, choices=choices.CostBand, blank=True)
    # Results
    evaluation = models.CharField(
        _("evaluation"), max_length=12, choices=choices.Evaluation, default=choices.Evaluation.NONE
    )
    evaluation_by = models.CharField(_("evaluated by"), max_length=200, blank=True)
    evaluation_report = models.URLField(_("address of the evaluation’s report"), max_length=500, blank=True)
    unintended_effects = models.TextField(_("unintended effects"), blank=True)
    # Limits
    barriers = models.TextField(_("barriers"), blank=True, help_text=_("What stood in the way, and what did not help"))
    what_failed = models.TextField(_("what failed"), blank=True)
    would_do_differently = models.TextField(_("what we would do differently"), blank=True)
    # Transfer
    must_stay = models.TextField(_("what must stay"), blank=True, help_text=_("Without this it does not work."))
    can_adapt = models.TextField(_("what can be adapted"), blank=True)
    # Provenance
    contributing_organisation = models.ForeignKey(
        "portal.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributed_practices",
        verbose_name=_("contributing organisation"),
    )
    contributor_key = models.CharField(_("the contributor’s own key"), max_length=60, blank=True)
    reviewer = models.ForeignKey(
        "portal.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
    licence = models.CharField(_("licence"), max_length=16, choices=choices.Licence, default=choices.Licence.CC_BY)
    last_verified = models.DateField(_("last verified"), null=True, blank=True)
    next_review = models.DateField(_("next review"), null=True, blank=True)
    # Classification
    questions_answered = models.TextField(
        _("problems and questions it answers"),
        blank=True,
        help_text=_("As a colleague elsewhere would tell and ask them, one a line"),
    )
    themes = terms(Vocabulary.THEME, _("themes"))
    main_theme = models.ForeignKey(
        "practices.Term",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary": "theme", "parent__isnull": False},
        verbose_name=_("main theme"),
    )
    sdg_targets = terms(Vocabulary.SDG, _("SDG targets"))
    cross_cutting = terms(Vocabulary.CROSS_CUTTING, _("cross-cutting issues"))
    thematic_areas = terms(Vocabulary.THEMATIC_AREA, _("thematic areas"))
    principles = terms(Vocabulary.PRINCIPLE, _("principles it follows"))
    # Visibility of sensitive groups
    contacts_visibility = visibility_of(_("contacts are shown to"))
    money_visibility = visibility_of(_("money is shown to"))
    partners_visibility = visibility_of(_("partners are shown to"))
    lessons_visibility = visibility_of(_("lessons are shown to"))

    # Computed at every save, for the lists of the editors
    evidence = models.CharField(
        max_length=24, choices=choices.EvidenceGrade, default=choices.EvidenceGrade.DESCRIBED, editable=False
    )
    completeness = models.PositiveSmallIntegerField(default=0, editable=False)

    #: Texts of the note itself, owned by each language. In the order in which a reader meets them.
    TEXTS: ClassVar[tuple[str, ...]] = (
        "title",
        "one_line",
        "summary",
        "area",
        "why_stopped",
        "situation_before",
        "priority_set_by",
        "objectives",
        "methods_and_tools",
        "lead_body",
        "legal_basis",
        "unintended_effects",
        "barriers",
        "what_failed",
        "would_do_differently",
        "must_stay",
        "can_adapt",
        "questions_answered",
    )
    #: Texts, plain facts, terms and translatable parts that the type adds.
    TYPE_TEXTS: ClassVar[tuple[str, ...]] = ()
    TYPE_FACTS: ClassVar[tuple[str, ...]] = ()
    TYPE_TERMS: ClassVar[tuple[str, ...]] = ()
    TYPE_PARTS: ClassVar[tuple[str, ...]] = ()
    practice_type: ClassVar[choices.PracticeType]

    # Only texts are offered for translation; facts stand on the original and are never read from a translation.
    translatable_fields: ClassVar[list] = []

    parent_page_types = ["networks.CityPage", "networks.CountryPage", "networks.OrganisationPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "practices/practice_page.html"
    is_creatable = False

    class Meta:
        verbose_name = _("practice note")
        verbose_name_plural = _("practice notes")

    @property
    def is_original(self) -> bool:
        return self.locale.language_code == self.original_language

    @property
    def is_translation(self) -> bool:
        """Says whether an original elsewhere owns the facts; a page that was never saved is none."""
        return bool(self.original_language) and not self.is_original

    @property
    def parts_with_texts(self) -> tuple[str, ...]:
        return (*CHILDREN_WITH_TEXTS, *self.TYPE_PARTS)

    def settle_origin(self) -> None:
        """Makes a new page the original of its language unless it was made as a translation of one."""
        siblings = PracticePage.objects.filter(translation_key=self.translation_key)
        if not self.original_language or not siblings.exclude(pk=self.pk).exists():
            self.original_language = self.locale.language_code

    def settle_place(self) -> None:
        """Takes city, country and organisation from the page's parent."""
        if not self.path:
            return
        parent = self.get_parent().specific
        city = getattr(parent, "city", None)
        self.city = city
        self.country = city.country if city else getattr(parent, "country", None)
        self.organisation = getattr(parent, "organisation", None)

    def check_publishable(self) -> None:
        """Raises PublishingRefused where something stands against it; a translation's facts are its original's."""
        if self.is_original and (found := rules.problems(self)):
            raise rules.PublishingRefused(self, found)

    def save(self, clean=True, user=None, log_action=False, **kwargs):
        """Saves; where the live page may have changed, rebuilds the public records in the same transaction.

        Raises PublishingRefused where a note with problems would become public.
        """
        written = kwargs.get("update_fields")
        if written is not None:
            with transaction.atomic():
                records.lock(self.translation_key)
                super().save(clean=clean, user=user, log_action=log_action, **kwargs)
                if "alias_of_id" in written:  # wagtail-localize turns pages into aliases and back
                    records.refresh(self.translation_key)
            return
        with transaction.atomic():
            records.lock(self.translation_key)
            if self._state.adding:
                self.settle_origin()
            self.settle_place()
            if self.live:
                self.check_publishable()
            self.evidence = rules.evidence(self)
            self.completeness = rules.completeness(self).share
            super().save(clean=clean, user=user, log_action=log_action, **kwargs)
            records.refresh(self.translation_key)

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Gives the note as a version has it, without what it refers to that has been deleted since."""
        if check_fks:
            data = revisions.without_what_is_gone(cls, data)
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)

    def save_revision(self, *args, **kwargs):
        """Keeps a draft. What the page's own rows refer to changes when it is published, not before."""
        with transaction.atomic(), references.as_they_are():
            records.lock(self.translation_key)
            return super().save_revision(*args, **kwargs)

    def publish(self, revision, **kwargs):
        """Publishes a revision; raises PublishingRefused where something stands against it, also ahead of its day."""
        self.check_publishable()
        with records.once(), references.written_once(self):
            records.lock(self.translation_key)
            return super().publish(revision, **kwargs)

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            records.lock(self.translation_key)
            return super().delete(*args, **kwargs)

    @classmethod
    def to_serve(cls):
        """A reader gets the record; of the page itself only what says where it stands is loaded."""
        return super().to_serve().only("path", "url_path", "title", "live", "translation_key", "locale")

    def serve(self, request, *args, **kwargs):
        from practices.views import serve_note

        return serve_note(request, self)

    def serve_preview(self, request, mode_name):
        from practices.views import preview_note

        return preview_note(request, self)


def translatable(model: type[PracticePage]) -> list:
    """Gives wagtail-localize's declaration for a type: its texts can be translated, all else follows the original."""
    texts = {*PracticePage.TEXTS, *model.TYPE_TEXTS, "slug", "narrative"}
    parts = {*CHILDREN_WITH_TEXTS, *model.TYPE_PARTS}
    return [TranslatableField(name) for name in sorted(texts | parts)] + [
        SynchronizedField(name, overridable=False) for name in ("scale", "status")
    ]
