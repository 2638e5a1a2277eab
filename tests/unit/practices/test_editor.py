"""The admin's side of notes, asked through its own views with filled-in forms."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Revision

from networks.models import CityPage
from networks.parties import party_page
from portal.models import Organisation, Person
from portal.tasks import publish_scheduled
from practices import editor, records
from practices.models import PRACTICE_MODELS, PracticePage, PublicRecord, Source
from practices.note_list import in_review_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, make_user):
    user = make_user("secretariat")
    client.force_login(user)
    return client


def form_of(client, url: str) -> dict:
    """Gives what a browser would post from the editor at `url`, unchanged."""
    response = client.get(url)
    assert response.status_code == 200, response.content[:500]
    form = BeautifulSoup(response.content, "html.parser").find("form", attrs={"data-edit-form": True})
    for template in form.find_all("template"):
        template.decompose()
    data: dict = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or field.get("type") in ("submit", "button"):
            continue
        if field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "select":
            data[name] = [option.get("value") for option in field.find_all("option") if option.has_attr("selected")]
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        else:
            data[name] = field.get("value", "")
    data["narrative-count"] = data.get("narrative-count", "0") or "0"
    return data


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def edit(client, page, publish=False, **changes):
    data = form_of(client, edit_url(page)) | changes
    if publish:
        data["action-publish"] = "action-publish"
    return client.post(edit_url(page), data, follow=True)


def add(client, practice_type="other_practice", city=None, publish=False, language="en", **fields):
    """Fills in a new note's form below the page of a city."""
    locale = Locale.objects.get(language_code=language)
    parent = records.parent_in(party_page(city), locale)
    url = reverse(
        "wagtailadmin_pages:add", args=["practices", PRACTICE_MODELS[practice_type]._meta.model_name, parent.pk]
    )
    data = form_of(client, url) | {"slug": ""} | fields
    if publish:
        data["action-publish"] = "action-publish"
    return client.post(url, data, follow=True)


def languages_of(page) -> set[str]:
    return set(PublicRecord.objects.filter(translation_key=page.translation_key).values_list("language", flat=True))


COMPLETE = {
    "title": "Streets first",
    "slug": "streets-first",
    "one_line": "Streets before houses.",
    "status": "running",
    "situation_before": "No street was wide enough for an ambulance.",
    "barriers": "Shop owners objected.",
    "building_blocks-TOTAL_FORMS": "1",
    "building_blocks-0-title": "A street plan",
    "building_blocks-0-what_it_does": "Says where streets go.",
    "building_blocks-0-ORDER": "1",
    "sources-TOTAL_FORMS": "1",
    "sources-0-title": "Yearly report",
    "sources-0-ORDER": "1",
}


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

    def test_a_live_note_stays_as_it_was_when_its_draft_is_refused(self, admin, make_note):
        note = make_note(title="Kiosks")
        response = edit(admin, note, publish=True, title="Kiosks again", barriers="")
        assert "It cannot be published yet" in response.content.decode()
        assert PublicRecord.objects.get().title == "Kiosks"
        assert note.get_latest_revision_as_object().title == "Kiosks again"

    def test_rows_say_their_number(self, admin, make_note):
        note = make_note()
        note.sources = [Source(title="Old"), Source(title="From tomorrow", year=3000)]
        note.save_revision()
        text = admin.get(edit_url(note)).content.decode()
        assert "Row 2: The year 3000 is not plausible." in text

    def test_state_tells_completeness_evidence_and_review(self, make_note):
        state = editor.state_of(make_note(last_verified=None))
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

    def test_preview_shows_the_draft_in_the_public_template(self, admin, make_note):
        note = make_note(publish=False, title="Half a note", barriers="")
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[note.pk])
        assert admin.post(url, form_of(admin, edit_url(note))).json()["is_valid"]
        response = admin.get(url)
        assert response.status_code == 200
        assert "Half a note" in response.content.decode()


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


