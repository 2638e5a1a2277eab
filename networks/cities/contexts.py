"""The contexts of the templates of lists and pages of cities, countries and organisations."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.models import CityPage, CountryPage, OrganisationPage
from portal.addresses import address, path_below_home
from portal.models import Country, Organisation
from portal.models.places import CitySize
from portal.paging import KeptPaginator, page_of, pager_of
from portal.public_state import kept
from portal.regions import REGIONS, region_name
from portal.text import clean, fold
from practices.listing import for_list
from practices.models import PublicRecord
from practices.presentation import parent_path

CITIES_A_PAGE = 200
NOTES_A_PAGE = 100
ORDERS = ("name", "region", "size")


def city_list_context(request: HttpRequest) -> dict:
    """Gives the cities that have a page: A to Z, by region or by size, narrowed by a name."""
    order = request.GET.get("order", "name")
    order = order if order in ORDERS else "name"
    wanted = clean(request.GET.get("q", ""))[:80].strip()
    cities = city_entries(wanted)
    keys = {
        "name": lambda entry: fold(entry["city"].shown_name),
        "region": lambda entry: (
            fold(entry["region"]),
            fold(entry["city"].country.name),
            fold(entry["city"].shown_name),
        ),
        "size": lambda entry: -entry["city"].population,
    }
    cities.sort(key=keys[order])
    heading = {"name": "initial", "region": "region"}.get(order)
    for entry in cities:
        entry["heading"] = entry[heading] if heading else CitySize.of(entry["city"].population).label
    page = page_of(request, Paginator(cities, CITIES_A_PAGE))
    return {
        "cities": page,
        "pages": pager_of(request, page),
        "order": order,
        "orders": [("name", _("A to Z")), ("region", _("By region")), ("size", _("By size"))],
        "wanted": wanted,
        "marks": marks_of(cities),
    }


def city_entries(wanted: str = "") -> list[dict]:
    """Gives the cities that have a page, or those of them that are called `wanted` or lie in a country so called."""
    pages = _public(CityPage).select_related("city__country")
    if wanted:
        pages = pages.filter(
            Q(city__names__folded__prefix=fold(wanted)) | Q(city__country__in=_countries_named(wanted))
        ).distinct()
    counts = dict(PublicRecord.objects.originals().values_list("city_id").annotate(number=Count("pk")).order_by())
    language = get_language()
    return [
        {
            "city": page.city,
            "address": address(path_below_home(page.url_path), language),
            "notes": counts.get(page.city_id, 0),
            "region": region_name(page.city.country.region) if page.city.country.region else "",
            "initial": fold(page.city.shown_name)[:1].upper(),
        }
        for page in pages
    ]


def _public(model):
    """Gives the live page of each party: that of the main tree or, where it was made in another one alone, that one."""
    pages = model.objects.live().filter(alias_of=None)
    of_party = pages.filter(**{model.party_field: OuterRef(model.party_field)})
    in_main_tree = Case(When(locale__language_code=settings.LANGUAGE_CODE, then=0), default=1)
    return pages.filter(pk=Subquery(of_party.order_by(in_main_tree, "pk").values("pk")[:1]))


def _countries_named(text: str) -> list[str]:
    wanted = fold(text)
    return [
        country.code
        for country in Country.objects.all()
        if any(fold(name).startswith(wanted) for name in (country.name_en, country.name_fr, country.name_es))
    ]


def marks_of(entries: list[dict]) -> list[dict]:
    """Gives the marks of cities on the map: a link to each with the number of its notes."""
    return [
        {
            "latitude": entry["city"].latitude,
            "longitude": entry["city"].longitude,
            "label": f"{entry['city'].shown_name}, {entry['city'].country.name}",
            "count": entry["notes"],
            "url": entry["address"],
        }
        for entry in entries
    ]


def notes_of(**owner):
    """Gives the public notes of a city, a country or an organisation in the reader's language, newest first."""
    return for_list(PublicRecord.objects.for_reader(get_language()).filter(**owner).newest())


