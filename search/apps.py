from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from portal import public_state
        from search import checks, health, panels, signals, warming  # noqa: F401  (checks and signals register themselves)
        from search.following import panels as following
        from search.models import SynonymList

        public_state.watch(SynonymList)
        panels.register_all()
        following.register_all()
        health.register_all()
        warming.register_all()
