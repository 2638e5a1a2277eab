"""A gunicorn as `make serve` starts it, or with one worker, and the CPU time that this worker has used."""

from __future__ import annotations

import gzip
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WARM_UP = 10
ROUNDS = 15
#: Requests of one address in one round: the clock of a process counts in steps that one request is too short for.
IN_A_ROUND = 5


class Server:
    """Answers on loopback; `cpu` is what its first worker's threads have used since they started, in seconds."""

    def __init__(self, port: int, master: int) -> None:
        self.port = port
        self.master = master
        self._tasks = Path(f"/proc/{self.workers[0]}/task")
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str, encoding: str = "gzip, br") -> tuple[int, dict[str, str], bytes]:
        """Gives status, headers by their small names, and the body as it came."""
        self._connection.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": encoding})
        response = self._connection.getresponse()
        body = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    @property
    def workers(self) -> list[int]:
        """The workers' process ids."""
        return [int(pid) for pid in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()]

    @property
    def cpu(self) -> float:
        # The first number of schedstat: nanoseconds on a CPU. /proc/<pid>/stat counts in hundredths of a second.
        return sum(int((task / "schedstat").read_text().split()[0]) for task in self._tasks.iterdir()) / 1e9

    def cost(self, paths: dict[str, str]) -> dict[str, float]:
        """Gives the worker's CPU seconds for a request of each of `paths`: the median of rounds.

        All are asked in each round, so that what else the machine does meets them alike.
        """
        spent: dict[str, list[float]] = {name: [] for name in paths}
        for path in paths.values():
            for _ in range(WARM_UP):
                status, _, _ = self.get(path)
                if status != 200:
                    raise RuntimeError(f"{path} answers {status}")
        for _ in range(ROUNDS):
            for name, path in paths.items():
                before = self.cpu
                for _ in range(IN_A_ROUND):
                    self.get(path)
                time.sleep(0.002)  # The worker has sent the answer, but not yet closed its books.
                spent[name].append((self.cpu - before) / IN_A_ROUND)
        return {name: statistics.median(seconds) for name, seconds in spent.items()}

    def weight(self, path: str) -> tuple[int, list[str], dict[str, int]]:
        """Gives what a browser fetches for a page: bytes on the wire with headers, the addresses, bytes of each."""
        import re

        _, headers, body = self.get(path)
        html = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        wanted = re.findall(
            rb'<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]+href|script[^>]+src|img[^>]+src)="([^"]+)"', html
        )
        addresses = [path, *dict.fromkeys(address.decode() for address in wanted)]
        sizes = {}
        for address in addresses:
            status, headers, body = self.get(address)
            if status != 200:
                raise RuntimeError(f"{address} answers {status}")
            sizes[address] = len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items())
        return sum(sizes.values()), addresses, sizes


@contextmanager
def served(workers: int = 1, threads: int = 1) -> Iterator[Server]:
    """Serves the database and index of VAR_DIR until the block ends; `make serve` has 2 workers with 4 threads each."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Else as gunicorn.conf.py says; with one thread requests come one after the other, and nothing measured starts afresh.
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.served", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", str(threads), "--max-requests", "0"]
    command += ["--keep-alive", "60", "--log-level", "warning"]
    process = subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"})
    try:
        _wait_for(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(master: subprocess.Popen, port: int) -> None:
    """Waits until the server answers."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and master.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            connection.close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise RuntimeError("The web server did not start.")
