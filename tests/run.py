"""`make test`: chooses what can run here, runs it, and says what it left out and why.

Without services, two runs share the machine, each on an SQLite of its own. REQUIRE_SERVICES=1 runs everything, on PostgreSQL
(DATABASE_URL), Redis (REDIS_URL), Elasticsearch (ELASTICSEARCH_URL) and Chromium, and once more what depends on the database on
SQLite; a missing service is a failure. Tests of engines and with a browser run beside the unit tests, on a database of their
own; tests of faults, which have bounds of time, run when all else is quiet.
What follows on the command line goes to pytest.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
#: What needs neither a service nor a browser.
UNIT, CONTRACT = "tests/unit", "tests/contract"
#: What needs them, and what for.
BROWSER = "tests/functional"
FAULTS = "tests/faults"
#: Waits most of its time, for a node of its own.
FAULTS_OF_CLUSTER = "tests/faults/test_elastic.py"
WITH_SERVICES = {BROWSER: "a browser", FAULTS: "a Redis to be gone, and minutes"}
#: What speaks to the database in its own words: models, migrations, pages.
ON_BOTH_DATABASES = ("tests/unit/portal", "tests/unit/practices", "tests/unit/networks")
SQLITE = f"sqlite:///{ROOT / 'var' / 'test.sqlite3'}"
#: Where a second run at the same time keeps its database.
BESIDE_DIR = ROOT / "var" / "beside"
CLOSING_LINE = re.compile(r"^=* ?(.*(?:passed|failed|error|skipped|deselected|no tests ran).* in [\d.]+s.*?) ?=*$")


def existing(*folders: str) -> list[str]:
    return [folder for folder in folders if any((ROOT / folder).rglob("test_*.py"))]


def find_chromium() -> str | None:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def missing_services() -> list[str]:
    """Gives a line for each service that does not answer."""
    missing = []
    database = os.environ.get("DATABASE_URL", "")
    if not database.startswith(("postgres://", "postgresql://")):
        missing.append("PostgreSQL: DATABASE_URL does not name one")
    else:
        import psycopg

        try:
            psycopg.connect(database, connect_timeout=5).close()
        except psycopg.Error as error:
            missing.append(f"PostgreSQL: {str(error).strip().splitlines()[0]}")
    if not os.environ.get("REDIS_URL"):
        missing.append("Redis: REDIS_URL is not set")
    else:
        import redis

        try:
            with redis.Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=5) as client:
                client.ping()
        except redis.RedisError as error:
            missing.append(f"Redis: {error}")
    nodes = os.environ.get("ELASTICSEARCH_URL", "")
    if not nodes:
        missing.append("Elasticsearch: ELASTICSEARCH_URL is not set")
    else:
        from elasticsearch import ApiError, Elasticsearch, TransportError

        try:
            with Elasticsearch(nodes.split(","), request_timeout=5) as client:
                client.info()
        except (ApiError, TransportError) as error:
            missing.append(f"Elasticsearch: {error}")
    chromium = find_chromium()
    if chromium is None:
        missing.append("Chromium: not found (CHROMIUM may name it)")
    elif subprocess.run([chromium, "--version"], capture_output=True, check=False).returncode:
        missing.append(f"Chromium: {chromium} does not start")
    return missing


@dataclass(frozen=True)
class Run:
    """One run of pytest and what its environment has beside this one's."""

    title: str
    folders: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a run of pytest ended: its exit code and its closing line."""

    title: str
    code: int
    closing: str


def pytest(run: Run, arguments: list[str], out: IO[str]) -> Outcome:
    """Runs pytest and writes what it says."""
    print(f"\n{run.title}: {' '.join(run.folders)}", file=out, flush=True)
    command = [sys.executable, "-m", "pytest", *run.folders, *arguments]
    closing = "pytest gave no closing line"
    env = {**os.environ, **run.environment}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        for line in process.stdout or ():
            print(line, end="", file=out, flush=True)
            if match := CLOSING_LINE.match(re.sub(r"\x1b\[[\d;]*m", "", line.rstrip())):
                closing = match[1]
    return Outcome(run.title, process.returncode, closing)


def side_by_side(lanes: list[list[Run]], arguments: list[str]) -> list[Outcome]:
    """Runs lanes at once, the runs of each in turn; the first is seen while it runs, the others at the end."""

    def follow(lane: list[Run], out: IO[str]) -> list[Outcome]:
        return [pytest(run, arguments, out) for run in lane]

    seen, *unseen = lanes
    with ThreadPoolExecutor() as threads, ExitStack() as files:
        outs = [files.enter_context(tempfile.TemporaryFile("w+")) for _ in unseen]
        others = [threads.submit(follow, lane, out) for lane, out in zip(unseen, outs, strict=True)]
        outcomes = follow(seen, sys.stdout)
        for other, out in zip(others, outs, strict=True):
            outcomes += other.result()
            out.seek(0)
            shutil.copyfileobj(out, sys.stdout)
        sys.stdout.flush()
    return outcomes


def beside() -> dict[str, str]:
    """Gives the addresses of a database and a Redis that no other run uses."""
    database, redis = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["REDIS_URL"])
    return {
        "DATABASE_URL": database._replace(path=f"{database.path}_beside").geturl(),
        "REDIS_URL": redis._replace(path="/9").geturl(),
    }


def stages(required: bool, arguments: list[str]) -> list[list[list[Run]]]:
    """Gives what runs, stage after stage: lanes of runs, which run at once."""
    database = os.environ.get("DATABASE_URL") or SQLITE
    if any((ROOT / argument.split("::")[0]).exists() for argument in arguments if not argument.startswith("-")):
        return [[[Run("What was named", [], {"DATABASE_URL": database})]]]
    on_sqlite = Run("On SQLite", existing(*ON_BOTH_DATABASES), {"DATABASE_URL": SQLITE})
    units = [str(folder.relative_to(ROOT)) for folder in sorted((ROOT / UNIT).iterdir()) if folder.is_dir()]
    if not required:
        others = existing(*(folder for folder in units if folder not in ON_BOTH_DATABASES), CONTRACT)
        return [[[on_sqlite], [Run("Beside it", others, {"DATABASE_URL": SQLITE, "VAR_DIR": str(BESIDE_DIR)})]]]
    on_postgresql = Run("On PostgreSQL", existing(*units))
    beside_it = Run("Beside it", existing(CONTRACT, BROWSER), beside())
    faults = [Run("Faults", [*existing(FAULTS), f"--ignore={FAULTS_OF_CLUSTER}"])]
    return [[[on_sqlite, on_postgresql], [beside_it]], [faults, [Run("Faults of Elasticsearch", [FAULTS_OF_CLUSTER])]]]


def main(arguments: list[str]) -> int:
    required = os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")
    os.environ["MODE"] = "test"
    start = time.monotonic()
    BESIDE_DIR.mkdir(parents=True, exist_ok=True)
    if required and (missing := missing_services()):
        print("REQUIRE_SERVICES=1, but not everything answers (make services starts it):", file=sys.stderr)
        print("\n".join(f"  {line}" for line in missing), file=sys.stderr)
        return 1
    subprocess.run([sys.executable, "manage.py", "compile_texts", "-v0"], cwd=ROOT, check=True)

    if required:
        os.environ["CHROMIUM"] = find_chromium() or ""
    outcomes = [each for lanes in stages(required, arguments) for each in side_by_side(lanes, arguments)]
    # 5: the arguments chose none of this run's tests, which is right as long as they chose some.
    chosen = [each for each in outcomes if each.code != 5 or not arguments] or outcomes
    code = next((each.code for each in chosen if each.code), 0)
    print()
    if not required:
        left = [f"{folder} (needs {what})" for folder, what in WITH_SERVICES.items() if existing(folder)]
        if not os.environ.get("ELASTICSEARCH_URL"):
            left.append("tests/contract on Elasticsearch (needs ELASTICSEARCH_URL)")
        if left:
            print(f"Left out: {'; '.join(left)}. `make services`, then REQUIRE_SERVICES=1 make test runs it too.")
    for outcome in outcomes:
        print(f"{outcome.title}: {outcome.closing}")
    print(f"=== {together(outcomes)} in {time.monotonic() - start:.2f}s ===")
    return code


def together(outcomes: list[Outcome]) -> str:
    """Gives what the closing lines say of tests, added up: "1600 passed, 2 failed"."""
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        for number, what in re.findall(r"(\d+) (passed|failed|errors?|skipped|deselected)", outcome.closing):
            counts[what] += int(number)
    return ", ".join(f"{number} {what}" for what, number in counts.items()) or "no tests ran"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
