"""Setting up the demo: two processes at once wait for each other."""

import fcntl
import threading
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.management.commands import setup_demo


@pytest.fixture
def demo(settings, tmp_path, monkeypatch):
    """The folder of a demo in whose set-up nothing is to be done."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(setup_demo, "STEPS", ())
    return tmp_path


def test_it_is_for_the_demo_alone(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="MODE=demo"):
        call_command("setup_demo")


def test_the_second_says_that_it_waits_and_goes_on_after_the_first(demo):
    said = StringIO()
    second = threading.Thread(target=call_command, args=["setup_demo"], kwargs={"stdout": said}, daemon=True)
    with (demo / "setup.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second.start()
        deadline = time.monotonic() + 10
        while "waiting" not in said.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert "Another process is setting up this demo; waiting" in said.getvalue()
        assert "ready" not in said.getvalue()
    second.join(10)
    assert "The demo is ready" in said.getvalue()


def test_one_alone_does_not_wait_and_leaves_the_way_free(demo):
    for _time in range(2):
        said = StringIO()
        call_command("setup_demo", stdout=said)
        assert "waiting" not in said.getvalue()
