from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "networks"
    verbose_name = _("Networks")

    def ready(self) -> None:
        from networks import panels, sitemaps
        from portal.sitemaps import register

        panels.register_all()
        register("cities", sitemaps.CitySitemap)
        register("countries", sitemaps.CountrySitemap)
        register("organisations", sitemaps.OrganisationSitemap)
        register("party-lists", sitemaps.PartyListSitemap)
