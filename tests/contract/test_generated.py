"""No query is an error, whatever is typed: 1,500 generated ones, the same in each run; with FAULTS=all, 10,000."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from search.engine import FACETS, Engine, Results, SearchQuery
from tests.contract.notes import Fill, note

NUMBER = 10_000 if os.environ.get("FAULTS") == "all" else 1_500
SEED = 11

#: What texts are put together from: signs of query languages, characters that are no letters or half of one, and words.
PIECES = (
    *"ab \"-*'\\/()[]{}^~:?!<>&|+=.,;#%_@$",
    *("\x00", "\u200f", "\u202e", "\u200c", "\ud83d", "\U0001f600", "\u0301", "क", "ि", "城", "ไ", "ท", "ـ", "٣", "ß"),
    *("AND", "OR", "NOT", "TO", "title:", "water", "-water", '"water eau"', "wat*", "..", "^2", "~1", "\r\n", "é"),
)


def queries(number: int, seed: int) -> Iterator[SearchQuery]:
    """Gives so many queries; a half of them asks for facets, and every third that has a text filters by one."""
    chooser = random.Random(seed)
    for place in range(number):
        text = "".join(chooser.choices(PIECES, k=chooser.randint(0, 60)))
        filters = {chooser.choice([*FACETS, "nonsense"]): (chooser.choice([text, "t", ""]),)}
        yield SearchQuery(
            text,
            language=chooser.choice(["en", "fr", "xx", ""]),
            filters=filters if text and place % 3 == 0 else {},
            facets=tuple(chooser.sample(FACETS, 2)) if place % 2 == 0 else (),
            sort=chooser.choice(["relevance", "newest", "verified", "nonsense"]),
            page=chooser.choice([-1, 0, 1, 2, 10**9]),
            page_size=chooser.choice([0, 1, 20]),
            loose=chooser.random() < 0.2,
        )


def ask(engine: Engine, query: SearchQuery) -> Results:
    try:
        return engine.search(query)
    except Exception as error:
        error.add_note(f"The query was {query!r}.")
        raise


def test_no_query_is_an_error(fill: Fill) -> None:
    engine = fill([note("a", "Water, l'eau; 城市 ไทย बस्तियों", theme="t"), note("b", "القاهرة", "ar")])
    asked = list(queries(NUMBER, SEED))
    with ThreadPoolExecutor(4) as pool:  # What a cluster answers takes less time than the way there and back.
        answers = list(pool.map(partial(ask, engine), asked))
    for query, results in zip(asked, answers, strict=True):
        assert 0 <= len(results.hits) <= results.total <= 2, query
    # Queries that all find nothing would prove little.
    assert NUMBER // 20 < sum(results.total > 0 for results in answers) < NUMBER
