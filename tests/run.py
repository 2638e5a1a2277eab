"""`make test`: chooses what can run here, runs it, and says what it left out and why.

REQUIRE_SERVICES=1 runs everything, on PostgreSQL (DATABASE_URL), Redis (REDIS_URL), Elasticsearch (ELASTICSEARCH_URL)
and Chromium, and once more what depends on the database on SQLite; a missing service is a failure. What follows on the
command line goes to pytest.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What needs neither a service nor a browser.
ALONE = ("tests/unit", "tests/contract")
#: What needs them, and what for.
WITH_SERVICES = {"tests/functional": "a browser", "tests/faults": "a Redis to be gone, and minutes"}
#: What speaks to the database in its own words: models, migrations, pages.
ON_BOTH_DATABASES = ("tests/unit/portal", "tests/unit/practices", "tests/unit/networks")
SQLITE = f"sqlite:///{ROOT / 'var' / 'test.sqlite3'}"
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


def pytest(title: str, folders: list[str], arguments: list[str], **environment: str) -> tuple[int, str]:
    """Runs pytest and hands its output on; gives its exit code and its closing line."""
    print(f"\n{title}: {' '.join(folders)}", flush=True)
    command = [sys.executable, "-m", "pytest", *folders, *arguments]
    closing = "pytest gave no closing line"
    env = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, bufsize=1) as run:
        for line in run.stdout or ():
            print(line, end="", flush=True)
            if match := CLOSING_LINE.match(re.sub(r"\x1b\[[\d;]*m", "", line.rstrip())):
                closing = match[1]
    return run.returncode, closing


def main(arguments: list[str]) -> int:
    required = os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")
    os.environ["MODE"] = "test"
    (ROOT / "var").mkdir(exist_ok=True)
    if required and (missing := missing_services()):
        print("REQUIRE_SERVICES=1, but not everything answers (make services starts it):", file=sys.stderr)
        print("\n".join(f"  {line}" for line in missing), file=sys.stderr)
        return 1
    subprocess.run([sys.executable, "manage.py", "compile_texts", "-v0"], cwd=ROOT, check=True)

    if required:
        os.environ["CHROMIUM"] = find_chromium() or ""
        runs = [
            *([("On SQLite", both, {"DATABASE_URL": SQLITE})] if (both := existing(*ON_BOTH_DATABASES)) else []),
            ("On PostgreSQL", existing(*ALONE, *WITH_SERVICES), {}),
        ]
    else:
        database = os.environ.get("DATABASE_URL") or SQLITE
        runs = [("Without services", existing(*ALONE), {"DATABASE_URL": database})]
    if any((ROOT / argument.split("::")[0]).exists() for argument in arguments if not argument.startswith("-")):
        runs = [(title, [], environment) for title, folders, environment in runs[-1:]]
    closings, code = [], 0
    for title, folders, environment in runs:
        result, closing = pytest(title, folders, arguments, **environment)
        if result == 5 and arguments and len(runs) > 1:  # The arguments chose none of this run's tests.
            result = 0
        code = code or result
        closings.append((title, closing))
    print()
    if not required:
        left = [f"{folder} (needs {what})" for folder, what in WITH_SERVICES.items() if existing(folder)]
        if not os.environ.get("ELASTICSEARCH_URL"):
            left.append("tests/contract on Elasticsearch (needs ELASTICSEARCH_URL)")
        if left:
            print(f"Left out: {'; '.join(left)}. `make services`, then REQUIRE_SERVICES=1 make test runs it too.")
    for title, closing in closings:
        print(f"{title}:\n=== {closing} ===")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
