"""The portal as gunicorn serves it, except that on SQLite a writer waits 2 seconds for another in place of 20."""

from django.conf import settings

if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
    settings.DATABASES["default"]["OPTIONS"]["timeout"] = 2

from portal.wsgi import application  # After the settings, which it reads.

__all__ = ["application"]
