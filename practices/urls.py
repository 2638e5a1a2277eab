from django.urls import path, re_path

from practices import feeds, views

app_name = "practices"
urlpatterns = [
    path("practices/feed/", feeds.NewNotes(), name="feed"),
    path("compare/", views.compare, name="compare"),
    path("terms/", views.vocabularies, name="vocabularies"),
    re_path(r"^terms/(?P<vocabulary>[a-z-]{1,30})/(?P<key>[a-z0-9.-]{1,60})/$", views.term, name="term"),
]
