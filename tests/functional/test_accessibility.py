"""axe finds nothing to object to, and nothing is wider than the screen: every template, narrow and wide, light and dark."""

import datetime
import time
import uuid
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from networks.intake.parts import NAMESPACE
from portal.messages import unsubscribe_address
from portal.models import City, Membership, Message, Person, User
from portal.models.accounts import SECRETARIAT_GROUP
from practices.models import ReadingList
from search.engines import get_engine
from search.following import digests
from search.models import SavedSearch, SearchCount, Watch
from tests.functional.axe import load_axe, objections, too_wide, violations
from tests.functional.conftest import faults_of, session_of
from tests.functional.content import CHOSEN

NOTES = [uuid.uuid5(NAMESPACE, key) for key in CHOSEN]
SHARED = "/en/reading/shared/0123456789abcdef0123456789abcdef/"
ORANGI = "/en/cities/karachi-pk/orangi-low-cost-sanitation/"
COMPARISON = "/en/compare/?" + "&".join(f"note={note}" for note in NOTES[:3])
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
    COMPARISON,
    "/en/no-such-page/",
    "/es/",
)
#: What is read signed in, and what a member may not read.
OF_MEMBERS = (
    "/en/accounts/me/",
    "/en/search/save/?q=police",
    "/en/following/",
    "/en/following/{search}/",
    "/en/reading/",
    "/en/reading/{list}/",
    SHARED,
    "/en/accounts/email/",
    "/en/accounts/password/change/",
    "/en/accounts/2fa/",
    "/en/accounts/2fa/totp/activate/",  # It asks for the password first.
    "/en/accounts/logout/",
)
#: What is printed as well, on paper.
PRINTED = (ORANGI, COMPARISON)
#: What the portal adds to the admin: its lists, of whose frame Wagtail takes care.
OF_THE_SECRETARIAT = (
    "/admin/reports/seeking/",
    "/admin/snippets/portal/message/",
    "/admin/snippets/search/synonymlist/",
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


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


def make_user(name: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", "a-password-for-tests")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture(scope="module")
def member(standing):
    """Somebody with an account who may not enter the admin, and who keeps and watches notes, one of them not public.

    A new address of theirs waits to be verified. They asked for news a year ago, and were told nothing yet.
    """
    user = make_user("member")
    EmailAddress.objects.create(user=user, email="new@example.org", verified=False, primary=False)
    person = Person.objects.create(user=user, name="A member")
    Membership.objects.create(person=person, role="official", city=City.objects.first(), confirmed_at=None)
    kept = ReadingList.objects.create(user=user, name="For the council", token=SHARED.split("/")[-2], shows_owner=True)
    for note in (*NOTES[:2], uuid.UUID(int=7)):
        kept.entries.create(note=note, remark="Ask how they pay for it.")
    ago = timezone.now() - datetime.timedelta(days=365)
    since = {"user": user, "language": "en", "created_at": ago, "looked_at": ago}
    SavedSearch.objects.create(name="Police", address="q=police&theme=gone", **since)
    SavedSearch.objects.create(name="Latrines", address="q=latrine", **since)
    Watch.objects.create(city=City.objects.get(name="Karachi"), **since)
    Watch.objects.create(note=NOTES[0], known={"status": "planned", "languages": ["en"]}, **since)
    return user


@pytest.fixture(scope="module")
def secretary(standing):
    """Somebody of the secretariat, to whom every list of the portal's has something to say."""
    user = make_user("secretary")
    user.groups.add(Group.objects.get(name=SECRETARIAT_GROUP))
    Message.objects.create(kind="news", address="lost@example.org", state=Message.State.FAILED, last_error="550 5.1.1")
    for age in range(3):
        day = timezone.now().date() - datetime.timedelta(days=age)
        SearchCount.objects.create(day=day, text="zeppelin", language="en", searches=4, results=0, opened=0)
    return user


@pytest.fixture(scope="module")
def tabs(browser, standing):
    """One tab for whoever reads: pages that follow one another in it find the portal's files in its cache."""
    opened = {}

    def tab_of(user):
        if user not in opened:
            context = browser.new_context(base_url=standing.url, locale="en-GB")
            context.set_default_timeout(30_000)
            if user is not None:
                context.add_cookies([session_of(user, standing.url)])
            page = context.new_page()
            opened[user] = page, faults_of(page, standing.url)
        return opened[user]

    yield tab_of
    for page, _faults in opened.values():
        page.context.close()


@pytest.fixture
def tab_of(tabs, open_tab):
    """Gives the tab of a reader who does not change anything: `tab_of(None)`, `tab_of(member)`."""
    used = []

    def give(user):
        page, faults = tabs(user)
        used.append(faults)
        return page

    yield give
    found = [fault for faults in used for fault in faults]
    for faults in used:
        faults.clear()
    assert found == []


def assert_fine(page, address: str, status: int = 200, **more) -> None:
    """Opens an address, and has axe and the edge of the screen look at it in every way that it is shown."""
    assert page.goto(address).status == status
    assert objections(page, **more) == {}
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(tab_of, address):
    assert_fine(tab_of(None), address, 404 if "no-such" in address else 200, is_printed=address in PRINTED)


@pytest.mark.parametrize("address", OF_MEMBERS)
def test_axe_finds_nothing_in_what_is_read_signed_in(tab_of, member, address):
    search = member.subscriptions.get(savedsearch__name="Police")
    assert_fine(tab_of(member), address.format(search=search.pk, list=member.reading_lists.get().pk))


def test_axe_finds_nothing_in_what_says_that_the_admin_is_for_others(open_tab, member):
    assert_fine(open_tab(user=member, expected=403), "/admin/", 403)


def test_axe_finds_nothing_in_the_lists_of_the_secretariat(tab_of, secretary):
    for address in OF_THE_SECRETARIAT:
        assert_fine(tab_of(secretary), address, within="#main")


def test_axe_finds_nothing_where_an_address_is_verified(tab_of, member):
    key = EmailConfirmationHMAC(member.emailaddress_set.get(verified=False)).key
    assert_fine(tab_of(None), f"/en/accounts/confirm-email/{key}/")
    assert_fine(tab_of(None), "/en/accounts/confirm-email/wrong/")


def test_axe_finds_nothing_where_the_second_step_is_turned_on(open_tab, monkeypatch):
    # A code holds for half a minute, which may end between typing and sending it: here the clock stands still.
    now = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now))
    page = open_tab(user=make_user("careful"))
    page.goto("/en/accounts/2fa/totp/activate/")
    page.get_by_label("Password", exact=True).fill("a-password-for-tests")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn on the second step")
    expect(page.get_by_alt_text("The key as a picture for the app")).to_be_visible()
    assert objections(page) == {}
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(now) // 30)))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert objections(page) == {}
    assert_fine(page, "/en/accounts/2fa/")


