"""What an editor does with many notes at once, and small slips that the editor puts right."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from networks.parties import party_page
from practices.models import PracticePage, PublicRecord
from practices.records import parent_in
from tests.unit.practices.editing import edit

pytestmark = pytest.mark.django_db


def bulk(action: str, *pages) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{url}?{'&'.join(f'id={page.pk}' for page in pages)}&next=/admin/notes/"


def test_deleting_many_says_which_translations_go_too(admin, make_note, translate):
    kiosks, plan = make_note(title="Kiosks"), make_note(title="Plan", city="kisumu")
    translate(kiosks, "fr", title="Kiosques")
    text = admin.get(bulk("delete", kiosks, plan)).content.decode()
    assert "Kiosks: Its translations are deleted as well: French." in text
    assert "Plan: Its" not in text
    admin.post(bulk("delete", kiosks, plan))
    assert not PracticePage.objects.exists()
    assert not PublicRecord.objects.exists()


def test_moving_many_to_an_address_that_another_tree_has_is_refused_in_words(admin, make_note, cities):
    taken = make_note(language="fr", city="kisumu", title="Points d’eau", slug="kiosks")
    kiosks, plan = make_note(title="Kiosks", slug="kiosks"), make_note(title="Plan")
    target = parent_in(party_page(cities["kisumu"]), Locale.objects.get(language_code="en"))
    response = admin.post(bulk("move", kiosks, plan), {"chooser": target.pk}, follow=True)
    text = response.content.decode()
    assert "Another page has this address in another language." in text
    assert "<li>Kiosks</li>" in text
    places = {page.title: page.city.name for page in PracticePage.objects.exclude(pk=taken.pk)}
    assert places == {"Kiosks": "Nairobi", "Plan": "Nairobi"}


def test_a_currency_in_small_letters_is_put_into_capitals(admin, make_note):
    note = make_note()
    money = {"cost_amount": "5", "cost_currency": "usd", "cost_year": "2020"}
    funder = {"name": "Bank", "amount": "5", "currency": "eur", "year": "2020", "ORDER": "1"}
    rows = {f"funders-0-{name}": value for name, value in funder.items()}
    edit(admin, note, publish=True, **money, **rows, **{"funders-TOTAL_FORMS": "1"})
    note.refresh_from_db()
    assert note.cost_currency == "USD"
    assert [row.currency for row in note.funders.all()] == ["EUR"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_notes_is_no_file(admin, make_note, kind):
    make_note(title="Kiosks")
    response = admin.get(f"/admin/notes/?export={kind}")
    assert response["Content-Type"].startswith("text/html")
    assert "Kiosks" in response.content.decode()


def test_an_expired_note_is_not_published_for_the_minutes_until_it_is_taken_back(admin, make_note):
    note = make_note(title="Kiosks", publish=False)
    note.expire_at = timezone.now() - datetime.timedelta(days=1)
    note.save_revision()
    text = admin.post(bulk("publish", note), follow=True).content.decode()
    assert "Its day of expiry has passed" in text
    assert not PublicRecord.objects.exists()
