"""Pages of lists, forgiving towards what stands in the address."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from portal.public_state import kept


class KeptPaginator(Paginator):
    """Pages of what is public, counted once until something public changes: to count all takes longer than to read a page.

    `name` tells one list from another.
    """

    def __init__(self, found: QuerySet, per_page: int, *, name: str) -> None:
        super().__init__(found, per_page)
        self.found, self.name = found, name

    @cached_property
    def count(self) -> int:
        return kept(f"{self.name}:count", self.found.count)


def page_number(request: HttpRequest, most: int) -> int:
    """Gives the page asked for by `?page=`, at least 1 and at most `most`; what is no number is the first page."""
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 10 else 1


def page_of(request: HttpRequest, paginator: Paginator) -> Page:
    return paginator.page(page_number(request, paginator.num_pages))


def pager(current: int, last: int, address: Callable[[int], str]) -> dict[str, Any]:
    """Gives what components/pager.html shows: numbers around the current page, with addresses, and the neighbours'."""
    near = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    return {
        "current": current,
        "last": last,
        "numbers": [
            {"number": number, "address": address(number), "gap": number - before > 1}
            for before, number in zip([0, *near], near, strict=False)
        ],
        "previous": address(min(current - 1, last)) if current > 1 else "",
        "next": address(current + 1) if current < last else "",
    }


def pager_of(request: HttpRequest, page: Page) -> dict[str, Any]:
    """Gives the pager of a list whose address keeps everything but the page."""

    def address(number: int) -> str:
        parameters = request.GET.copy()
        parameters["page"] = str(number)
        return f"?{parameters.urlencode()}"

    return pager(page.number, page.paginator.num_pages, address)
