"""Views of the gazetteer: the city finder, and what to do when a place is missing."""

import re
from typing import cast

from allauth.core import ratelimit
from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from portal.forms import VisibleText
from portal.models import City, Country, PlaceRequest
from portal.text import clean, fold
from portal.widgets import choices_context, typed

_FIELD_NAME = re.compile(r"[a-zA-Z][\w-]{0,60}")
_COUNTRY_CODE = re.compile(r"[A-Za-z]{2}")


@require_GET
@vary_on_headers("HX-Request")
def find_city(request):
    """Finds cities by `q`, in `country` if it is given: choices of a form's field for htmx, else a page.

    `name` is the field's name; a finder in a form sends its text as `name`_text.
    """
    name = request.GET.get("name", "")
    name = name if _FIELD_NAME.fullmatch(name) else "city"
    text = typed(request.GET.get("q", request.GET.get(f"{name}_text", "")))
    country = request.GET.get("country", "")
    country = country.upper() if _COUNTRY_CODE.fullmatch(country) else ""
    cities = list(City.objects.find(text, country))
    if request.htmx:
        return render(request, "components/city_choices.html", choices_context(name, (text, cities, "")))
    return render(request, "portal/find_city.html", {"text": text, "country": country, "cities": cities})


class PlaceRequestForm(VisibleText, forms.ModelForm):
    """What somebody tells about a place that the gazetteer lacks."""

    class Meta:
        model = PlaceRequest
        fields = ["name", "country", "division", "kind", "remark"]
        widgets = {"remark": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Sorted here, as the database would put Åland and Égypte behind Zimbabwe.
        countries = sorted(Country.objects.all(), key=lambda country: fold(country.name))
        field = cast(forms.ModelChoiceField, self.fields["country"])
        field.choices = [("", _("Choose a country")), *((country.pk, country.name) for country in countries)]


def missing_place(request):
    """Takes the request to add a place; anybody may make one, but nobody fills the secretariat's list.

    Only what would be kept counts towards the limit: who corrects a form does not reach it.
    """
    form = PlaceRequestForm(request.POST or None, initial={"name": clean(request.GET.get("q", ""))[:200]})
    status = 200
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="missing_place"):
            form.instance.person = getattr(request.user, "person", None)
            form.save()
            return redirect("missing_place_thanks")
        status = 429
        form.add_error(
            None, _("Too many places were sent from your connection. Wait a few minutes, then send this again.")
        )
    return render(request, "portal/missing_place.html", {"form": form}, status=status)


@require_GET
def missing_place_thanks(request):
    return render(request, "portal/missing_place_thanks.html")
