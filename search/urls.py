from django.urls import path

from search import downloads, views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/export/<slug:name>", downloads.download, name="download"),
]
