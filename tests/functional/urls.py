"""The portal's addresses, and some at which something goes wrong, so that a browser meets the pages which say so."""

from allauth.core.ratelimit import respond_429
from django.db import OperationalError
from django.urls import path

from portal.urls import handler500  # noqa: F401  (Django looks for it beside the addresses)
from portal.urls import urlpatterns as of_the_portal
from portal.views import csrf_failure


def fail(request):
    raise RuntimeError("A test asked for this.")


def wait_in_vain(request):
    raise OperationalError("database is locked")


urlpatterns = [
    path("test/403/", csrf_failure),
    path("test/429/", respond_429),
    path("test/500/", fail),
    path("test/503/", wait_in_vain),
    *of_the_portal,
]
