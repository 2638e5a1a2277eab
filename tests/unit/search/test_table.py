"""The table of results: a row a note, with the columns that the reader chooses."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def note(once):
    def make(maker):
        maker.make_note(title="Standpipes", beneficiaries_number=12000, scale="city")
        call_command("search", "rebuild", verbosity=0)

    once(make)


@pytest.fixture
def found(client, note):
    """Gives the answer to a search in the table: `found("column=scale")`."""
    return lambda query="": client.get(f"/en/search/?view=table&{query}")


def columns(response):
    return [str(heading) for heading in response.context["table"]["headings"]]


def cells(response):
    (row,) = response.context["table"]["rows"]
    return dict(zip(columns(response), [cell["text"] for cell in row["cells"]], strict=True))


def test_without_a_choice_the_usual_columns_are_there(found):
    response = found()
    assert cells(response) == {
        "City": "Nairobi",
        "Country": "Kenya",
        "Type": "Other practice",
        "Status": "Running",
        "Years": "since 2012",
        "Evidence": "Described",
        "Last verified": "15 January 2026",
    }
    html = response.content.decode()
    assert "<caption" in html
    assert '<th scope="row">' in html
    assert html.count('<th scope="col">') == 8
    assert 'href="/en/cities/nairobi-ke/' in html


def test_chosen_columns_stand_in_their_own_order_and_in_every_address(found):
    response = found("column=people&column=scale&q=standpipe&place=KE")
    assert cells(response) == {"Scale": "City", "How many people": "12,000"}
    kept = "view=table&column=scale&column=people"
    assert all(kept in chip["address"] for chip in response.context["chips"])
    assert kept in response.context["clear_address"]
    assert kept in response.context["pages"]["numbers"][0]["address"] or response.context["pages"]["last"] == 1
    assert "column" not in response.context["search_address"]


def test_the_usual_columns_leave_the_address_short(found):
    usual = "&".join(f"column={name}" for name in ("evidence", "city", "country", "type", "status", "years"))
    response = found(usual + "&column=last_verified&place=KE")
    assert response.context["chips"][0]["address"] == "?view=table"


def test_the_tab_of_the_table_keeps_the_columns_and_the_others_need_none(found):
    addresses = {str(each["label"]): each["address"] for each in found("column=scale&q=standpipe").context["views"]}
    assert addresses == {
        "List": "?q=standpipe",
        "Map": "?q=standpipe&view=map",
        "Table": "?q=standpipe&view=table&column=scale",
    }


def test_an_unknown_column_is_said_and_the_others_are_shown(found):
    response = found("column=secret&column=scale&column=" + "x" * 1000)
    assert columns(response) == ["Scale"]
    assert response.context["notices"] == ["Columns"]
    assert found("column=cost_amount").context["notices"] == ["Columns"]  # of downloads alone


def test_htmx_gets_the_table_and_an_address_to_keep(client, found):
    response = client.get("/en/search/?view=table&column=scale", headers={"hx-request": "true"})
    assert b'<input type="hidden" name="view" value="table">' in response.content
    assert response["HX-Push-Url"] == "/en/search/?view=table&column=scale"


def test_a_search_that_finds_nothing_says_so(found):
    assert b"zeppelin" in found("q=zeppelin").content
    assert "no results this far down" in found("page=400").content.decode()