def city_context(page: CityPage, request: HttpRequest) -> dict:
    """Gives a city's facts and a page of its notes; "keep_as" names what the template keeps, and notes are read for that alone."""
    city = page.city
    notes = page_of(request, KeptPaginator(notes_of(city=city), NOTES_A_PAGE, name=f"city:{city.pk}"))
    return {
        "city": city,
        "index_path": parent_path(path_below_home(page.url_path)),
        "region": region_name(city.country.region) if city.country.region else "",
        "subregion": region_name(city.country.subregion) if city.country.subregion else "",
        "country_address": kept(f"country:{city.country_id}", lambda: _country_address(city.country_id)),
        "notes": notes,
        "pages": pager_of(request, notes),
        "keep_as": f"city:{page.pk}:{notes.number}",
    }


def _country_address(code: str) -> str:
    """Gives the address of a country's page for this reader, empty where it has none."""
    page = _public(CountryPage).filter(country=code).only("url_path").first()
    return address(path_below_home(page.url_path), get_language()) if page else ""


def country_list_context(request: HttpRequest) -> dict:
    """Gives the countries that have a page, by region."""
    counts = dict(PublicRecord.objects.originals().values_list("country_id").annotate(number=Count("pk")).order_by())
    language = get_language()
    countries = [
        {
            "country": page.country,
            "address": address(path_below_home(page.url_path), language),
            "notes": counts.get(page.country_id, 0),
            "region": region_name(page.country.region) if page.country.region else "",
        }
        for page in _public(CountryPage).select_related("country")
    ]
    countries.sort(key=lambda entry: (fold(entry["region"]), fold(entry["country"].name)))
    return {"countries": countries, "regions": REGIONS}


def country_context(page: CountryPage, request: HttpRequest) -> dict:
    """Gives a country's cities, all its national programmes, a page of its cities' notes and the organisations there."""
    country = page.country
    language = get_language()
    cities = _public(CityPage).filter(city__country=country).select_related("city")
    of_cities = notes_of(country=country, city__isnull=False)
    notes = page_of(request, KeptPaginator(of_cities, NOTES_A_PAGE, name=f"cities-of:{country.pk}"))
    return {
        "country": country,
        "index_path": parent_path(path_below_home(page.url_path)),
        "region": region_name(country.region) if country.region else "",
        "subregion": region_name(country.subregion) if country.subregion else "",
        "cities": [
            {"city": page.city, "address": address(path_below_home(page.url_path), language)}
            for page in sorted(cities, key=lambda page: fold(page.city.shown_name))
        ],
        "programmes": list(notes_of(country=country, city=None)),
        "notes": notes,
        "pages": pager_of(request, notes),
        "organisations": _with_addresses(Organisation.objects.filter(country=country)),
    }


def organisation_list_context(request: HttpRequest) -> dict:
    counts = dict(
        PublicRecord.objects.originals().values_list("contributor_id").annotate(number=Count("pk")).order_by()
    )
    entries = _with_addresses(Organisation.objects.select_related("country"))
    for entry in entries:
        entry["notes"] = counts.get(entry["organisation"].pk, 0)
    return {"organisations": entries}


def _with_addresses(organisations) -> list[dict]:
    """Joins organisations with the addresses of their pages; one without a page has none."""
    language = get_language()
    paths = _public(OrganisationPage).filter(organisation=OuterRef("pk")).values("url_path")
    return [
        {
            "organisation": organisation,
            "address": address(path_below_home(organisation.page_path), language) if organisation.page_path else "",
        }
        for organisation in organisations.annotate(page_path=Subquery(paths[:1]))
    ]


def organisation_context(page: OrganisationPage, request: HttpRequest) -> dict:
    """Gives an organisation's facts, all programmes it runs and a page of the notes it contributed."""
    organisation = page.organisation
    contributed = notes_of(contributor=organisation)
    notes = page_of(request, KeptPaginator(contributed, NOTES_A_PAGE, name=f"contributor:{organisation.pk}"))
    return {
        "organisation": organisation,
        "index_path": parent_path(path_below_home(page.url_path)),
        "programmes": list(notes_of(organisation=organisation)),
        "notes": notes,
        "pages": pager_of(request, notes),
    }
