"""The Atom feed of new notes, in the reader's language where a note has it."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.addresses import address, full_address
from practices.models import PublicRecord

NEWEST = 30


class NoteAtomFeed(Atom1Feed):
    def item_attributes(self, item) -> dict[str, str]:
        return {"xml:lang": item["language"]}


class NewNotes(Feed):
    feed_type = NoteAtomFeed

    def title(self) -> str:
        return _("City Practice Exchange: new notes")

    def subtitle(self) -> str:
        return _("What cities did, newest first")

    def link(self) -> str:
        return full_address(address("practices/", get_language()))

    def feed_url(self) -> str:
        return full_address(reverse("practices:feed"))

    def feed_guid(self) -> str:
        return self.feed_url()

    def author_name(self) -> str:
        return _("City Practice Exchange")

    def items(self):
        records = PublicRecord.objects.for_reader(get_language()).newest()
        return records.select_related("city__country", "country", "organisation").defer("data")[:NEWEST]

    def item_title(self, item: PublicRecord) -> str:
        return item.title

    def item_description(self, item: PublicRecord) -> str:
        return escape(item.one_line)  # Readers of feeds take a summary for HTML.

    def item_categories(self, item: PublicRecord) -> list[str]:
        """Type and place, which readers of feeds filter by."""
        place = item.city or item.country or item.organisation
        return [str(part) for part in (item.get_practice_type_display(), place) if part]

    def item_link(self, item: PublicRecord) -> str:
        return full_address(address(item.path, get_language()))

    def item_guid(self, item: PublicRecord) -> str:
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: PublicRecord):
        return item.first_published_at

    def item_updateddate(self, item: PublicRecord):
        return item.published_at

    def item_extra_kwargs(self, item: PublicRecord) -> dict[str, str]:
        return {"language": item.language}
