"""What search adds to the admin, and what it sees of the pages that are served."""

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from portal.registers import Register, register
from practices.models import PracticePage
from search import seeking
from search.gaps import GapsReport
from search.models import SynonymList


# After Wagtail's own, which turns away those who may not read the page.
@hooks.register("before_serve_page", order=100)
def count_opened(page: Page, request: HttpRequest, args, kwargs) -> None:
    if isinstance(page, PracticePage):
        seeking.opened(request)


class GapsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("search.view_searchcount")


@hooks.register("register_reports_menu_item")
def gaps_menu_item() -> MenuItem:
    return GapsMenuItem(
        _("What people seek"), reverse("search_admin:gaps"), name="gaps", icon_name="search", order=600
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    urls = [
        path("", GapsReport.as_view(), name="gaps"),
        path("results/", GapsReport.as_view(results_only=True), name="gaps_results"),
    ]
    return [path("reports/seeking/", include((urls, "search_admin")))]


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(content_type__app_label="search", codename="view_searchcount")


class SynonymListRegister(Register):
    model = SynonymList
    icon = "list-ul"
    menu_order = 170
    list_display = ["__str__"]
    ordering = "language"


register(SynonymListRegister)
