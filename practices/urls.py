from django.urls import path, re_path

from practices import feeds, views
from practices.reading import views as reading

#: What a database has room for.
PK = r"(?P<pk>[0-9]{1,18})"

app_name = "practices"
urlpatterns = [
    path("practices/feed/", feeds.NewNotes(), name="feed"),
    path("compare/", views.compare, name="compare"),
    path("reading/", reading.overview, name="reading"),
    path("reading/keep/", reading.keep, name="keep"),
    re_path(rf"^reading/{PK}/$", reading.reading_list, name="reading_list"),
    re_path(rf"^reading/{PK}/share/$", reading.share, name="share_list"),
    re_path(rf"^reading/{PK}/delete/$", reading.delete_list, name="delete_list"),
    re_path(rf"^reading/entries/{PK}/$", reading.entry, name="reading_list_entry"),
    re_path(r"^reading/shared/(?P<token>[0-9a-f]{32})/$", reading.shared_list, name="shared_list"),
    path("terms/", views.vocabularies, name="vocabularies"),
    re_path(r"^terms/(?P<vocabulary>[a-z-]{1,30})/(?P<key>[a-z0-9.-]{1,60})/$", views.term, name="term"),
]
