"""A note in a list says what is true now, however often it was rendered before."""

import pytest
from django.utils import translation

from practices.cards import card_of
from practices.models import PublicRecord
from practices.presentation import for_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(make_note):
    """Gives the card of one note: `card()`; `card.page` is the note."""
    page = make_note(title="Kiosks & taps", status="stopped", start="2012", end="2015", why_stopped="The money ended.")

    def of_record():
        (record,) = for_list(PublicRecord.objects.filter(translation_key=page.translation_key))
        return "".join(card_of(record))

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
