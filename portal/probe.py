"""Asks a running portal whether it answers: `python -m portal.probe`, the container's health check, and `make serve`.

Needs no Django: it is a question from outside.
"""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen


def answers(port: int, host: str = "localhost", timeout: float = 2, at: str = "127.0.0.1") -> bool:
    """Says whether /healthz answers at an address of this machine, asked under a host name that the portal serves."""
    request = Request(f"http://{at}:{port}/healthz", headers={"Host": host})
    try:
        with urlopen(request, timeout=timeout) as response:  # noqa: S310 (a fixed http address)
            return response.status == 200
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    served = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".*")
    sys.exit(0 if answers(int(os.environ.get("PORT", "8000")), served or "localhost", timeout=5) else 1)
