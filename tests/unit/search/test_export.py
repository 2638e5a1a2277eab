"""The download of a whole result: every note of it and nothing else, in files that do no harm."""

import csv
import io
import json
import shutil
from itertools import islice

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from practices.models import Contact
from search import export
from search.elastic.query import build_keys
from search.engine import SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.fallback import FallbackEngine
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """Three notes in the index, one of them with a French translation, one with money."""

    def make(maker):
        made = {
            "pipes": maker.make_note(title="Standpipes", themes=("water-sanitation", "participation")),
            "plan": maker.make_note("safety_plan", city="kisumu", title="Night patrols", start="2016-03", end="2019"),
            "cable": maker.make_note(
                "upgrading_programme",
                city="medellin",
                title="Cable cars",
                cost_amount="1500000.50",
                cost_currency="USD",
                cost_year=2014,
                beneficiaries_number=12000,
            ),
        }
        maker.translate(made["cable"], "fr", title="Téléphériques urbains")
        call_command("search", "rebuild", verbosity=0)
        return made

    return once(make)


@pytest.fixture
def notes(made):
    return anew(made)


@pytest.fixture
def get(client):
    """Gives the bytes of a download: `get("csv?q=water")`, in French `get("csv", "fr")`."""

    def read(address, language="en"):
        response = client.get(f"/{language}/search/export/{address}")
        assert response.status_code == 200
        return b"".join(response.streaming_content)

    return read


