"""A note in a list says what is true now, however often it was rendered before."""

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from practices.cards import note_card
from practices.listing import for_list, period
from practices.models import PublicRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(make_note):
    """Gives the card of one note: `card()`; `card.page` is the note."""
    page = make_note(title="Kiosks & taps", status="stopped", start="2012", end="2015", why_stopped="The money ended.")

    def of_record():
        (record,) = for_list(PublicRecord.objects.filter(translation_key=page.translation_key))
        return note_card(record)

    of_record.page = page
    return of_record


def test_it_tells_the_note_in_the_readers_language(card):
    html = card()
    for words in ("Kiosks &amp; taps", "Nairobi, Kenya", "2012–2015", "Stopped", 'href="/en/cities/nairobi-ke/'):
        assert words in html
    assert "lang=" not in html
    with translation.override("fr"):
        in_french = card()
    assert 'lang="en"' in in_french
    assert 'href="/fr/cities/nairobi-ke/' in in_french
    assert "Stopped" not in in_french


@pytest.mark.parametrize(
    ("start", "end", "status", "said"),
    [
        ("2012", "2015", "stopped", "2012–2015"),
        ("2012", "2012", "completed", "2012"),
        ("2012", "", "running", "since 2012"),
        ("2012", "", "stopped", "begun in 2012"),
        ("2030", "", "planned", "2030"),
        ("", "2015", "replaced", "up to 2015"),
        ("", "", "running", ""),
    ],
)
def test_an_end_that_nobody_knows_is_not_the_year_of_the_start(start, end, status, said):
    assert period(start, end, status) == said


def test_what_has_changed_is_seen_at_once(card):
    before = card()
    city = card.page.city
    type(city).objects.filter(pk=city.pk).update(name="Nairobi City")
    assert "Nairobi City, Kenya" in card()
    card.page.title = "Kiosks"
    card.page.save_revision().publish()
    assert ">Kiosks</a>" in card()
    assert ">Kiosks</a>" not in before


def test_a_list_is_read_in_one_query(card, django_assert_num_queries):
    with django_assert_num_queries(1):
        card()


def test_a_sentence_found_in_the_one_line_is_marked_there_and_not_said_twice(make_note):
    make_note(one_line="Taps & drains: the city's own. Others follow.")
    (record,) = for_list(PublicRecord.objects.all())
    found = mark_safe("<mark>Taps</mark> &amp; drains: the city&#x27;s own.")
    shown = note_card(record, highlight=found, highlight_language="en")
    assert f"<p>{found} Others follow.</p>" in shown
    assert "<blockquote" not in shown
    assert "<blockquote" in note_card(record, highlight=found, highlight_language="fr")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "by meaning"), ("fr", "par le sens"), ("es", "por su sentido")]
)
def test_the_mark_of_a_note_found_by_meaning_is_in_the_readers_language(make_note, language, words):
    make_note()
    (record,) = for_list(PublicRecord.objects.all())
    with translation.override(language):
        assert f"<span>{words}</span>" in note_card(record, by_meaning=True)
        assert words not in note_card(record)


def test_what_a_search_found_is_quoted_in_its_language(make_note):
    make_note(title="Kiosks & taps")
    (record,) = for_list(PublicRecord.objects.all())
    assert "<blockquote" not in note_card(record)
    assert "<blockquote>Water <mark>taps</mark></blockquote>" in note_card(
        record, highlight=mark_safe("Water <mark>taps</mark>"), highlight_language="en"
    )
    found = note_card(record, highlight="1 < 2", highlight_language="fr", to_compare=True, by_meaning=True)
    assert '<blockquote lang="fr">1 &lt; 2</blockquote>' in found
    assert "by meaning" in found
    with translation.override("fr"):
        assert ': <span lang="en" dir="ltr">Kiosks &amp; taps</span>' in note_card(record, to_compare=True)
    assert f'name="note" value="{record.translation_key}" form="compare"' in found
