"""Elasticsearch to break: nodes of the tests' own, and portals whose engine they are."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import ROOT, Portal

#: Nodes are started by who needs them; where services are required, none of this is ever left out.
needs_elasticsearch = pytest.mark.skipif(
    not os.environ.get("ELASTICSEARCH_URL") and os.environ.get("REQUIRE_SERVICES", "") in ("", "0"),
    reason="needs Elasticsearch (make services; . var/services/env)",
)
SCRIPT = str(ROOT / ".ci" / "elasticsearch")


class Nodes:
    """One node, or a cluster of several, started by the project's own script; `which` counts from 0."""

    def __init__(self, number: int = 1) -> None:
        # Where the server's account may come, which is not root's.
        self.folder = Path(tempfile.mkdtemp(prefix="faults-elasticsearch-", dir="/var/tmp"))
        self.folder.chmod(0o755)
        with ExitStack() as free:
            probes = [free.enter_context(socket.socket()) for _ in range(number)]
            for probe in probes:
                probe.bind(("127.0.0.1", 0))
            self.ports = [probe.getsockname()[1] for probe in probes]
        self.urls = [f"http://127.0.0.1:{port}" for port in self.ports]
        self._paused: set[int] = set()

    def start(self) -> None:
        """Starts what does not run."""
        command = ["bash", SCRIPT, "start", str(self.folder), *map(str, self.ports)]
        # To no pipe: the server would keep it open.
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "ES_HEAP": "512m"})

    def signal(self, number: signal.Signals, which: int = 0) -> None:
        folder = self.folder / f"node-{which + 1}" if len(self.ports) > 1 else self.folder
        os.kill(int((folder / "pid").read_text()), number)

    def kill(self, which: int = 0) -> None:
        self.signal(signal.SIGKILL, which)
        while self.listens(which):
            time.sleep(0.05)

    def pause(self, which: int = 0) -> None:
        self.signal(signal.SIGSTOP, which)
        self._paused.add(which)

    def resume(self, which: int = 0) -> None:
        self.signal(signal.SIGCONT, which)
        self._paused.discard(which)

    def listens(self, which: int = 0) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.ports[which])) == 0

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Gives what the first node answers that listens and is not paused."""
        which = next(which for which in range(len(self.ports)) if which not in self._paused and self.listens(which))
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.urls[which] + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def indexes(self, prefix: str) -> list[str]:
        return list(self.ask("GET", f"/{prefix}-*"))

    def remove(self) -> None:
        subprocess.run(["bash", SCRIPT, "stop", str(self.folder)], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class PortalOnCluster(Portal):
    """A portal whose engine is Elasticsearch; `settings` are further variables of its environment."""

    def __init__(self, folder: Path, *urls: str, **settings: str) -> None:
        super().__init__(folder)
        self.prefix = f"faults-{uuid.uuid4().hex[:12]}"
        self._settings = {"ELASTICSEARCH_URL": ",".join(urls), "ELASTICSEARCH_PREFIX": self.prefix, **settings}

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        return super().start(*arguments, **{**self._settings, **settings})
