"""Pages of lists, forgiving towards what stands in the address."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def page_number(request: HttpRequest, most: int) -> int:
    """Gives the page asked for by `?page=`, at least 1 and at most `most`; what is no number is the first page."""
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 10 else 1


def page_of(request: HttpRequest, paginator: Paginator) -> Page:
    return paginator.page(page_number(request, paginator.num_pages))
