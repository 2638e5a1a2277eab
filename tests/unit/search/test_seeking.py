"""What is counted of searches and what is not: from a reader's request to the row of the day."""

import logging
import threading

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import tally
from search.models import SearchCount
from search.seeking import counted_text

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
#: What a request says that is not to be counted.
UNCOUNTED = (
    {"dnt": "1"},
    {"sec_gpc": "1"},
    {"sec_purpose": "prefetch;prerender"},
    {"purpose": "prefetch"},
    {"user_agent": ""},
    {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
    {"user_agent": "curl/8.5.0"},
)


@pytest.fixture(autouse=True)
def alarms(monkeypatch):
    """Nothing waits from other tests, and no thread writes: gives the calls that would have been made later."""
    calls = []
    monkeypatch.setattr(tally, "later", lambda seconds, call: calls.append((seconds, call)))
    tally._waiting.clear()
    yield calls
    tally._waiting.clear()


@pytest.fixture
def note(make_note):
    page = make_note(title="Standpipes", themes=("water-sanitation",))
    call_command("search", "rebuild", verbosity=0)
    return page


@pytest.fixture
def index(db):
    """An index without notes: what is counted of a search does not depend on what it finds."""
    call_command("search", "rebuild", verbosity=0)


@pytest.fixture
def visit(client):
    """Opens an address as a browser does: `visit("/en/search/?q=water", came_from="/en/", dnt="1")`."""

    def get(address, came_from="", **headers):
        referer = {"referer": f"http://testserver{came_from}"} if came_from.startswith("/") else {"referer": came_from}
        headers = {"user-agent": FIREFOX, **(referer if came_from else {}), **headers}
        return client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return get


def counts():
    """What stands in the table once what waits is written: text -> (searches, results, opened)."""
    tally.write()
    return {row.text: (row.searches, row.results, row.opened) for row in SearchCount.objects.all()}


class TestText:
    @pytest.mark.parametrize(
        ("typed", "counted"),
        [
            ("  Water   Kiosks ", "water kiosks"),
            ("ÉCLAIRAGE public", "eclairage public"),
            ('"Land Titles" -Slum sanit*', '"land titles" -slum sanit*'),
            ("water, kiosks!", "water kiosks"),
            ("l'eau", "eau"),
            ("城市更新", "城市更新"),
            ("since 1998", "since 1998"),
            ("plans 2010-2020", "plans 2010 2020"),
        ],
    )
    def test_is_counted_as_its_words_folded_in_their_order(self, typed, counted):
        assert counted_text(typed) == counted
        assert counted_text(counted) == counted

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "?!",
            "-water",
            "ana.lopez@example.org",
            "ana.lopez＠example.org",
            "ana (at) example",
            "https://example.org/?key=secret",
            "www.example.org",
            "+33 6 12 34 56 78",
            "call 020 7946 0958",
            "٠٢٠ ٧٩٤٦ ٠٩٥٨",
            "0207\u200b946\u200b0958",
            "passport 123456",
            "1998 2010 2020",
            "x" * 101,
            " ".join(map(str, range(50))),
        ],
    )
    def test_that_is_personal_or_nobody_elses_is_not_counted(self, typed):
        assert counted_text(typed) == ""


@pytest.mark.django_db
class TestSearches:
    def test_a_search_is_counted_with_what_it_found_and_nothing_about_who_asked(self, visit, note):
        visit("/en/search/?q=Standpipe")
        visit("/fr/search/?q=zeppelin")
        assert counts() == {"standpipe": (1, 1, 0), "zeppelin": (1, 0, 0)}
        row = SearchCount.objects.get(text="zeppelin")
        assert (row.language, row.day) == ("fr", timezone.now().date())
        assert {field.name for field in SearchCount._meta.fields} == {
            "id", "day", "language", "text", "searches", "results", "opened",
        }  # fmt: skip

    def test_the_same_search_again_costs_a_counter(self, visit, index):
        visit("/en/search/?q=water")
        assert counts() == {"water": (1, 0, 0)}
        for _ in range(3):
            visit("/en/search/?q=WATER")
        assert counts() == {"water": (4, 0, 0)}
        assert SearchCount.objects.count() == 1

    def test_counts_where_it_begins_on_a_first_page_without_filters(self, visit, index):
        for query in ("", "?place=KE&q=water", "?q=water&page=2", "?q=a@b.org"):
            visit(f"/en/search/{query}")
        assert counts() == {}

    def test_goes_on_where_a_reader_comes_from_the_same_search(self, visit, index):
        visit("/en/search/?q=water", came_from="/en/search/?q=Water&country=KE")
        assert counts() == {}
        visit("/en/search/?q=water", came_from="/en/search/?q=pipes")
        visit("/fr/search/?q=water", came_from="/en/search/?q=water")
        tally.write()
        assert sorted(SearchCount.objects.values_list("language", "searches")) == [("en", 1), ("fr", 1)]

    @pytest.mark.parametrize("headers", UNCOUNTED)
    def test_readers_who_object_robots_and_browsers_ahead_of_their_readers_are_not_counted(
        self, visit, index, headers
    ):
        visit("/en/search/?q=water", **headers)
        assert counts() == {}

    def test_a_telephone_that_is_called_like_a_robot_is_counted(self, visit, index):
        visit("/en/search/?q=water", user_agent="Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/120.0 Mobile")
        assert counts() == {"water": (1, 0, 0)}

    def test_editors_are_not_counted(self, visit, index, client, make_user):
        client.force_login(make_user("secretariat"))
        visit("/en/search/?q=water")
        assert counts() == {}
        client.force_login(make_user("reader"))
        visit("/en/search/?q=water")
        assert counts() == {"water": (1, 0, 0)}

    def test_a_search_that_nobody_answers_is_not_counted(self, visit, db):
        assert visit("/en/search/?q=water").status_code == 503
        assert counts() == {}


