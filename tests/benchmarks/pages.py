"""Measures pages beside the floor, a constant response through the same server and middleware.

    VAR_DIR=<a demo that is set up> MODE=demo python -m tests.benchmarks.pages [--synthetic] [--profile note]

CPU is the gunicorn worker's; queries are counted, and the profile is taken, in a request inside this process.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import django

from tests.benchmarks.server import Server, served
from tests.benchmarks.tables import most, show

PROFILED = 20


class Goal(NamedTuple):
    """What is asked of a page: at most so many times the floor (none: only told), at most so many queries."""

    path: str
    ratio: float | None
    queries: int = 12


def demo_pages() -> dict[str, Goal]:
    """Gives the pages that are measured on the demo's content; note and city are the ones with most to show."""
    from django.db.models import Count

    from practices.models import PublicRecord

    notes = PublicRecord.objects.originals().filter(language="en", city__isnull=False)
    longest = max(notes, key=lambda note: len(str(note.data)))
    fullest = notes.values("city").annotate(number=Count("pk")).order_by("-number", "city").first()
    city_path = notes.filter(city=fullest["city"]).first().path.rstrip("/").rpartition("/")[0]
    return {
        "home": Goal("/en/", 10),
        "list": Goal("/en/practices/", 10),
        "note": Goal(f"/en/{longest.path}", 8, 10),
        "city": Goal(f"/en/{city_path}/", 8),
        "search, a word": Goal("/en/search/?q=housing", 15),
        "cities": Goal("/en/cities/", None),
        "about": Goal("/en/about/", None),
    }


def synthetic_pages() -> dict[str, Goal]:
    """Gives the pages that are measured on the synthetic notes, among which they have no easy time."""
    from practices.models import PublicRecord
    from tests.benchmarks.corpus import Corpus

    words = Corpus(0).words
    note = PublicRecord.objects.originals().filter(path__contains="/synthetic-").order_by("pk").first()
    return {
        "search, no words": Goal("/en/search/", 15),
        "search, a word": Goal(f"/en/search/?q={words[40]}", 15),
        "search, two words": Goal(f"/en/search/?q={words[40]}+{words[300]}", 15),
        "search, filters": Goal(f"/en/search/?q={words[5]}&status=running&place=002&place=019", 15),
        "note": Goal(f"/en/{note.path}", 8, 10),
        "home": Goal("/en/", None),
        "list": Goal("/en/practices/", None),
    }


def in_process() -> Callable[[str], int]:
    """Gives a function that asks the portal inside this process, through all middleware; it gives the status."""
    from tests.benchmarks.served import application

    def ask(address: str) -> int:
        path, _, query = address.partition("?")
        statuses: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        response = application(environ, lambda status, headers: statuses.append(status))
        list(response)
        response.close()
        return int(statuses[0].split()[0])

    return ask


def queries_of(ask: Callable[[str], int], address: str) -> list[str]:
    """Gives the statements that a request of a warm process sends to the database."""
    from django.db import connection

    statements: list[str] = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    ask(address)
    with connection.execute_wrapper(note):
        ask(address)
    return statements


def print_table(server: Server, name_of_table: str, pages: dict[str, Goal]) -> None:
    ask = in_process()
    cost = server.cost({"floor": "/floor/"} | {name: goal.path for name, goal in pages.items()})
    floor = cost.pop("floor")
    rows: list[tuple] = [("floor", floor * 1e3, 1, None, None, None)]
    for name, seconds in cost.items():
        goal = pages[name]
        ratio, queries = seconds / floor, len(queries_of(ask, goal.path))
        times = most(ratio, goal.ratio) if goal.ratio else ratio
        rows.append(
            (name, seconds * 1e3, times, goal.ratio, f"{queries}{', missed' * (queries > goal.queries)}", goal.queries)
        )
    show(name_of_table, ("CPU, ms", "times the floor", "goal", "queries", "goal"), rows)


def print_weight(server: Server) -> None:
    """Prints what the home page costs to fetch with an empty cache, and the sheets and scripts of all pages."""
    total, addresses, sizes = server.weight("/en/")
    rows = [
        ("home page on the wire, bytes", total, 60_000),
        ("home page, requests", len(addresses), 10),
        ("CSS of the public pages, compressed", compressed("css"), 12_000),
        ("JavaScript of the public pages, compressed", compressed("js"), 20_000),
    ]
    show("home page and files", ("measured", "goal"), rows)
    for address in addresses:
        print(f"  {sizes[address]:8,}  {address}")


def compressed(kind: str) -> int:
    """Gives the bytes of the portal's own files of a kind, the editor's left out, each in its smallest encoding."""
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage

    total = 0
    for source in sorted((settings.BASE_DIR / "static").rglob(f"*.{kind}")):
        if source.name.startswith("editor"):
            continue
        served_as = Path(
            staticfiles_storage.path(
                staticfiles_storage.stored_name(str(source.relative_to(settings.BASE_DIR / "static")))
            )
        )
        total += min(
            path.stat().st_size
            for suffix in ("", ".gz", ".br")
            if (path := served_as.with_name(served_as.name + suffix)).exists()
        )
    return total


def print_profile(address: str) -> None:
    """Prints where the time of a page goes."""
    ask = in_process()
    for statement in queries_of(ask, address):
        print(f"  {statement[:200]}")
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(PROFILED):
        ask(address)
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(80)


def main() -> None:
    """Prints the table, or a page's profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--synthetic", action="store_true", help="the pages of tests/benchmarks/synthetic.py")
    parser.add_argument("--profile", help="a page's name: where its time goes, in place of the table")
    options = parser.parse_args()
    django.setup()
    pages = synthetic_pages() if options.synthetic else demo_pages()
    if options.profile:
        print_profile(pages[options.profile].path)
        return
    from practices.models import PublicRecord

    with served() as server:
        notes = PublicRecord.objects.originals().count()
        content = "synthetic and the demo's" if options.synthetic else "the demo's"
        print_table(server, f"page over {notes:,} notes, {content}", pages)
        if not options.synthetic:
            print_weight(server)


if __name__ == "__main__":
    main()
