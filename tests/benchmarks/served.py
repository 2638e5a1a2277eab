"""The portal as gunicorn serves it, with the floor's address (tests/benchmarks/urls.py) beside its own."""

from django.conf import settings

settings.ROOT_URLCONF = "tests.benchmarks.urls"

from portal.wsgi import application  # noqa: E402 (the settings come first)

__all__ = ["application"]
