"""The editor of a note: its fields in tabs by group, what stands against publishing beside each, and its state on top.

On the original every field can be edited. On a translation only texts are shown, each beside the original's.
"""

from django.forms import Media, Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from practices import records, rules
from practices.choices import PracticeType
from practices.forms import NoteForm, TermCheckboxes


def problems_by_field(note) -> dict[str, list[str]]:
    """Gives what stands against publishing a saved original, by its field or part; kept on the note for a request."""
    if note is None or not note.pk or note.is_translation:
        return {}
    if not hasattr(note, "_problems_by_field"):
        found: dict[str, list[str]] = {}
        for problem in rules.problems(note):
            name, _bracket, row = problem.field.partition("[")
            message = gettext("Row %(row)s: %(message)s") % {"row": row.rstrip("]"), "message": problem.message}
            found.setdefault(name, []).append(message if row else str(problem.message))
        note._problems_by_field = found
    return note._problems_by_field


def with_problems(help_text, note, name: str):
    """Gives a field's help text with what stands against publishing in that field."""
    messages = problems_by_field(note).get(name)
    if not messages:
        return help_text
    marks = format_html_join("", '<strong class="note-problem">{}</strong>', ([message] for message in messages))
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
            if self.form is None:
                return
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
    records.settle_place(note)
    evidence = rules.evidence(note)
    problems = [
        (label_of(note, name), target_of(note, name), message)
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


def label_of(note, name: str) -> str:
    """Gives the name of a field or part as the editor shows it."""
    if name in PART_LABELS:
        return str(PART_LABELS[name])
    return capfirst(str(note._meta.get_field(name).verbose_name))


def target_of(note, name: str) -> str:
    """Gives the id of the element that edits a field or part; empty where the page's place in the tree decides."""
    if name in PART_LABELS:
        return f"id_{name}-FORMS"
    return f"id_{name}" if note._meta.get_field(name).editable else ""


PART_LABELS = {
    "further_cities": _("Further cities"),
    "building_blocks": _("Building blocks"),
    "functions": _("Functions covered"),
    "partners": _("Partners"),
    "funders": _("Funders"),
    "indicators": _("Indicators"),
    "prerequisites": _("Prerequisites"),
    "adoptions": _("Adoptions"),
    "contacts": _("Contacts"),
    "photos": _("Photos"),
    "documents": _("Documents"),
    "links": _("Links"),
    "sources": _("Sources"),
    "authors": _("Authors"),
    "change_notes": _("Changes"),
}


def rows(name: str, label, help_text="") -> Rows:
    """The rows of a part: `label` names one of them, as in “Add building block”."""
    return Rows(name, heading=PART_LABELS[name], label=label, help_text=help_text)


def terms(name: str, help_text="") -> NoteField:
    return NoteField(name, widget=TermCheckboxes, help_text=help_text)


def group(heading, *names: str) -> MultiFieldPanel:
    return MultiFieldPanel([NoteField(name) for name in names], heading=heading)


def identity() -> list[Panel]:
    return [
        StatePanel(heading=_("Where this note stands"), attrs={"data-note-state": ""}),
        NoteTitle("title", help_text=_("The practice’s own name, or what was done in a few words")),
        NoteField("one_line"),
        NoteField("summary"),
        MultiFieldPanel(
            [
                NoteField("scale", help_text=_("The level at which it works")),
                NoteField("area", help_text=_("The district or settlement, where it is not the whole city")),
            ],
            heading=_("Place"),
        ),
        rows(
            "further_cities", _("city"), _("Where several cities did this together; the page’s own city is counted.")
        ),
    ]


def status_and_problem() -> list[Panel]:
    return [
        MultiFieldPanel(
            [
                NoteField("status", help_text=_("Stopped and replaced practices are as welcome as running ones.")),
                NoteField("why_stopped"),
                FieldRowPanel([NoteField("start"), NoteField("end")]),
                NoteField("months_to_implement"),
            ],
            heading=_("Status and time"),
        ),
        MultiFieldPanel(
            [
                NoteField("situation_before"),
                NoteField("priority_set_by", help_text=_("The council, residents, a court, a funder: who said so?")),
            ],
            heading=_("Problem"),
        ),
        MultiFieldPanel(
            [
                terms("beneficiary_groups"),
                NoteField("beneficiaries_number", help_text=_("Leave it empty rather than guess.")),
            ],
            heading=_("Who benefits"),
        ),
    ]


def solution() -> list[Panel]:
    return [
        NoteField("objectives", help_text=_("What should be different in the end, and for whom")),
        rows(
            "building_blocks",
            _("building block"),
            _("Each is one element that another city could take over by itself: what it does, what made it possible."),
        ),
        NoteField(
            "methods_and_tools", help_text=_("Surveys, maps, agreements, software: what a peer would have to get")
        ),
        NoteField("narrative", help_text=_("Only what the other fields cannot hold; most readers stop before it.")),
    ]


def delivery_and_money() -> list[Panel]:
    return [
        MultiFieldPanel(
            [
                NoteField("lead_body", help_text=_("The office or body that is responsible")),
                NoteField("staff"),
                NoteField("legal_basis", help_text=_("The law, ordinance or decision that it rests on")),
                NoteField("participation", help_text=_("How much residents decide, by the spectrum of IAP2")),
            ],
            heading=_("Delivery"),
        ),
        rows("partners", _("partner"), _("Who helped, and with what: peers ask whom they would need.")),
        MultiFieldPanel(
            [
                FieldRowPanel([NoteField("cost_amount"), NoteField("cost_currency"), NoteField("cost_year")]),
                NoteField("cost_band", help_text=_("The order of magnitude, where the amount is not known")),
            ],
            heading=_("Money"),
        ),
        rows("funders", _("funder"), _("Who paid, and how much where it is public")),
    ]


def results_and_limits() -> list[Panel]:
    return [
        rows(
            "indicators",
            _("indicator"),
            _("What was measured before and after, in the same unit; a baseline makes a result worth more."),
        ),
        MultiFieldPanel(
            [
                NoteField("evaluation"),
                NoteField("evaluation_by", help_text=_("Who evaluated it; needed for an independent evaluation")),
                NoteField("evaluation_report"),
                NoteField("unintended_effects", help_text=_("Good or bad, for those inside and around")),
            ],
            heading=_("Evaluation"),
        ),
        MultiFieldPanel(
            [
                NoteField("barriers"),
                NoteField("what_failed", help_text=_("Peers trust a note that says it.")),
                NoteField("would_do_differently"),
            ],
            heading=_("Limits"),
            help_text=_("At least one is needed for publishing."),
        ),
    ]


def transfer() -> list[Panel]:
    return [
        NoteField("must_stay"),
        NoteField("can_adapt", help_text=_("What another city may do in its own way")),
        rows("prerequisites", _("prerequisite"), _("What has to be in place before another city starts")),
        rows("adoptions", _("adoption"), _("The city that this came from, and cities that took it over")),
    ]


def contacts_and_media() -> list[Panel]:
    return [
        rows("contacts", _("contact"), _("One a role, with a deputy: people leave. Addresses stand with the person.")),
        rows("photos", _("photo")),
        rows("documents", _("document")),
        rows("links", _("link")),
    ]


def provenance_and_classification() -> list[Panel]:
    return [
        rows("sources", _("source"), _("Every statement of fact comes from somewhere: name at least one.")),
        MultiFieldPanel(
            [
                NoteField("contributing_organisation", help_text=_("The partner that brought this note")),
                NoteField("contributor_key"),
                NoteField("reviewer"),
                NoteField("licence"),
                FieldRowPanel([NoteField("last_verified"), NoteField("next_review")]),
            ],
            heading=_("Provenance"),
        ),
        rows("authors", _("author")),
        rows("change_notes", _("change"), _("A line for readers who come back: what changed, and when")),
        MultiFieldPanel(
            [
                NoteField("main_theme", widget=Select),
                terms("themes", _("What a peer would look under; two to four are enough.")),
                terms("thematic_areas"),
                terms("sdg_targets", _("The few targets that it serves directly")),
                terms("cross_cutting"),
                terms("principles"),
            ],
            heading=_("Classification"),
        ),
    ]


def visibility() -> list[Panel]:
    names = ("contacts_visibility", "money_visibility", "partners_visibility", "lessons_visibility")
    return [
        MultiFieldPanel(
            [NoteField(name) for name in names],
            heading=_("Who may see what"),
            help_text=_(
                "All else on a published note is public. Peers are people with a confirmed membership of a city."
            ),
        )
    ]


def address_and_comments() -> list[Panel]:
    return [
        NoteField("slug", help_text=_("The last part of the note’s address; links break when it changes.")),
        PublishingPanel(),
        CommentPanel(),
    ]


def own_fields(model) -> tuple | None:
    """Gives the heading and the panels of the fields that a type adds, None of a type that adds none."""
    heading, panels = {
        PracticeType.UPGRADING_PROGRAMME: (
            _("Upgrading"),
            [
                group(_("Settlement"), "settlement", "households", "hectares", "coverage"),
                MultiFieldPanel([terms("services")], heading=_("Services provided")),
                group(_("Tenure and resettlement"), "tenure_approach", "resettlement_share"),
                NoteField("residents_role", help_text=_("Who decided, who saved, who built")),
            ],
        ),
        PracticeType.ANTI_TRAFFICKING_UNIT: (
            _("Unit"),
            [
                rows("functions", _("function"), _("What the unit does, and who works on it")),
                NoteField("referral_mechanism", help_text=_("Who sends whom where, after the first contact")),
                NoteField("data_protection"),
            ],
        ),
        PracticeType.CITY_DEVELOPMENT_STRATEGY: (
            _("Strategy"),
            [
                MultiFieldPanel(
                    [
                        FieldRowPanel([NoteField("horizon_start"), NoteField("horizon_end")]),
                        NoteField("stage", help_text=_("How far it has come")),
                        FieldRowPanel([NoteField("adopted_by_whom"), NoteField("adopted_on")]),
                        NoteField("investment_plan"),
                    ],
                    heading=_("Course"),
                ),
                NoteField("participants", help_text=_("Groups and numbers, and who was not there")),
                MultiFieldPanel([terms("norms")], heading=_("Norms")),
            ],
        ),
        PracticeType.SAFETY_PLAN: (
            _("Safety"),
            [
                MultiFieldPanel([terms("features"), terms("violence_types")], heading=_("The plan")),
                MultiFieldPanel([terms("approaches"), terms("security_principles")], heading=_("The approach")),
                NoteField("police_arrangement", help_text=_("Who meets, who decides, who complains to whom")),
            ],
        ),
    }.get(model.practice_type, (None, None))
    return (heading, panels) if panels else None


def edit_handler(model) -> NoteTabs:
    """Gives the editor of a type of note."""
    own = own_fields(model)
    tabs = [
        (_("Identity and place"), identity()),
        (_("Status and problem"), status_and_problem()),
        (_("Solution"), solution()),
        *([own] if own else []),
        (_("Delivery and money"), delivery_and_money()),
        (_("Results and limits"), results_and_limits()),
        (_("Transfer"), transfer()),
        (_("Contacts and media"), contacts_and_media()),
        (_("Provenance and classification"), provenance_and_classification()),
        (_("Visibility"), visibility()),
        (_("Address"), address_and_comments()),
    ]
    return NoteTabs([ObjectList(panels, heading=heading) for heading, panels in tabs], base_form_class=NoteForm)


def refusal(note) -> SafeString:
    """Gives the message that says why a note was not published, by field."""
    items = format_html_join(
        "",
        "<li>{}: {}</li>",
        (
            (label_of(note, name), message)
            for name, messages in problems_by_field(note).items()
            for message in messages
        ),
    )
    return format_html("{}<ul>{}</ul>", gettext("The draft is saved. It cannot be published yet:"), mark_safe(items))
