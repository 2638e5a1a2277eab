"""The lists of synonyms: loaded once, kept by the secretariat, used by the next search."""

import dataclasses

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from search.engine import SearchQuery
from search.finding import find
from search.models import SynonymList
from search.models.synonyms import FILES, REASONS
from search.synonyms import read_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def notes(once):
    def make(maker):
        maker.make_note(title="Water for a favela", summary="Pipes for the favela on the hill.")
        call_command("search", "rebuild", verbosity=0)

    once(make)


def titles(response):
    return [hit["record"].title for hit in response.context["hits"]]


def test_a_changed_list_counts_from_the_next_search_on(client, notes):
    assert titles(client.get("/en/search/?q=slum")) == []
    SynonymList.objects.create(language="all", rules="slum, favela")
    response = client.get("/en/search/?q=slum")
    assert titles(response) == ["Water for a favela"]
    assert "<mark>favela</mark>" in response.content.decode()
    assert "Also looked for: favela." in response.content.decode()


def test_a_search_that_was_asked_without_them_says_nothing_of_them(client, notes, monkeypatch):
    SynonymList.objects.create(language="all", rules="water, agua")
    too_long = find(SearchQuery("water", synonyms=None))[0]
    monkeypatch.setattr(
        "search.views.find", lambda *asked: (dataclasses.replace(too_long, without_synonyms=True), False)
    )
    response = client.get("/en/search/?q=water")
    assert titles(response) == ["Water for a favela"]
    assert "Also looked for" not in response.content.decode()


def test_a_list_is_for_readers_of_its_language(client, notes):
    SynonymList.objects.create(language="fr", rules="taudis, favela")
    assert titles(client.get("/fr/search/?q=taudis")) == ["Water for a favela"]
    assert titles(client.get("/en/search/?q=taudis")) == []


def test_the_page_writes_expressions_as_the_list_does(client, notes):
    SynonymList.objects.create(language="all", rules="tontine, groupe d'épargne")
    page = BeautifulSoup(client.get("/en/search/?q=tontine").content, "html.parser")
    assert "Also looked for: groupe d'épargne." in page.get_text()


def test_an_edited_list_is_never_overwritten(db):
    SynonymList.objects.create(language="all", rules="slum, favela")
    call_command("load_synonyms")
    call_command("load_synonyms")
    assert SynonymList.objects.get(language="all").rules == "slum, favela"
    assert set(SynonymList.objects.values_list("language", flat=True)) == {path.stem for path in FILES.glob("*.txt")}


@pytest.mark.parametrize("path", sorted(FILES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_lists_that_come_with_the_portal_are_rules(path):
    assert read_rules(path.read_text("utf-8"))


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_said_with_its_line(reason):
    said = REASONS[reason] % {"line": 12, "words": 6, "expressions": 40, "rules": 2000}
    assert "12" in said


def test_a_bad_rule_is_refused_and_what_was_typed_is_kept(client, make_user):
    client.force_login(make_user("secretariat"))
    address = reverse(SynonymList.snippet_viewset.get_url_name("add"))
    response = client.post(address, {"language": "en", "rules": "slum, favela\nwater"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Line 2 has one expression alone." in page
    assert "slum, favela\nwater" in page
    assert not SynonymList.objects.exists()
    client.post(address, {"language": "en", "rules": "slum, favela"})
    assert SynonymList.objects.get().rules == "slum, favela"


def test_every_bad_line_is_said_with_its_number_and_what_stands_there(client, make_user):
    client.force_login(make_user("secretariat"))
    address = reverse(SynonymList.snippet_viewset.get_url_name("add"))
    rules = "slum, favela\n\n# a remark\nwater\na => b => c\ntaps, \n" + "long " * 40
    response = client.post(address, {"language": "en", "rules": rules})
    page = " ".join(BeautifulSoup(response.content, "html.parser").get_text().split())
    assert "Line 4 has one expression alone. Give at least two, with a comma between. “water”" in page
    assert "Line 5 has more than one arrow (=>). “a => b => c”" in page
    assert "Is there a comma too many? “taps,”" in page
    assert "Line 7 has an expression of more than 6 words. “long long" in page
    assert "long " * 20 not in page.split("For readers of")[0]
    assert not SynonymList.objects.exists()


def test_a_list_spoilt_past_the_admin_does_not_spoil_search(client, notes, caplog):
    SynonymList(language="all", rules="alone").save()
    assert titles(client.get("/en/search/?q=favela")) == ["Water for a favela"]
    assert "alone" in caplog.text
    with pytest.raises(ValidationError):
        SynonymList.objects.get().full_clean()
