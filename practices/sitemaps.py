"""What the sitemap says of notes, their list and terms."""

from portal.addresses import address
from portal.sitemaps import InterfaceSitemap, PageSitemap, TranslatedSitemap, ViewSitemap
from practices.models import PracticeIndexPage, PublicRecord, Term


class NoteSitemap(TranslatedSitemap):
    """Each note once in each language that it is written in or translated into."""

    date_field = "published_at"

    def items(self):
        return PublicRecord.objects.only("translation_key", "language", "path", "published_at").order_by("pk")

    def location(self, item: PublicRecord) -> str:
        return address(item.path, item.language)

    def language_of(self, item: PublicRecord) -> str:
        return item.language


class PracticeListSitemap(PageSitemap):
    models = (PracticeIndexPage,)


class TermSitemap(InterfaceSitemap):
    def items(self):
        return Term.objects.only("vocabulary", "key").order_by("pk")


class VocabularySitemap(ViewSitemap):
    def items(self):
        return ["practices:vocabularies"]
