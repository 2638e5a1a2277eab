"""A browser on a live server; without one the tests are skipped or, where services are required, fail."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

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
        if Path(__file__).parent in item.path.parents:
            # Each test commits, and leaves behind what migrations have made.
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session", autouse=True)
def _static_folder():
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser():
    found = chromium()
    if found is None:
        message = "There is no Chromium: install it or name it in CHROMIUM."
        if os.environ.get("REQUIRE_SERVICES", "") not in ("", "0"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def tab(browser, live_server):
    """A page of a browser that nobody is signed in to; what goes wrong in it fails the test.

    `tab.goto("/en/")` opens an address of the live server.
    """
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(30_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on(
        "console",
        # A page that is not there is what a test may ask for; Chromium counts it as an error.
        lambda message: (
            message.type == "error"
            and "status of 404" not in message.text
            and faults.append(f"console: {message.text}")
        ),
    )
    page.on("response", lambda response: response.status >= 500 and faults.append(f"{response.status} {response.url}"))
    page.on(
        "request",
        lambda request: (
            not request.url.startswith((live_server.url, "data:", "blob:", "about:"))
            and faults.append(f"third party: {request.url}")
        ),
    )
    yield page
    page.screenshot(path='/tmp/editor-test/fail.png'); print(faults, page.url)
    context.close()
    assert faults == []


@pytest.fixture
def sign_in(tab, client, live_server):
    """Signs a user in to the tab: `sign_in(user)`."""

    def do(user):
        client.force_login(user)
        tab.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )

    return do
