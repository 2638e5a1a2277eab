"""A reader without scripts saves a search, watches and keeps what it finds: signing in on the way loses nothing."""

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from portal.models import User


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


@pytest.fixture
def member(standing):
    user = User.objects.create_user("saver@example.org", "a-password-for-tests")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    yield user
    user.delete()


def test_a_search_is_saved_on_the_way_through_signing_in(open_tab, member):
    page = open_tab(scripts=False, width=360)
    page.goto("/en/search/?q=sewers&place=PK")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("E-mail address").fill(member.email)
    page.get_by_label("Password", exact=True).fill("a-password-for-tests")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("Name").fill("Sewers")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="My searches and watches")).to_be_visible()
    page.get_by_role("link", name="Sewers", exact=True).click()
    page.get_by_role("main").get_by_role("article").get_by_role("link").first.click()
    page.get_by_label("How often you hear of it").select_option("Once a day")
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Once a day")
    expect(page.get_by_role("button", name="Stop watching")).to_be_visible()
    page.get_by_role("button", name="Keep to read").click()
    page.get_by_role("link", name="To read", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("To read")
