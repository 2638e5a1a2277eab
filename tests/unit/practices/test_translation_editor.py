"""wagtail-localize's editor, which keeps strings of its own and saves a translation's draft to the page itself."""

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import Locale, Page

from practices.models import PracticePage, PublicRecord
from tests.making import anew
from tests.unit.practices.editing import edit, edit_url, languages_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """A note that was submitted for translation into Spanish, and the draft that came of it."""

    def make(maker):
        note = maker.make_note(title="Kiosks")
        locale = Locale.objects.get(language_code="es")
        client = Client()
        client.force_login(maker.make_user("secretariat", "submits@example.org"))
        with TestCase.captureOnCommitCallbacks(execute=True):
            client.post(reverse("wagtail_localize:submit_page_translation", args=[note.pk]), {"locales": [locale.pk]})
        return {"translation": note.get_translation(locale).specific}

    return once(make)


@pytest.fixture
def translation(made):
    return anew(made)["translation"]


def translate(text):
    from wagtail_localize.models import StringSegment, StringTranslation, Translation

    translation = Translation.objects.get()
    segment = StringSegment.objects.get(source=translation.source, context__path="title")
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": text},
    )


def test_it_starts_as_a_draft(translation):
    assert not translation.live
    assert languages_of(translation) == {"en"}


def test_it_opens(admin, translation):
    assert admin.get(edit_url(translation)).status_code == 200


def test_only_texts_are_offered(translation):
    from wagtail_localize.models import StringSegment

    paths = {path.split(".")[-1] for path in StringSegment.objects.values_list("context__path", flat=True)}
    assert {"title", "slug", "one_line", "what_it_does"} <= paths
    assert not {"start", "source", "licence", "contributor_key"} & paths


def test_a_draft_is_not_public_until_it_is_published(admin, translation, django_capture_on_commit_callbacks):
    def publish():
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(edit_url(translation), {"action": "publish"})

    translate("Quioscos")
    publish()
    assert PublicRecord.objects.get(language="es").title == "Quioscos"
    translate("Otros quioscos")
    # As an update of the source does: the page's row holds the draft now.
    from wagtail_localize.models import Translation

    Translation.objects.get().save_target(publish=False)
    assert Page.objects.get(pk=translation.pk).title == "Otros quioscos"
    assert PublicRecord.objects.get(language="es").title == "Quioscos"
    publish()
    assert PublicRecord.objects.get(language="es").title == "Otros quioscos"


def test_new_facts_reach_it(admin, translation, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(edit_url(translation), {"action": "publish"})
    edit(
        admin,
        PracticePage.objects.get(original_language="en", locale__language_code="en"),
        publish=True,
        status="completed",
    )
    assert set(PublicRecord.objects.values_list("language", "status")) == {
        ("en", "completed"),
        ("es", "completed"),
    }


def test_turned_into_an_alias_it_leaves_the_records(admin, translation, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(edit_url(translation), {"action": "publish"})
    admin.post(reverse("wagtail_localize:convert_to_alias", args=[translation.pk]))
    assert languages_of(translation) == {"en"}
