"""Builds the public record of a note: the allow-list of what leaves the editor; records.py keeps what is built.

One function over duck-typed notes. Facts come from the original, texts from the page of the record's language. What is
not named here is never public; what is named in GROUPS is public only while its visibility says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from practices import rules
from practices.choices import Visibility

FACTS = (
    "practice_type",
    "original_language",
    "scale",
    "status",
    "start",
    "end",
    "months_to_implement",
    "beneficiaries_number",
    "staff",
    "participation",
    "cost_amount",
    "cost_currency",
    "cost_year",
    "cost_band",
    "evaluation",
    "evaluation_by",
    "evaluation_report",
    "contributor_key",
    "licence",
    "last_verified",
    "next_review",
)
TERMS = ("themes", "beneficiary_groups", "sdg_targets", "cross_cutting", "thematic_areas", "principles")
#: Facts of each repeated part; its texts are the part's own TEXTS.
PARTS = {
    "building_blocks": (),
    "indicators": ("baseline", "baseline_date", "value", "value_date", "better", "source", "is_percentage"),
    "prerequisites": ("kind",),
    "adoptions": ("direction", "city_id", "practice_key", "year", "outcome"),
    "functions": ("function",),
    "links": ("url",),
    "photos": ("image_id", "credit"),
    "documents": ("document_id",),
    "further_cities": ("city_id",),
    "partners": ("organisation", "name", "kind", "administrative", "financial", "political", "technical"),
    "funders": ("organisation", "name", "amount", "currency", "year"),
    "sources": ("title", "publisher", "year", "url", "supports"),
    "contacts": (
        "person",
        "role",
        "is_deputy",
        "languages",
        "answers",
        "calls",
        "documents",
        "visits",
        "times_a_year",
    ),
    "authors": ("person",),
    "change_notes": ("date", "text"),
}
#: What each sensitive group withholds: facts, texts, whole parts, texts within parts.
GROUPS: dict[str, dict[str, Any]] = {
    "contacts": {"parts": ("contacts",)},
    "money": {"facts": ("cost_amount", "cost_currency", "cost_year", "cost_band"), "parts": ("funders",)},
    "partners": {"parts": ("partners",), "in_parts": {"functions": ("partners",)}},
    "lessons": {
        "texts": ("barriers", "what_failed", "would_do_differently"),
        "in_parts": {"building_blocks": ("lesson",)},
    },
}


@dataclass(frozen=True, slots=True)
class Built:
    """`data` is public; `restricted` maps a group to (visibility, its data)."""

    data: dict[str, Any]
    restricted: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


def plain(value: Any) -> Any:
    """Gives a value as JSON can hold it: numbers with decimals and dates as text, things referred to by their key."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value.key)


def build(original, translation=None) -> Built:
    """Builds the record of `original`, or of its `translation`; both are pages, live or draft.

    Gives `data` as {"facts", "terms", "texts", "parts", "narrative"} and the withheld groups apart.
    """
    page = translation or original
    facts = {name: plain(getattr(original, name)) for name in (*FACTS, *original.TYPE_FACTS)}
    facts["evidence"] = rules.evidence(original).value
    facts["contributing_organisation"] = plain(original.contributing_organisation)
    facts["reviewer"] = plain(original.reviewer)
    terms = {name: [term.key for term in getattr(original, name).all()] for name in (*TERMS, *original.TYPE_TERMS)}
    if original.main_theme_id:
        main = original.main_theme.key
        terms["themes"] = [main, *(key for key in terms["themes"] if key != main)]
    # Spaces alone say nothing: a translator may have saved them to empty a text, and a heading would stand over them.
    texts = {name: getattr(page, name).strip() for name in (*original.TEXTS, *original.TYPE_TEXTS)}
    parts = {
        name: _part(
            getattr(original, name).all(), getattr(translation, name).all() if translation else (), facts_of_part
        )
        for name, facts_of_part in PARTS.items()
        if hasattr(original, name)
    }
    data = {"facts": facts, "terms": terms, "texts": texts, "parts": parts, "narrative": narrative(page)}
    restricted = {}
    for group in GROUPS:
        visibility = getattr(original, f"{group}_visibility")
        if visibility != Visibility.PUBLIC:
            restricted[group] = (str(visibility), _withhold(data, group))
    return Built(data, restricted)


def _part(originals: Iterable, translations: Iterable, facts: tuple[str, ...]) -> list[dict[str, Any]]:
    translated = {row.translation_key: row for row in translations if hasattr(row, "translation_key")}
    rows = []
    for row in originals:
        if getattr(row, "consent", True) is False:
            continue
        item = {name: plain(getattr(row, name)) for name in facts}
        if texts := getattr(row, "TEXTS", ()):
            item["key"] = str(row.translation_key)
            source = translated.get(row.translation_key, row)
            item |= {name: (getattr(source, name) or "").strip() for name in texts}
        rows.append(item)
    return rows


def narrative(page) -> list[dict[str, Any]]:
    """Gives the story's blocks as Wagtail keeps them: [{"type", "value", "id"}]."""
    return [dict(block) for block in page.narrative.get_prep_value()] if page.narrative else []


def _withhold(data: dict[str, Any], group: str) -> dict[str, Any]:
    """Takes a group out of `data` and gives it in the same form."""
    spec = GROUPS[group]
    taken: dict[str, Any] = {"facts": {}, "texts": {}, "parts": {}, "in_parts": {}}
    for kind in ("facts", "texts"):
        for name in spec.get(kind, ()):
            taken[kind][name] = data[kind].pop(name)
    for name in spec.get("parts", ()):
        taken["parts"][name] = data["parts"].pop(name)
    for part, names in spec.get("in_parts", {}).items():
        if part in data["parts"]:
            taken["in_parts"][part] = [{name: row.pop(name) for name in names} for row in data["parts"][part]]
    return taken


def restore(data: dict[str, Any], withheld: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Gives a copy of `data` with withheld groups put back, for a reader who may see them; `data` itself where none is."""
    if not withheld:
        return data
    whole = {**data, "facts": dict(data["facts"]), "texts": dict(data["texts"]), "parts": dict(data["parts"])}
    for group in withheld:
        for kind in ("facts", "texts", "parts"):
            whole[kind].update(group[kind])
        for part, rows in group["in_parts"].items():
            whole["parts"][part] = [
                {**row, **extra} for row, extra in zip(whole["parts"].get(part, []), rows, strict=True)
            ]
    return whole
