"""The city finder as a form field: type a name, choose from what is found. Works without JavaScript; htmx spares a page."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.template import loader
from django.utils.translation import gettext_lazy as _

from portal.models import City
from portal.text import clean


@dataclass(frozen=True)
class CityAnswer:
    """What a city finder sent: the text typed, the key chosen, and the text that the choice was offered for.

    `text` is None where there was no text box, as in a plain post of the key; `lookup` says that "Find" was pressed.
    """

    text: str | None
    key: str
    offered_for: str = ""
    lookup: bool = False

    @property
    def chosen(self) -> str:
        """The chosen key; empty where the text was changed after the choice was offered."""
        return self.key if self.text is None or self.text == self.offered_for else ""


class CityWidget(forms.Widget):
    """A text box, a button that looks up, and the places found as radio buttons.

    Beside `name`, which holds the chosen key, it sends `name`_text, `name`_for and `name`_find.
    """

    template_name = "components/city_finder.html"

    def value_from_datadict(self, data, files, name):
        text = data.get(f"{name}_text")
        return CityAnswer(
            text=None if text is None else typed(text),
            key=data.get(name, ""),
            offered_for=typed(data.get(f"{name}_for", "")),
            lookup=f"{name}_find" in data,
        )

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_text" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        attributes = context["widget"]["attrs"]
        attributes.setdefault("id", f"id_{name}")
        return context | {"attributes": flatatt(attributes)} | choices_context(name, self._text_and_cities(value))

    def _text_and_cities(self, value) -> tuple[str, list[City], str]:
        """Gives the text to show, the cities to offer and the key of the chosen one."""
        if not isinstance(value, CityAnswer):
            value = CityAnswer(text=None, key=str(getattr(value, "pk", value) or ""))
        if value.text:
            return value.text, list(City.objects.find(value.text)), value.chosen
        if value.text is None and value.key.isdecimal():
            cities = list(City.objects.select_related("country").filter(pk=value.key))
            return (cities[0].shown_name if cities else ""), cities, value.key
        return "", [], ""

    def render(self, name, value, attrs=None, renderer=None):
        # The form's renderer does not see the project's templates; the template engine does.
        return loader.render_to_string(self.template_name, self.get_context(name, value, attrs))


def typed(text: str) -> str:
    """Gives what was typed without signs that nobody sees, so that what was offered for it is compared with the same."""
    return clean(text)[:200].strip()


def choices_context(name: str, found: tuple[str, list[City], str]) -> dict:
    """Gives what components/city_choices.html shows: the text asked for, the cities found, the key chosen."""
    text, cities, chosen = found
    # A single place is proposed: it still stands there to be seen before the form is sent.
    if len(cities) == 1:
        chosen = str(cities[0].pk)
    return {"name": name, "text": text, "cities": cities, "chosen": chosen}


class CityField(forms.ModelChoiceField):
    """A city of the gazetteer; cleans to a City, or None where it is not required and nothing was typed."""

    widget = CityWidget
    default_error_messages = {
        "choose": _("Choose the city from the list of places found."),
        "not_found": _("No place of this name is known. Try its official name, or tell us that it is missing."),
    }

    def __init__(self, **kwargs):
        super().__init__(City.objects.select_related("country"), **kwargs)

    def clean(self, value):
        if not isinstance(value, CityAnswer):
            return super().clean(value)
        chosen = value.chosen
        if value.text == "":
            return super().clean("")
        if value.text and (value.lookup or not chosen):
            code = "choose" if City.objects.find(value.text).exists() else "not_found"
            raise ValidationError(self.error_messages[code], code=code)
        return super().clean(chosen)

    def has_changed(self, initial, data):
        return super().has_changed(initial, data.chosen if isinstance(data, CityAnswer) else data)
