"""The address that search boxes ask while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from search.suggest.answer import suggest

#: Somebody who deletes a letter sees again what they have just seen.
KEPT_SECONDS = 60


@require_GET
@cache_control(public=True, max_age=KEPT_SECONDS)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answers `q` with the inside of a list box: the same for every reader of a language."""
    groups = suggest(request.GET.get("q", ""))
    context = {"groups": groups, "number": sum(len(group.items) for group in groups)}
    response = render(request, "search/_suggestions.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
