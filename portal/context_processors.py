"""What every page's chrome needs."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info

from portal.addresses import address
from portal.languages import own_name
from portal.middleware import MAX_ADDRESS


def chrome(request) -> dict:
    """Gives the interface's language and the same page's addresses in the others, without a query."""
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
        "base_url": settings.BASE_URL,
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
