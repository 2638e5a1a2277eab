"""Panels of a note's editor: fields that say what stands against publishing in them, rows, and the note's state on top."""

from django.forms import Media
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel, TabbedInterface, TitleFieldPanel

from practices import records, rules
from practices.labels import PART_LABELS, label_of


def problems_by_field(note) -> dict[str, list[str]]:
    """Gives what stands against publishing a saved original, by its field or part; kept on the note for a request."""
    if note is None or not note.pk or note.is_translation:
        return {}
    if not hasattr(note, "_problems_by_field"):
        found: dict[str, list[str]] = {}
        for problem in rules.problems(note):
            found.setdefault(problem.name, []).append(problem.text)
        note._problems_by_field = found
    return note._problems_by_field


def with_problems(help_text, note, name: str):
    """Gives a field's help text with what stands against publishing in that field."""
    messages = problems_by_field(note).get(name)
    if not messages:
        return help_text
    marks = format_html_join(
        "",
        '<strong class="note-problem" data-note-problem="{}">{}</strong>',
        ((name, message) for message in messages),
    )
    return format_html("{}{}", marks, help_text)


def with_original(help_text, original, name: str) -> SafeString:
    """Gives a translated field's help text with the original's text."""
    text = getattr(original, name, "")
    if not isinstance(text, str) or not text or name == "slug":
        return help_text
    return quoted(text, original.locale.language_code)


def quoted(text: str, language: str) -> SafeString:
    return format_html('<span class="note-original" lang="{}" dir="auto">{}</span>', language, text)


class NoteField(FieldPanel):
    """A field that says what stands against publishing or, on a translation, what the original says."""

    class BoundPanel(FieldPanel.BoundPanel):
        help_text: str  # declared for the types: Wagtail has none

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.bound_field is None:
                return
            # Wagtail gives a group of checkboxes a heading, but no name.
            if self.bound_field.use_fieldset:
                self.bound_field.field.widget.attrs["aria-label"] = self.heading
            if self.form.original is not None:
                self.help_text = with_original(self.help_text, self.form.original, self.field_name)
            else:
                self.help_text = with_problems(self.help_text, self.instance, self.field_name)


class NoteTitle(TitleFieldPanel):
    BoundPanel = type("BoundPanel", (NoteField.BoundPanel, TitleFieldPanel.BoundPanel), {})


class Rows(InlinePanel):
    """Rows of a part; on a translation, the texts of the original's rows."""

    class BoundPanel(InlinePanel.BoundPanel):
        help_text: str

        def __init__(self, **kwargs):
            form = kwargs["form"]
            if form is None or form.original is None:
                super().__init__(**kwargs)
                self.help_text = with_problems(self.help_text, self.instance, self.panel.relation_name)
                return
            Panel.BoundPanel.__init__(self, **kwargs)
            self.help_text = ""
            self.template_name = "practices/admin/translated_rows.html"
            language = form.original.locale.language_code
            self.rows = [
                [
                    (form[name], quoted(getattr(row, text) or "", language))
                    for text, name in zip(row.TEXTS, names, strict=True)
                ]
                for row, names in form.rows.get(self.panel.relation_name, [])
            ]

        def is_shown(self):
            return not hasattr(self, "rows") or bool(self.rows)

        def js_opts(self):
            if hasattr(self, "rows"):
                return Panel.BoundPanel.js_opts(self)
            return super().js_opts()

        def telepath_pack(self, context):
            if hasattr(self, "rows"):
                return (Panel.BoundPanel.telepath_adapter_name, [self.js_opts()])
            return super().telepath_pack(context)

        def get_context_data(self, parent_context=None):
            if hasattr(self, "rows"):
                return Panel.BoundPanel.get_context_data(self, parent_context)
            return super().get_context_data(parent_context)


class NoteTabs(TabbedInterface):
    class BoundPanel(TabbedInterface.BoundPanel):
        def render_missing_fields(self):
            """Wagtail renders fields that no panel names; a translation's rows have rendered theirs themselves."""
            named = {*self.panel.get_form_options().get("fields", []), *self.form.names_of_rows}
            return mark_safe("".join(str(self.form[name]) for name in self.form.fields if name not in named))


class StatePanel(Panel):
    """Where the note stands: what keeps it from being published, what is missing, how good and how old it is."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "practices/admin/state_panel.html"

        @property
        def media(self):
            return Media(css={"all": ["css/editor.css"]}, js=["js/editor.js"])

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), **state_of(self.instance)}


def state_of(note) -> dict:
    """Gives what the state panel shows of a note as it stands in the editor."""
    if note.is_translation:
        original, _translations = records.pages_of(note.translation_key)
        return {"note": note, "original": original}
    note.settle_place()
    evidence = rules.evidence(note)
    problems = [
        (name, label_of(note, name), target_of(note, name), message)
        for name, messages in problems_by_field(note).items()
        for message in messages
    ]
    return {
        "note": note,
        "problems": problems,
        "completeness": rules.completeness(note),
        "evidence": evidence.label,
        "evidence_reason": rules.REASONS[evidence],
        "review": rules.review_state(note.last_verified, note.next_review),
    }


def target_of(note, name: str) -> str:
    """Gives the id of the element that edits a field or part; empty where the page's place in the tree decides."""
    if name in PART_LABELS:
        return f"id_{name}-FORMS"
    return f"id_{name}" if note._meta.get_field(name).editable else ""


def labelled(name: str, text: str) -> SafeString:
    """Gives "name: text", with what the reader's language puts between the two."""
    return format_html(gettext("{name}: {text}"), name=name, text=text)


def refusal(note) -> SafeString:
    """Gives the message that says why a note was not published, by field."""
    items = format_html_join(
        "",
        "<li>{}</li>",
        (
            [labelled(label_of(note, name), message)]
            for name, messages in problems_by_field(note).items()
            for message in messages
        ),
    )
    return format_html("{}<ul>{}</ul>", gettext("The draft is saved. It cannot be published yet:"), items)
