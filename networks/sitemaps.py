"""What the sitemap says of cities, countries, organisations and their lists."""

from networks.models import (
    CityIndexPage,
    CityPage,
    CountryIndexPage,
    CountryPage,
    OrganisationIndexPage,
    OrganisationPage,
)
from portal.sitemaps import PageSitemap


class PartyListSitemap(PageSitemap):
    models = (CityIndexPage, CountryIndexPage, OrganisationIndexPage)


class CitySitemap(PageSitemap):
    models = (CityPage,)


class CountrySitemap(PageSitemap):
    models = (CountryPage,)


class OrganisationSitemap(PageSitemap):
    models = (OrganisationPage,)
