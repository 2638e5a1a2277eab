"""What is worked out from the public state is kept until that changes."""

import pytest
from django.db import transaction
from django.utils import translation

from portal import public_state
from portal.models import Country, Person


class Counter:
    """Something to work out that tells how often it was."""

    def __init__(self):
        self.number = 0

    def __call__(self):
        self.number += 1
        return f"worked out {self.number}"

    def kept(self):
        return public_state.kept("a-test", self)


@pytest.fixture
def work():
    return Counter()


def test_it_is_worked_out_once_a_language(work):
    assert [work.kept(), work.kept()] == ["worked out 1"] * 2
    with translation.override("fr"):
        assert work.kept() == "worked out 2"
    assert work.kept() == "worked out 1"


def test_a_cache_that_is_gone_costs_time_alone(work, settings):
    gone = {"BACKEND": "portal.cache.OptionalRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": gone, "state": gone, "kept": gone}
    assert [work.kept(), work.kept()] == ["worked out 1", "worked out 2"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_change_is_seen_once_it_is_committed(work):
    with transaction.atomic():
        country = Country.objects.create(code="XX", code3="XXX", name_en="Nowhere")
        # What a transaction sees is not kept for others: it may never be committed.
        assert [work.kept(), work.kept()] == ["worked out 1", "worked out 2"]
    assert [work.kept(), work.kept()] == ["worked out 3"] * 2
    with transaction.atomic():
        country.save()
        transaction.set_rollback(True)
    assert work.kept() == "worked out 3"
    country.delete()
    assert work.kept() == "worked out 4"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_a_person_what_notes_show_is_a_change_and_nothing_else(work):
    assert work.kept() == "worked out 1"
    person = Person.objects.create(name="A. Author", phone="1")
    person.phone = "2"
    person.save()
    assert work.kept() == "worked out 1"
    for number, (column, value) in enumerate({"name": "Somebody", "body": "Planning"}.items(), 2):
        setattr(person, column, value)
        person.save()
        assert work.kept() == f"worked out {number}"
    person.delete()
    assert work.kept() == "worked out 4"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_a_process_remembers_is_forgotten_with_it(work):
    def remember():
        return public_state.remembered("a-test", work)

    assert [remember(), remember()] == ["worked out 1"] * 2
    with translation.override("fr"):
        assert remember() == "worked out 2"
    with transaction.atomic():
        country = Country.objects.create(code="XX", code3="XXX", name_en="Nowhere")
        assert remember() == "worked out 3"
    assert [remember(), remember()] == ["worked out 4"] * 2
    country.delete()
    assert remember() == "worked out 5"


def test_nothing_is_not_remembered_and_memory_has_an_end(monkeypatch):
    monkeypatch.setattr(public_state, "MOST_REMEMBERED", 3)
    answers = iter([None, "found"])
    assert [public_state.remembered("late", lambda: next(answers)) for _time in range(2)] == [None, "found"]
    for number in range(10):
        public_state.remembered(f"thing {number}", Counter())
    assert len(public_state._remembered) <= 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_deleted_note_is_gone_before_anything_else_follows_its_deletion(client, make_note, monkeypatch):
    page = make_note()
    address = f"/en/cities/nairobi-ke/{page.slug}/"
    assert [client.get(address).status_code for _ in range(2)] == [200, 200]
    seen = []
    monkeypatch.setattr("search.tasks.send_drain", lambda: seen.append(client.get(address).status_code))
    page.delete()
    assert seen[0] == 404