def table(data):
    """The rows of a CSV file as dicts."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def sheet_of(data):
    return [[each.value for each in row] for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()]


def test_a_csv_file_has_every_note_found_in_words_for_the_reader(get, notes):
    data = get("csv?sort=newest", "fr")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = table(data)
    assert [row["Licence"] for row in rows] == ["CC BY 4.0"] * 3
    (cable,) = [row for row in rows if row[next(iter(row))] == "Téléphériques urbains"]
    assert "Medellín" in cable.values()
    assert "Colombie" in cable.values()
    (address,) = [value for value in cable.values() if value.startswith("http")]
    assert "/fr/cities/medellin-co/" in address
    assert "Annual report, Water utility, 2014" in cable.values()


def test_lists_are_joined_and_years_and_money_are_numbers_of_their_own(get, notes):
    rows = {row["Title"]: row for row in table(get("csv"))}
    assert rows["Standpipes"]["Themes"].count("; ") == 1
    assert (rows["Night patrols"]["Year started"], rows["Night patrols"]["Year ended"]) == ("2016", "2019")
    cable = rows["Cable cars"]
    assert (cable["Cost: amount"], cable["Cost: currency"], cable["Cost: year of the prices"]) == (
        "1500000.5",
        "USD",
        "2014",
    )


def test_a_workbook_has_the_same_with_numbers_and_dates_as_such(get, notes):
    headings, *rows = sheet_of(get("xlsx"))
    cable = dict(zip(headings, next(row for row in rows if row[0] == "Cable cars"), strict=True))
    assert len(rows) == 3
    assert (cable["Cost: amount"], cable["Cost: year of the prices"], cable["How many people"]) == (
        1500000.5,
        2014,
        12000,
    )
    assert cable["Last verified"].isoformat().startswith("2026-01-15")


def test_geojson_has_a_point_for_each_city_and_codes(get, notes):
    collection = json.loads(get("geojson"))
    assert collection["type"] == "FeatureCollection"
    by_title = {feature["properties"]["title"]: feature for feature in collection["features"]}
    assert by_title["Cable cars"]["geometry"] == {"type": "Point", "coordinates": [-75.56359, 6.25184]}
    properties = by_title["Night patrols"]["properties"]
    assert (properties["country"], properties["type"], properties["year_started"]) == ("KE", "safety_plan", 2016)
    assert properties["licence"] == "CC-BY-4.0"


def test_a_note_without_a_city_has_no_point(get, notes):
    notes["plan"].record.__class__.objects.filter(title="Night patrols").update(city=None)
    features = json.loads(get("geojson"))["features"]
    assert [feature["geometry"] for feature in features if feature["properties"]["title"] == "Night patrols"] == [None]


def test_nothing_found_is_a_whole_file_without_notes(get, notes):
    assert json.loads(get("geojson?q=zeppelin"))["features"] == []
    assert len(sheet_of(get("xlsx?q=zeppelin"))) == 1
    assert table(get("csv?q=zeppelin")) == []


def test_a_download_has_what_the_page_shows_in_its_order(client, get, notes):
    for query in ("q=standpipe", "place=KE&sort=verified", "q=who+patrols+our+streets+at+night+when+buses+stop"):
        shown = [hit["record"].title for hit in client.get(f"/en/search/?{query}").context["hits"]]
        assert shown
        assert [row["Title"] for row in table(get(f"csv?{query}"))] == shown


def test_the_page_leads_to_the_downloads_of_its_search(client, notes):
    html = client.get("/en/search/?place=KE&sort=newest&page=1&view=map").content.decode()
    for name in ("csv", "xlsx", "geojson"):
        assert f'href="/en/search/export/{name}?place=KE&amp;sort=newest"' in html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+31 20", "'+31 20"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        (" \n =1", "'=1"),
        ("\uff1dHYPERLINK()", "'\uff1dHYPERLINK()"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20x", "'\uff20x"),
        ("\ufeff=1", "'=1"),
        ("Water; =1+1;@x", "Water; '=1+1;'@x"),
        ("A well-kept list: 5 - 3 = 2", "A well-kept list: 5 - 3 = 2"),
        ("\u202etxt", "txt"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text, shown):
    assert export.harmless(text) == shown
    assert export.cell([text, "b"]).startswith(shown)


def test_numbers_stay_numbers_even_below_zero():
    assert export.cell(-5) == -5
    assert export.cell(2012) == 2012


def test_a_title_that_is_a_formula_does_not_run(get, make_note):
    make_note(title='=HYPERLINK("http://evil.example","Städte")')
    call_command("search", "rebuild", verbosity=0)
    cell = load_workbook(io.BytesIO(get("xlsx?q=städte"))).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert table(get("csv?q=städte"))[0]["Title"] == cell.value == '\'=HYPERLINK("http://evil.example","Städte")'


def test_what_is_withheld_is_in_no_download(get, make_note, make_user):
    contact = Contact(person=make_user("peer", "contactsecret@example.org").person, role="coordinator")
    make_note(
        title="Closed books",
        cost_amount="9090909",
        cost_currency="USD",
        cost_year=2014,
        money_visibility="peers",
        barriers="zanzibarsecret",
        lessons_visibility="secretariat",
        contacts=[contact],
    )
    unpublished = make_note(title="Draftsecret")
    call_command("search", "rebuild", verbosity=0)
    unpublished.unpublish()
    # A note of Colombia may show its dollars.
    kenya = "place=KE"
    for text in (get(f"csv?{kenya}").decode(), repr(sheet_of(get(f"xlsx?{kenya}"))), get(f"geojson?{kenya}").decode()):
        assert "Closed books" in text
        for secret in ("9090909", "USD", "zanzibarsecret", "Draftsecret", "Test peer", "contactsecret"):
            assert secret not in text


class Keys:
    """An engine's keys that says how many have been taken."""

    def __init__(self, keys):
        self.keys, self.taken = keys, 0

    def __iter__(self):
        for key in self.keys:
            self.taken += 1
            yield key


def test_many_notes_are_streamed_in_batches(client, notes, monkeypatch, django_assert_max_num_queries):
    keys = Keys([notes["pipes"].translation_key.hex] * 5_000)
    monkeypatch.setattr(type(get_engine()), "keys", lambda engine, query: iter(keys))
    with django_assert_max_num_queries(10):
        response = client.get("/en/search/export/csv")
        assert response.streaming
        body = iter(response.streaming_content)
        assert next(body).startswith(b"\xef\xbb\xbf")
        assert keys.taken == export.BATCH
    with django_assert_max_num_queries(4):
        assert sum(chunk.count(b"Standpipes") for chunk in islice(body, 2)) == 2 * export.BATCH
    assert keys.taken == 2 * export.BATCH
    assert sum(chunk.count(b"Standpipes") for chunk in body) == 4_000


