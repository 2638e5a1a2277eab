"""The request as the portal's middleware and Wagtail complete it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from portal.models import User


class MemberRequest(HttpRequest):
    """For annotations alone: behind `login_required` somebody is signed in."""

    user: "User"


class PortalRequest(HttpRequest):
    """For annotations alone: no request is of this class, all have its attributes."""

    htmx: HtmxDetails
    is_preview: bool  # on previews of drafts alone
