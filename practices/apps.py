from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from portal import public_state
        from portal.sitemaps import register
        from practices import (
            panels,
            signals,  # noqa: F401  (connects its receivers)
            sitemaps,
        )
        from practices.models import Term

        public_state.watch(Term)

        panels.register_all()
        register("notes", sitemaps.NoteSitemap)
        register("note-lists", sitemaps.PracticeListSitemap)
        register("terms", sitemaps.TermSitemap)
        register("vocabularies", sitemaps.VocabularySitemap)
