"""A note's data for machines: only what is public, and safe inside a page."""

import json
import re

import pytest
from wagtail.models import PageViewRestriction

from practices import jsonld
from practices.models import Contact, PublicRecord
from practices.presentation import Note, languages_of


@pytest.fixture
def article():
    """Gives the data of a page's record, as its page does."""

    def make(page):
        record = PublicRecord.objects.select_related("city__country").get(page=page)
        siblings = PublicRecord.objects.filter(translation_key=record.translation_key)
        return jsonld.article(record, Note.of_record(record), languages_of(siblings))

    return make


def test_says_what_where_when_and_under_which_licence(make_note, article, settings):
    settings.BASE_URL = "https://portal.example"
    page = make_note(title="Water kiosks", start="2012", status="stopped", why_stopped="No water.", end="2016-03")

    data = article(page)

    assert data["@type"] == "Article"
    assert data["url"] == f"https://portal.example/en/cities/nairobi-ke/{page.slug}/"
    assert data["headline"] == "Water kiosks"
    assert data["temporalCoverage"] == "2012/2016-03"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["contentLocation"]["name"] == "Nairobi"
    assert data["contentLocation"]["containedInPlace"] == {"@type": "Country", "name": "Kenya", "identifier": "KE"}
    assert [term["url"] for term in data["about"]] == ["https://portal.example/en/terms/theme/participation/"]
    assert data["citation"][0]["publisher"]["name"] == "Water utility"


def test_what_is_not_known_is_left_out(make_note, article):
    data = article(make_note(start="", summary=""))

    assert not {"temporalCoverage", "abstract", "author", "sourceOrganization", "workTranslation"} & set(data)


def test_a_practice_that_goes_on_has_an_open_period(make_note, article):
    assert article(make_note(start="2012"))["temporalCoverage"] == "2012/.."


def test_original_and_translation_name_each_other(make_note, translate, article):
    page = make_note()
    french = translate(page, "fr", title="Bornes-fontaines", slug="bornes-fontaines")

    assert [work["inLanguage"] for work in article(page)["workTranslation"]] == ["fr"]
    (original,) = article(french)["translationOfWork"]
    assert original == {"@type": "Article", "@id": article(page)["@id"], "inLanguage": "en"}
    assert article(french)["headline"] == "Bornes-fontaines"


def test_nothing_that_is_withheld_and_nobodys_address_is_in_it(make_note, make_user, client):
    peer = make_user("peer")
    peer.person.email = "peer@city.example"
    peer.person.phone = "+254 20 1234"
    peer.person.save()
    page = make_note(
        publish=False,
        barriers="Withheld barrier",
        lessons_visibility="peers",
        cost_amount=4242,
        cost_currency="KES",
        cost_year=2014,
        money_visibility="peers",
    )
    page.contacts = [Contact(person=peer.person, role="lead")]
    page.save_revision().publish()
    client.force_login(peer)

    (seen,) = blocks(client, page)

    assert not [word for word in ("Withheld", "4242", "peer@", "+254") if word in json.dumps(seen)]
    assert seen["headline"] == page.title


def test_a_note_for_some_alone_says_nothing_to_machines(make_note, make_user, client):
    page = make_note()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    client.force_login(make_user("peer"))

    assert blocks(client, page) == []


def blocks(client, page) -> list[dict]:
    """Gives the data blocks of a note's page."""
    response = client.get(page.get_url())
    assert response.status_code == 200
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return [json.loads(text) for text in found]


def test_no_text_can_end_the_block(make_note, article):
    page = make_note(title="</script><script>alert(1)</script><!-- & é \u2028 end")

    text = jsonld.script(article(page))

    inside = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["headline"] == page.title
