"""Pictures and documents are private until what shows them is public."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from portal.models import HomePage, StandardPage
from practices import models

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return get_document_model().objects.create(title="Plan", file=ContentFile(b"the plan", "plan.txt"))


@pytest.fixture
def image():
    """A picture, in the one size that a page has asked for."""
    picture = get_image_model().objects.create(title="Kiosk", file=get_test_image_file("kiosk.png"))
    small = get_test_image_file("kiosk.small.png")
    picture.renditions.create(filter_spec="max-100x100", file=small, width=100, height=75)
    return picture


@pytest.fixture
def note(make_note, document, image):
    """A draft with a document and a photo that nobody agreed to."""
    page = make_note(publish=False)
    page.documents = [models.NoteDocument(document=document, title="The plan", locale=page.locale)]
    page.photos = [models.Photo(image=image, alternative_text="A kiosk", consent=False, locale=page.locale)]
    page.save_revision()
    page.save()
    return page


def status(client, file):
    address = file.url if hasattr(file, "file_extension") else file.renditions.get().url
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def test_a_document_is_there_while_its_note_is(client, note, document):
    assert status(client, document) == 404
    note.save_revision().publish()
    assert status(client, document) == 200
    assert document.url in client.get(note.get_url()).content.decode()
    type(note).objects.get(pk=note.pk).unpublish()
    assert status(client, document) == 404


def test_a_document_runs_nothing_in_a_browser(client, note, document):
    note.save_revision().publish()
    response = client.get(document.url)
    b"".join(response.streaming_content)
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["plan.html", "plan.svg", "plan.js", "plan.exe", "plan.xlsm"])
def test_a_document_that_could_run_something_is_not_taken(name):
    document = get_document_model()(title="Plan", file=ContentFile(b"the plan", name))
    with pytest.raises(ValidationError, match="not allowed"):
        document.clean()


def test_a_photo_is_there_once_its_note_is_and_consent_was_given(client, note, image):
    assert status(client, image) == 404
    note.save_revision().publish()
    assert status(client, image) == 404
    photo = note.photos.get()
    photo.consent = True
    note.photos = [photo]
    note.save_revision().publish()
    assert status(client, image) == 200


def test_files_of_a_restricted_note_are_for_those_who_may_read_it(client, note, document, make_user):
    note.save_revision().publish()
    PageViewRestriction.objects.create(page=Page.objects.get(pk=note.pk), restriction_type="login")
    assert status(client, document) == 404
    client.force_login(make_user("reader"))
    assert status(client, document) == 200


def test_what_the_original_no_longer_has_no_translation_keeps(client, note, translate, document):
    note.save_revision().publish()
    translate(note, "fr", title="Bornes-fontaines", slug="bornes")
    assert status(client, document) == 200
    note.documents = []
    note.save_revision().publish()
    assert status(client, document) == 404


def test_a_story_shows_its_documents_in_a_translation_as_long_as_the_original_is_public(
    client, make_note, translate, document
):
    page = make_note()
    translate(page, "fr", slug="bornes", narrative=[("document", document)])
    assert status(client, document) == 200
    page.unpublish()
    assert status(client, document) == 404


def test_a_standard_page_shows_its_documents(client, document):
    page = StandardPage(title="Rules", slug="rules", body=[("document", document)], live=False)
    HomePage.objects.get(locale__language_code="en").add_child(instance=page)
    ReferenceIndex.create_or_update_for_object(page)  # As Wagtail does after each save; unit tests go without.
    assert status(client, document) == 404
    page.save_revision().publish()
    assert status(client, document) == 200


def test_editors_see_what_is_not_public_yet(client, note, document, image, make_user):
    client.force_login(make_user("secretariat"))
    assert (status(client, document), status(client, image)) == (200, 200)


def test_what_nothing_shows_and_what_is_not_there_has_no_address(client, document, image):
    assert (status(client, document), status(client, image)) == (404, 404)
    assert client.get(reverse("picture", args=["kiosk.png"])).status_code == 404
