"""Gives cities, countries and organisations their pages."""

from django.utils.text import slugify
from wagtail.models import Locale

from networks.models import (
    CityIndexPage,
    CityPage,
    CountryIndexPage,
    CountryPage,
    OrganisationIndexPage,
    OrganisationPage,
    PartyPage,
)
from portal.models import City, Country, Organisation


def party_page(party: City | Country | Organisation) -> PartyPage:
    """Gives the page of a city, a country or an organisation in the tree of the main language; makes it if need be.

    A city's page brings its country's page, so that nothing that is public stands apart from its country.
    """
    locale = Locale.get_default()
    if isinstance(party, City):
        party_page(party.country)
        found = CityPage.objects.filter(city=party, locale=locale).first()
        return found or _add(CityIndexPage, CityPage(title=party.name, slug=city_slug(party), city=party))
    if isinstance(party, Country):
        found = CountryPage.objects.filter(country=party, locale=locale).first()
        return found or _add(
            CountryIndexPage, CountryPage(title=party.name_en, slug=slugify(party.name_en), country=party)
        )
    found = OrganisationPage.objects.filter(organisation=party, locale=locale).first()
    return found or _add(OrganisationIndexPage, OrganisationPage(title=party.name, slug=party.key, organisation=party))


def _add(index_model, page: PartyPage) -> PartyPage:
    index = index_model.objects.get(locale=Locale.get_default())
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def city_slug(city: City) -> str:
    """Gives "alaminos-ph", with the division where another city of the country has the same name and a page."""
    slug = f"{slugify(city.ascii_name or city.name) or city.pk}-{city.country_id.lower()}"
    if CityPage.objects.filter(slug=slug).exclude(city=city).exists():
        slug = f"{slug}-{slugify(city.division) or city.pk}"
    return slug
