"""The pages that belong to no family, and what holds for every address: languages, cost, bad input, health."""

import shutil

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.paginator import Paginator
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from portal.addresses import path_below_home
from portal.paging import KeptPaginator
from portal.standard_pages import load_pages
from practices.models import Term, Vocabulary
from practices.taxonomy import load_terms

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fr", "es")
PATHS = (
    "",
    "practices/",
    "practices/?type=other_practice&theme=participation",
    "search/",
    "search/?q=water&view=map",
    "terms/",
    "terms/theme/participation/",
    "about/",
    "privacy/",
    "attributions/",
    "cities/find/?q=nai",
    "cities/missing/",
    "accounts/login/",
    "accounts/signup/",
    "accounts/password/reset/",
)


@pytest.fixture(scope="module", autouse=True)
def filled(once):
    """A note, one with a French translation, the pages of text and an index."""

    def make(maker):
        maker.make_note(title="Water kiosks", slug="kiosks")
        cable = maker.make_note(city="medellin", title="Cable cars", slug="cable")
        maker.translate(cable, "fr", title="Téléphériques", slug="telepheriques")
        load_pages()
        call_command("search", "rebuild", verbosity=0)

    once(make)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_there_in_each_language_in_twelve_queries(client, language, django_assert_max_num_queries):
    for path in PATHS:
        address = f"/{language}/{path}"
        warm = client.get(address, follow=True)
        if warm.redirect_chain:  # A page of text has its own path in each language.
            address = warm.redirect_chain[-1][0]
        with django_assert_max_num_queries(12, info=address):
            response = client.get(address)
        assert response.status_code == 200, address
        html = response.content.decode()
        assert f'<html lang="{language}"' in html, address
        assert html.count("<h1") == 1, address
        for other in LANGUAGES:  # The switch keeps the page.
            assert f'href="/{other}{address[3:]}"'.replace("&", "&amp;") in html, address


@pytest.mark.parametrize(
    ("path", "french"),
    [("practices/", "Fiches"), ("cities/", "Villes"), ("countries/", "Pays"), ("countries/colombia/", "Colombie")],
)
def test_a_page_that_is_shared_is_called_as_its_reader_calls_it(client, path, french):
    page = BeautifulSoup(client.get(f"/fr/{path}").content, "html.parser")
    assert page.find("meta", property="og:title")["content"] == french
    assert page.h1.get_text(strip=True) == french


def test_the_policy_allows_nothing_but_the_portals_own(client):
    for path in ("", "practices/", "cities/medellin-co/cable/", "search/?q=water", "accounts/login/", "no-such-page/"):
        policy = client.get(f"/en/{path}")["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


def test_the_root_leads_to_a_language_that_the_reader_asks_for(client):
    assert client.get("/", headers={"accept-language": "fr-CA,fr;q=0.9"}).headers["Location"] == "/fr/"
    assert client.get("/", headers={"accept-language": "bn"}).headers["Location"] == "/en/"
    assert client.get("/").headers["Location"] == "/en/"


@pytest.mark.parametrize("path", ["", "practices/?type=safety_plan", "cities/nairobi-ke/kiosks/", "no-such-page/"])
def test_a_language_without_an_interface_leads_to_english(client, path):
    for language in ("bn", "ar", "zh-hans"):
        answer = client.get(f"/{language}/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/{path}")


@pytest.mark.parametrize("language", ["bn", "zh-hans"])
def test_a_language_without_an_interface_leads_to_english_without_a_last_slash_too(client, language):
    answer = client.get(f"/{language}?page=2")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/?page=2")


@pytest.mark.parametrize("query", ["q=wat%00er", "q=wat%%0000er", "q=wat%%%000000er"])
def test_a_query_is_read_without_its_nul_bytes(client, query):
    response = client.get("/en/search/", QUERY_STRING=query)
    assert response.status_code == 200
    assert response.wsgi_request.META["QUERY_STRING"] == "q=water"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_says_so_in_the_readers_language(client, language):
    response = client.get(f"/{language}/no-such-page/")
    html = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}"' in html
    assert f'href="/{language}/practices/"' in html


