"""A browser on a live server; without one the tests are skipped or, where services are required, fail."""

import os
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

#: Chromium's own services ask the network about things that no test is about.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Playwright's loop runs in the thread of the tests, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
if connections["default"].vendor == "sqlite":
    # The server answers in several threads, and SQLite's database in memory has one connection for all of them.
    path = Path(tempfile.gettempdir()) / f"functional-{os.getpid()}.sqlite3"
    connections["default"].settings_dict["TEST"]["NAME"] = str(path)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents and "open_tab" not in item.fixturenames:
            # Each test commits, and leaves behind what migrations have made.
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session", autouse=True)
def _static_folder():
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser(django_db_setup):
    found = chromium()
    if found is None:
        message = "There is no Chromium: install it or name it in CHROMIUM."
        if os.environ.get("REQUIRE_SERVICES", "") not in ("", "0"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # A machine that is busy answers late; nothing waits for longer than it must.

    contents = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        # While Playwright's loop runs, Django gives this thread connections of their own: they have to know what
        # migrations have made, and nobody else will close them.
        if contents is not None:
            connection._test_serialized_contents = contents
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()
        connections.close_all()


def faults_of(page, origin: str, expected: int = 404) -> list[str]:
    """Gives a list that fills with what goes wrong in a tab: scripts, console, failed answers, third parties.

    A page of the status `expected` is what the test asks for; Chromium counts it as an error.
    """
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and f"status of {expected}" not in message.text
            and faults.append(f"console: {message.text}")
        ),
    )
    page.on(
        "response",
        lambda response: (
            response.status >= 500
            and response.status != expected
            and faults.append(f"{response.status} {response.url}")
        ),
    )
    page.on(
        "request",
        lambda request: (
            not request.url.startswith((origin, "data:", "blob:", "about:"))
            and faults.append(f"third party: {request.url}")
        ),
    )
    return faults


def session_of(user, url: str) -> dict[str, str]:
    """Gives the cookie by which a browser is signed in as `user` to the server at `url`."""
    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}


class Answering:
    """Counts the requests that servers in this process answer: a database must not be emptied beside one."""

    def __init__(self):
        self.count = 0
        self.changed = threading.Condition()

    def start(self, **kwargs):
        with self.changed:
            self.count += 1

    def finish(self, **kwargs):
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def wait_for_end(self):
        with self.changed:
            assert self.changed.wait_for(lambda: self.count == 0, timeout=20), "A request does not come to its end."


@pytest.fixture
def answering():
    answering = Answering()
    request_started.connect(answering.start)
    request_finished.connect(answering.finish)
    yield answering
    request_started.disconnect(answering.start)
    request_finished.disconnect(answering.finish)


@pytest.fixture
def tab(browser, live_server, answering):
    """A page of a browser that nobody is signed in to; what goes wrong in it fails the test.

    `tab.goto("/en/")` opens an address of the live server.
    """
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(30_000)
    # What Wagtail's editor sends when it is closed would reach the server after the test, while nobody waits for it.
    context.add_init_script("navigator.sendBeacon = () => true")
    page = context.new_page()
    faults = faults_of(page, live_server.url)
    yield page
    context.close()
    answering.wait_for_end()
    assert faults == []


@pytest.fixture
def sign_in(tab, live_server):
    """Signs a user in to the tab: `sign_in(user)`."""

    return lambda user: tab.context.add_cookies([session_of(user, live_server.url)])


@dataclass(frozen=True)
class Standing:
    """The server of a portal that tests do not change, and the folder of its index."""

    url: str
    index: Path


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker, tmp_path_factory):
    """A portal with notes that tests read and do not change, once a module; gives its server and its index's folder.

    A module that reads it says so by its own `transactional_db`, which takes the place of pytest-django's: nothing is
    written back and filled in anew around each test. Afterwards the database is as it was found.
    """
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Site

    from search.engines import get_engine
    from tests.functional.content import fill

    index = tmp_path_factory.mktemp("standing")
    get_engine.cache_clear()
    with django_db_blocker.unblock(), override_settings(SEARCH_INDEX_DIR=index):
        if not Site.objects.exists():  # Tests that commit have emptied the database.
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
        found = connection.creation.serialize_db_to_string()
        try:
            fill(tmp_path_factory.mktemp("notes"))
            server = LiveServer("localhost")
            yield Standing(server.url, index)
            server.stop()
        finally:
            # What reads a row may ask for its content type, which would be made anew if it were not in the cache.
            ContentType.objects.get_for_models(*apps.get_models())
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
            connection.creation.deserialize_db_from_string(found)


@pytest.fixture
def open_tab(browser, standing, transactional_db, settings):
    """Opens tabs on the standing portal: `open_tab(width=360, scripts=False)`; what goes wrong in one fails the test.

    `user` is signed in to the tab; `expected` is a status of failure that the test asks for.
    """
    from search.engines import get_engine

    settings.SEARCH_INDEX_DIR = standing.index
    get_engine.cache_clear()
    opened = []

    def do(*, width=1280, scripts=True, scheme="light", user=None, expected=404):
        context = browser.new_context(
            base_url=standing.url,
            locale="en-GB",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=scheme,
        )
        context.set_default_timeout(30_000)
        if user is not None:
            context.add_cookies([session_of(user, standing.url)])
        page = context.new_page()
        opened.append((context, faults_of(page, standing.url, expected)))
        return page

    yield do
    for context, _faults in opened:
        context.close()
    assert [fault for _context, faults in opened for fault in faults] == []
