"""Notes side by side: what differs is said, what is withheld stays so, what is not there is told."""

import re
import uuid

import pytest
from django.urls import reverse

from portal.models import Organisation
from practices import models
from tests.making import anew

pytestmark = pytest.mark.django_db


def compare(client, *pages, language="en", **query):
    keys = [getattr(page, "translation_key", page) for page in pages]
    response = client.get(f"/{language}/compare/", {"note": keys, **query})
    assert response.status_code == 200
    return response.content.decode()


def row(html: str, heading: str) -> str:
    found = next((found for found in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if f"{heading}\n" in found), "")
    return re.sub(r"\s+", " ", found)


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """Two notes: both are for women, one for children too."""

    def make(maker):
        kiosks = maker.make_note(
            "upgrading_programme", slug="kiosks", title="Water kiosks", status="running", publish=False
        )
        groups = [maker.terms["beneficiary_group", key] for key in ("women", "children")]
        kiosks.beneficiary_groups = groups
        kiosks.save_revision().publish()
        lights = maker.make_note("safety_plan", slug="lights", title="Street lights", status="running", publish=False)
        lights.beneficiary_groups = groups[:1]
        lights.save_revision().publish()
        return {"kiosks": kiosks, "lights": lights}

    return once(make)


@pytest.fixture
def two(made):
    notes = anew(made)
    return notes["kiosks"], notes["lights"]


def test_a_row_in_which_notes_differ_says_so(client, two):
    html = compare(client, *two)
    assert "Water kiosks" in html
    assert "Street lights" in html
    assert "differs" in row(html, "Type")
    assert "differs" not in row(html, "Status")


def test_what_only_one_note_has_is_marked(client, two):
    groups = row(compare(client, *two), "Who benefits")
    assert "<mark>Children</mark>" in groups
    assert "<mark>Women</mark>" not in groups
    assert groups.count("Women") == 2


def test_one_note_alone_differs_from_nothing(client, two):
    html = compare(client, two[0])
    assert "differs" not in html.replace("A row in which notes differ says so", "")
    assert "<mark>" not in html
    # The other is offered, at the address that adds it.
    assert f"note={two[0].translation_key}&amp;note={two[1].translation_key}" in html


def test_a_note_is_found_by_its_city_and_its_title(client, two):
    for wanted in ("nairobi", "street"):
        assert "Street lights" in compare(client, two[0], q=wanted)
    assert "No note is called so" in compare(client, two[0], q="zeppelin")


def test_the_readers_language_is_used_where_the_note_has_it(client, two, translate):
    translate(two[0], "fr", title="Bornes-fontaines", slug="bornes")
    html = compare(client, *two, language="fr")
    assert "Bornes-fontaines" in html
    assert re.search(r'lang="en" dir="ltr">Street lights', html)


def test_a_funders_name_is_marked_with_the_language_it_was_written_in_and_an_organisations_is_not(
    client, make_note, translate
):
    bank = Organisation.objects.create(key="bank", name="World Bank", kind="funder")
    note = make_note(slug="paid", publish=False)
    note.funders = [models.Funder(name="City treasury"), models.Funder(organisation=bank)]
    note.save_revision().publish()
    other = make_note(slug="unpaid", publish=False)
    other.funders = [models.Funder(name="Savings groups")]
    other.save_revision().publish()
    translate(note, "fr", title="Payé", slug="paye")
    paid = row(compare(client, note, other, language="fr"), "Qui a payé")
    assert '<li lang="en" dir="ltr"> <mark>City treasury</mark>' in paid
    assert "<li> <mark>World Bank</mark>" in paid
    assert '<li lang="en" dir="ltr"> <mark>Savings groups</mark>' in paid
    assert "lang=" not in row(compare(client, note, other), "Who paid")


def test_no_more_than_four_stand_side_by_side(client, make_note):
    notes = [make_note(slug=f"note-{number}", title=f"Note {number}") for number in range(5)]
    html = compare(client, *notes)
    assert "Note 3" in html
    assert "Note 4" not in html
    assert "the first 4 of the notes" in html
    assert "Add a note" not in html


@pytest.mark.parametrize("wrong", ["", "x", "1 or 1=1", "0" * 4000, "\u202e"])
def test_a_key_that_is_none_is_left_out(client, two, wrong):
    assert "Water kiosks" in compare(client, two[0], wrong)


def test_a_note_that_is_not_public_is_told_and_not_shown(client, two):
    two[1].unpublish()
    html = compare(client, *two, uuid.uuid4())
    assert "2 of these notes are no longer public" in html
    assert "Street lights" not in html


def test_withheld_groups_are_for_those_who_may_read_them(client, make_note, make_user):
    note = make_note(slug="secret", publish=False, lessons_visibility="secretariat")
    note.what_failed = "The treasurer left with the money"
    note.money_visibility = "peers"
    note.cost_amount, note.cost_currency, note.cost_year = 777555, "USD", 2020
    note.save_revision().publish()
    html = compare(client, note)
    assert "treasurer" not in html
    assert "777,555" not in html
    client.force_login(make_user("secretariat"))
    html = compare(client, note)
    assert "treasurer" in html
    assert "777,555" in html


def test_four_full_notes_take_few_queries(client, make_note, django_assert_max_num_queries):
    notes = []
    for number in range(4):
        note = make_note(slug=f"note-{number}", publish=False)
        note.funders = [models.Funder(name=f"Bank {number}")]
        note.save_revision().publish()
        notes.append(note)
    compare(client, *notes)
    with django_assert_max_num_queries(12):
        compare(client, *notes)


def test_lists_let_readers_tick_notes(client, two):
    html = client.get("/en/practices/").content.decode()
    assert f'action="{reverse("practices:compare")}"' in html
    assert f'value="{two[0].translation_key}"' in html


def test_a_note_that_goes_on_says_since_when(client, two):
    assert "since 2012" in row(compare(client, *two), "Years")
    assert "depuis 2012" in row(compare(client, *two, language="fr"), "Années")


def test_a_note_that_goes_on_is_not_asked_why_it_stopped(client, two):
    stopped, running = two
    stopped.status, stopped.why_stopped = "stopped", "The bank left."
    stopped.save_revision().publish()
    asked = row(compare(client, stopped, running), "Why it stopped")
    assert "The bank left." in asked
    assert "does not apply" in asked
    assert "not said" not in asked
