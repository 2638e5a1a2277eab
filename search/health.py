"""What /readyz reports of search: without an index, discovery is degraded and all notes can be read."""

from portal import health
from search.deadline import shared_deadline
from search.engines import get_engine

#: Load balancers wait two to five seconds, and other parts are asked as well.
SECONDS = 0.5


def index() -> str:
    with shared_deadline(SECONDS):
        state = get_engine().state()
    return "ok" if state == "ready" else f"degraded: {state}"


def register_all() -> None:
    health.register("index", index)
