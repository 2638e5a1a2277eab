"""What search contributes to pages of the portal."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from portal import panels


def search_box(request: HttpRequest, **subject) -> str:
    return render_to_string("search/_box.html", {}, request)


def register_all() -> None:
    panels.register("home.search", search_box)
