"""Cities, countries and organisations as pages, under which their notes stand.

Wagtail asks a page for its context. Contexts read the models, so they are imported where one is asked for.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.models import BasePage


class PartyIndexPage(BasePage):
    """A list of cities, countries or organisations."""

    parent_page_types = ["portal.HomePage"]
    max_count_per_parent = 1

    class Meta:
        abstract = True


class PartyPage(BasePage):
    """The page of a city, a country or an organisation: its facts come from the gazetteer or the register."""

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

    #: Where its facts stand, read together with the page.
    facts_from: ClassVar[str]

    class Meta:
        abstract = True

    @classmethod
    def to_serve(cls):
        return super().to_serve().select_related(cls.facts_from)


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

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import city_context

        return {**super().get_context(request, *args, **kwargs), **city_context(self, request)}


class CountryPage(PartyPage):
    """A country, parent of its national programmes."""

    country = models.ForeignKey("portal.Country", models.PROTECT, related_name="pages", verbose_name=_("country"))

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

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import country_context

        return {**super().get_context(request, *args, **kwargs), **country_context(self, request)}


class OrganisationPage(PartyPage):
    """An organisation, parent of the programmes that it runs itself."""

    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="pages", verbose_name=_("organisation")
    )

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

    def get_context(self, request, *args, **kwargs):
        from networks.cities.contexts import organisation_context

        return {**super().get_context(request, *args, **kwargs), **organisation_context(self, request)}


class LoadedNote(models.Model):
    """A note that was loaded from text files, and their digest: what has not changed is not loaded again."""

    key = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.key
