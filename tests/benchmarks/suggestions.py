"""Measures what helps while somebody searches: suggestions at the server, and "did you mean" in this process.

    VAR_DIR=<a folder with synthetic notes and their index> MODE=demo python -m tests.benchmarks.suggestions

Suggestions are asked of a gunicorn with one worker, one after the other, beside a constant response. A misspelt word is one
that notes have, with a letter or two wrong; what the search itself takes is not counted, the search that is offered is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from itertools import islice
from urllib.parse import urlencode

import django

from tests.benchmarks.server import Server, served
from tests.benchmarks.tables import most, percentile, show
from tests.benchmarks.timing import timed

_ASKED = 300
_MISSPELT = 100
_GOAL = 30.0
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def prefixes(choose: random.Random) -> list[str]:
    """Gives addresses that ask for the first two to eight letters of names, as they are typed."""
    from search.models import Suggestion

    newest = Suggestion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    names = []
    while len(names) < _ASKED:
        row = Suggestion.objects.filter(pk__gte=choose.randint(1, newest)).order_by("pk").first()
        if row and len(row.folded) >= 2:
            names.append(row.folded[: choose.randint(2, 8)])
    return [f"/{choose.choice(('en', 'fr', 'es'))}/search/suggest/?{urlencode({'q': name})}" for name in names]


def misspelt(choose: random.Random, number: int) -> list[str]:
    """Gives words that no note has, each near to one that notes have."""
    from search.models import VocabularyWord

    known = list(VocabularyWord.objects.filter(language="en").values_list("folded", flat=True))
    there = set(known)
    long = [word for word in known if len(word) >= 5 and word.isascii()]
    found: list[str] = []
    while len(found) < number:
        word = choose.choice(long)
        for _ in range(1 if len(word) < 8 else 2):
            at = choose.randrange(len(word))
            kept = word[at + 1 :] if choose.random() < 0.7 else word[at:]
            word = word[:at] + choose.choice(_LETTERS) + kept
        if word not in there:
            found.append(word)
    return found


def measured(
    ask: Callable[[str], object], items: Sequence[str], cpu: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """Gives the milliseconds of each by the clock, and of CPU, after a few to warm up."""
    for item in items[:10]:
        ask(item)
    taken, used = [], []
    for item in items:
        before, started = cpu(), time.perf_counter()
        ask(item)
        taken.append((time.perf_counter() - started) * 1e3)
        used.append((cpu() - before) * 1e3)
    return taken, used


def _asked(server: Server) -> Callable[[str], None]:
    def ask(address: str) -> None:
        status, _, _ = server.get(address)
        if status != 200:
            raise RuntimeError(f"{address} answers {status}")

    return ask


def _row(name: str, figures: tuple[list[float], list[float]], goal: float | None = _GOAL) -> tuple:
    taken, used = figures
    p95 = percentile(taken, 0.95)
    cells = (percentile(taken, 0.5), most(p95, goal) if goal else p95, max(taken), goal)
    return (name, *cells, percentile(used, 0.5), percentile(used, 0.95))


def main() -> None:
    """Prints the table."""
    django.setup()
    from practices.models import PublicRecord
    from search.engine import Results, SearchQuery
    from search.models import Suggestion
    from search.suggest.did_you_mean import did_you_mean, words

    choose = random.Random(5)
    with served() as server:
        floor = measured(_asked(server), ["/floor/"] * _ASKED, lambda: server.cpu)
        suggestions = measured(_asked(server), prefixes(choose), lambda: server.cpu)

    def offer(text: str) -> None:
        did_you_mean(SearchQuery(text), Results(0, (), {}))

    wrong = iter(misspelt(choose, 4 * _MISSPELT))
    one = [next(wrong) for _ in range(_MISSPELT)]
    three = [" ".join(islice(wrong, 3)) for _ in range(_MISSPELT)]
    reading, _ = timed(words.list)
    rows = [
        _row("a constant response", floor, None),
        _row("suggestions", suggestions),
        _row("did you mean, one misspelt word", measured(offer, one, time.process_time)),
        _row("did you mean, three", measured(offer, three, time.process_time)),
    ]
    notes, names = PublicRecord.objects.originals().count(), Suggestion.objects.count()
    show(
        f"{notes:,} notes, {names:,} names, {len(words.list()):,} words, ms",
        ("p50", "p95", "longest", "goal", "CPU p50", "CPU p95"),
        rows,
        f"All words are read in {reading * 1e3:.0f} ms, at most once a minute.",
    )


if __name__ == "__main__":
    main()
