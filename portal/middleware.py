"""What happens around every request."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from portal.returning import own_address

#: Nobody types an address this long; what is longer is an attack or an accident.
MAX_ADDRESS = 8_000
EDITING = "/admin/"


class CleanInputMiddleware:
    """Refuses paths with NUL bytes and addresses of absurd length with a clear page, before anything reads them.

    Out of a query NUL bytes are taken: whoever pasted one searches for what stands around it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) + len(query) > MAX_ADDRESS:
            return render(request, "portal/bad_request.html", {"too_long": True}, status=414)
        while "%00" in query:  # What stood around one may make another.
            query = query.replace("%00", "")
        request.META["QUERY_STRING"] = query
        if "\x00" in request.path:
            return render(request, "portal/bad_request.html", status=400)
        return self.get_response(request)


class FormAddressMiddleware:
    """Says on a page that an address takes forms alone: who reloads one, or types it, would see a blank page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


class InterfaceLanguageMiddleware:
    """Sends an address in a language that the interface does not speak to the English one, which is canonical there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = translation.get_language_from_path(request.path_info)
        if language and language not in settings.INTERFACE_LANGUAGES:
            rest = request.path_info[1:].partition("/")[2]
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"/{settings.LANGUAGE_CODE}/{rest}{'?' + query if query else ''}")
        if translation.get_language() not in settings.INTERFACE_LANGUAGES:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        return self.get_response(request)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy for the public site; Wagtail's editor needs inline scripts and styles, so it has its own."""

    def process_response(self, request, response) -> HttpResponseBase:
        if request.path_info.startswith(EDITING) or getattr(request, "is_preview", False):
            response["Content-Security-Policy"] = (
                "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
                "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
            )
            return response
        return super().process_response(request, response)


class AtomicEditingMiddleware:
    """Makes each change in the admin one transaction: what follows from it (records, outbox) belongs to it.

    A ValidationError that no view of Wagtail's catches is a refusal, not a fault: nothing is changed, and the editor is
    told why on the page where they came from.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_editing(request):
            with transaction.atomic():
                response = self.get_response(request)
                # An error page here means that the view failed: Django has turned the exception into a response.
                if response.status_code >= 500 or getattr(request, "is_refused", False):
                    transaction.set_rollback(True)
                return response
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, ValidationError) or not is_editing(request):
            return None
        request.is_refused = True
        reasons = format_html_join("", "<li>{}</li>", ([message] for message in exception.messages))
        text = gettext("This was refused, and nothing was changed:")
        messages.error(request, format_html("{}<ul>{}</ul>", text, reasons))
        back = own_address(request, request.headers.get("referer", ""), otherwise=reverse("wagtailadmin_home"))
        return HttpResponseRedirect(back)


def is_editing(request) -> bool:
    return request.method == "POST" and request.path_info.startswith(EDITING)
