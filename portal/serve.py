"""`make serve`: the portal on this machine, as web server and scheduler that live and stop together.

Needs no Django itself: it starts the two, says where the portal is once it answers, and ends both when one ends.
"""

import os
import signal
import socket
import subprocess
import sys
import time

from portal.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from portal.probe import answers

START_SECONDS = 60
STOP_SECONDS = 10


class Stopped(Exception):
    """Ctrl-C or a polite kill."""


def stop(signum, frame):
    raise Stopped


def free_port(host: str, port: str) -> int:
    """Gives the port as a number, or ends with a message when it cannot be had."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT={port} is no port: give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            reason = error.strerror.lower() if error.strerror else error
            sys.exit(f"Port {port} of {host} cannot be used ({reason}). Choose another: make serve PORT=8001")
    return int(port)


def reached_at(host: str) -> tuple[str, str]:
    """Gives at which address a server that listens on `host` is asked from this machine, and by which name readers call it."""
    if host in ("127.0.0.1", "localhost", "0.0.0.0"):  # noqa: S104 (all addresses of the machine, where somebody wants that)
        return "127.0.0.1", "localhost"
    return host, host


def start(*arguments: str) -> subprocess.Popen:
    # A session of its own: Ctrl-C in the terminal reaches this process alone, which then stops both in order.
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)  # noqa: S603 (its own words)


def end(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def welcome(address: str) -> str:
    width = max(map(len, DEMO_ACCOUNTS))
    accounts = "\n".join(f"    {email:<{width}}  {who}" for email, who in DEMO_ACCOUNTS.items())
    return (
        f"\n  City Practice Exchange is at {address}\n\n"
        f"  Accounts of the demo, password {DEMO_PASSWORD}:\n{accounts}\n\n  Ctrl-C stops it.\n"
    )


def serve() -> int:
    host = os.environ.get("HOST", "127.0.0.1")
    port = free_port(host, os.environ.get("PORT", "8000"))
    at, name = reached_at(host)
    address = os.environ.setdefault("BASE_URL", f"http://{name}:{port}")
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)
    processes: list[subprocess.Popen] = []
    names = ("web server", "scheduler")
    try:
        # As gunicorn.conf.py says, on one person's machine: nobody's download has to end before Ctrl-C does.
        processes.append(
            start(
                *("-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", "2", "--graceful-timeout", "5"),
                # An address of any length gets the portal's own page: no proxy stands before the demo to refuse it.
                *("--limit-request-line", "0", "--log-level", "warning"),
            )
        )
        print("Starting ...", flush=True)
        deadline = time.monotonic() + START_SECONDS
        while not answers(port, at=at):
            if processes[0].poll() is not None:
                print("The web server did not start; its last lines above say why.", file=sys.stderr)
                return 1
            if time.monotonic() > deadline:
                print(f"The portal did not answer within {START_SECONDS} seconds.", file=sys.stderr)
                return 1
            time.sleep(0.2)
        processes.append(start("manage.py", "run_scheduler", "--end-with-parent"))
        print(welcome(address), flush=True)
        while True:
            for name, process in zip(names, processes, strict=True):
                if process.poll() is not None:
                    print(f"The {name} ended by itself (code {process.returncode}); stopping.", file=sys.stderr)
                    return 1
            time.sleep(0.5)
    except Stopped:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_IGN)
        end(processes)


if __name__ == "__main__":
    sys.exit(serve())
