from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Page

        from portal import (
            celery,  # noqa: F401  (tasks are sent through this app, in every process)
            delivery,
            health,
            public_state,
            sitemaps,
            warming,
        )
        from portal.models import City, Country, Organisation, Person
        from portal.models.places import GazetteerLoad

        health.register_all()
        health.register("mail", delivery.health)
        public_state.watch(Page, City, Country, Organisation, GazetteerLoad, get_image_model(), get_document_model())
        # What a note says of its authors, its reviewer and whom to ask.
        public_state.watch_columns(Person, "name", "body", "organisation_id")
        warming.register_all()
        sitemaps.register("pages", sitemaps.StandardSitemap)
