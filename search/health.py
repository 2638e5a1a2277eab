"""What /readyz reports of search: without an index, discovery is degraded and all notes can be read."""

from portal import health
from search.engines import get_engine


def index() -> str:
    state = get_engine().status().state
    return "ok" if state == "ready" else f"degraded: {state}"


def register_all() -> None:
    health.register("index", index)
