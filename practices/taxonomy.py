"""Loads the taxonomies from their data files, one a vocabulary."""

from pathlib import Path

from django.db import transaction

from portal import public_state, yaml_files
from practices.models import Term

DATA = Path(__file__).parent / "data" / "terms"
_COLUMNS = [f"{name}_{language}" for name in ("name", "description", "scale") for language in ("en", "fr", "es")]


def load_terms(folder: Path = DATA) -> int:
    """Writes every term of the data files, by vocabulary and key; gives their number. A term in no file stays."""
    rows: list[tuple[Term, str | None]] = []
    for path in sorted(folder.glob("*.yaml")):
        content = yaml_files.load(path.read_text(encoding="utf-8"))
        _collect(content["terms"], content["vocabulary"], content["source"], None, rows)
    with transaction.atomic():
        fields = ["position", "source", "source_url", *_COLUMNS]
        Term.objects.bulk_create(
            [term for term, _parent in rows],
            update_conflicts=True,
            unique_fields=["vocabulary", "key"],
            update_fields=fields,
        )
        stored = {(term.vocabulary, term.key): term for term in Term.objects.all()}
        children = []
        for term, parent in rows:
            row = stored[term.vocabulary, term.key]
            row.parent = stored[term.vocabulary, parent] if parent else None
            children.append(row)
        Term.objects.bulk_update(children, ["parent"])
        public_state.changed()  # Rows that are written together tell nobody.
    return len(rows)


def _collect(terms: list[dict], vocabulary: str, source: dict, parent: str | None, rows: list) -> None:
    for entry in terms:
        own = entry.get("source", source)
        publisher = f"{own['publisher']}, " if own.get("publisher") else ""
        columns = {
            f"{name}_{language}": entry.get(name, {}).get(language, "")
            for name in ("name", "description", "scale")
            for language in ("en", "fr", "es")
        }
        cited = f"{own['title']} ({publisher}{own.get('year', '')})".replace(", )", ")").replace(" ()", "")
        term = Term(
            vocabulary=vocabulary,
            key=entry["key"],
            position=len(rows) % 32_000,
            source=cited[:255],
            source_url=own.get("url", ""),
            **columns,
        )
        rows.append((term, parent))
        _collect(entry.get("terms", []), vocabulary, source, entry["key"], rows)