def test_a_full_sheet_is_followed_by_another(get, notes, monkeypatch):
    monkeypatch.setattr(export, "SHEET_ROWS", 2)
    book = load_workbook(io.BytesIO(get("xlsx")))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 2]
    assert book.sheetnames == ["Notes", "Notes1"]


def test_without_an_index_a_page_says_so_instead_of_half_a_file(client, settings):
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    for name in export.FORMATS:
        response = client.get(f"/en/search/export/{name}?q=water")
        assert response.status_code == 503
        assert not response.streaming
        assert b"<html" in response.content


def test_an_engine_that_fails_with_the_first_note_is_a_503_and_later_breaks_the_file_off(client, notes, monkeypatch):
    key = notes["pipes"].translation_key.hex

    def failing(after):
        yield from [key] * after
        raise SearchUnavailable("busy")

    for after, status in ((0, 503), (10, 503), (export.BATCH * 2, 200)):
        monkeypatch.setattr(type(get_engine()), "keys", lambda engine, query, after=after: failing(after))
        response = client.get("/en/search/export/csv")
        assert response.status_code == status
    with pytest.raises(SearchUnavailable):
        b"".join(response.streaming_content)
    # A workbook is whole before its first byte leaves.
    assert client.get("/en/search/export/xlsx").status_code == 503


def test_the_reserve_gives_the_keys_where_the_cluster_cannot_begin(notes):
    class Gone:
        def keys(self, query):
            raise SearchUnavailable("busy")

    assert len(list(FallbackEngine(Gone(), get_engine()).keys(SearchQuery()))) == 3
    with pytest.raises(SearchUnavailable):
        FallbackEngine(Gone(), Gone()).keys(SearchQuery())


def test_head_says_what_would_come_and_sends_nothing(client, notes):
    response = client.head("/en/search/export/xlsx?q=standpipe")
    assert response.status_code == 200
    assert response["Content-Type"].endswith("sheet")
    assert "attachment" in response["Content-Disposition"]
    assert response.content == b""


def test_other_methods_and_formats_are_refused(client, notes):
    assert client.post("/en/search/export/csv").status_code == 405
    for name in ("pdf", "csv.exe", "CSV"):
        assert client.get(f"/en/search/export/{name}").status_code == 404


def test_nothing_of_the_address_is_in_the_headers_and_no_address_breaks_it(client, notes):
    queries = ("q=%0d%0aSet-Cookie:%20a=b", "q=%22;filename=evil.exe", "page=99999999999", "type=nothing", "q=%ff%00")
    for query in queries:
        response = client.get(f"/en/search/export/csv?{query}")
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        name = response["Content-Disposition"].removeprefix("attachment; filename=").strip('"')
        assert name.startswith("city-practices-20")
        assert name.endswith(".csv")
        assert b"".join(response.streaming_content)


def test_elasticsearch_is_asked_for_the_next_keys_of_one_state():
    body = build_keys(SearchQuery("water", filters={"type": ("unit",)}), "state", 100, [1.5, 3, "k"])
    assert body["pit"]["id"] == "state"
    assert (body["size"], body["search_after"], body["_source"]) == (100, [1.5, 3, "k"], False)
    assert body["post_filter"] == {"bool": {"filter": [{"terms": {"facets.type": ["unit"]}}]}}
    assert "aggs" not in body
    assert "from" not in body


def test_what_a_note_does_not_say_is_null_for_machines(get, notes):
    features = json.loads(get("geojson"))["features"]
    assert len(features) == len(notes)
    for feature in features:
        assert "" not in feature["properties"].values()