@pytest.mark.django_db
class TestOpened:
    def test_a_note_that_is_opened_from_a_search_counts_for_its_text(self, visit, note):
        visit("/en/search/?q=Standpipe")
        visit(f"/en/cities/nairobi-ke/{note.slug}/", came_from="/en/search/?q=Standpipe&status=running&page=2")
        assert counts() == {"standpipe": (1, 1, 1)}

    def test_language_is_that_of_the_search_not_of_the_note(self, visit, note):
        visit("/fr/search/?q=standpipe")
        visit(f"/fr/cities/nairobi-ke/{note.slug}/", came_from="/en/search/?q=standpipe")
        assert counts() == {"standpipe": (1, 1, 0)}

    def test_other_ways_to_a_note_other_pages_and_who_objects_count_for_nothing(self, visit, note):
        here = f"/en/cities/nairobi-ke/{note.slug}/"
        visit("/en/search/?q=standpipe")
        for came_from in (
            "/en/cities/?q=standpipe",
            "https://elsewhere.example/en/search/?q=standpipe",
            "/en/search/",
            "http://[",
            "/en/search/?q=%00%ff&" + "&" * 5000,
            "/en/search/?q=" + "x" * 7000,
        ):
            assert visit(here, came_from=came_from).status_code == 200
        visit("/en/cities/nairobi-ke/", came_from="/en/search/?q=standpipe")
        for headers in UNCOUNTED:
            visit(here, came_from="/en/search/?q=standpipe", **headers)
        assert counts() == {"standpipe": (1, 1, 0)}

    def test_what_was_not_searched_today_gets_no_row(self, visit, note):
        visit(f"/en/cities/nairobi-ke/{note.slug}/", came_from="/en/search/?q=invented")
        assert counts() == {}


@pytest.mark.django_db
class TestNothingBreaks:
    def test_a_search_asks_the_database_nothing_more(self, visit, client, index):
        client.get("/en/search/?q=water")
        with CaptureQueriesContext(connection) as uncounted:
            client.get("/en/search/?q=water")
        with CaptureQueriesContext(connection) as counted:
            visit("/en/search/?q=water")
        assert len(counted) == len(uncounted)
        assert tally._waiting

    def test_a_first_search_sets_one_alarm_for_all_that_follow(self, visit, index, alarms):
        for text in ("water", "pipes", "water"):
            visit(f"/en/search/?q={text}")
        assert alarms == [(tally.WAIT, tally._write_in_thread)]
        tally.write()
        visit("/en/search/?q=water")
        assert len(alarms) == 2

    def test_a_locked_database_loses_counts_and_no_search_and_no_text_reaches_the_log(
        self, visit, index, monkeypatch, caplog
    ):
        def refuse(*args):
            raise OperationalError("database is locked, says 'zeppelin'")

        visit("/en/search/?q=zeppelin")
        with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
            patch.setattr(type(SearchCount.objects.all()), "add", refuse)
            tally.write()
        assert "OperationalError" in caplog.text
        assert "zeppelin" not in caplog.text
        assert counts() == {}
        visit("/en/search/?q=water")
        assert counts() == {"water": (1, 0, 0)}

    def test_of_a_flood_the_process_keeps_no_more_than_so_many_texts(self, visit, index, monkeypatch):
        monkeypatch.setattr(tally, "MAX_WAITING", 2)
        for text in ("one", "two", "three", "two"):
            visit(f"/en/search/?q={text}")
        assert counts() == {"one": (1, 0, 0), "two": (2, 0, 0)}

    def test_of_a_flood_a_day_keeps_no_more_than_so_many_texts(self, visit, index, monkeypatch):
        monkeypatch.setattr("search.models.seeking.MAX_TEXTS_A_DAY", 2)
        for text in ("one", "two", "three"):
            visit(f"/en/search/?q={text}")
        assert len(counts()) == 2
        visit("/en/search/?q=one")
        visit("/en/search/?q=four")
        assert counts()["one"] == (2, 0, 0)
        assert "four" not in counts()


def test_counts_of_several_processes_add_up_and_the_last_result_stays(db):
    key = tally.Key(timezone.now().date(), "en", "water")
    for results in (1, 2):
        SearchCount.objects.add({key: tally.Tally(searches=2, opened=1, results=results)})
    SearchCount.objects.add({key: tally.Tally(opened=1)})
    row = SearchCount.objects.get()
    assert (row.searches, row.opened, row.results) == (4, 3, 2)


def test_the_thread_writes_what_waits_and_leaves_no_connection(db, monkeypatch, alarms):
    closed = []
    # Here it is the test's own thread, whose connection is still needed.
    monkeypatch.setattr(tally.connections, "close_all", lambda: closed.append(SearchCount.objects.get().results))
    tally.count_search(tally.Key(timezone.now().date(), "en", "water"), 3)
    _seconds, write = alarms[0]
    write()
    assert closed == [3]


def test_the_alarm_rings(monkeypatch):
    monkeypatch.undo()
    rang = threading.Event()
    tally.later(0, rang.set)
    assert rang.wait(timeout=10)