def test_axe_finds_nothing_in_mails(tab_of, member):
    digests.tell_due(timezone.now() + datetime.timedelta(days=8))
    Client().post("/en/accounts/password/reset/", {"email": member.email})
    news, new_password = mail.outbox
    assert "<mark>" in news.alternatives[0][0]
    page = tab_of(None)
    for sent in (news, new_password):
        page.goto("about:blank")  # A mail is no page of the portal, whose policy would forbid its styles.
        page.set_content(sent.alternatives[0][0])
        assert objections(page) == {}
        assert page.locator("h1").inner_text() == sent.subject


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
def test_axe_finds_nothing_in_what_the_demo_says_more(tab_of, member, settings, address, signed_in):
    settings.DEMO = True
    settings.EMAIL_FILE_PATH.mkdir()
    (settings.EMAIL_FILE_PATH / "20261122-170000-1.log").write_bytes(MAIL)
    assert_fine(tab_of(member if signed_in else None), address)


def test_axe_finds_nothing_where_mails_are_stopped(open_tab, member):
    page = open_tab()
    assert_fine(page, urlsplit(unsubscribe_address(member, "kind", "news")).path)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("These mails have stopped")
    assert objections(page) == {}
    assert_fine(open_tab(user=member), "/en/accounts/me/")


def test_axe_would_find_something(tab_of):
    page = tab_of(None)
    page.goto("/en/")
    load_axe(page)
    page.evaluate("() => document.querySelectorAll('label').forEach(label => label.remove())")
    assert any(one.startswith("label:") for one in violations(page))
    page.emulate_media(color_scheme="dark")
    assert violations(page, colours_alone=True) == []
    page.evaluate("() => { document.querySelector('h1').style.color = 'var(--raised)' }")
    assert any(one.startswith("color-contrast:") for one in violations(page, colours_alone=True))
    page.emulate_media(color_scheme="light")


def test_what_is_too_wide_would_be_found(tab_of):
    page = tab_of(None)
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto("/en/")
    assert too_wide(page) == []
    page.evaluate("() => { document.querySelector('h1').style.inlineSize = '1000px' }")
    assert any("<h1" in one for one in too_wide(page))
