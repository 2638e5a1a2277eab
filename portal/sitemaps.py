"""The sitemap: a registry that each app adds its kinds of pages to, and what every kind shares.

An app registers in its `ready()`: `sitemaps.register("notes", NoteSitemap)`.
"""

from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from wagtail.models import Page

from portal.addresses import address_of, full_address
from portal.models import HomePage, StandardPage

_registered: dict[str, type[Sitemap]] = {}


def register(name: str, sitemap: type[Sitemap]) -> None:
    """Adds a kind of page; `name` stands in the address of its file where the sitemap has more than one."""
    _registered[name] = sitemap


def registered() -> dict[str, Any]:
    """Gives a sitemap of each kind by name: Any, as Django's views take a dict of classes or sitemaps and no narrower."""
    return {name: sitemap() for name, sitemap in _registered.items()}


class PortalSitemap(Sitemap):
    """Addresses are the canonical ones of BASE_URL, whatever host the request came by."""

    limit = 5000  # Kinds of pages times this stays below the 50,000 that one file may hold.

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.BASE_URL).netloc

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict]:
        urls = super().get_urls(page, site, protocol)
        return [{**url, "location": iri_to_uri(url["location"])} for url in urls]


class TranslatedSitemap(PortalSitemap):
    """Things that are there once a language, joined by `translation_key`; each names the others as its alternates."""

    date_field: str

    def items(self) -> QuerySet:
        raise NotImplementedError

    def lastmod(self, item):
        return getattr(item, self.date_field)

    def get_latest_lastmod(self):
        newest = self.items().filter(**{f"{self.date_field}__isnull": False}).order_by(f"-{self.date_field}").first()
        return getattr(newest, self.date_field) if newest else None

    def language_of(self, item) -> str:
        raise NotImplementedError

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict]:
        urls = super().get_urls(page, site, protocol)
        siblings = defaultdict(list)
        for item in self.items().filter(translation_key__in={url["item"].translation_key for url in urls}):
            siblings[item.translation_key].append(item)
        for url in urls:
            languages = siblings[url["item"].translation_key]
            if len(languages) > 1:
                url["alternates"] = [
                    {"lang_code": self.language_of(item), "location": full_address(self.location(item))}
                    for item in languages
                ]
        return urls


class PageSitemap(TranslatedSitemap):
    """The public pages of some models, without those that only stand in for a missing translation."""

    models: tuple[type[Page], ...] = ()
    date_field = "last_published_at"

    def items(self):
        return (
            Page.objects.type(*self.models)
            .live()
            .public()
            .filter(alias_of=None)
            .select_related("locale")
            .only("url_path", "last_published_at", "translation_key", "locale")
            .order_by("pk")
        )

    def location(self, item: Page) -> str:
        return address_of(item, self.language_of(item))

    def language_of(self, item: Page) -> str:
        return item.locale.language_code


class StandardSitemap(PageSitemap):
    models = (HomePage, StandardPage)


class InterfaceSitemap(PortalSitemap):
    """Things that are there in each language of the interface; each says its own address."""

    i18n = True
    alternates = True
    languages = settings.INTERFACE_LANGUAGES


class ViewSitemap(InterfaceSitemap):
    """Pages made by views; items are names of addresses."""

    def location(self, item: str) -> str:
        return reverse(item)
