"""Model fields that more than one app uses."""

import datetime
import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def validate_partial_date(value: str) -> None:
    """Raises ValidationError unless `value` is a year, a month or a day that exists, in ISO 8601."""
    match = _PARTIAL_DATE.fullmatch(value)
    try:
        if not match:
            raise ValueError
        year, month, day = (int(part) if part else 1 for part in match.groups())
        datetime.date(year, month, day)
    except ValueError:
        raise ValidationError(
            _("“%(value)s” is no date: write 2016, 2016-03 or 2016-03-08."), code="invalid", params={"value": value}
        ) from None


class PartialDateField(models.CharField):
    """A date of which only the year or the month may be known: "2016", "2016-03", "2016-03-08"; sorts as text."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 10
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", _("A year, a month or a day: 2016, 2016-03 or 2016-03-08"))
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """Writes digits of other scripts as ASCII: as text they would sort after all others."""
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in value)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs


class CodeField(models.CharField):
    """A code in capitals, such as a currency's: whoever types "usd" means "USD"."""

    def to_python(self, value):
        value = super().to_python(value)
        return value.strip().upper() if isinstance(value, str) else value

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs  # The column is any other's.


class NamesFormField(forms.CharField):
    def has_changed(self, initial, data):
        """Says whether other names stand there now: a browser sends checkboxes in the order of the page."""
        return not self.disabled and set(names_in(initial)) != set(names_in(data))


class NamesField(models.CharField):
    """Names with commas between them, in no order that means anything."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": NamesFormField, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs  # The column is any other's.


def names_in(text: str | None) -> list[str]:
    """Gives the names of a text with commas between them."""
    return [name for part in (text or "").split(",") if (name := part.strip())]


def year_of(partial_date: str) -> int | None:
    """Gives the year of a partial date, None of an empty one."""
    return int(partial_date[:4]) if partial_date else None


class Prefix(models.Lookup):
    """`folded__prefix="tra v"`: a case-sensitive prefix that both databases answer from the field's index."""

    lookup_name = "prefix"
    prepare_rhs = True

    def process_rhs(self, compiler, connection):
        rhs, params = super().process_rhs(compiler, connection)
        prefix = str(params[0])
        if connection.vendor == "sqlite":
            escape = re.compile(r"[\[*?]")
            return rhs, [escape.sub(lambda m: f"[{m[0]}]", prefix) + "*"]
        return rhs, [re.sub(r"([\\%_])", r"\\\1", prefix) + "%"]

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        operator = "GLOB" if connection.vendor == "sqlite" else "LIKE"
        return f"{lhs} {operator} {rhs}", [*lhs_params, *rhs_params]


models.CharField.register_lookup(Prefix)
