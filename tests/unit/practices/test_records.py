"""The public record follows the original through everything that can happen to it."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from networks.parties import party_page
from portal.models import Organisation
from practices.models import BuildingBlock, PublicRecord, RestrictedGroup
from practices.record import restore
from practices.rules import PublishingRefused
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """A note and its French translation."""

    def make(maker):
        page = maker.make_note(title="Water kiosks", summary="Before.", months_to_implement=18)
        return {"page": page, "french": maker.translate(page, "fr", title="Bornes-fontaines", slug="bornes-fontaines")}

    return once(make)


@pytest.fixture
def page(made):
    return anew(made)["page"]


@pytest.fixture
def french(made):
    return anew(made)["french"]


def records(page):
    return {record.language: record for record in PublicRecord.objects.filter(translation_key=page.translation_key)}


def test_a_draft_has_no_record(make_note):
    assert records(make_note(publish=False)) == {}


def test_publishing_makes_the_record_of_the_original(page, cities):
    record = records(page)["en"]
    assert (record.title, record.is_original, record.city) == ("Water kiosks", True, cities["nairobi"])
    assert record.country_id == "KE"
    assert record.path == f"cities/nairobi-ke/{page.slug}/"
    assert record.data["terms"]["themes"] == ["participation"]


def test_a_note_with_problems_is_not_published_from_code_either(make_note):
    page = make_note(publish=False, barriers="")
    with pytest.raises(PublishingRefused) as refused:
        page.save_revision().publish()
    assert [problem.field for problem in refused.value.problems] == ["barriers"]
    (said,) = refused.value.messages
    assert said.startswith("Barriers: Name at least one limit")
    assert records(page) == {}
    page.live = True
    with pytest.raises(PublishingRefused):
        page.save()


def test_a_draft_of_a_public_note_changes_nothing_in_public(page):
    page.title = "As drafted"
    page.save_revision()
    assert records(page)["en"].title == "Water kiosks"


def test_a_translation_takes_its_texts_from_itself_and_its_facts_from_the_original(page):
    page.months_to_implement = 24
    page.save_revision().publish()
    french = records(page)["fr"]
    assert french.title == "Bornes-fontaines"
    assert french.data["facts"]["months_to_implement"] == 24
    assert not french.is_original


def test_publishing_the_original_never_publishes_a_translations_draft(page, french):
    french.title = "Brouillon"
    french.save_revision()
    page.save_revision().publish()
    assert records(page)["fr"].title == "Bornes-fontaines"


def test_a_translation_that_was_never_published_has_no_record(page, translate):
    translate(page, "es", publish=False, title="Borrador")
    page.save_revision().publish()
    assert set(records(page)) == {"en", "fr"}


def test_unpublishing_the_original_takes_all_languages_away_and_publishing_brings_them_back(page):
    page.unpublish()
    assert records(page) == {}
    page.save_revision().publish()
    assert set(records(page)) == {"en", "fr"}


def test_restricting_the_original_or_an_ancestor_takes_all_languages_away(page):
    for restricted in (page, page.get_parent()):
        restriction = PageViewRestriction.objects.create(
            page=Page.objects.get(pk=restricted.pk), restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.get(name="Secretariat"))
        assert records(page) == {}
        restriction.delete()
        assert set(records(page)) == {"en", "fr"}


def test_moving_the_original_moves_its_translations_and_gives_all_their_new_place(page, french, cities):
    page.move(party_page(cities["medellin"]), pos="last-child")
    found = records(page)
    assert {record.city for record in found.values()} == {cities["medellin"]}
    assert found["en"].path == f"cities/medellin-co/{page.slug}/"
    assert found["fr"].path == "cities/medellin-co/bornes-fontaines/"
    french.refresh_from_db()
    assert french.get_parent().specific.city == cities["medellin"]


def test_moving_a_citys_page_gives_its_notes_their_new_address(page):
    city_page = page.get_parent().specific
    city_page.slug = "nairobi-county"
    city_page.save_revision().publish()
    assert records(page)["en"].path == f"cities/nairobi-county/{page.slug}/"


def test_deleting_the_original_deletes_its_translations(page, french):
    page.delete()
    assert not Page.objects.filter(pk=french.pk).exists()
    assert records(page) == {}


def test_deleting_a_translation_leaves_the_original(page, french):
    french.delete()
    assert set(records(page)) == {"en"}


@pytest.mark.parametrize(
    ("group", "field"),
    [("lessons", "barriers"), ("money", "cost_amount"), ("contacts", "contacts"), ("partners", "partners")],
)
def test_a_restricted_group_stands_apart_from_the_record(make_note, group, field):
    page = make_note(cost_amount=5000, cost_currency="KES", cost_year=2012, **{f"{group}_visibility": "peers"})
    record = records(page)["en"]
    everything = {**record.data["facts"], **record.data["texts"], **record.data["parts"]}
    assert field not in everything
    withheld = RestrictedGroup.objects.get(translation_key=page.translation_key, group=group)
    whole = restore(record.data, [withheld.data])
    assert field in {**whole["facts"], **whole["texts"], **whole["parts"]}


def test_a_record_holds_no_name_and_no_address_of_a_person(make_note, make_user):
    from practices.models import Contact

    person = make_user("peer").person
    person.name, person.email, person.phone = "Secret Name", "secret@example.org", "+254 700 000 000"
    person.save()
    page = make_note(publish=False)
    page.contacts = [Contact(person=person, role="technical")]
    page.save_revision().publish()
    text = str(records(page)["en"].data)
    assert str(person.key) in text
    for secret in (person.name, person.email, person.phone):
        assert secret not in text


def test_a_note_first_written_in_french_is_an_original(make_note, translate):
    page = make_note(language="fr", title="Bornes-fontaines")
    assert records(page)["fr"].is_original
    translate(page, "en", title="Water kiosks")
    assert {language: record.is_original for language, record in records(page).items()} == {"fr": True, "en": False}


def test_what_a_note_refers_to_is_known_once_it_is_published(make_note):
    organisation = Organisation.objects.create(key="utility", name="Water utility", kind="partner")
    page = make_note(contributing_organisation=organisation)
    assert ReferenceIndex.get_references_to(organisation).exists()
    alias = page.create_alias(update_slug="the-same", parent=page.get_parent())
    page.contributing_organisation = None
    page.save_revision().publish()
    assert not ReferenceIndex.get_references_for_object(alias).filter(model_path="contributing_organisation").exists()
    assert not ReferenceIndex.get_references_to(organisation).exists()


def test_what_is_read_later_is_that_of_the_record_that_took_its_place(page):
    read_before, withdrawn = (PublicRecord.objects.defer("data").get(page=page) for _ in range(2))
    page.summary = "After."
    page.save_revision().publish()
    assert not PublicRecord.objects.filter(pk=read_before.pk).exists()
    assert read_before.data["texts"]["summary"] == "After."
    page.unpublish()
    with pytest.raises(PublicRecord.DoesNotExist):
        _ = withdrawn.data


def test_spaces_alone_are_no_text(make_note):
    note = make_note(title="Kiosks", objectives="   ", barriers=" Shop owners objected. ")
    texts = PublicRecord.objects.get(translation_key=note.translation_key).data["texts"]
    assert not texts.get("objectives")
    assert texts["barriers"] == "Shop owners objected."


def test_spaces_alone_are_no_text_of_a_part(make_note):
    note = make_note(title="Kiosks")
    note.building_blocks = [
        BuildingBlock(title="Kiosks", what_it_does="Sells water.", lesson="  ", locale=note.locale)
    ]
    note.save_revision().publish()
    (block,) = PublicRecord.objects.get(translation_key=note.translation_key).data["parts"]["building_blocks"]
    assert (block["what_it_does"], block["lesson"]) == ("Sells water.", "")
