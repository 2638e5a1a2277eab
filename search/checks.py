"""What `manage.py check` says of search: nothing is left out of the index by mistake, and the index fits this version."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from wagtail.models import Page, get_page_models

from practices.models import PracticePage
from search import documents, facets
from search.engine import CELL_FACET, FACETS, MAP_FACET
from search.engines import get_engine
from search.fields import FACET_FIELDS

#: Page types that a search for notes does not find, on purpose: lists and entrances, and pages about the portal.
NOT_INDEXED = frozenset(
    {
        "wagtailcore.Page",
        "portal.HomePage",
        "portal.StandardPage",
        "practices.PracticeIndexPage",
        "networks.CityIndexPage",
        "networks.CityPage",
        "networks.CountryIndexPage",
        "networks.CountryPage",
        "networks.OrganisationIndexPage",
        "networks.OrganisationPage",
    }
)


@register("search")
def pages_are_indexed_or_excluded(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Fails where a page type is neither a practice note nor left out by name."""
    return page_faults(get_page_models())


def page_faults(models: Iterable[type[Page]]) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label} is neither indexed nor excluded.",
            hint="Make it a PracticePage, or name it in NOT_INDEXED of search/checks.py.",
            id="search.E001",
        )
        for model in models
        if not issubclass(model, PracticePage) and model._meta.label not in NOT_INDEXED
    ]


@register("search")
def facets_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Fails where a facet has no words, no values or no field."""
    return facet_faults((*FACETS, MAP_FACET, CELL_FACET))


def facet_faults(names: Iterable[str]) -> list[CheckMessage]:
    lacks = {
        "no field in the engines (search/fields.py)": FACET_FIELDS,
        "no values (search/documents.py)": documents.FACET_VALUES,
        "no words for readers (search/facets.py)": (*facets.BY_NAME, MAP_FACET),
    }
    return [
        Error(f"The facet {name} has {what}.", id="search.E002")
        for name in names
        for what, known in lacks.items()
        if name not in known
    ]


@register("search")
def index_fits_this_version(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warns where the index was built with another mapping; a cluster that does not answer is no fault of the code."""
    if not settings.ELASTICSEARCH_URL or get_engine().state() != "outdated":
        return []
    return [
        Warning(
            "The search index was built by another version and is not used.",
            hint="Run manage.py search rebuild.",
            id="search.W001",
        )
    ]
