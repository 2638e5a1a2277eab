"""The admin's side of notes, asked through its own views with filled-in forms."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, Revision

from networks.models import CityPage
from networks.parties import party_page
from portal.tasks import publish_scheduled
from practices import editor_panels, records
from practices.models import PRACTICE_MODELS, PracticePage, PublicRecord, Source
from tests.unit.practices.editing import COMPLETE, add, edit, edit_url, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """The pages of cities below which notes are written."""
    once(lambda maker: [party_page(city) for city in maker.cities.values()])


class TestOriginal:
    @pytest.mark.parametrize("practice_type", PRACTICE_MODELS)
    def test_every_type_is_created_and_published(self, admin, cities, practice_type):
        response = add(admin, practice_type, cities["kisumu"], publish=True, **COMPLETE)
        note = PRACTICE_MODELS[practice_type].objects.get()
        assert (
            "has been published" in response.content.decode() or "created and published" in response.content.decode()
        )
        assert note.live
        assert note.city == cities["kisumu"]
        assert note.original_language == "en"
        assert PublicRecord.objects.get().title == "Streets first"

    def test_a_title_makes_a_draft(self, admin, cities):
        add(admin, city=cities["kisumu"], title="An idea")
        note = PracticePage.objects.get()
        assert not note.live
        assert note.slug == "an-idea"
        assert not PublicRecord.objects.exists()

    def test_publishing_with_problems_keeps_the_draft_and_says_why(self, admin, cities):
        response = add(admin, city=cities["kisumu"], publish=True, title="An idea", summary="What we did")
        text = response.content.decode()
        note = PracticePage.objects.get()
        assert response.redirect_chain[-1][0] == edit_url(note)
        assert "The draft is saved. It cannot be published yet:" in text
        assert "Building blocks: Describe at least one building block of the solution." in text
        assert not note.live
        assert note.get_latest_revision_as_object().summary == "What we did"
        assert not PublicRecord.objects.exists()

    def test_the_reasons_stand_behind_a_french_colon_in_french(self, admin, make_note):
        note = make_note(publish=False, title="Bad", barriers="")
        french = {"headers": {"accept-language": "fr"}}
        with translation.override("fr"):
            assert "<li>Obstacles\u202f: " in editor_panels.refusal(note)
        state = admin.get(reverse("practices_admin:state", args=[note.pk]), **french).content.decode()
        assert ">Obstacles\u202f:</button>" in state
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        refused = admin.post(f"{url}?id={note.pk}&next=/admin/notes/", {}, follow=True, **french).content.decode()
        assert "<li>Bad\u202f: " in refused

    def test_a_live_note_stays_as_it_was_when_its_draft_is_refused(self, admin, make_note):
        note = make_note(title="Kiosks")
        response = edit(admin, note, publish=True, title="Kiosks again", barriers="")
        assert "It cannot be published yet" in response.content.decode()
        assert PublicRecord.objects.get().title == "Kiosks"
        note.refresh_from_db()
        assert note.get_latest_revision_as_object().title == "Kiosks again"

    def test_rows_say_their_number(self, admin, make_note):
        note = make_note()
        note.sources = [Source(title="Old"), Source(title="From tomorrow", year=3000)]
        note.save_revision()
        text = admin.get(edit_url(note)).content.decode()
        assert "Row 2: The year 3000 is not plausible." in text

    def test_state_tells_completeness_evidence_and_review(self, make_note):
        state = editor_panels.state_of(make_note(last_verified=None))
        assert state["problems"] == []
        assert 0 < state["completeness"].share < 100
        assert state["evidence"] == "Described"
        assert state["review"].state == "never"

    def test_state_is_asked_for_after_an_automatic_save(self, admin, make_note):
        note = make_note(publish=False, barriers="")
        response = admin.get(reverse("practices_admin:state", args=[note.pk]))
        assert "Name at least one limit" in response.content.decode()

    def test_terms_are_grouped_and_kept(self, admin, make_note, terms):
        note = make_note()
        target = terms["sdg", "11.1"]
        edit(admin, note, publish=True, sdg_targets=[str(target.pk)])
        note = PracticePage.objects.get().specific
        assert list(note.sdg_targets.all()) == [target]
        assert [term.key for term in note.themes.all()] == ["participation"]
        page = BeautifulSoup(admin.get(edit_url(note)).content, "html.parser")
        box = page.find(id="id_sdg_targets")
        assert len(box.find_all("details")) == 17
        assert not box.find("input", attrs={"value": str(target.parent_id)})
        (opened,) = box.find_all("details", open=True)
        assert [chosen["value"] for chosen in opened.find_all("input", checked=True)] == [str(target.pk)]

    def test_preview_shows_the_draft_in_the_public_template(self, admin, make_note):
        note = make_note(publish=False, title="Half a note", barriers="")
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[note.pk])
        assert admin.post(url, form_of(admin, edit_url(note))).json()["is_valid"]
        response = admin.get(url)
        assert response.status_code == 200
        assert "Half a note" in response.content.decode()

    def test_preview_equals_the_page(self, admin, make_note):
        note = make_note(why_stopped="Money.", status="stopped", cost_band="under_100k", area="Kibera")
        url = reverse("wagtailadmin_pages:view_draft", args=[note.pk])
        pages = [BeautifulSoup(admin.get(each).content, "html.parser") for each in (url, note.get_url())]
        # Who reads it, and since when it is public, stands elsewhere.
        parts = (".breadcrumbs", ".note-head h1", ".note-head .lead", ".note-head .lead + p", "aside dl")
        parts += ("#summary", "#problem", "#solution", "#money", "#limits", "#topics", "#sources")
        preview, page = ({name: str(html.select_one(name)) for name in parts} for html in pages)
        assert preview == page
        assert "None" not in page.values()

    def test_versions_are_compared(self, admin, make_note):
        note = make_note(barriers="Cartels")
        edit(admin, note, barriers="Cartels broke pipes", **{"sources-0-title": "Other report"})
        first, last = note.revisions.order_by("pk").first(), note.revisions.order_by("pk").last()
        url = reverse("wagtailadmin_pages:revisions_compare", args=[note.pk, first.pk, last.pk])
        text = admin.get(url).content.decode()
        assert "broke pipes" in text
        assert "Other" in text


class TestPublishingInBulkAndOnTime:
    def bulk(self, client, *pages):
        query = "&".join(f"id={page.pk}" for page in pages)
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        return client.post(f"{url}?{query}&next=/admin/notes/", {"include_descendants": ""}, follow=True)

    def test_bulk_publishing_names_the_notes_with_problems(self, admin, make_note):
        good = make_note(publish=False, title="Good")
        bad = make_note(publish=False, title="Bad", barriers="")
        response = self.bulk(admin, good, bad)
        assert response.status_code == 200
        text = response.content.decode()
        assert "Nothing was published." in text
        assert "Name at least one limit" in text
        assert not PublicRecord.objects.exists()
        self.bulk(admin, good)
        assert PublicRecord.objects.get().title == "Good"

    def test_scheduling_refuses_problems_too(self, admin, make_note):
        note = make_note(publish=False, barriers="")
        tomorrow = (timezone.now() + datetime.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        response = edit(admin, note, publish=True, go_live_at=tomorrow)
        assert "It cannot be published yet" in response.content.decode()
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()

    def test_what_is_due_is_published_and_what_refuses_stays_a_draft(self, make_note):
        notes = [make_note(publish=False, title="Bad", barriers=""), make_note(publish=False, title="Good")]
        due = timezone.now() - datetime.timedelta(minutes=1)
        for note in notes:
            revision = note.save_revision()
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=due)
        publish_scheduled()
        assert [record.title for record in PublicRecord.objects.all()] == ["Good"]
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()

    def test_the_trouble_of_one_page_keeps_no_other_waiting(self, make_note, monkeypatch):
        """A fault of any kind: what is first in line would else be so at each run."""
        broken, expired, waiting = (
            make_note(publish=title != "Due", title=title) for title in ("Broken", "Old", "Due")
        )
        past = [timezone.now() - datetime.timedelta(minutes=minutes) for minutes in (3, 2, 1)]
        for note, since in zip((broken, expired), past, strict=False):
            PracticePage.objects.filter(pk=note.pk).update(expire_at=since)
        for note, since in zip((broken, waiting), past[1:], strict=True):
            Revision.objects.filter(pk=note.save_revision().pk).update(approved_go_live_at=since)
        refresh = records.refresh

        def fails_once(translation_key):
            if translation_key == broken.translation_key:
                raise RuntimeError("a fault")
            refresh(translation_key)

        monkeypatch.setattr(records, "refresh", fails_once)
        publish_scheduled()
        assert {record.title for record in PublicRecord.objects.all()} == {"Broken", "Due"}
        monkeypatch.undo()
        publish_scheduled()
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()

    def test_an_expired_note_leaves_the_records(self, make_note, translate):
        note = make_note()
        translate(note, "fr", title="Kiosques")
        PracticePage.objects.filter(pk=note.pk).update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
        publish_scheduled()
        assert not PublicRecord.objects.exists()

    def test_an_expired_note_leaves_the_records_by_wagtails_command_too(self, make_note):
        note = make_note()
        PracticePage.objects.filter(pk=note.pk).update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
        call_command("publish_scheduled")
        assert not PublicRecord.objects.exists()


class TestTranslation:
    def test_only_texts_are_shown_and_the_original_stands_beside(self, admin, make_note, translate):
        french = translate(make_note(summary="What we did"), "fr", title="Kiosques")
        data = form_of(admin, edit_url(french))
        assert {"title", "summary", "barriers", "slug"} <= data.keys()
        assert not {"status", "start", "themes", "cost_amount", "sources-TOTAL_FORMS"} & data.keys()
        text = admin.get(edit_url(french)).content.decode()
        assert "What we did" in text
        assert "Facts, places, terms and visibility come from the original in English." in text

    def test_texts_of_rows_are_translated_and_new_rows_offered(self, admin, make_note, translate):
        from practices.models import BuildingBlock

        note = make_note()
        french = translate(note, "fr", title="Kiosques")
        note.building_blocks.add(BuildingBlock(title="Contract", what_it_does="Binds both.", locale=note.locale))
        note.save_revision().publish()
        first, second = PracticePage.objects.get(pk=note.pk).building_blocks.all()
        changes = {
            f"building_blocks-{first.translation_key}-title": "Les kiosques",
            f"building_blocks-{second.translation_key}-title": "Le contrat",
            f"building_blocks-{second.translation_key}-what_it_does": "Engage les deux.",
        }
        edit(admin, french, **changes)
        record = PublicRecord.objects.get(language="fr")
        assert [row["title"] for row in record.data["parts"]["building_blocks"]] == ["Kiosks", "Contract"]
        edit(admin, french, publish=True)
        record = PublicRecord.objects.get(language="fr")
        assert [row["title"] for row in record.data["parts"]["building_blocks"]] == ["Les kiosques", "Le contrat"]
        assert PublicRecord.objects.get(language="en").data["parts"]["building_blocks"][0]["title"] == "Kiosks"

    def test_facts_posted_to_a_translation_are_ignored(self, admin, make_note, translate):
        french = translate(make_note(), "fr", title="Kiosques")
        edit(admin, french, publish=True, status="stopped", why_stopped="Fini")
        assert set(PublicRecord.objects.values_list("status", flat=True)) == {"running"}

    def test_a_note_is_written_first_in_any_language(self, admin, cities):
        response = admin.post(
            reverse("new_note"),
            {"practice_type": "safety_plan", "language": "pt", "city": cities["medellin"].pk},
        )
        parent = Page.objects.get(locale__language_code="pt", depth=4)
        assert response.url == reverse("wagtailadmin_pages:add", args=["practices", "safetyplanpage", parent.pk])
        assert parent.specific.city == cities["medellin"]
        add(admin, "safety_plan", cities["medellin"], publish=True, language="pt", **COMPLETE)
        assert PublicRecord.objects.get().language == "pt"
        assert PublicRecord.objects.get().is_original

    def test_a_new_note_has_one_owner(self, admin, cities):
        response = admin.post(reverse("new_note"), {"practice_type": "safety_plan", "language": "en"})
        assert "Choose a city or" in response.content.decode()
        nothing = admin.post(reverse("new_note"), {"language": "en"}).content.decode()
        assert "Choose a city or" in nothing
        assert "This field is required." in nothing


def test_the_editor_speaks_the_interfaces_languages(admin, make_note):
    note = make_note()
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(note.owner or admin.get("/admin/").wsgi_request.user)
    for language in ("fr", "es"):
        profile.preferred_language = language
        profile.save()
        response = admin.get(edit_url(note))
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()[:500]


def test_a_mark_at_a_field_names_it_as_the_state_does(admin, make_note):
    note = make_note(publish=False, one_line="")
    page = admin.get(edit_url(note)).content.decode()
    assert '<strong class="note-problem" data-note-problem="one_line">' in page
    assert '<li data-note-problem="one_line">' in page
    assert "js/admin" in page


def test_a_city_page_is_edited(admin, cities):
    page = party_page(cities["kisumu"])
    edit(admin, page, publish=True, introduction="A city on the lake.")
    assert CityPage.objects.get(pk=page.pk).introduction == "A city on the lake."


class TestWhatASourceSupports:
    def boxes(self, admin, note, language="en"):
        html = admin.get(edit_url(note), headers={"accept-language": language}).content
        for template in (page := BeautifulSoup(html, "html.parser")).find_all("template"):
            template.decompose()
        return page.find("div", id="id_sources-0-supports")

    def test_fields_are_chosen_by_their_labels_and_kept_by_their_names(self, admin, make_note):
        note = make_note("upgrading_programme")
        edit(admin, note, publish=True, **{"sources-0-supports": ["barriers", "building_blocks", "households"]})
        kept = PracticePage.objects.get().specific.sources.get().supports
        assert kept == "barriers, building_blocks, households"
        page = admin.get(note.get_url()).content.decode()
        assert "barriers, building blocks, households" in page
        labels = [box.get_text(strip=True) for box in self.boxes(admin, note).find_all("label")]
        assert {"Barriers", "Building blocks", "Households", "Situation before"} <= set(labels)
        assert not {"Sources", "Slug", "Contacts"} & set(labels)
        assert "Obstacles" in self.boxes(admin, note, "fr").get_text()
        assert (
            self.boxes(admin, note).find_previous_sibling("summary").string == "Building blocks, Households, Barriers"
        )

    def test_only_what_the_type_has_is_offered_and_none_is_possible(self, admin, make_note):
        note = make_note()
        assert not self.boxes(admin, note).find("input", value="households")
        edit(admin, note, publish=True, **{"sources-0-supports": "barriers"})
        edit(admin, note, publish=True, **{"sources-0-supports": []})
        assert PracticePage.objects.get().specific.sources.get().supports == ""

    def test_names_that_are_no_choice_are_kept_by_name(self, admin, make_note):
        note = make_note(publish=False)
        note.sources = [Source(title="Old", supports="links, barriers,cost")]
        note.save_revision().publish()
        assert [box["value"] for box in self.boxes(admin, note).find_all("input", checked=True)] == [
            "barriers",
            "links",
            "cost",
        ]
        edit(admin, note, publish=True, **{"sources-0-supports": ["barriers", "links"]})
        assert PracticePage.objects.get().specific.sources.get().supports == "barriers, links"

    def test_a_source_that_nobody_touched_stays_as_it_is(self, admin, make_note):
        note = make_note(publish=False)
        note.sources = [Source(title="Old", supports="links, barriers,cost")]
        note.save_revision().publish()
        edit(admin, note, publish=True, title="Another title")
        assert PracticePage.objects.get().specific.sources.get().supports == "links, barriers,cost"

    @pytest.mark.parametrize("practice_type", sorted(PRACTICE_MODELS))
    def test_a_source_may_support_all_that_there_is(self, admin, make_note, practice_type):
        note = make_note(practice_type)
        everything = [box["value"] for box in self.boxes(admin, note).find_all("input")]
        edit(admin, note, publish=True, **{"sources-0-supports": everything})
        assert PracticePage.objects.get().specific.sources.get().supports == ", ".join(everything)