@pytest.mark.parametrize(
    "path",
    [
        "%00",
        "en/%00/",
        "en/cities/nairobi-ke/kiosks%00/",
        "en/cities/nairobi-ke/kiosks/%00",
        "en/cities/../../etc/passwd",
        "en/cities/%2e%2e/%2e%2e/etc/passwd",
        "en//cities//",
        "en/cities/nairobi-ke/kiosks/kiosks/",
        "en/%ff%fe/",
        "en/%E2%80%AEseitic/",
        "en/" + "a/" * 500,
        "en/" + "a" * 3000 + "/",
        "en/terms/theme/no-such-term/",
        "en/terms/nothing/participation/",
        "en/terms/theme/%00/",
        "en/terms/theme/participation%0A/",
        "xx/practices/",
        "en/demo/mail/",
        "en/accounts/no-such-page/",
        "media/images/../../settings.py",
        "media/images/%00",
        "documents/999999999999999999999/none.pdf",
        "sitemap-nothing.xml",
    ],
)
def test_odd_addresses_are_not_there_and_break_nothing(client, path):
    response = client.get(f"/{path}", follow=True)
    assert response.status_code in (400, 404)


def test_a_page_number_that_is_not_there_gives_one_that_is(client):
    odd = ("0", "-5", "2", "99999999999999999999", "abc", "%00", "", "%C2%B2", "%D9%A3", "1.5", "1&page=x")
    for address in ("/en/practices/", "/en/terms/theme/participation/"):
        for number in odd:
            response = client.get(f"{address}?page={number}")
            assert response.status_code == 200, (address, number)
            assert "Water kiosks" in response.content.decode(), (address, number)


def test_what_the_list_does_not_know_narrows_nothing(client):
    for query in ("type=nothing", "theme=nothing", "type=%00", "theme=%27%22%3E", "type=&theme="):
        assert "Water kiosks" in client.get(f"/en/practices/?{query}").content.decode(), query


def test_the_list_narrows_by_type_and_by_theme_or_its_family(client, make_note, terms):
    make_note(title="Standpipes", themes=("water-sanitation",))
    make_note("safety_plan", title="Night patrols")
    family = terms["theme", "water-sanitation"].parent.key

    def shown(query):
        html = client.get(f"/en/practices/?{query}").content.decode()
        return {title for title in ("Standpipes", "Night patrols") if title in html}

    assert shown("") == {"Standpipes", "Night patrols"}
    assert shown("type=safety_plan") == {"Night patrols"}
    assert shown("theme=water-sanitation") == shown(f"theme={family}") == {"Standpipes"}
    assert shown("type=safety_plan&theme=water-sanitation") == set()


def test_a_type_has_the_number_of_notes_that_its_link_leads_to(client, make_note, terms):
    for title in ("Standpipes", "Wells"):
        make_note("upgrading_programme", title=title, themes=("water-sanitation", "participation"))
    make_note("safety_plan", title="Night patrols")

    def numbers(query):
        types = client.get(f"/en/practices/?{query}").context["types"]
        return {value: number for value, _name, number in types if number}

    assert numbers("theme=water-sanitation") == {"upgrading_programme": 2}
    assert numbers(f"theme={terms['theme', 'water-sanitation'].parent.key}") == {"upgrading_programme": 2}
    assert numbers("")["safety_plan"] == 1


def test_a_term_says_what_it_means_where_from_and_which_notes_carry_it(client, make_note, terms):
    make_note(title="Standpipes", themes=("water-sanitation",))
    make_note(title="Budget talks", themes=("participation",))
    term = terms["theme", "water-sanitation"]
    html = client.get(term.get_absolute_url()).content.decode()
    assert escape(term.source) in html
    assert "Standpipes" in html
    assert "Budget talks" not in html
    assert "Standpipes" in client.get(term.parent.get_absolute_url()).content.decode()


def test_a_list_of_many_notes_has_pages_that_keep_the_filter(client, make_note):
    for number in range(21):
        make_note("safety_plan", title=f"Note number {number:02}")
    first = client.get("/en/practices/?type=safety_plan")
    assert len(first.context["notes"]) == 20
    assert 'href="?type=safety_plan&amp;page=2"' in first.content.decode()
    assert len(client.get("/en/practices/?type=safety_plan&page=2").context["notes"]) == 1


