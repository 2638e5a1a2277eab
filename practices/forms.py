"""The editor's form of a note: the original's has every field, a translation's only texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import formfield_for_dbfield

from portal.fields import names_in
from portal.page_forms import PageForm
from practices import records

if TYPE_CHECKING:
    from practices.models import PracticePage
    from practices.models.parts import TranslatablePart

#: What a translation's form keeps beside its texts: where and when it stands.
KEPT = {"slug", "narrative", "go_live_at", "expire_at", "comment_notifications"}


class TermCheckboxes(forms.CheckboxSelectMultiple):
    """Terms as checkboxes, in the families of their vocabulary; a long vocabulary can be searched."""

    #: More than this many terms are not taken in at a glance.
    AT_A_GLANCE = 30

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {str(key) for key in value or []}
        # The choices of a field of models: each key is a ModelChoiceIteratorValue.
        terms = [key.instance for key, _label in self.choices]  # type: ignore[union-attr]
        parents = {term.parent_id for term in terms}
        # A family is no choice beside its members, unless somebody has chosen it already.
        offered = [term for term in terms if term.pk not in parents or str(term.pk) in chosen]
        by_family: dict[int | None, list] = {}
        for term in offered:
            by_family.setdefault(term.parent_id, []).append((term, str(term.pk) in chosen))
        names = {term.pk: term for term in terms}
        groups = [
            (names.get(family), members, any(chosen for _term, chosen in members))
            for family, members in by_family.items()
        ]
        context = {
            "label": self.attrs.get("aria-label", ""),
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "groups": groups,
            "searchable": len(offered) > self.AT_A_GLANCE,
        }
        return render_to_string("practices/admin/term_checkboxes.html", context)


class SupportedFields(forms.CheckboxSelectMultiple):
    """The fields and parts of a note as checkboxes, by the editor's tabs; what is chosen is kept as names with commas.

    A browser sends checkboxes in the order of the page. A name that is none of the choices, from a file or an older note,
    is offered at the end, and so kept until somebody takes its mark away.
    """

    def value_from_datadict(self, data, files, name):
        return ", ".join(super().value_from_datadict(data, files, name) or ())

    def format_value(self, value):
        return names_in(value)

    def render(self, name, value, attrs=None, renderer=None):
        from practices.presentation import PART_NAMES  # It reads the models, which the editor's panels are made with.

        chosen = self.format_value(value)
        known = {field for _tab, fields in self.choices for field, _label in fields}
        others = [(field, capfirst(PART_NAMES.get(field, field))) for field in chosen if field not in known]
        groups = [
            (tab, [(field, label, field in chosen) for field, label in fields])
            for tab, fields in [*self.choices, *([(_("Others"), others)] if others else [])]
        ]
        context = {
            "label": self.attrs.get("aria-label", ""),
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "groups": groups,
            "chosen": [label for _tab, fields in groups for _field, label, is_chosen in fields if is_chosen],
        }
        return render_to_string("practices/admin/supported_fields.html", context)


class NoteForm(PageForm):
    """Edits a note. On a translation, `original` is the page whose facts it shares, and the texts of each of the
    original's rows (building blocks, indicators, ...) are fields named "building_blocks-<row>-<text>"."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.original = None
        self.rows: dict[str, list[tuple[TranslatablePart, list[str]]]] = {}
        if self.instance.is_translation:
            self.original, _translations = records.pages_of(self.instance.translation_key)
        if self.original is not None:
            self._keep_texts(self.original)

    def _keep_texts(self, original: PracticePage) -> None:
        texts = {*original.TEXTS, *original.TYPE_TEXTS}
        for name in self.fields.keys() - texts - KEPT:
            del self.fields[name]
        for relation in self.formsets.keys() - {"comments"}:
            del self.formsets[relation]
        for relation in original.parts_with_texts:
            own = self._own_rows(relation)
            for row in getattr(original, relation).all():
                names = []
                for text in row.TEXTS:
                    name = f"{relation}-{row.translation_key}-{text}"
                    field = formfield_for_dbfield(row._meta.get_field(text))
                    field.required = False
                    self.fields[name] = field
                    translated = own.get(row.translation_key)
                    self.initial[name] = getattr(translated, text) if translated else ""
                    names.append(name)
                self.rows.setdefault(relation, []).append((row, names))

    @property
    def names_of_rows(self) -> list[str]:
        return [name for rows in self.rows.values() for _row, names in rows for name in names]

    def _own_rows(self, relation: str) -> dict:
        return {row.translation_key: row for row in getattr(self.instance, relation).all()}

    def save(self, commit=True):
        if self.instance._state.adding:
            # Wagtail would save a new page that is to be published as live at once, before anything has checked it.
            self.instance.live = False
        for relation, rows in self.rows.items():
            setattr(self.instance, relation, self._translated(relation, rows))
        return super().save(commit=commit)

    def _translated(self, relation: str, rows: list) -> list[TranslatablePart]:
        """Gives the translation's rows in the order of the original's, new where the original has a new one."""
        own = self._own_rows(relation)
        result = []
        for source, names in rows:
            row = own.get(source.translation_key) or self._copy_of(source)
            row.sort_order = source.sort_order
            for text, name in zip(source.TEXTS, names, strict=True):
                setattr(row, text, self.cleaned_data.get(name) or "")
            result.append(row)
        return result

    def _copy_of(self, source: TranslatablePart) -> TranslatablePart:
        left_out = {"id", "page", "locale"}
        facts = {
            field.attname: getattr(source, field.attname)
            for field in source._meta.concrete_fields
            if field.name not in left_out
        }
        return type(source)(**facts, locale=self.instance.locale)
