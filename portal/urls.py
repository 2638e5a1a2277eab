from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as document_urls

from portal import cities, unsubscribe, views
from portal.admin_account import AdminAccountView

handler500 = "portal.views.server_error"

#: What Wagtail takes for the address of a page.
PAGE_PATH = r"^((?:[\w\-]+/)*)$"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
    # Before Wagtail's own, which would let people in past the second factor and the limit of tries.
    path("admin/login/", views.admin_login, name="admin_login"),
    path("admin/account/", never_cache(require_admin_access(AdminAccountView.as_view())), name="admin_account"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("media/images/<path:path>", views.picture, name="picture"),
    # Without a language: mail programs post to it, and it speaks the person's.
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    *i18n_patterns(
        path("accounts/me/", views.account, name="account_page"),
        path("accounts/me/mails/<slug:kind>/", unsubscribe.subscribe_again, name="subscribe_again"),
        path("accounts/", include("allauth.urls")),
        path("demo/mail/", views.demo_mails, name="demo_mails"),
        path("demo/mail/<slug:key>/", views.demo_mail_page, name="demo_mail"),
        path("cities/find/", cities.find_city, name="find_city"),
        path("cities/missing/", cities.missing_place, name="missing_place"),
        path("cities/missing/thanks/", cities.missing_place_thanks, name="missing_place_thanks"),
        path("", include("practices.urls")),
        path("", include("search.urls")),
        re_path(PAGE_PATH, views.page, name="page"),
        path("", include(wagtail_urls)),
    ),
]
