from django.urls import path, re_path

from search import downloads, feeds, views
from search.following import views as following
from search.suggest.views import suggestions

#: What a database has room for.
PK = r"(?P<pk>[0-9]{1,18})"

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", suggestions, name="suggest"),
    path("search/export/<slug:name>", downloads.download, name="download"),
    path("search/feed/", feeds.feed, name="feed"),
    path("search/save/", following.save_search, name="save"),
    path("following/", following.overview, name="subscriptions"),
    path("following/watch/", following.watch, name="watch"),
    re_path(rf"^following/{PK}/$", following.edit, name="subscription"),
    re_path(rf"^following/{PK}/delete/$", following.delete, name="delete_subscription"),
]
