"""The request as the portal's middleware and Wagtail complete it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """For annotations alone: no request is of this class, all have its attributes."""

    htmx: HtmxDetails
    is_preview: bool  # on previews of drafts alone