class TestTranslationEditor:
    """wagtail-localize's editor, which keeps strings of its own and saves a translation's draft to the page itself."""

    @pytest.fixture
    def translation(self, admin, make_note, django_capture_on_commit_callbacks):
        note = make_note(title="Kiosks")
        locale = Locale.objects.get(language_code="es")
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(reverse("wagtail_localize:submit_page_translation", args=[note.pk]), {"locales": [locale.pk]})
        return note.get_translation(locale).specific

    def translate(self, text):
        from wagtail_localize.models import StringSegment, StringTranslation, Translation

        translation = Translation.objects.get()
        segment = StringSegment.objects.get(source=translation.source, context__path="title")
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": text},
        )

    def test_it_starts_as_a_draft(self, translation):
        assert not translation.live
        assert languages_of(translation) == {"en"}

    def test_it_opens(self, admin, translation):
        assert admin.get(edit_url(translation)).status_code == 200

    def test_only_texts_are_offered(self, translation):
        from wagtail_localize.models import StringSegment

        paths = {path.split(".")[-1] for path in StringSegment.objects.values_list("context__path", flat=True)}
        assert {"title", "slug", "one_line", "what_it_does"} <= paths
        assert not {"start", "source", "licence", "contributor_key"} & paths

    def test_a_draft_is_not_public_until_it_is_published(self, admin, translation, django_capture_on_commit_callbacks):
        def publish():
            with django_capture_on_commit_callbacks(execute=True):
                admin.post(edit_url(translation), {"action": "publish"})

        self.translate("Quioscos")
        publish()
        assert PublicRecord.objects.get(language="es").title == "Quioscos"
        self.translate("Otros quioscos")
        # As an update of the source does: the page's row holds the draft now.
        from wagtail_localize.models import Translation

        Translation.objects.get().save_target(publish=False)
        assert Page.objects.get(pk=translation.pk).title == "Otros quioscos"
        assert PublicRecord.objects.get(language="es").title == "Quioscos"
        publish()
        assert PublicRecord.objects.get(language="es").title == "Otros quioscos"

    def test_new_facts_reach_it(self, admin, translation, django_capture_on_commit_callbacks):
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

    def test_turned_into_an_alias_it_leaves_the_records(self, admin, translation, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(edit_url(translation), {"action": "publish"})
        admin.post(reverse("wagtail_localize:convert_to_alias", args=[translation.pk]))
        assert languages_of(translation) == {"en"}


class TestPlaceAndVisibility:
    @pytest.fixture
    def pair(self, make_note, translate):
        note = make_note(title="Kiosks")
        return note, translate(note, "fr", title="Kiosques", slug="kiosques")

    def test_unpublishing_the_original_removes_all_records(self, admin, pair):
        note, _french = pair
        admin.post(reverse("wagtailadmin_pages:unpublish", args=[note.pk]))
        assert not PublicRecord.objects.exists()
        assert admin.get("/fr/cities/nairobi-ke/kiosques/").status_code == 404
        edit(admin, note, publish=True)
        assert languages_of(note) == {"en", "fr"}

    def test_unpublishing_a_translation_removes_its_own_record(self, admin, pair):
        note, french = pair
        admin.post(reverse("wagtailadmin_pages:unpublish", args=[french.pk]))
        assert languages_of(note) == {"en"}

    @pytest.mark.parametrize("of", ["note", "city"])
    def test_privacy_removes_records_and_gives_them_back(self, admin, pair, of):
        note, _french = pair
        page = note if of == "note" else note.get_parent()
        url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        admin.post(url, {"restriction_type": "login", "password": "", "groups": []})
        assert PageViewRestriction.objects.exists()
        assert not PublicRecord.objects.exists()
        admin.post(url, {"restriction_type": "none", "password": "", "groups": []})
        assert languages_of(note) == {"en", "fr"}

    def test_moving_the_original_moves_its_translations(self, admin, pair, cities):
        note, _french = pair
        target = party_page(cities["medellin"])
        response = admin.post(reverse("wagtailadmin_pages:move_confirm", args=[note.pk, target.pk]))
        assert response.status_code == 302
        rows = PublicRecord.objects.order_by("language").values_list("language", "path", "city__name", "country_id")
        assert list(rows) == [
            ("en", f"cities/medellin-co/{note.slug}/", "Medellín", "CO"),
            ("fr", "cities/medellin-co/kiosques/", "Medellín", "CO"),
        ]

    def test_another_slug_of_the_city_gives_notes_new_addresses(self, admin, pair):
        note, _french = pair
        city = note.get_parent().specific
        edit(admin, city, publish=True, slug="nairobi-city")
        assert PublicRecord.objects.get(language="en").path == f"cities/nairobi-city/{note.slug}/"

    def test_deleting_the_original_deletes_its_translations(self, admin, pair):
        note, _french = pair
        admin.post(reverse("wagtailadmin_pages:delete", args=[note.pk]))
        assert not PracticePage.objects.exists()
        assert not PublicRecord.objects.exists()
        assert Page.find_problems() == ([], [], [], [], [])

    def test_deleting_a_translation_leaves_the_original(self, admin, pair):
        note, french = pair
        admin.post(reverse("wagtailadmin_pages:delete", args=[french.pk]))
        assert languages_of(note) == {"en"}

    def test_deleting_a_citys_page_deletes_its_notes_in_all_languages(self, admin, pair):
        note, _french = pair
        city = note.get_parent()
        admin.post(
            reverse("wagtailadmin_pages:delete", args=[city.pk]), {"confirm_site_name": "City Practice Exchange"}
        )
        assert not PracticePage.objects.exists()
        assert not PublicRecord.objects.exists()
        assert not CityPage.objects.exists()
        assert Page.find_problems() == ([], [], [], [], [])

    def copy(self, client, page, **fields):
        data = {
            "new_title": "A copy",
            "new_slug": "a-copy",
            "new_parent_page": page.get_parent().pk,
        } | fields
        return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data, follow=True)

    def test_a_copy_is_a_note_of_its_own(self, admin, pair, terms):
        note, _french = pair
        self.copy(admin, note, publish_copies="on")
        copied = PublicRecord.objects.get(title="A copy")
        assert copied.translation_key != note.translation_key
        assert [term.key for term in copied.terms.all()] == ["participation"]

    def test_translations_are_not_copied_and_notes_have_no_aliases(self, admin, pair):
        note, french = pair
        assert "copy the original" in self.copy(admin, french).content.decode()
        assert "A note cannot stand in two places" in self.copy(admin, note, alias="on").content.decode()
        assert PracticePage.objects.count() == 2


