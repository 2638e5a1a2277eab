"""Addresses: which page stands at a path, in any tree, and what address a reader gets.

A path below the home page belongs to one translation key, whatever the tree, so a path is enough to find a note in
every language: the interface's language is the address's prefix, the note's own language is the page's.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Page, Site

from portal.public_state import remembered

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from portal.models import BasePage


def home_paths() -> list[str]:
    """Gives the url_path of every language's home page; cached by Wagtail."""
    return [root.root_path for root in Site.get_site_root_paths()]


def path_below_home(url_path: str) -> str:
    """Gives "cities/alaminos-ph/" for "/home-fr/cities/alaminos-ph/": every home page stands right below the root.

    Lists ask for each row, and Wagtail's list of home pages is one look into the cache every time.
    """
    return url_path.lstrip("/").partition("/")[2]


def address(path: str, language: str | None) -> str:
    """Gives the address of a path below home for a reader of `language`, an interface language or another."""
    prefix = language if language in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE
    return f"/{prefix}/{path}"


def address_of(page: Page, language: str | None) -> str:
    return address(path_below_home(page.url_path), language)


def full_address(path: str) -> str:
    """Gives the canonical address, with scheme and host, of an address of the portal.

    Letters with accents are encoded: mail programs end a link before them, and sitemaps do not allow them.
    """
    return settings.BASE_URL + iri_to_uri(path)


def find_page(path_components: Sequence[str], language: str) -> tuple[Page | None, bool]:
    """Finds the live page at a path below home, in the tree of `language` or in another.

    Gives the page, as its model's `to_serve` loads it, and whether it stands at another path: then the path belongs to
    another language's page of which this tree has a translation of its own, and the reader is sent there.
    """
    path = "".join(f"{component}/" for component in path_components)
    found = remembered(f"page:{language}:{path}", lambda: _look_up(path, language))
    # A page keeps what is worked out from it, so each request has its own.
    return (copy(found[0]), found[1]) if found else (None, False)


def _look_up(path: str, language: str) -> tuple[Page, bool] | None:
    at_path = (
        Page.objects.filter(url_path__in=[home_path + path for home_path in home_paths()], live=True)
        .order_by()
        .values_list("pk", "content_type_id", "alias_of_id", "locale__language_code", "translation_key", named=True)
    )
    found = sorted(at_path, key=lambda row: (row.alias_of_id is not None, row.pk))
    own = next((row for row in found if row.locale__language_code == language), None)
    may_be_elsewhere = bool(found) and found[0].alias_of_id is None and (own is None or own.alias_of_id is not None)
    chosen = found[0] if may_be_elsewhere else own
    if chosen is None:
        return None
    wanted = Q(pk=chosen.pk)
    if may_be_elsewhere:
        wanted |= Q(translation_key=chosen.translation_key, locale__language_code=language, live=True, alias_of=None)
    model = cast("type[BasePage]", ContentType.objects.get_for_id(chosen.content_type_id).model_class())
    pages = {page.pk: page for page in model.to_serve().filter(wanted)}
    translation = next((page for pk, page in pages.items() if pk != chosen.pk), None)
    page = translation or pages.get(chosen.pk)
    return (page, translation is not None) if page else None


PATH_TAKEN = _("Another page has this address in another language. Choose another one.")
PATH_OWNED = _("The portal itself uses this address, so the page would never be shown there. Choose another one.")


def path_refusal(parent: Page, slug: str, translation_key) -> StrPromise | None:
    """Says what stands against the path of a page below `parent`: a view, or another page, whatever its tree."""
    path = path_below_home(f"{parent.url_path}{slug}/")
    if not path:
        return None
    if _is_a_views(path):
        return PATH_OWNED
    found = Page.objects.filter(url_path__in=[home_path + path for home_path in home_paths()])
    return PATH_TAKEN if found.exclude(translation_key=translation_key).exists() else None


@lru_cache(maxsize=2000)
def _is_a_views(path: str) -> bool:
    """Says whether a path below home leads to something else than a page, as the address of the search does."""
    with override(settings.LANGUAGE_CODE):  # Addresses have the prefix of the language that is spoken.
        try:
            return resolve(address(path, settings.LANGUAGE_CODE)).url_name != "page"
        except Resolver404:
            return False
