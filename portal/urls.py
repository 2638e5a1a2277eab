from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("practices.urls")),
        path("", include("networks.urls")),
        path("", include("search.urls")),
        path("", include(wagtail_urls)),
    ),
]
