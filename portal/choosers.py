"""Choosers of the editors: cities by the city finder, countries, organisations and people by name."""

from functools import reduce
from operator import or_
from zoneinfo import available_timezones

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from portal.gazetteer import later_words
from portal.models import City, CityName
from portal.signals import cities_changed
from portal.text import fold


class NameForm(BaseFilterForm):
    """Finds by a part of a name, in the columns that a subclass names."""

    columns: tuple[str, ...] = ("name",)

    q = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"placeholder": _("Name")})
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        text = self.cleaned_data.get("q", "").strip()
        if not text:
            return objects
        self.is_searching = True
        self.search_query = text
        return self.find(objects, text)

    def find(self, objects: QuerySet, text: str) -> QuerySet:
        return objects.filter(reduce(or_, (Q(**{f"{column}__icontains": text}) for column in self.columns)))


class CityNameForm(NameForm):
    """Finds by any name of a city, in any script; division and country tell cities of one name apart."""

    def find(self, objects, text):
        return objects.find(text)


class CountryNameForm(NameForm):
    columns = ("name_en", "name_fr", "name_es")


class OrganisationNameForm(NameForm):
    columns = ("name", "acronym", "key")


class Chooser(AdminSnippetChooser):
    """A chooser in the words of its viewset: Wagtail puts its own together, "Choisir un autre ville" among them."""

    def __init__(self, model=None, **kwargs):
        own = type(self)
        words = {
            "choose_one_text": own.choose_one_text,
            "choose_another_text": own.choose_another_text,
            "link_to_chosen_text": own.link_to_chosen_text,
        }
        super().__init__(model, **{**words, **kwargs})


def chooser(
    form: type[NameForm], icon: str, ordering: str, words: tuple[Promise, ...], related: tuple[str, ...] = ()
) -> type[SnippetChooserViewSet]:
    """Gives the viewset of a chooser that finds with `form`; `words` choose one, choose another and edit the chosen."""
    one, another, edit = words
    choose = {"filter_form_class": form, "ordering": ordering, "page_subtitle": None}
    attributes = {
        "base_widget_class": Chooser,
        "choose_one_text": one,
        "choose_another_text": another,
        "edit_item_text": edit,
        "icon": icon,
        "choose_view_class": type("Choose", (ChooseView,), choose),
        "choose_results_view_class": type("ChooseResults", (ChooseResultsView,), choose),
    }
    if related:
        attributes["get_object_list"] = lambda self: self.model.objects.select_related(*related)
    return type(f"{form.__name__}Chooser", (SnippetChooserViewSet,), attributes)


CityChooser = chooser(
    CityNameForm,
    "site",
    "-population",
    (_("Choose a city"), _("Choose another city"), _("Edit this city")),
    ("country",),
)
CountryChooser = chooser(
    CountryNameForm, "globe", "name_en", (_("Choose a country"), _("Choose another country"), _("Edit this country"))
)
OrganisationChooser = chooser(
    OrganisationNameForm,
    "group",
    "name",
    (_("Choose an organisation"), _("Choose another organisation"), _("Edit this organisation")),
)
PersonChooser = chooser(
    NameForm, "user", "name", (_("Choose a person"), _("Choose another person"), _("Edit this person"))
)


class CityForm(WagtailAdminModelForm):
    """Adds a city that GeoNames lacks, or corrects one; its names go to the city finder."""

    other_names = forms.CharField(
        label=_("other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("With commas. Names that the finder knows already need not be repeated."),
    )

    def clean_latitude(self) -> float:
        return self._degrees("latitude", 90)

    def clean_longitude(self) -> float:
        return self._degrees("longitude", 180)

    def _degrees(self, name: str, most: int) -> float:
        degrees = self.cleaned_data[name]
        if not -most <= degrees <= most:
            raise forms.ValidationError(_("Degrees lie between −%(most)d and %(most)d.") % {"most": most})
        return degrees

    def clean_time_zone(self) -> str:
        name = self.cleaned_data["time_zone"]
        if name and name not in available_timezones():
            raise forms.ValidationError(_("No time zone has this name; one is called “Africa/Nairobi”."))
        return name

    def save(self, commit=True):
        is_known = not self.instance._state.adding
        city = super().save(commit=commit)
        others = [name.strip() for name in self.cleaned_data.get("other_names", "").split(",")]
        add_names(city, [name for name in (city.name, city.name_fr, city.name_es, city.ascii_name, *others) if name])
        if is_known and self.changed_data:
            cities_changed.send(sender=City, ids=[city.pk], countries=[])
        return city


def add_names(city: City, names: list[str]) -> None:
    """Lets the city finder know a city by more names; gives all its names its population."""
    folded = {end[:200]: True for name in map(fold, names) for end in later_words(name)}
    folded |= {fold(name)[:200]: False for name in names}
    for name, later_word in folded.items():
        CityName.objects.get_or_create(city=city, folded=name, defaults={"later_word": later_word})
    city.names.update(population=city.population)