def test_the_home_page_shows_what_is_new_and_where_it_is(client):
    html = client.get("/en/").content.decode()
    assert "/en/cities/nairobi-ke/kiosks/" in html
    assert "Water kiosks" in html
    assert 'href="/en/cities/medellin-co/"' in html
    assert "Téléphériques" in client.get("/fr/").content.decode()


def test_the_way_to_the_editor_is_shown_to_those_who_may_write(client, make_user):
    for reader, may in (("reader", False), ("peer", False), ("secretariat", True)):
        client.force_login(make_user(reader))
        html = client.get("/en/").content.decode()
        assert ("Write a note</a>" in html, "Who writes notes</a>" in html) == (may, not may)
    client.logout()
    assert "Who writes notes</a>" in client.get("/en/").content.decode()


def test_nobody_but_the_secretariat_edits_every_note():
    assert [group.name for group in Group.objects.filter(page_permissions__isnull=False).distinct()] == ["Secretariat"]


def test_the_process_answers_whatever_the_database_does(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", _fail)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_it_is_ready_with_a_database_and_an_index(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["database"] == "ok"
    assert response.json()["index"] == "ok"


def test_without_an_index_it_is_ready_but_degraded(client, settings):
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["index"].startswith("degraded")


def test_without_redis_it_is_ready_but_degraded(client, settings, monkeypatch):
    from portal.celery import app

    gone = "redis://127.0.0.1:1/0"
    settings.REDIS_URL, settings.CELERY_TASK_ALWAYS_EAGER = gone, False
    cache = {"BACKEND": "portal.cache.OptionalRedisCache", "LOCATION": gone}
    settings.CACHES = {"default": cache, "state": cache, "kept": cache}
    monkeypatch.setattr(app.conf, "broker_url", gone)
    monkeypatch.setattr(app.conf, "broker_write_url", gone)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["database"] == "ok"
    assert response.json()["cache"].startswith("degraded")
    assert response.json()["broker"].startswith("degraded")


def test_without_a_database_it_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", _fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "down"


def _fail(*args, **kwargs):
    raise DatabaseError("gone")


@pytest.mark.parametrize(("language", "words"), [("en", "busy"), ("fr", "occupé"), ("es", "ocupado")])
def test_a_database_that_others_hold_is_told_as_such(client, monkeypatch, language, words):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("portal.views.find_page", locked)
    client.raise_request_exception = False
    response = client.get(f"/{language}/")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert words in response.content.decode()


def test_a_fault_of_ours_is_told_as_such(client, monkeypatch):
    def broken(*args, **kwargs):
        raise ProgrammingError("no such table")

    monkeypatch.setattr("portal.views.find_page", broken)
    client.raise_request_exception = False
    response = client.get("/en/")
    assert response.status_code == 500
    assert "fault is ours" in response.content.decode()


def test_a_path_below_home_is_told_without_a_look_into_cache_or_database(monkeypatch):
    monkeypatch.setattr("wagtail.models.Site.get_site_root_paths", lambda: pytest.fail("looked up for a row"))
    paths = ("/home/cities/alaminos-ph/", "/home-fr/cities/alaminos-ph/", "/home-fr/", "/")
    assert [path_below_home(path) for path in paths] == ["cities/alaminos-ph/"] * 2 + ["", ""]


def test_numbers_of_notes_have_their_digits_in_groups(client, db, monkeypatch):
    load_terms()
    for paginator in (Paginator, KeptPaginator):
        monkeypatch.setattr(paginator, "count", 12345)
    term = Term.objects.filter(vocabulary=Vocabulary.THEME).first()
    for address in ("practices/", term.get_absolute_url()[len("/en/") :]):
        assert "12,345 notes" in client.get(f"/en/{address}").content.decode()
        assert "12\u00a0345 fiches" in client.get(f"/fr/{address}").content.decode()
    translation.activate("en")
    assert "12,345 notes" in render_to_string("components/number_of_notes.html", {"number": 12345})
    assert "1 note\n" in render_to_string("components/number_of_notes.html", {"number": 1})
