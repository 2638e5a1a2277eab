"""The sections of a note's page: which fields each holds, and which of them a note fills."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from practices.choices import Evaluation, PracticeType
from practices.models import PRACTICE_MODELS

#: In the order in which a reader meets them; "own" stands for the fields that the type of practice adds.
SECTIONS = {
    "problem": (
        _("The problem"),
        ("situation_before", "priority_set_by", "beneficiaries_number", "beneficiary_groups"),
    ),
    "solution": (_("The solution"), ("objectives", "building_blocks", "methods_and_tools")),
    "own": ("", ()),
    "delivery": (
        _("Delivery"),
        ("lead_body", "staff", "months_to_implement", "participation", "legal_basis", "partners"),
    ),
    "money": (_("Money"), ("cost_amount", "cost_band", "funders")),
    "results": (_("Results"), ("indicators", "evaluation", "unintended_effects")),
    "limits": (_("Limits"), ("barriers", "what_failed", "would_do_differently")),
    "transfer": (
        _("Using it elsewhere"),
        ("must_stay", "can_adapt", "prerequisites", "adoptions"),
    ),
    "story": (_("The longer story"), ("narrative", "photos")),
    "contacts": (_("Whom to ask"), ("contacts",)),
    "topics": (
        _("Topics"),
        ("questions_answered", "themes", "sdg_targets", "thematic_areas", "cross_cutting", "principles"),
    ),
    "sources": (_("Sources"), ("sources", "links", "documents")),
    "history": (pgettext_lazy("of a note", "History"), ("change_notes", "authors", "reviewer", "licence")),
}
OWN_NAMES = {
    PracticeType.UPGRADING_PROGRAMME: _("The settlement"),
    PracticeType.ANTI_TRAFFICKING_UNIT: _("How the unit works"),
    PracticeType.CITY_DEVELOPMENT_STRATEGY: _("The strategy"),
    PracticeType.SAFETY_PLAN: _("The safety plan"),
}


def sections_of(data: dict[str, Any]) -> dict[str, str]:
    """Gives key and heading of each section in which a note with this record's data says something."""
    practice_type = data["facts"]["practice_type"]
    model = PRACTICE_MODELS[practice_type]
    own = (*model.TYPE_TEXTS, *model.TYPE_FACTS, *model.TYPE_TERMS, *model.TYPE_PARTS)
    values = {"narrative": data["narrative"], **data["facts"], **data["texts"], **data["terms"], **data["parts"]}
    filled = {name for name, value in values.items() if value not in (None, "", [])}
    if values.get("evaluation") == Evaluation.NONE:
        filled.discard("evaluation")
    return {
        key: str(OWN_NAMES.get(practice_type, "") if key == "own" else heading)
        for key, (heading, fields) in SECTIONS.items()
        if not filled.isdisjoint(own if key == "own" else fields)
    }
