from django.urls import path

from search import downloads, views
from search.suggest.views import suggestions

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", suggestions, name="suggest"),
    path("search/export/<slug:name>", downloads.download, name="download"),
]
