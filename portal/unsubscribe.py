"""The page behind the unsubscribe link of a mail, and what mail programs send to it by themselves (RFC 8058)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.addresses import full_address
from portal.messages import read_token, subscribe
from portal.returning import form_of_member


@csrf_exempt  # A mail program has no cookie of ours; the token says who asks, and for what.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token: str):
    """Asks on GET, for mail scanners open links; stops on POST, at once and without a sign-in. What has stopped is not asked."""
    asked = read_token(token)
    if asked is None:
        return render(request, "portal/unsubscribe.html", {"is_wrong": True}, status=400)
    language = asked.user.preferred_language if asked.user else translation.get_language()
    with translation.override(language):
        what = asked.describe()
        if request.method == "POST":
            asked.stop(full_address(request.path))
        context = {"what": what, "is_done": asked.is_stopped(), "back": asked.page()}
        return render(request, "portal/unsubscribe.html", context)


@form_of_member(lambda request, kind: reverse("account_page"))
def subscribe_again(request, kind: str):
    """Takes back, from the account page, that mails of a kind were stopped."""
    subscribe(request.user, kind)
    messages.success(request, _("You get these mails again."))
    return redirect("account_page")
