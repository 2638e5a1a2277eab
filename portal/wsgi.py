import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# The tasks that views send need the app before the first request.
from portal.celery import app  # noqa: E402, F401

application = get_wsgi_application()
