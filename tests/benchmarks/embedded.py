"""Measures the embedded engine beside a bare tantivy script that does the same, over synthetic notes.

    python -m tests.benchmarks.embedded --notes 100000

The floor is what one would write without an engine: the same notes in the same fields and languages, stemmed by
tantivy, no second analysis, no order of ties, no language of highlights. Both run in this process and this run. CPU is
what to compare, and the best of several runs of a search: other work on the machine only ever adds time.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import tantivy
from tantivy import Occur, Order, Query

from search.embedded.engine import EmbeddedEngine
from search.embedded.schema import PARTS, WEIGHTS, build_document
from search.engine import FACETS, SearchDocument, SearchQuery, Texts
from search.languages import LANGUAGES

_PAGE = 10
_RUNS = 15
#: Words in each part of a note, as a full note has them.
_LENGTHS = {"title": 8, "one_line": 18, "summary": 60, "blocks": 80, "body": 200}
#: How many values each facet has; "city" comes on top of the twelve, and is not asked for here.
_VALUES = dict(zip(FACETS, (5, 30, 120, 4, 5, 4, 6, 5, 5, 20, 800, 30), strict=True)) | {"city": 4000}
#: Of a hundred notes, so many are first written in each language; a quarter of the others is translated into English.
_SHARES = {"en": 50, "fr": 15, "es": 15, "pt": 8, "ar": 5, "hi": 4, "zh-hans": 3}
_SCRIPTS = {
    "ar": str.maketrans("bcdfglmnprstvaeiou", "بجدفغلمنپرستواايوو"),
    "hi": str.maketrans("bcdfglmnprstvaeiou", "बचदफगलमनपरसतवािीुो"),
    "zh-hans": str.maketrans("bcdfglmnprstvaeiou ", "城市安全规划社区住房更新水电路地公共。"),
    "fr": str.maketrans({"a": "à", "e": "é"}),
    "es": str.maketrans({"o": "ó"}),
    "pt": str.maketrans({"o": "õ"}),
}  # fmt: skip


class Case(NamedTuple):
    """One search to measure: words as typed, or filters."""

    name: str
    text: str = ""
    filters: dict[str, tuple[str, ...]] = {}
    sort: str = "relevance"


class Corpus:
    """Synthetic notes, the same for the same seed; words are as unevenly frequent as in natural language."""

    def __init__(self, notes: int, seed: int = 1) -> None:
        self._random = random.Random(seed)
        syllables = [first + second for first in "bcdfglmnprstv" for second in "aeiou"] + ["tion", "ing", "ment", "s"]
        made = {"".join(self._random.choices(syllables, k=self._random.randint(1, 4))) for _ in range(40_000)}
        self.words = sorted(made)
        self._random.shuffle(self.words)
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self._running = self._random.choices(self.words, cum_weights=weights, k=400_000)
        self.notes = [self._note() for _ in range(notes)]

    def _text(self, code: str, length: int) -> str:
        start = self._random.randrange(len(self._running) - length)
        words = self._running[start : start + length]
        words[9::10] = [f"{word}." for word in words[9::10]]
        text = " ".join(words)
        # Every fourth word or so of a Latin text has an accent, not every vowel of it.
        if code in _SCRIPTS:
            if code in ("fr", "es", "pt"):
                return " ".join(
                    word.translate(_SCRIPTS[code]) if not index % 4 else word for index, word in enumerate(words)
                )
            return text.translate(_SCRIPTS[code])
        return text

    def _note(self) -> SearchDocument:
        choose = self._random
        codes = choose.choices(list(_SHARES), list(_SHARES.values()))
        if codes[0] != "en" and choose.random() < 0.25:
            codes.append("en")
        facets = {
            name: tuple(
                f"{name}-{choose.randrange(size)}"
                for _ in range(choose.choice((1, 1, 3)) if name in ("theme", "contributor") else 1)
            )
            for name, size in _VALUES.items()
        }
        return SearchDocument(
            key=f"{choose.getrandbits(128):032x}",
            version=1,
            texts={
                code: Texts(**{part: self._text(code, length) for part, length in _LENGTHS.items()}) for code in codes
            },
            facets=facets,
            names=(f"city {choose.randrange(4000)}",),
            published=1_600_000_000 + choose.randrange(10**8),
            verified=1_600_000_000 + choose.randrange(10**8),
        )


class Bare:
    """The floor."""

    def __init__(self, folder: Path) -> None:
        self._parts = [f"{part}_{code}" for code in _SHARES for part in PARTS]
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", stored=True, fast=True)
        builder.add_text_field("names")
        for name in _VALUES:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        for name in self._parts:
            builder.add_text_field(name, stored=True, tokenizer_name=name.partition("_")[2] or name)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._analysers = {}
        for code in _SHARES:
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
        return [code for code in _SHARES if document.get_first(f"body_{code}")]

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


def _cases(words: list[str]) -> Iterator[Case]:
    filters = {"place": ("place-1", "place-2"), "status": ("status-1",)}
    yield Case("no words, newest")
    yield Case("no words, two filters", filters=filters)
    yield Case("one frequent word", words[5])
    yield Case("one rare word", words[3000])
    yield Case("two words", f"{words[40]} {words[300]}")
    yield Case("three words", f"{words[5]} {words[40]} {words[100]}")
    yield Case("three words, two filters", f"{words[5]} {words[40]} {words[100]}", filters)
    yield Case("phrase", f'"{words[1]} {words[2]}"')
    yield Case("prefix", f"{words[300][:3]}*")


def _best(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(_RUNS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    """Gives seconds passed, and seconds of CPU."""
    start, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - cpu


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    count = parser.parse_args().notes
    corpus = Corpus(count)
    with tempfile.TemporaryDirectory() as temporary:
        bare = Bare(_made(Path(temporary) / "bare"))
        engine = EmbeddedEngine(Path(temporary) / "engine")
        floor, floor_cpu = _timed(lambda: bare.rebuild(corpus.notes))
        taken, taken_cpu = _timed(lambda: list(engine.rebuild(corpus.notes)))
        _, python = _timed(lambda: deque(map(build_document, corpus.notes), maxlen=0))
        print(f"{count} notes\n\n{'rebuild':28}{'bare':>12}{'engine':>12}{'ratio':>8}")
        print(f"{'notes a second':28}{count / floor:12.0f}{count / taken:12.0f}{floor / taken:8.2f}")
        print(f"{'CPU seconds':28}{floor_cpu:12.1f}{taken_cpu:12.1f}{floor_cpu / taken_cpu:8.2f}")
        print(f"{'  of it documents, in Python':28}{'':12}{python:12.1f}")
        print(f"\n{'search, ms of CPU':28}{'bare':>12}{'engine':>12}{'ratio':>8}{'hits':>10}")
        sums = [0.0, 0.0]
        for case in _cases(corpus.words):
            query = SearchQuery(case.text, filters=case.filters, sort=case.sort, page_size=_PAGE)
            least = _best(lambda case=case: bare.search(case))
            ours = _best(lambda query=query: engine.search(query))
            sums = [sums[0] + least, sums[1] + ours]
            total = engine.search(query).total
            print(f"{case.name:28}{least * 1e3:12.2f}{ours * 1e3:12.2f}{ours / least:8.2f}{total:10}")
        print(f"{'all':28}{sums[0] * 1e3:12.2f}{sums[1] * 1e3:12.2f}{sums[1] / sums[0]:8.2f}")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
