import json
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from networks.intake.parts import NAMESPACE
from portal import encoder, yaml_files
from practices.models import PublicRecord
from search.engine import Engine, Hit, Meaning, SearchQuery, SearchUnavailable
from search.engines import elastic_engine, embedded_engine
from search.finding import find
from search.meaning import combine, meaning_of
from search.models import SynonymList
from search.relevance import DEPTH, Question, Score, mean, score

ENGINES = {"embedded": embedded_engine, "elasticsearch": elastic_engine}
QUESTIONS = settings.BASE_DIR / "tests" / "relevance" / "questions.yaml"


class Command(BaseCommand):
    help = (
        "Measures what search finds for judged questions: nDCG, recall and reciprocal rank of the first ten results."
    )

    def add_arguments(self, parser):
        parser.add_argument("--engine", choices=ENGINES, default="embedded")
        parser.add_argument("--questions", type=Path, default=QUESTIONS, help="a file of the same form as %(default)s")
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *, engine: str, questions: Path, format: str, **options):
        asked = read_questions(questions)
        languages = languages_of_notes()
        unknown = sorted({key for question in asked for key in question.grades} - languages.keys())
        if unknown:
            raise CommandError(f"No public note has the key: {', '.join(unknown)}. Load the demo content first.")
        try:
            methods = evaluate(ENGINES[engine](), asked, languages)
        except SearchUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from None
        if format == "json":
            found = {
                name: {group: value.as_dict() for group, value in groups.items()} for name, groups in methods.items()
            }
            self.stdout.write(
                json.dumps({"engine": engine, "questions": len(asked), "methods": found}, indent=2, ensure_ascii=False)
            )
            return
        self.stdout.write(f"{engine}, {len(asked)} questions")
        for name, groups in methods.items():
            self.stdout.write(f"\n{name:<10}{f'nDCG@{DEPTH}':>10}{f'recall@{DEPTH}':>12}{'MRR':>8}")
            for group, value in groups.items():
                self.stdout.write(f"  {group:<8}{value.ndcg:>10.3f}{value.recall:>12.3f}{value.mrr:>8.3f}")


def read_questions(path: Path) -> list[Question]:
    """Gives the judged questions of a file; raises CommandError where it cannot be read as such."""
    try:
        rows = yaml_files.load(path.read_text(encoding="utf-8"))
        found = [
            Question(row["id"], row["language"], row["text"], row.get("half", ""), dict(row["grades"])) for row in rows
        ]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{path} holds no judged questions: {type(error).__name__}: {error}") from None
    for question in found:
        if not all(grade in (0, 1, 2, 3) for grade in question.grades.values()):
            raise CommandError(f"{path}: a grade of {question.id} is none of 0, 1, 2, 3.")
    return found


def languages_of_notes() -> dict[str, set[str]]:
    """Gives the languages of each loaded public note, by the key of its file."""
    from networks.models import LoadedNote

    keys = {uuid.uuid5(NAMESPACE, key): key for key in LoadedNote.objects.values_list("key", flat=True)}
    languages: dict[str, set[str]] = {}
    for translation_key, language in PublicRecord.objects.values_list("translation_key", "language"):
        if translation_key in keys:
            languages.setdefault(keys[translation_key], set()).add(language)
    return languages


def evaluate(engine: Engine, asked: list[Question], languages: dict[str, set[str]]) -> dict[str, dict[str, Score]]:
    """Gives the mean scores of each method by group of questions.

    "engine" is what the search page shows, "words" a ranking by a part of the words without synonyms, "meaning" one by
    meaning alone (left out where the encoder is not installed). "within" are the questions most of whose relevant notes can
    be read in the question's language, "across" the others.
    """
    keys = {uuid.uuid5(NAMESPACE, key).hex: key for key in languages}
    methods: dict[str, dict[str, Score]] = {}
    rankings: dict[str, Callable[[SearchQuery], Iterable[Hit]]] = {
        "engine": lambda query: combine(query, *find(query, meaning_of(query), engine), engine).in_order,
        "words": lambda query: engine.search(SearchQuery(query.text, query.language, facets=(), loose=True)).hits,
    }
    if encoder.available():
        rankings["meaning"] = lambda query: (
            engine.search(
                SearchQuery(language=query.language, page_size=0, facets=()),
                Meaning(encoder.encode([query.text])[0].tolist(), DEPTH, at_least=-1.0),
            ).meant
        )
    for name, ranking in rankings.items():
        scores: dict[str, list[Score]] = {
            group: [] for group in ("within", "across", "en", "fr", "es", "tune", "kept", "all")
        }
        for question in asked:
            synonyms = SynonymList.objects.for_reader(question.language)
            hits = ranking(
                SearchQuery(question.text, question.language, facets=(), synonyms=synonyms, year=localdate().year)
            )
            found = score([keys[hit.key] for hit in hits if hit.key in keys], question)
            for group in (_side(question, languages), question.language, question.half, "all"):
                scores.setdefault(group, []).append(found)
        methods[name] = {group: mean(values) for group, values in scores.items() if values}
    return methods


def _side(question: Question, languages: dict[str, set[str]]) -> str:
    readable = sum(question.language in languages[key] for key in question.relevant)
    return "within" if readable * 2 >= len(question.relevant) else "across"
