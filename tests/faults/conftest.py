"""A portal of one's own for each fault: a folder with its database and index, and processes that work on them."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.faults.nodes import Nodes, PortalOnCluster

ROOT = Path(__file__).resolve().parents[2]
#: FAULTS=all runs each fault as often as docs/reliability.md tells; else a sample, drawn from SEED.
WHOLE = os.environ.get("FAULTS") == "all"
#: The notes of a portal whose rebuild is to take some seconds.
MANY = 1_000
SEED = int(os.environ.get("SEED") or time.time())
_SERVICES = ("DATABASE_URL", "REDIS_URL", "SEARCH_INDEX_DIR", "ELASTICSEARCH_URL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out of a sample what takes minutes: CI has half an hour."""
    long = [item for item in items if item.get_closest_marker("long")]
    if long and not WHOLE:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


class Portal:
    """Starts processes of the portal on one VAR_DIR; `settings` are further variables of their environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "portal.sqlite3"
        self.index = folder / "index"
        self._started: list[subprocess.Popen[str]] = []

    def stop(self) -> None:
        """Kills what a failed test left running."""
        for process in self._started:
            process.kill()
            process.wait()

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in _SERVICES}
        environment |= {"MODE": "test", "VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "portal.settings"}
        environment["SEARCH_BY_MEANING"] = "off"  # Its time to load is not what is measured here.
        # To a file: a process whose pipe nobody reads would stop at the pipe's end, and a kill could lose lines.
        with (self.folder / f"{time.monotonic_ns()}.out").open("w+") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment | settings,
                text=True,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            process.output = Path(output.name)
        self._started.append(process)
        return process

    def finish(self, process: subprocess.Popen[str]) -> str:
        """Waits for the end, which has to be a good one; gives the output."""
        try:
            code = process.wait(900)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        output = process.output.read_text()
        assert code == 0, output
        return output

    def run(self, *arguments: str, **settings: str) -> str:
        return self.finish(self.start(*arguments, **settings))

    def work(self, *arguments: str, **settings: str) -> str:
        return self.run("-m", "tests.faults.work", *arguments, **settings)

    def state(self, first: str = "drain") -> dict[str, Any]:
        return json.loads(self.work("state", first).splitlines()[-1])

    @contextmanager
    def served(self, *options: str, **settings: str) -> Iterator[Callable[..., tuple[int, str]]]:
        """Serves the portal; gives `ask(method, path, body, **headers)`, which gives status and page.

        `options` are gunicorn's; `server` is its process as long as it runs.
        """
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        arguments = ("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "2", *options)
        process = self.server = self.start("-m", "gunicorn", "tests.faults.served", *arguments, **settings)

        def ask(method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                connection.request(method, path, body, {"Host": "localhost", **headers})
                response = connection.getresponse()
                return response.status, response.read().decode()
            finally:
                connection.close()

        try:
            for _ in range(600):
                with suppress(OSError):
                    ask("GET", "/healthz")
                    break
                assert process.poll() is None, process.output.read_text()
                time.sleep(0.1)
            yield ask
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def _template(tmp_path_factory) -> Path:
    """A database with a city and the terms, made once."""
    folder = tmp_path_factory.mktemp("template")
    portal = Portal(folder)
    portal.run("manage.py", "migrate", "-v0")
    portal.work("prepare")
    portal.run("manage.py", "search", "rebuild")
    return folder


@pytest.fixture
def portal(_template: Path, tmp_path: Path) -> Iterator[Portal]:
    """A portal without notes, with an empty index."""
    folder = tmp_path / "var"
    shutil.copytree(_template, folder)
    made = Portal(folder)
    yield made
    made.stop()


@pytest.fixture
def chance() -> random.Random:
    """What is left to chance in a test; a failure says the seed that repeats it."""
    print(f"SEED={SEED}")
    return random.Random(SEED)


@pytest.fixture(scope="session")
def node() -> Iterator[Nodes]:
    """An Elasticsearch of the tests' own, so that nothing else is harmed."""
    from tests.faults.nodes import Nodes

    made = Nodes()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def cluster(portal: Portal, node: Nodes) -> Iterator[PortalOnCluster]:
    """A portal with an empty index on the node."""
    from tests.faults.nodes import PortalOnCluster

    made = PortalOnCluster(portal.folder, *node.urls)
    made.run("manage.py", "search", "rebuild")
    yield made
    made.stop()


@pytest.fixture
def large(portal: Portal) -> Portal:
    """A portal with so many notes that a rebuild takes its time; its index knows none of them yet."""
    portal.work("fill", str(MANY))
    return portal


@pytest.fixture
def to_rebuild(portal: Portal) -> Path:
    """The folder of a portal whose rebuild is to be killed; in the sample it has few notes."""
    if WHOLE:
        portal.work("fill", "200")
    else:
        portal.work("publish", "9")
    return portal.folder
