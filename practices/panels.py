"""What notes contribute to pages of the portal."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import panels


def feed_link(request: HttpRequest, **subject) -> SafeString:
    """Lets browsers and readers of feeds find the feed of new notes."""
    return format_html(
        '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">',
        _("City Practice Exchange: new notes"),
        reverse("practices:feed"),
    )


def register_all() -> None:
    panels.register("head", feed_link)
