"""axe finds nothing to object to, and nothing is wider than the screen: every template, narrow and wide, light and dark."""

import uuid
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from networks.intake.notes import NAMESPACE
from portal.messages import unsubscribe_address
from portal.models import City, Membership, Person, User
from search.engines import get_engine
from tests.functional.content import CHOSEN

ORANGI = "/en/cities/karachi-pk/orangi-low-cost-sanitation/"
#: An address for each template that a reader meets signed out, and for each type of note.
ADDRESSES = (
    "/en/",
    "/en/practices/",
    "/en/practices/?theme=water-sanitation&type=safety_plan",
    "/en/search/",
    "/en/search/?q=police&type=safety_plan&type=nothing",
    "/en/search/?place=142&theme=basic-services&year_from=2010&year_to=2000&find_theme=water",
    "/en/search/?view=map",
    "/en/search/?view=table&column=one_line&column=cost",
    "/en/search/?cell=23-5&cell=19-4",
    "/en/search/?q=zeppelin&type=safety_plan",
    ORANGI,
    "/en/cities/karachi-pk/citizens-police-liaison-committee/",
    "/fr/cities/karachi-pk/citizens-police-liaison-committee/",
    "/en/cities/cairo-eg/water-kiosks/",
    "/en/cities/",
    "/en/cities/?order=region&q=kar",
    "/en/cities/?order=size",
    "/en/cities/?q=nowhere",
    "/en/cities/karachi-pk/",
    "/en/countries/",
    "/en/countries/pakistan/",
    "/en/countries/thailand/",
    "/en/organisations/",
    "/en/organisations/world-bank/",
    "/en/terms/",
    "/en/terms/theme/water-sanitation/",
    "/en/about/",
    "/en/cities/find/?q=kar",
    "/en/cities/find/?q=x",
    "/en/cities/missing/",
    "/en/cities/missing/thanks/",
    "/en/accounts/login/",
    "/en/accounts/signup/",
    "/en/accounts/password/reset/",
    "/en/accounts/password/reset/done/",
    "/en/compare/",
    "/en/compare/?" + "&".join(f"note={uuid.uuid5(NAMESPACE, key)}" for key in CHOSEN[:3]),
    "/en/no-such-page/",
    "/es/",
)
#: What is read signed in, and what a member may not read.
OF_MEMBERS = (
    "/en/accounts/me/",
    "/en/search/save/?q=police",
    "/en/following/",
    "/en/reading/",
    "/en/accounts/email/",
    "/en/accounts/password/change/",
    "/en/accounts/2fa/",
    "/en/accounts/2fa/totp/activate/",  # It asks for the password first.
    "/en/accounts/logout/",
    "/admin/",
)
#: What goes wrong, and its status.
FAILURES = {
    "/test/403/": 403,
    "/test/429/": 429,
    "/test/500/": 500,
    "/test/503/": 503,
    f"/en/search/?q={'x' * 8001}": 414,
    "/unsubscribe/damaged/": 400,
}
#: What the demo says more, signed out and signed in.
OF_THE_DEMO = (
    ("/en/accounts/login/", False),
    ("/en/accounts/signup/", False),
    ("/en/demo/mail/", True),
    ("/en/demo/mail/20261122-170000-1-0/", True),
)
MAIL = b"""Subject: Verify your address
From: portal@example.org
To: official@demo.example
Date: Sun, 22 Nov 2026 17:00:00 +0000

Open this link: http://localhost:8000/en/accounts/confirm-email/MQ:1vMiXy:a-long-key-that-no-narrow-screen-has-room-for/
"""
WAYS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


@pytest.fixture(scope="module")
def member(standing):
    """Somebody with an account who may not enter the admin; a new address of theirs waits to be verified."""
    user = User.objects.create_user("member@example.org", "a-password-for-tests")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="new@example.org", verified=False, primary=False)
    person = Person.objects.create(user=user, name="A member")
    Membership.objects.create(person=person, role="official", city=City.objects.first(), confirmed_at=None)
    return user


def violations(page, scheme: str) -> list[str]:
    """Gives what axe objects to on the page as it is shown now, with the elements; a dark scheme changes colours alone."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
    found = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [f"{one['id']}: {', '.join(node['html'][:100] for node in one['nodes'])}" for one in found]


def too_wide(page) -> list[str]:
    """Gives the elements for which the screen is too narrow; none where the page has room."""
    if page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return []
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(e => !e.closest(".table-scroll, svg, .visually-hidden")
             && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
             .map(e => "too wide: " + e.outerHTML.slice(0, 80))"""
    ) or ["too wide"]


def assert_fine(page, address: str, status: int = 200) -> None:
    """Opens an address, and has axe and the edge of the screen look at it in every way that it is shown."""
    assert page.goto(address).status == status
    page.evaluate(AXE_SCRIPT)
    found = {}
    for width, scheme in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if objections := violations(page, scheme) + too_wide(page):
            found[width, scheme] = objections
    assert found == {}
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(open_tab, address):
    assert_fine(open_tab(), address, 404 if "no-such" in address else 200)


@pytest.mark.parametrize("address", OF_MEMBERS)
def test_axe_finds_nothing_in_what_is_read_signed_in(open_tab, member, address):
    status = 403 if address == "/admin/" else 200
    assert_fine(open_tab(user=member, expected=status), address, status)


@pytest.mark.parametrize("address", FAILURES)
def test_axe_finds_nothing_in_what_says_that_something_went_wrong(open_tab, settings, address):
    settings.ROOT_URLCONF = "tests.functional.urls"
    assert_fine(open_tab(expected=FAILURES[address]), address, FAILURES[address])


def test_axe_finds_nothing_where_search_is_not_available(open_tab, settings, tmp_path):
    page = open_tab(expected=503)
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    get_engine.cache_clear()
    assert_fine(page, "/en/search/?q=police", 503)


@pytest.mark.parametrize(("address", "signed_in"), OF_THE_DEMO)
def test_axe_finds_nothing_in_what_the_demo_says_more(open_tab, member, settings, address, signed_in):
    settings.DEMO = True
    settings.EMAIL_FILE_PATH.mkdir()
    (settings.EMAIL_FILE_PATH / "20261122-170000-1.log").write_bytes(MAIL)
    assert_fine(open_tab(user=member if signed_in else None), address)


def test_axe_finds_nothing_where_mails_are_stopped(open_tab, member):
    page = open_tab()
    assert_fine(page, urlsplit(unsubscribe_address(member, "kind", "news")).path)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("These mails have stopped")
    assert_fine(open_tab(user=member), "/en/accounts/me/")


def test_axe_would_find_something(open_tab):
    page = open_tab()
    page.goto("/en/")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("() => document.querySelectorAll('label').forEach(label => label.remove())")
    assert any(one.startswith("label:") for one in violations(page, "light"))
    page.evaluate("() => { document.querySelector('h1').style.color = 'var(--raised)' }")
    assert any(one.startswith("color-contrast:") for one in violations(page, "dark"))


def test_what_is_too_wide_would_be_found(open_tab):
    page = open_tab(width=360)
    page.goto("/en/")
    assert too_wide(page) == []
    page.evaluate("() => { document.querySelector('h1').style.inlineSize = '1000px' }")
    assert any("<h1" in one for one in too_wide(page))
