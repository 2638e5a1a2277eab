"""What two people make at the same moment: one page a party, and notes beside each other."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from networks.models import CityIndexPage, CityPage
from networks.parties import party_page
from practices.models import OtherPracticePage
from tests.at_once import Editor
from tests.unit.practices.editing import form_of

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in after the other"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def beside(client, make_user):
    """Gives a function that does something in the admin, saved when somebody else has come as far as they can."""
    client.force_login(make_user("secretariat"))

    def beside(work, url, data):
        answers = []
        data = form_of(client, url) | data
        editor = Editor(lambda: answers.append(client.post(url, data)))
        with transaction.atomic():
            work()
            editor.start()
            while not editor.has_come_far():
                pass
        editor.join()
        assert editor.failure is None
        return answers[0]

    return beside


def test_who_makes_the_page_of_a_city_while_somebody_else_does_is_told_and_keeps_what_they_typed(beside, cities):
    index = CityIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["networks", "citypage", index.pk])
    city = cities["kisumu"]
    typed = {"city": city.pk, "title": "Kisumu", "slug": "kisumu", "introduction": "By the lake."}
    answer = beside(lambda: party_page(city), url, typed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "has a page already" in text
    assert "By the lake." in text
    assert CityPage.objects.filter(city=city).count() == 1


def test_two_who_begin_a_note_of_the_same_city_at_once_both_have_theirs(beside, cities):
    page = party_page(cities["kisumu"])
    url = reverse("wagtailadmin_pages:add", args=["practices", "otherpracticepage", page.pk])

    def first():
        page.add_child(instance=OtherPracticePage(title="Water kiosks", live=False, locale=page.locale))

    beside(first, url, {"title": "Street lights", "slug": "street-lights"})
    assert sorted(page.get_children().values_list("title", flat=True)) == ["Street lights", "Water kiosks"]


def test_the_page_of_a_city_is_previewed(client, make_user, cities):
    client.force_login(make_user("secretariat"))
    page = party_page(cities["kisumu"])
    data = form_of(client, reverse("wagtailadmin_pages:edit", args=[page.pk])) | {"introduction": "By the lake."}
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(url, data).json()["is_valid"]
    assert "By the lake." in client.get(url, {"mode": ""}).content.decode()