class TestPaths:
    def test_a_path_belongs_to_one_page_in_all_trees(self, admin, make_note):
        first = make_note(title="Kiosks")
        second = make_note(title="Other", language="fr")
        second.slug = first.slug
        with pytest.raises(ValidationError, match="another language"):
            second.full_clean()
        response = edit(admin, second, slug=first.slug)
        assert "Another page has this address in another language." in response.content.decode()

    def test_a_new_page_gets_a_free_path(self, make_note):
        first = make_note(title="Kiosks")
        second = make_note(title="Kiosks", language="fr")
        assert (first.slug, second.slug) == ("kiosks", "kiosks-2")

    def test_a_new_page_with_a_taken_slug_is_refused_by_its_form(self, admin, make_note, cities):
        make_note(title="Kiosks")
        response = add(admin, city=cities["nairobi"], language="fr", title="Autre", slug="kiosks")
        assert "Another page has this address in another language." in response.content.decode()
        assert PracticePage.objects.count() == 1

    def test_a_move_to_a_taken_path_changes_nothing_and_says_why(self, admin, make_note, cities):
        make_note(title="Kiosks", city="medellin")
        french = make_note(title="Kiosks", language="fr", slug="kiosks")
        target = records.parent_in(party_page(cities["medellin"]), french.locale)
        response = admin.post(
            reverse("wagtailadmin_pages:move_confirm", args=[french.pk, target.pk]), headers={"referer": "/admin/"}
        )
        assert response.status_code == 302
        text = admin.get(response.url).content.decode()
        assert "This was refused, and nothing was changed:" in text
        assert PracticePage.objects.get(pk=french.pk).url_path == french.url_path

    def test_translations_share_their_path(self, make_note, translate):
        note = make_note(title="Kiosks")
        assert translate(note, "fr").slug == note.slug


