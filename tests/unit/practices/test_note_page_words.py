"""The page of a note: how its words and figures are put in each language."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from practices import models
from practices.models import PublicRecord
from practices.presentation import change_in
from practices.templatetags.notes import partial_date
from tests.unit.practices.reading import address_of, html_of

pytestmark = pytest.mark.django_db


def test_names_that_nobody_translates_are_marked_as_words_of_the_original(client, make_note, translate):
    page = make_note(publish=False, slug="marked", evaluation="independent", evaluation_by="Water school")
    page.partners = [models.PartnerSupport(name="Tap owners", kind="community")]
    page.funders = [models.Funder(name="Taxes of the ward")]
    page.save_revision().publish()
    translate(page, "fr", title="Marquée")
    for language, attributes in (("fr", ' lang="en" dir="ltr"'), ("en", "")):
        html = html_of(client, address_of(page, language))
        for name in ("Tap owners", "Taxes of the ward", "Water school"):
            assert f"<span{attributes}>{name}</span>" in html


# What it shows.


def test_shares_have_the_space_that_the_language_wants(client, make_note):
    page = make_note("upgrading_programme", publish=False, slug="resettled", resettlement_share=12)
    page.indicators = [models.Indicator(name="Pumps", unit="pumps", baseline=10, value=15)]
    page.save_revision().publish()
    for language, resettled, change in (
        ("en", "<dd>12%</dd>", "+50%,"),
        ("fr", "<dd>12\u202f%</dd>", "+50\u202f%,"),
        ("es", "<dd>12\u00a0%</dd>", "+50\u00a0%,"),
    ):
        html = "".join(line.strip(" ") for line in html_of(client, address_of(page, language)).split("\n"))
        assert resettled in html
        assert change in html


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (0, ("0 months", "0 mois", "0 meses")),
        (1, ("1 month", "1 mois", "1 mes")),
        (18, ("18 months", "18 mois", "18 meses")),
    ],
)
def test_months_are_said_as_their_number_wants(client, make_note, months, said):
    page = make_note(months_to_implement=months)
    for language, words in zip(("en", "fr", "es"), said, strict=True):
        facts = BeautifulSoup(html_of(client, address_of(page, language)), "html.parser").select("#delivery dd")
        assert words in [fact.get_text(strip=True) for fact in facts]


def test_months_of_a_year_stand_as_the_language_writes_them():
    for language, said in (("en", "March 2016"), ("fr", "mars 2016"), ("es", "marzo de 2016")):
        with translation.override(language):
            assert partial_date("2016-03") == said


def test_words_among_the_facts_which_nobody_translates_say_their_language(client, make_note):
    page = make_note(publish=False, slug="told")
    page.sources = [models.Source(title="Accounts", url="https://example.org/"), models.Source(title="Annual report")]
    page.change_notes = [models.ChangeNote(date=datetime.date(2026, 1, 2), text="Costs added")]
    page.save_revision().publish()
    for language, said in (("en", None), ("fr", "en")):
        html = BeautifulSoup(html_of(client, address_of(page, language)), "html.parser")
        for words in ("Accounts", "Annual report", "Costs added"):
            (element,) = [
                each.parent for each in html.find_all(string=lambda text, words=words: text.strip() == words)
            ]
            assert element.get("lang") == said, words


def change_column(client, address):
    page = BeautifulSoup(html_of(client, address), "html.parser")
    return page.find("span", string="Connected").find_parent("tr").find_all("td")[-1].get_text()


def test_a_percentage_changes_by_points_in_every_language(client, make_note, translate):
    page = make_note(publish=False, slug="shares")
    page.indicators = [models.Indicator(name="Connected", unit="per cent", baseline=40, value=60)]
    page.save_revision().publish()
    french = translate(page, "fr", slug="parts")
    french.indicators = [row for row in french.indicators.all() if setattr(row, "unit", "sur cent") is None]
    french.save_revision().publish()
    for address in (address_of(page), address_of(french, "fr")):
        assert "50" not in change_column(client, address)
        assert "+20" in change_column(client, address)
    for record in PublicRecord.objects.filter(translation_key=page.translation_key):
        del record.data["parts"]["indicators"][0]["is_percentage"]  # As an older version wrote it.
        record.save()
    assert "+20" in change_column(client, address_of(page))
    assert "50" not in change_column(client, address_of(page))


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_what_stayed_the_same_is_neither_better_nor_worse(better):
    same = {"baseline": "5", "value": "5", "unit": "pumps", "better": better, "is_percentage": False}
    assert change_in(same).is_better is None
    assert change_in(same | {"value": "6"}).is_better is (better == "higher")


def test_a_fall_has_a_minus_sign(client, make_note):
    page = make_note("upgrading_programme", publish=False, slug="fewer")
    page.indicators = [models.Indicator(name="Leaks", unit="leaks", baseline=2500, value=1250)]
    page.save_revision().publish()
    html = html_of(client, address_of(page))
    assert "−1250" in html
    assert "−50%," in html
