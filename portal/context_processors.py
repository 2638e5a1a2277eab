"""What every page's chrome needs."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from portal.addresses import address
from portal.languages import own_name
from portal.middleware import MAX_ADDRESS


def chrome(request) -> dict:
    """Gives the interface's language and the same page's addresses in the others, query and all; asks no database."""
    language = get_language()
    prefix = f"/{language}/"
    path = request.path_info
    here = path[len(prefix) :] if path.startswith(prefix) else ""
    query = request.META.get("QUERY_STRING", "")
    if len(path) + len(query) > MAX_ADDRESS:
        here = query = ""  # The page says that the address is too long; it must not repeat it.
    return {
        "interface_language": language,
        "home_address": prefix,
        "interface_direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "language_links": language_links(here, query),
        "sign_in_address": sign_in_address(_page_to_come_back_to(request, here)),
        "is_demo": settings.DEMO,
    }


def language_links(here: str, query: str = "") -> list[dict[str, str]]:
    """Gives the addresses of a page in each language of the interface: `here` is its path without the language."""
    return [
        {
            "code": code,
            "name": own_name(code),
            "address": address(here, code) + (f"?{query}" if query else ""),
        }
        for code in settings.INTERFACE_LANGUAGES
    ]


def sign_in_address(back: str) -> str:
    """Gives the address that signs in and then leads to `back`, or where that is empty to the person's home page."""
    return reverse("account_login") + (f"?{urlencode({'next': back})}" if back else "")


def _page_to_come_back_to(request, here: str) -> str:
    """Gives the address of this page; of those about accounts, the one that somebody came from. allauth goes to no other site."""
    if here.startswith("accounts/"):
        return request.GET.get("next", "")
    return request.get_full_path() if here and request.method in ("GET", "HEAD") else ""
