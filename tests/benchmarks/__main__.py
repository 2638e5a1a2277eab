"""`make bench`: measures what docs/performance.md sets goals for, each beside its floor, and prints the tables.

    python -m tests.benchmarks [--notes 10000,100000] [--only pages,readers] [--seconds 60] [--demo FOLDER]

It sets up a demo of its own, measures its pages, and then, for each number of synthetic notes, in a copy of the demo, all the
rest. Nothing of it touches the portal's own database; all is on SQLite. Where ELASTICSEARCH_URL names a cluster, what
depends on the engine is measured on both, in indexes of the benchmark's own, which it removes. A part that fails is told
at the end, and the others go on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks.tables import most, recorded, show

ROOT = Path(__file__).resolve().parent.parent.parent
#: What would lead the benchmark to somebody's services.
_SERVICES = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "SEARCH_INDEX_DIR", "SECRET_KEY", "DEBUG")
#: What can be measured, in this order.
PARTS = {
    "pages": "pages of the demo's content",
    "rebuild": "the rebuild from the public records",
    "search-pages": "pages over the synthetic notes",
    "embedded": "the embedded engine by itself",
    "elastic": "Elasticsearch beside the raw request",
    "suggestions": "suggestions and corrections",
    "found": "publish to found",
    "readers": "readers beside writers",
    "nearest": "the nearest notes by meaning, embedded engine",
    "memory": "memory of a web process",
}
#: Those that need no synthetic notes in the database.
_ALONE = {"pages", "embedded", "elastic"}
_GROWTH = 1.2


class Bench:
    """Runs parts in processes of their own, and keeps what they tell in `report`."""

    def __init__(self, report: Path, cluster: str) -> None:
        self.report = report
        self.cluster = cluster
        self.failed: list[str] = []
        # A prefix of its own: what stands on the cluster is somebody's.
        self._prefix = f"bench-{os.getpid()}"

    def run(self, folder: Path, *arguments: str, **settings: str) -> bool:
        """Runs Python with the folder as the portal's VAR_DIR; says whether it went well."""
        environment = {name: value for name, value in os.environ.items() if name not in _SERVICES}
        environment |= {"MODE": "demo", "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings"}
        # Synthetic notes mean nothing, and to encode 10,000 of them takes half an hour.
        environment |= {"SEARCH_BY_MEANING": "off", "BENCH_REPORT": str(self.report)}
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment | settings, check=False)
        if done.returncode:
            self.failed.append(" ".join(arguments))
        return not done.returncode

    def require(self, folder: Path, *arguments: str, **settings: str) -> None:
        """Like `run`; ends the benchmark where it fails, since what follows stands on it."""
        if not self.run(folder, *arguments, **settings):
            sys.exit(f"{' '.join(arguments)} failed; what it printed above says why.")

    def elastic(self, own: str = "") -> dict[str, str]:
        """Gives the settings of a process that uses the cluster; it may wait longer than a reader would."""
        prefix = f"{self._prefix}{own}"
        return {"ELASTICSEARCH_URL": self.cluster, "ELASTICSEARCH_PREFIX": prefix, "ELASTICSEARCH_TIMEOUT": "30"}

    def engines(self) -> list[dict[str, str]]:
        return [{}, self.elastic()] if self.cluster else [{}]

    def measure(self, part: str, folder: Path, number: int, seconds: str) -> None:
        """Runs one part."""
        title(f"{number:,} notes: {PARTS[part]}")
        module, notes = f"tests.benchmarks.{part}", ("--notes", str(number))
        if part == "rebuild":
            for settings in self.engines():
                self.require(folder, "-m", module, **settings)
        elif part == "search-pages":
            self.run(folder, "-m", "tests.benchmarks.pages", "--synthetic")
        elif part == "embedded":
            self.run(folder, "-m", module, *notes)
        elif part == "elastic" and not self.cluster:
            print("Left out: ELASTICSEARCH_URL names no cluster.", flush=True)
        elif part == "elastic":
            self.run(folder, "-m", module, *notes, **self.elastic("-own"))
            self.run(folder, "-m", module, "--remove", **self.elastic("-own"))
        elif part == "readers":
            for settings in self.engines():
                self.run(folder, "-m", module, "--seconds", seconds, **settings)
        elif part == "found":
            for settings in self.engines():
                self.run(folder, "-m", module, **settings)
        elif part == "nearest":
            self.run(folder, "-m", module, SEARCH_INDEX_DIR=str(folder / "index-with-vectors"))
        elif part == "suggestions":
            self.run(folder, "-m", module)
        elif part == "memory":
            vectors = {"SEARCH_INDEX_DIR": str(folder / "index-with-vectors")}
            for settings in (*self.engines(), vectors | {"SEARCH_BY_MEANING": "on"}):
                self.run(folder, "-m", module, **settings)

    def fill(self, folder: Path) -> None:
        """Makes the indexes that the parts search, where the rebuild is not measured."""
        for settings in self.engines():
            self.require(folder, "-m", "tests.benchmarks.rebuild", "--fill", **settings)

    def clean_up(self, folder: Path) -> None:
        """Removes what stands on the cluster, if anything does."""
        if self.cluster:
            self.run(folder, "-m", "tests.benchmarks.elastic", "--remove", **self.elastic())

    def print_growth(self) -> None:
        """Prints how much longer searches take over more notes, where two numbers of them were measured."""
        rows = []
        found = recorded(self.report)
        for engine in dict.fromkeys(each["engine"] for each in found):
            of_engine = sorted((each for each in found if each["engine"] == engine), key=lambda each: each["notes"])
            few, many = of_engine[0], of_engine[-1]
            if few["notes"] < many["notes"]:
                bare, portal = many["bare"] / few["bare"], many["portal"] / few["portal"]
                between = f"{few['notes']:,} to {many['notes']:,}"
                rows.append((engine, between, bare, portal, most(portal / bare, _GROWTH), _GROWTH))
        if rows:
            show("growth of p95", ("notes", "bare engine", "portal", "ratio", "goal"), rows)


