"""What unit tests go without."""

import pytest
from django_tasks.backends.immediate import ImmediateBackend


@pytest.fixture(scope="module", autouse=True)
def _without_wagtails_own_work():
    """Wagtail notes after each save which page refers to what, and what the admin's search finds: a quarter of the time
    of these tests, and none of their matter. Tests with a browser have it."""
    with pytest.MonkeyPatch.context() as patch:  # Of the module, so that it counts for what is made once too.
        patch.setattr(ImmediateBackend, "enqueue", lambda self, task, args, kwargs: None)
        yield