class TestListAndRegisters:
    def test_notes_are_listed_once_with_what_an_editor_asks(self, admin, make_note, translate):
        translate(make_note(title="Kiosks"), "fr", title="Kiosques")
        text = admin.get("/admin/notes/").content.decode()
        assert "Kiosks" in text
        assert "Kiosques" not in text
        assert "Nairobi, Nairobi Area, Kenya" in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("practice_type=safety_plan", {"Plan"}),
            ("status=stopped", {"Plan"}),
            ("country=CO", {"Plan"}),
            ("evidence=described", {"Plan", "Kiosks"}),
            ("completeness=under_40", {"Plan", "Kiosks"}),
            ("completeness=over_90", set()),
            ("review=never", {"Plan"}),
            ("review=verified", {"Kiosks"}),
            ("live=false", {"Plan"}),
            ("q=plan", {"Plan"}),
        ],
    )
    def test_filters(self, admin, make_note, query, found):
        make_note(title="Kiosks", last_verified=datetime.date.today())
        make_note("safety_plan", city="medellin", title="Plan", status="stopped", last_verified=None, publish=False)
        text = admin.get(f"/admin/notes/?{query}").content.decode()
        table = BeautifulSoup(text, "html.parser").find("table", class_="listing")
        titles = {title for title in ("Plan", "Kiosks") if table and title in table.get_text()}
        assert titles == found

    def test_filter_by_language_finds_translated_notes(self, admin, make_note, translate):
        translate(make_note(title="Kiosks"), "fr", title="Kiosques")
        make_note(title="Plan")
        french = Locale.objects.get(language_code="fr")
        text = admin.get(f"/admin/notes/?language={french.pk}").content.decode()
        assert "Kiosks" in text
        assert ">Plan<" not in text

    def test_review_filter_agrees_with_the_rule(self, make_note):
        from practices.rules import review_state

        today = datetime.date(2026, 6, 1)
        days = (None, datetime.date(2020, 1, 1), datetime.date(2026, 5, 1), datetime.date(2027, 1, 1))
        for verified in days[:3]:
            for review in days:
                note = make_note(publish=False)
                PracticePage.objects.filter(pk=note.pk).update(last_verified=verified, next_review=review)
        for note in PracticePage.objects.all():
            state = review_state(note.last_verified, note.next_review, today).state
            found = {
                value
                for value in ("verified", "due", "never")
                if in_review_state(PracticePage.objects.filter(pk=note.pk), "review", value, today).exists()
            }
            assert found == {state}

    @pytest.mark.parametrize(
        "name", ["city", "country", "organisation", "person", "membership", "placerequest", "term"]
    )
    def test_registers_are_open_to_the_secretariat_alone(self, admin, client, make_user, name):
        app = "practices" if name == "term" else "portal"
        url = reverse(f"wagtailsnippets_{app}_{name}:list")
        assert admin.get(url).status_code == 200
        assert admin.get(reverse(f"wagtailsnippets_{app}_{name}:add")).status_code == 200
        client.force_login(make_user("peer"))
        assert client.get(url).status_code == 302

    def test_city_chooser_tells_cities_of_one_name_apart(self, admin, cities):
        url = reverse("wagtailsnippetchoosers_portal_city:choose_results")
        assert "Medellín, Antioquia, Colombia" in admin.get(url, {"q": "medellin"}).content.decode()
        assert "Medellín" not in admin.get(url, {"q": "Nairobi"}).content.decode()

    @pytest.mark.parametrize(("model", "text"), [("country", "Kenia"), ("organisation", "HAB"), ("person", "ada")])
    def test_choosers_find_by_name(self, admin, countries, model, text):
        Organisation.objects.create(key="un-habitat", name="United Nations Habitat", acronym="UN-HAB", kind="partner")
        Person.objects.create(name="Ada Example")
        response = admin.get(reverse(f"wagtailsnippetchoosers_portal_{model}:choose_results"), {"q": text})
        assert "There is 1 match" in response.content.decode()

    def test_a_city_that_was_added_is_found_by_all_its_names(self, admin, countries):
        from portal.models import City

        data = {
            "name": "Nueva Aldea",
            "ascii_name": "",
            "other_names": "Aldeia Nova, New Village",
            "country": "CO",
            "division": "Antioquia",
            "population": "900",
            "latitude": "6.1",
            "longitude": "-75.2",
            "time_zone": "",
            "geonames_id": "",
        }
        admin.post(reverse("wagtailsnippets_portal_city:add"), data)
        for name in ("nueva", "Aldeia Nova", "new vill"):
            assert City.objects.find(name).get().name == "Nueva Aldea"


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


def test_a_city_page_is_edited(admin, cities):
    page = party_page(cities["kisumu"])
    edit(admin, page, publish=True, introduction="A city on the lake.")
    assert CityPage.objects.get(pk=page.pk).introduction == "A city on the lake."
