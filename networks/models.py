"""Cities, countries and organisations as pages, under which their notes stand.

Wagtail asks a page for its context. Contexts read the models, so they are imported where one is asked for.
"""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from networks.forms import SECOND_PAGE, PartyForm
from portal.models import BasePage


class PartyIndexPage(BasePage):
    """A list of cities, countries or organisations."""

    parent_page_types = ["portal.HomePage"]
    max_count_per_parent = 1

    class Meta:
        abstract = True


class PartyPage(BasePage):
    """The page of a city, a country or an organisation: its facts come from the gazetteer or the register.

    A party has one page; in other languages, its translations alone. No constraint of the database can say so, as a
    page's translation key and its party stand in two tables: form and saving check it, one person after the other.
    """

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("In a few sentences, what a peer should know; facts come by themselves"),
    )

    subpage_types = [
        "practices.UpgradingProgrammePage",
        "practices.AntiTraffickingUnitPage",
        "practices.CityDevelopmentStrategyPage",
        "practices.SafetyPlanPage",
        "practices.OtherPracticePage",
    ]

    #: The field that says whose page it is.
    party_field: ClassVar[str]
    #: Where its facts stand, read together with the page.
    facts_from: ClassVar[str]

    base_form_class = PartyForm

    class Meta:
        abstract = True

    @classmethod
    def to_serve(cls):
        return super().to_serve().select_related(cls.facts_from)

    @staticmethod
    def usual_slug(party) -> str:
        """Gives the last part of the address that the page of `party` has unless somebody chooses another."""
        raise NotImplementedError

    @classmethod
    def lock_party(cls, pk) -> None:
        """Has others who make or change the page of this party wait for this transaction. SQLite has one writer anyway.

        Where there is none, as where a preview is only looked at, nobody has to wait.
        """
        parties = cls._meta.get_field(cls.party_field).related_model._default_manager
        with transaction.atomic():
            list(parties.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))

    def other_page_of(self, party) -> "PartyPage | None":
        """Gives the page that `party` has already, whatever its language, unless it is this one or a translation."""
        pages = type(self).objects.filter(**{self.party_field: party}, alias_of=None)
        return pages.exclude(translation_key=self.translation_key).order_by("pk").first()

    def clean(self):
        super().clean()
        party = getattr(self, self.party_field, None)
        if party is not None and self.alias_of_id is None and (other := self.other_page_of(party)):
            params = {"party": party, "page": other.get_admin_display_title()}
            raise ValidationError({self.party_field: ValidationError(SECOND_PAGE, code="second_page", params=params)})

    def save(self, clean=True, user=None, log_action=False, **kwargs):
        """Saves; whoever saves another page of the same party waits until this one can be seen."""
        with transaction.atomic():
            if kwargs.get("update_fields") is None:
                self.lock_party(getattr(self, f"{self.party_field}_id"))
            super().save(clean=clean, user=user, log_action=log_action, **kwargs)


class CityIndexPage(PartyIndexPage):
    subpage_types = ["networks.CityPage"]
    template = "networks/city_index_page.html"

    class Meta:
        verbose_name = _("list of cities")

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import city_list_context

        return {**super().get_context(request, *args, **kwargs), **city_list_context(request)}


class CountryIndexPage(PartyIndexPage):
    subpage_types = ["networks.CountryPage"]
    template = "networks/country_index_page.html"

    class Meta:
        verbose_name = _("list of countries")

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import country_list_context

        return {**super().get_context(request, *args, **kwargs), **country_list_context(request)}


class OrganisationIndexPage(PartyIndexPage):
    subpage_types = ["networks.OrganisationPage"]
    template = "networks/organisation_index_page.html"

    class Meta:
        verbose_name = _("list of organisations")

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import organisation_list_context

        return {**super().get_context(request, *args, **kwargs), **organisation_list_context(request)}


class CityPage(PartyPage):
    """A city that has joined."""

    city = models.ForeignKey("portal.City", models.PROTECT, related_name="pages", verbose_name=_("city"))

    party_field = "city"
    facts_from = "city__country"
    parent_page_types = ["networks.CityIndexPage"]
    template = "networks/city_page.html"
    content_panels = [*Page.content_panels, FieldPanel("city"), FieldPanel("introduction")]
    override_translatable_fields = [
        TranslatableField("title"),
        TranslatableField("introduction"),
        SynchronizedField("city", overridable=False),
    ]

    class Meta:
        verbose_name = _("city page")
        verbose_name_plural = _("city pages")

    @staticmethod
    def usual_slug(party) -> str:
        """Gives "alaminos-ph", with the division where another city of the country has the same name and a page."""
        slug = f"{slugify(party.ascii_name or party.name) or party.pk}-{party.country_id.lower()}"
        if CityPage.objects.filter(slug=slug).exclude(city=party).exists():
            slug = f"{slug}-{slugify(party.division) or party.pk}"
        return slug

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import city_context

        return {**super().get_context(request, *args, **kwargs), **city_context(self, request)}


class CountryPage(PartyPage):
    """A country, parent of its national programmes."""

    country = models.ForeignKey("portal.Country", models.PROTECT, related_name="pages", verbose_name=_("country"))

    party_field = "country"
    facts_from = "country"
    parent_page_types = ["networks.CountryIndexPage"]
    template = "networks/country_page.html"
    content_panels = [*Page.content_panels, FieldPanel("country"), FieldPanel("introduction")]
    override_translatable_fields = [
        TranslatableField("title"),
        TranslatableField("introduction"),
        SynchronizedField("country", overridable=False),
    ]

    class Meta:
        verbose_name = _("country page")
        verbose_name_plural = _("country pages")

    @staticmethod
    def usual_slug(party) -> str:
        return slugify(party.name_en)

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import country_context

        return {**super().get_context(request, *args, **kwargs), **country_context(self, request)}


class OrganisationPage(PartyPage):
    """An organisation, parent of the programmes that it runs itself."""

    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="pages", verbose_name=_("organisation")
    )

    party_field = "organisation"
    facts_from = "organisation__country"
    parent_page_types = ["networks.OrganisationIndexPage"]
    template = "networks/organisation_page.html"
    content_panels = [*Page.content_panels, FieldPanel("organisation"), FieldPanel("introduction")]
    override_translatable_fields = [
        TranslatableField("title"),
        TranslatableField("introduction"),
        SynchronizedField("organisation", overridable=False),
    ]

    class Meta:
        verbose_name = _("organisation page")
        verbose_name_plural = _("organisation pages")

    @staticmethod
    def usual_slug(party) -> str:
        return party.key

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import organisation_context

        return {**super().get_context(request, *args, **kwargs), **organisation_context(self, request)}


class LoadedNote(models.Model):
    """A note that was loaded from text files, and their digest: what has not changed is not loaded again."""

    key = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.key
