"""Versions of a note that refer to what has been deleted since."""

import pytest
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from portal.models import Organisation, Person
from practices import models
from tests.unit.practices.editing import edit, edit_url, languages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    return get_image_model().objects.create(title="Kiosk", file=get_test_image_file("kiosk.png"))


@pytest.fixture
def version(make_note):
    """A version of a public note that refers to people and an organisation that were deleted after it was written."""
    note = make_note()
    asked, stays = (Person.objects.create(name=name) for name in ("Asked", "Stays"))
    funder = Organisation.objects.create(key="funder", name="Funder", kind="funder")
    note.reviewer = asked
    note.contacts = [models.Contact(person=asked, role="political"), models.Contact(person=stays, role="technical")]
    note.funders = [models.Funder(organisation=funder, name="The fund of the city", year=2020)]
    revision = note.save_revision()
    asked.delete()
    funder.delete()
    return revision


def test_a_draft_opens_without_what_was_deleted(admin, version):
    note = version.content_object
    assert admin.get(edit_url(note)).status_code == 200
    draft = note.get_latest_revision_as_object()
    assert draft.reviewer is None
    assert [contact.role for contact in draft.contacts.all()] == ["technical"]
    assert [(funder.organisation, funder.name) for funder in draft.funders.all()] == [(None, "The fund of the city")]


@pytest.mark.parametrize("view", ["revisions_revert", "revisions_view"])
def test_an_older_version_can_be_seen_and_restored(admin, version, view):
    note = version.content_object
    type(note).objects.get(pk=note.pk).save_revision()
    assert admin.get(reverse(f"wagtailadmin_pages:{view}", args=[note.pk, version.pk])).status_code == 200


def test_versions_can_be_compared(admin, version):
    note = version.content_object
    url = reverse("wagtailadmin_pages:revisions_compare", args=[note.pk, "earliest", version.pk])
    assert admin.get(url).status_code == 200


def test_an_original_is_published_after_a_picture_that_its_translation_had(admin, make_note, translate, image):
    note = make_note()
    note.photos = [models.Photo(image=image, alternative_text="A kiosk", consent=True, locale=note.locale)]
    note.save_revision().publish()
    note = type(note).objects.get(pk=note.pk)
    translate(note, "fr", title="Kiosques")
    note = type(note).objects.get(pk=note.pk)
    note.photos = []
    note.save_revision().publish()
    models.Photo.objects.all().delete()
    image.delete()
    edit(admin, note, publish=True, one_line="Kiosks, without a picture.")
    assert languages_of(note) == {"en", "fr"}
