"""Reading lists: keeping, showing to others, and that nobody else gets at them."""

import re

import pytest
from bs4 import BeautifulSoup

from practices.models import ReadingList, ReadingListEntry
from practices.reading import lists
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(make_user, client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """Two notes that can be kept."""
    return once(
        lambda maker: {title: maker.make_note(title=title, slug=title.lower()) for title in ("Standpipes", "Patrols")}
    )


@pytest.fixture
def page(made):
    return anew(made)["Standpipes"]


@pytest.fixture
def other_page(made):
    return anew(made)["Patrols"]


@pytest.fixture
def reading_list(reader, page):
    return lists.keep(reader, page.translation_key).reading_list


def text(response):
    return response.content.decode()


def test_the_button_keeps_a_note_in_the_first_list_and_leads_back(client, reader, page):
    here = "/en/cities/nairobi-ke/standpipes/"
    assert 'action="/en/reading/keep/"' in text(client.get(here))
    for _ in range(2):
        response = client.post("/en/reading/keep/", {"note": page.translation_key, "next": here})
        assert response["Location"] == here
    assert [str(entry.reading_list) for entry in ReadingListEntry.objects.all()] == ["To read"]
    assert "Kept in:" in text(client.get(here))


def test_one_chooses_among_several_lists(client, reader, reading_list, other_page):
    other = lists.make_list(reader, "For the mayor")
    lists.make_list(reader, "Third")
    assert '<select name="list"' in text(client.get("/en/cities/nairobi-ke/patrols/"))
    client.post("/en/reading/keep/", {"note": other_page.translation_key, "list": other.pk})
    assert other.entries.get().note == other_page.translation_key


def test_a_list_shows_notes_in_the_readers_language_with_remarks(client, reading_list, page, translate):
    translate(page, "fr", title="Bornes-fontaines")
    entry = reading_list.entries.get()
    client.post(f"/en/reading/entries/{entry.pk}/", {"remark": "Ask about the tariff"})
    html = text(client.get(f"/fr/reading/{reading_list.pk}/"))
    assert "Bornes-fontaines" in html
    assert "Ask about the tariff" in html
    client.post(f"/en/reading/entries/{entry.pk}/", {"remove": "1"})
    assert "The list is empty" in text(client.get(f"/en/reading/{reading_list.pk}/"))


def test_a_note_that_is_withdrawn_keeps_its_place_and_its_remark(client, reading_list, page):
    client.post(f"/en/reading/entries/{reading_list.entries.get().pk}/", {"remark": "Ask them."})
    page.unpublish()
    html = text(client.get(f"/en/reading/{reading_list.pk}/"))
    assert "A note that is not public at the moment" in html
    assert 'value="Ask them."' in html


def test_a_secret_link_shows_public_notes_to_anybody_and_no_name(client, reader, reading_list, other_page):
    lists.keep(reader, other_page.translation_key, reading_list)
    other_page.unpublish()
    client.post(f"/en/reading/{reading_list.pk}/share/")
    reading_list.refresh_from_db()
    assert re.fullmatch("[0-9a-f]{32}", reading_list.token)
    address = f"/en/reading/shared/{reading_list.token}/"
    client.logout()
    response = client.get(address)
    assert "Standpipes" in text(response)
    assert "Patrols" not in text(response)
    assert "Test reader" not in text(response)
    assert "noindex" in response["X-Robots-Tag"]
    ReadingList.objects.update(shows_owner=True)
    assert "A reading list of Test reader" in text(client.get(address))


def test_a_link_that_was_renewed_or_taken_back_leads_nowhere(client, reading_list):
    addresses = []
    for data in ({}, {}, {"stop": "1"}):
        client.post(f"/en/reading/{reading_list.pk}/share/", data)
        reading_list.refresh_from_db()
        addresses.append(f"/en/reading/shared/{reading_list.token}/")
        if data == {}:
            assert client.get(addresses[-1]).status_code == 200
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_lists_of_others_are_not_there(client, reading_list, page, make_user):
    entry = reading_list.entries.get()
    ReadingList.objects.update(name="Plans of the reader")
    client.force_login(make_user("peer"))
    pk = reading_list.pk
    assert client.get(f"/en/reading/{pk}/").status_code == 404
    for address, data in (
        (f"/en/reading/{pk}/", {"name": "Mine"}),
        (f"/en/reading/{pk}/share/", {}),
        (f"/en/reading/{pk}/delete/", {}),
        (f"/en/reading/entries/{entry.pk}/", {"remove": "1"}),
        ("/en/reading/keep/", {"note": page.translation_key, "list": pk}),
    ):
        assert client.post(address, data).status_code == 404
    assert ReadingList.objects.get().name == "Plans of the reader"
    assert "Plans of the reader" not in text(client.get("/en/reading/"))


def test_lists_are_made_renamed_and_deleted(client, reader):
    assert "There is no list yet" in text(client.get("/en/reading/"))
    client.post("/en/reading/", {"name": "For the mayor"})
    made = ReadingList.objects.get()
    assert client.post(f"/en/reading/{made.pk}/", {"name": ""}).context["form"].errors
    client.post(f"/en/reading/{made.pk}/", {"name": "Water"})
    assert "Water" in text(client.get("/en/reading/"))
    client.post(f"/en/reading/{made.pk}/delete/")
    assert not ReadingList.objects.exists()


def test_a_name_that_nobody_can_see_is_none_and_none_turns_the_page_around(client, reader):
    assert client.post("/en/reading/", {"name": "\u200b\u202e\x00"}).context["form"].errors
    assert not ReadingList.objects.exists()
    client.post("/en/reading/", {"name": "Wat\u202eer"})
    assert ReadingList.objects.get().name == "Water"


def test_too_many_are_refused_with_a_word(client, reading_list, reader, other_page, monkeypatch):
    monkeypatch.setattr(lists, "MOST_LISTS", 1)
    monkeypatch.setattr(lists, "MOST_ENTRIES", 1)
    assert "as many as there can be" in text(client.post("/en/reading/", {"name": "Another"}))
    response = client.post("/en/reading/keep/", {"note": other_page.translation_key}, follow=True)
    assert "as many as it can" in text(response)


def test_a_note_that_is_not_public_cannot_be_kept(client, reader, make_note):
    draft = make_note(publish=False)
    client.post("/en/reading/keep/", {"note": draft.translation_key})
    assert not ReadingListEntry.objects.exists()


@pytest.mark.parametrize("data", [{}, {"note": "x"}, {"note": "0" * 32, "list": "9" * 30}])
def test_what_is_no_note_or_no_list_is_not_found(client, reader, data):
    assert client.post("/en/reading/keep/", data).status_code == 404


def test_signed_out_it_leads_to_signing_in_and_back(client, page):
    here = "/en/cities/nairobi-ke/standpipes/"
    assert f"/en/accounts/login/?next={here}" in text(client.get(here))
    response = client.post("/en/reading/keep/", {"note": page.translation_key, "next": here})
    assert response["Location"] == f"/en/accounts/login/?next={here}"
    assert client.get("/en/reading/")["Location"] == "/en/accounts/login/?next=/en/reading/"


def test_a_shared_link_is_shown_by_the_name_of_the_list(client, reading_list):
    lists.share(reading_list)
    html = " ".join(text(client.get(f"/en/reading/shared/{reading_list.token}/")).split())
    assert '<meta property="og:title" content="To read">' in html


def test_deleting_a_list_takes_a_second_step_that_says_what_is_lost(client, reading_list):
    page = BeautifulSoup(client.get(f"/en/reading/{reading_list.pk}/").content, "html.parser")
    details = page.select_one(f'form[action="/en/reading/{reading_list.pk}/delete/"]').find_parent("details")
    assert details.summary.get_text(strip=True) == "Delete this list"
    assert "cannot be brought back" in details.get_text()
    assert not details.has_attr("open")


def test_who_shares_a_list_is_told_that_another_link_ends_the_first(client, reading_list):
    address = f"/en/reading/{reading_list.pk}/"
    assert "which then leads nowhere" not in text(client.get(address))
    lists.share(reading_list)
    assert "which then leads nowhere" in text(client.get(address))


@pytest.mark.parametrize("address", ["", "share/", "delete/"])
def test_who_was_signed_out_meanwhile_comes_back_to_the_list(client, reading_list, address):
    client.logout()
    response = client.post(f"/en/reading/{reading_list.pk}/{address}")
    assert response["Location"].endswith(f"?next=/en/reading/{reading_list.pk}/")


def test_who_was_signed_out_before_a_remark_comes_back_to_the_lists(client):
    assert client.post("/en/reading/entries/1/")["Location"].endswith("?next=/en/reading/")


def test_an_address_for_forms_says_so_to_who_opens_it(client):
    response = client.get("/fr/reading/keep/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Rien n’a été modifié" in response.content.decode()
