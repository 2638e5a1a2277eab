"""The editor of a note: its fields in tabs by group, with what a peer wants to know of each.

On the original every field can be edited. On a translation only texts are shown, each beside the original's.
"""

from collections.abc import Iterable, Iterator

from django.forms import Select
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)

from practices.choices import PracticeType
from practices.editor_panels import NoteField, NoteTabs, NoteTitle, Rows, StatePanel
from practices.forms import NoteForm, SupportedFields, TermCheckboxes
from practices.labels import PART_LABELS
from practices.models.parts import Source


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


def provenance_and_classification(supported: list) -> list[Panel]:
    """`supported` are the choices of what a source supports."""
    supports = FieldPanel(
        "supports",
        widget=SupportedFields(attrs={"aria-label": _("supports")}, choices=supported),
        help_text=_("The fields whose facts come from it"),
    )
    return [
        Rows(
            "sources",
            panels=[*Source.panels, supports],
            heading=PART_LABELS["sources"],
            label=_("source"),
            help_text=_("Every statement of fact comes from somewhere: name at least one."),
        ),
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
                NoteField(
                    "questions_answered",
                    help_text=_(
                        "One a line, as a colleague elsewhere would ask them: the trouble in everyday words, who paid, "
                        "what failed. Search finds the note by them."
                    ),
                ),
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


def _label_of(model, name: str):
    """Gives the name of a field or part, in the language in which it is shown."""
    return PART_LABELS.get(name) or capfirst(model._meta.get_field(name).verbose_name)


def names_in(panels: Iterable[Panel]) -> Iterator[str]:
    """Gives the names of the fields and parts that panels show, in their order."""
    for panel in panels:
        if hasattr(panel, "children"):
            yield from names_in(panel.children)
        elif name := getattr(panel, "field_name", "") or getattr(panel, "relation_name", ""):
            yield name


def edit_handler(model) -> NoteTabs:
    """Gives the editor of a type of note."""
    own = own_fields(model)
    facts = [
        (_("Identity and place"), identity()),
        (_("Status and problem"), status_and_problem()),
        (_("Solution"), solution()),
        *([own] if own else []),
        (_("Delivery and money"), delivery_and_money()),
        (_("Results and limits"), results_and_limits()),
        (_("Transfer"), transfer()),
    ]
    supported = [(heading, [(name, _label_of(model, name)) for name in names_in(panels)]) for heading, panels in facts]
    tabs = [
        *facts,
        (_("Contacts and media"), contacts_and_media()),
        (_("Provenance and classification"), provenance_and_classification(supported)),
        (_("Visibility"), visibility()),
        (_("Address"), address_and_comments()),
    ]
    return NoteTabs([ObjectList(panels, heading=heading) for heading, panels in tabs], base_form_class=NoteForm)