def title(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}\n", flush=True)


def _parts(text: str) -> list[str]:
    chosen = set(text.split(","))
    if unknown := chosen - set(PARTS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: there are {', '.join(PARTS)}")
    # The process that asks for meaning needs vectors to ask.
    return [part for part in PARTS if part in chosen or (part == "nearest" and "memory" in chosen)]


def _numbers(text: str) -> list[int]:
    return sorted({int(number) for number in text.split(",")})


def measure_all(bench: Bench, folder: Path, options: argparse.Namespace) -> None:
    """Sets up the demo, and runs the parts for each number of notes."""
    demo = folder / "demo"
    if options.demo:
        shutil.copytree(options.demo, demo)
        bench.require(demo, "manage.py", "migrate", "--no-input", "-v0")
        bench.require(demo, "manage.py", "collectstatic", "--no-input", "-v0")
    else:
        bench.require(demo, "manage.py", "setup_demo")
    if "pages" in options.only:
        title(PARTS["pages"].capitalize())
        bench.run(demo, "-m", "tests.benchmarks.pages")
    rest: Iterable[str] = [part for part in options.only if part != "pages"]
    for number in options.notes if rest else ():
        synthetic = folder / f"notes-{number}"
        shutil.copytree(demo, synthetic)
        try:
            if not set(rest) <= _ALONE:
                title(f"{number:,} synthetic notes beside the demo's")
                bench.require(synthetic, "-m", "tests.benchmarks.synthetic", "--notes", str(number))
                if "rebuild" not in rest and not set(rest) <= _ALONE | {"nearest"}:
                    bench.fill(synthetic)
            for part in rest:
                started = time.monotonic()
                bench.measure(part, synthetic, number, str(options.seconds))
                print(f"  took {time.monotonic() - started:.0f} s", flush=True)
        finally:
            bench.clean_up(synthetic)
            shutil.rmtree(synthetic)


def main() -> None:
    """Prints all tables, as they are measured and once more at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=_numbers, default=[10_000, 100_000], help="numbers of synthetic notes")
    parser.add_argument("--only", type=_parts, default=list(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--seconds", type=int, default=60, help="how long readers read, with writes and without")
    parser.add_argument(
        "--demo", type=Path, help="VAR_DIR of a demo that is set up, to be copied, in place of a new one"
    )
    options = parser.parse_args()
    # A polite kill ends it as Ctrl-C does: with what was measured, and with nothing left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    print(f"{os.cpu_count()} CPUs, load before the run {load}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        report = Path(temporary) / "report"
        report.mkdir()
        os.environ["BENCH_REPORT"] = str(report)
        bench = Bench(report, os.environ.get("ELASTICSEARCH_URL", ""))
        try:
            measure_all(bench, Path(temporary), options)
        finally:
            bench.print_growth()
            tables = report / "tables.md"
            title("All tables")
            print(tables.read_text() if tables.exists() else "None was measured.", flush=True)
    if bench.failed:
        sys.exit(f"Failed, as told above: {'; '.join(bench.failed)}")


if __name__ == "__main__":
    main()
