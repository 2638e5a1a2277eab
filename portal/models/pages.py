"""The pages that belong to no family: the base of all, home and standard pages."""

from django.db import models, transaction
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from portal.addresses import address_of, find_page
from portal.blocks import NarrativeBlock


class BasePage(Page):
    """What every page of the portal shares."""

    class Meta:
        abstract = True

    def move(self, target, pos=None, user=None):
        # Wagtail sends post_page_move after its own transaction: what follows from a move belongs to it.
        with transaction.atomic():
            super().move(target, pos=pos, user=user)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["content_language"] = self.locale.language_code
        context["canonical"] = self.get_full_url(request)
        return context


class HomePage(BasePage):
    """The front page of one language's tree; the door through which every address is looked up in all trees."""

    parent_page_types = ["wagtailcore.Page"]
    template = "portal/home.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request, path_components):
        """Finds a page of this tree or, where this tree lacks it, of another: nobody falls out of their language."""
        if not path_components:
            return super().route(request, path_components)
        page, elsewhere = find_page(self, path_components)
        if page is None:
            raise Http404
        if elsewhere:
            return RouteResult(Redirection(address_of(page, get_language())))
        return RouteResult(page)


class Redirection:
    """Stands in for a page whose translation into the reader's language has another address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.address)


class StandardPage(BasePage):
    """A page of text: about, privacy, attributions."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(NarrativeBlock(), blank=True, verbose_name=_("text"))

    parent_page_types = ["portal.HomePage", "portal.StandardPage"]
    subpage_types = ["portal.StandardPage"]
    template = "portal/standard_page.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("standard page")
