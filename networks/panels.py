"""What cities and networks contribute to pages of the portal."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from networks.cities.contexts import city_entries, marks_of
from portal import panels


def world(request: HttpRequest, **subject) -> str:
    """The world with a mark for each city that has notes."""
    return render_to_string("networks/_world.html", {"marks": marks_of(city_entries())}, request)


def register_all() -> None:
    panels.register("home.map", world, kept=True)
