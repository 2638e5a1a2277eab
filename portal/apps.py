from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal import (
            celery,  # noqa: F401  (tasks are sent through this app, in every process)
            sitemaps,
        )

        sitemaps.register("pages", sitemaps.StandardSitemap)
