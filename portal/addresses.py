"""Addresses: which page stands at a path, in any tree, and what address a reader gets.

A path below the home page belongs to one translation key, whatever the tree, so a path is enough to find a note in
every language: the interface's language is the address's prefix, the note's own language is the page's.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site


def home_paths() -> list[str]:
    """Gives the url_path of every language's home page; cached by Wagtail."""
    return [root.root_path for root in Site.get_site_root_paths()]


def path_below_home(url_path: str) -> str:
    """Gives "cities/alaminos-ph/" for "/home-fr/cities/alaminos-ph/"."""
    for home in home_paths():
        if url_path.startswith(home):
            return url_path[len(home) :]
    return url_path.lstrip("/")


def address(path: str, language: str | None) -> str:
    """Gives the address of a path below home for a reader of `language`, an interface language or another."""
    prefix = language if language in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE
    return f"/{prefix}/{path}"


def address_of(page: Page, language: str | None) -> str:
    return address(path_below_home(page.url_path), language)


def full_address(path: str) -> str:
    """Gives the canonical address, with scheme and host, of an address of the portal."""
    return settings.BASE_URL.rstrip("/") + path


def find_page(home: Page, path_components: Sequence[str]) -> tuple[Page | None, bool]:
    """Finds the live page at a path below home, in the tree of `home` or in another.

    Gives the page, and whether it stands at another path: then the path belongs to another language's page of which
    this tree has a translation of its own, and the reader is sent there.
    """
    path = "/".join(path_components) + "/"
    found = list(
        Page.objects.filter(url_path__in=[home_path + path for home_path in home_paths()], live=True)
        .order_by("alias_of_id", "pk")
        .specific(defer=True)
    )
    own = next((page for page in found if page.locale_id == home.locale_id), None)
    if own is not None and own.alias_of_id is None:
        return own, False
    originals = [page for page in found if page.alias_of_id is None]
    if not originals:
        return own, False
    translation = (
        Page.objects.filter(
            translation_key=originals[0].translation_key, locale_id=home.locale_id, live=True, alias_of__isnull=True
        )
        .specific()
        .first()
    )
    if translation is not None:
        return translation, True
    return originals[0].specific, False


PATH_TAKEN = _("Another page has this address in another language. Choose another one.")


def is_path_taken(parent: Page, slug: str, translation_key) -> bool:
    """Says whether the path of a page below `parent` belongs to another page, whatever its tree."""
    path = path_below_home(f"{parent.url_path}{slug}/")
    if not path:
        return False
    found = Page.objects.filter(url_path__in=[home_path + path for home_path in home_paths()])
    return found.exclude(translation_key=translation_key).exists()
