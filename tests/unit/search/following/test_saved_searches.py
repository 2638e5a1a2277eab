"""The pages of saved searches."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from search.engine import SearchQuery
from search.following import subscriptions
from search.models import SavedSearch, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(make_user, client):
    call_command("search", "rebuild", verbosity=0)
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def saved(reader):
    return subscriptions.save_search(reader, SearchQuery(text="water", filters={"place": ("KE",)}), "Water", "weekly")


def test_signing_in_keeps_the_search(client):
    response = client.get("/en/search/save/?q=water&place=KE")
    assert response["Location"] == "/en/accounts/login/?next=/en/search/save/%3Fq%3Dwater%26place%3DKE"


def test_the_search_page_offers_to_save_what_it_shows(client, reader, make_note):
    html = client.get("/en/search/?q=zeppelin&place=KE").content.decode()
    assert 'href="/en/search/save/?q=zeppelin&amp;place=KE"' in html


def test_a_search_is_saved_without_order_and_page_and_listed(client, reader, countries):
    address = "/fr/search/save/?place=KE&q=water&sort=newest&page=3"
    form = client.get(address)
    assert form.context["form"]["name"].value() == "water, Kenya"
    response = client.post(address, {"name": "Eau", "frequency": "daily"}, follow=True)
    assert "Eau" in response.content.decode()
    saved = SavedSearch.objects.get()
    assert (saved.address, saved.language, saved.frequency) == ("q=water&place=KE", "fr", "daily")
    assert 'href="/fr/search/?q=water&amp;place=KE"' in response.content.decode()


def test_saving_it_again_changes_name_and_frequency(client, reader, saved):
    client.post("/en/search/save/?q=water&place=KE&sort=newest", {"name": "Taps", "frequency": "at_once"})
    saved.refresh_from_db()
    assert (saved.name, saved.frequency, SavedSearch.objects.count()) == ("Taps", "at_once", 1)


def test_the_name_that_is_offered_stands_in_quotation_marks_once(client, reader):
    offered = client.get("/en/search/save/?q=water").context["form"]["name"].value()
    response = client.post("/en/search/save/?q=water", {"name": offered, "frequency": "daily"}, follow=True)
    html = response.content.decode()
    assert "The search “water” is saved." in html
    assert html.count("“water”") == 1, "Its words are not said again below its name."
    long = client.get("/en/search/save/?q=" + "very+" * 60).context["form"]["name"].value()
    assert len(long) == 100


def test_who_keeps_it_already_is_told_and_begins_with_what_was_chosen(client, reader, saved):
    response = client.get("/en/search/save/?q=water&place=KE&sort=newest")
    assert "You keep this search already, as “Water”." in response.content.decode()
    assert (response.context["form"]["name"].value(), response.context["form"]["frequency"].value()) == (
        "Water",
        "weekly",
    )
    other = client.get("/en/search/save/?q=water")
    assert "You keep this search already" not in other.content.decode()


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("?q=water", {"name": "", "frequency": "daily"}),
        ("?q=water", {"name": "Water", "frequency": "hourly"}),
        ("?q=water", {"name": "x" * 101, "frequency": "daily"}),
        ("?q=" + "a+" * 2500, {"name": "Water", "frequency": "daily"}),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(client, reader, query, data):
    response = client.post(f"/en/search/save/{query}", data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["form"]["name"].value() == data["name"]
    assert not SavedSearch.objects.exists()


def test_one_too_many_is_refused_with_a_word(client, reader, monkeypatch):
    monkeypatch.setattr(subscriptions, "MOST", 1)
    client.post("/en/search/save/?q=one", {"name": "One", "frequency": "daily"})
    response = client.post("/en/search/save/?q=two", {"name": "Two", "frequency": "daily"})
    assert "which is as many as there can be" in response.content.decode()
    assert SavedSearch.objects.count() == 1


def test_it_can_be_renamed_changed_and_deleted(client, saved):
    client.post(f"/en/following/{saved.pk}/", {"name": "Taps", "frequency": "never"})
    saved.refresh_from_db()
    assert (saved.name, saved.frequency) == ("Taps", "never")
    client.post(f"/en/following/{saved.pk}/delete/")
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("address", ["/en/following/", "/en/following/{pk}/"])
def test_deleting_takes_a_second_step(client, saved, address):
    page = BeautifulSoup(client.get(address.format(pk=saved.pk)).content, "html.parser")
    button = page.select_one(f'form[action="/en/following/{saved.pk}/delete/"] button')
    assert button.find_parent("details").summary.get_text(strip=True).startswith("Delete")
    assert "Delete for good" in button.get_text()


def test_values_that_no_longer_exist_are_said_and_nothing_fails(client, saved):
    SavedSearch.objects.update(address="q=water&type=abolished&theme=gone&place=XX&sort=x")
    html = client.get("/en/following/").content.decode()
    assert "does not exist any more: Type, " in html
    assert "Theme" in html
    assert client.get(f"/en/following/{saved.pk}/").status_code == 200


def test_those_of_others_are_not_there(client, saved, make_user):
    client.force_login(make_user("peer"))
    assert "Water" not in client.get("/en/following/").content.decode()
    assert client.get(f"/en/following/{saved.pk}/").status_code == 404
    assert client.post(f"/en/following/{saved.pk}/", {"name": "X", "frequency": "never"}).status_code == 404
    assert client.post(f"/en/following/{saved.pk}/delete/").status_code == 404
    assert SavedSearch.objects.get().name == "Water"


def test_signed_out_the_pages_lead_to_signing_in(client, saved):
    client.logout()
    for address in ("/en/following/", f"/en/following/{saved.pk}/"):
        assert client.get(address)["Location"] == f"/en/accounts/login/?next={address}"


def test_a_number_that_no_database_has_is_not_found(client, reader):
    assert client.get(f"/en/following/{'9' * 18}/").status_code == 404
    assert client.get(f"/en/following/{'9' * 40}/").status_code == 404


def test_the_account_leads_to_it_and_empty_pages_say_what_would_fill_them(client, reader):
    assert 'href="/en/following/"' in client.get("/en/accounts/me/").content.decode()
    html = client.get("/en/following/").content.decode()
    assert "No search is saved yet" in html
    assert "Nothing is watched yet" in html
