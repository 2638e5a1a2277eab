"""Measures the embedded engine beside a bare tantivy script that does the same, over synthetic notes.

    python -m tests.benchmarks.embedded --notes 100000

The floor is what one would write without an engine: the same notes in the same fields and languages, stemmed by
tantivy, no second analysis, no order of ties, no language of highlights. Both run in this process and this run. CPU is
what to compare, and the best of several runs of a search: other work on the machine only ever adds time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tantivy
from tantivy import Occur, Order, Query

from search.embedded.engine import EmbeddedEngine
from search.embedded.schema import PARTS, WEIGHTS, build_document
from search.engine import FACETS, SearchDocument, SearchQuery
from search.languages import LANGUAGES
from tests.benchmarks.corpus import SHARES, VALUES, Case, Corpus, cases, searches
from tests.benchmarks.tables import least, most, percentile, record, show
from tests.benchmarks.timing import exhaust, side_by_side, timed

_PAGE = 10
_RUNS = 15
_SEARCHES = 180


class Bare:
    """The floor."""

    def __init__(self, folder: Path) -> None:
        self._parts = [f"{part}_{code}" for code in SHARES for part in PARTS]
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", stored=True, fast=True)
        builder.add_text_field("names")
        for name in VALUES:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        for name in self._parts:
            builder.add_text_field(name, stored=True, tokenizer_name=name.partition("_")[2] or name)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._analysers = {}
        for code in SHARES:
            analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"\w+")).filter(tantivy.Filter.lowercase())
            if LANGUAGES[code].stemmer and not LANGUAGES[code].in_python:
                analyser = analyser.filter(tantivy.Filter.stemmer(LANGUAGES[code].stemmer))
            self._analysers[code] = analyser.filter(tantivy.Filter.ascii_fold()).build()
        for name in self._parts:
            self._index.register_tokenizer(name.partition("_")[2] or name, self._analysers[name.rpartition("_")[2]])

    def rebuild(self, notes: list[SearchDocument]) -> None:
        writer = self._index.writer(256_000_000)
        for note in notes:
            fields = {"key": note.key, "published": note.published, "names": list(note.names)}
            for name, values in note.facets.items():
                fields[name] = list(values)
            for code, texts in note.texts.items():
                for part in PARTS:
                    fields[f"{part}_{code}"] = getattr(texts, part)
            writer.add_document(tantivy.Document.from_dict(fields, self._schema))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, case: Case) -> int:
        text = self._text(case.text)
        narrowed = self._narrowed(text, case.filters)
        order = {"order_by_field": "published", "order": Order.Desc} if not case.text else {}
        found = self._searcher.search(narrowed, _PAGE, **order)
        documents = [self._searcher.doc(address) for _, address in found.hits]
        if case.text:
            generators = {
                code: tantivy.SnippetGenerator.create(self._searcher, text, self._schema, f"body_{code}")
                for code in {code for document in documents for code in self._codes(document)}
            }
            for document in documents:
                for code in self._codes(document)[:1]:
                    generators[code].snippet_from_doc(document).to_html()
        self._aggregate(narrowed, [name for name in FACETS if name not in case.filters])
        for name in case.filters:
            others = {other: values for other, values in case.filters.items() if other != name}
            self._aggregate(self._narrowed(text, others), [name])
        return found.count

    def _codes(self, document: tantivy.Document) -> list[str]:
        return [code for code in SHARES if document.get_first(f"body_{code}")]

    def _aggregate(self, query: Query, names: list[str]) -> None:
        self._searcher.aggregate(query, {name: {"terms": {"field": name, "size": 1000}} for name in names})

    def _narrowed(self, text: Query, filters: dict[str, tuple[str, ...]]) -> Query:
        chosen = [Query.term_set_query(self._schema, name, list(values)) for name, values in filters.items()]
        return Query.boolean_query([(Occur.Must, query) for query in (text, *chosen)])

    def _text(self, text: str) -> Query:
        if not text:
            return Query.all_query()
        words = text.strip('"').split()
        if text.startswith('"'):
            return Query.boolean_query([(Occur.Should, self._phrase(name, words)) for name in self._parts])
        return Query.boolean_query([(Occur.Must, self._word(word)) for word in words])

    def _phrase(self, name: str, words: list[str]) -> Query:
        analyser = self._analysers[name.rpartition("_")[2]]
        return Query.phrase_query(self._schema, name, analyser.analyze(" ".join(words)))

    def _word(self, word: str) -> Query:
        clauses = [(Occur.Should, Query.term_query(self._schema, "names", word))]
        for name in self._parts:
            part, _, code = name.rpartition("_")
            if word.endswith("*"):
                query = Query.regex_query(self._schema, name, word.rstrip("*") + ".*")
            else:
                query = Query.term_query(self._schema, name, self._analysers[code].analyze(word)[0])
            clauses.append((Occur.Should, Query.boost_query(query, WEIGHTS[part])))
        return Query.boolean_query(clauses)


def _best(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(_RUNS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def query_of(case: Case, page_size: int = _PAGE, facets: tuple[str, ...] = FACETS) -> SearchQuery:
    return SearchQuery(case.text, filters=case.filters, sort=case.sort, page_size=page_size, facets=facets)


def print_rebuild(bare: Bare, engine: EmbeddedEngine, notes: list[SearchDocument]) -> None:
    """Writes both indexes, and prints at what rate."""
    count = len(notes)
    floor, floor_cpu = timed(lambda: bare.rebuild(notes))
    taken, taken_cpu = timed(lambda: exhaust(engine.rebuild(notes)))
    _, python = timed(lambda: exhaust(map(build_document, notes)))
    show(
        f"the embedded engine by itself, {count:,} notes made in memory",
        ("bare", "engine", "ratio", "goal"),
        (
            ("written, notes a second", round(count / floor), round(count / taken), least(floor / taken, 0.6), 0.6),
            ("CPU seconds", floor_cpu, taken_cpu, floor_cpu / taken_cpu, None),
            ("of it documents, in Python", None, python, None, None),
        ),
    )


def print_kinds(bare: Bare, engine: EmbeddedEngine, corpus: Corpus) -> None:
    """Prints the CPU time of one search of each kind."""
    rows: list[tuple] = []
    sums = [0.0, 0.0]
    for case in cases(corpus.words):
        query = query_of(case)
        floor = _best(lambda case=case: bare.search(case)) * 1e3
        ours = _best(lambda query=query: engine.search(query)) * 1e3
        sums = [sums[0] + floor, sums[1] + ours]
        rows.append((case.name, floor, ours, most(ours / floor, 2), 2, engine.search(query).total))
    rows.append(("all", *sums, most(sums[1] / sums[0], 2), 2, None))
    title = f"search, {len(corpus.notes):,} notes, ms of CPU"
    show(title, ("bare", "engine", "ratio", "goal", "hits"), rows)


def print_percentiles(bare: Bare, engine: EmbeddedEngine, corpus: Corpus) -> None:
    """Prints what many different searches take by the clock."""
    asked = searches(corpus.words, _SEARCHES)
    floor, ours = side_by_side((bare.search, lambda case: engine.search(query_of(case))), asked)
    rows = []
    for share in (0.5, 0.95):
        without, with_it = percentile(floor, share), percentile(ours, share)
        rows.append((f"p{share * 100:.0f}", without, with_it, most(with_it / without, 2), 2))
    title = f"{_SEARCHES} searches, {len(corpus.notes):,} notes, embedded, ms"
    show(title, ("bare", "engine", "ratio", "goal"), rows)
    record(engine="embedded", notes=len(corpus.notes), bare=percentile(floor, 0.95), portal=percentile(ours, 0.95))


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    corpus = Corpus(parser.parse_args().notes)
    with tempfile.TemporaryDirectory() as temporary:
        bare = Bare(_made(Path(temporary) / "bare"))
        engine = EmbeddedEngine(Path(temporary) / "engine")
        print_rebuild(bare, engine, corpus.notes)
        print_kinds(bare, engine, corpus)
        print_percentiles(bare, engine, corpus)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
