from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from portal.sitemaps import register
        from practices import (
            panels,
            signals,  # noqa: F401  (connects its receivers)
            sitemaps,
        )

        panels.register_all()
        register("notes", sitemaps.NoteSitemap)
        register("note-lists", sitemaps.PracticeListSitemap)
        register("terms", sitemaps.TermSitemap)
        register("vocabularies", sitemaps.VocabularySitemap)
