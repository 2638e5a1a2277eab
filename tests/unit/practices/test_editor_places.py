"""Privacy, places, paths, deletion and copies of notes in the admin, and what the public records make of them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from networks.models import CityPage
from networks.parties import party_page
from practices import records
from practices.models import PracticePage, PublicRecord
from tests.making import anew
from tests.unit.practices.editing import add, edit, languages_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """A note and its French translation."""

    def make(maker):
        note = maker.make_note(title="Kiosks")
        return {"note": note, "french": maker.translate(note, "fr", title="Kiosques", slug="kiosques")}

    return once(make)


@pytest.fixture
def pair(made):
    notes = anew(made)
    return notes["note"], notes["french"]


class TestPlaceAndVisibility:
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

    def test_whoever_deletes_an_original_is_told_of_its_translations(self, admin, pair):
        note, french = pair
        said = "Its translations are deleted as well: French."
        assert said in admin.get(reverse("wagtailadmin_pages:delete", args=[note.pk])).content.decode()
        assert said not in admin.get(reverse("wagtailadmin_pages:delete", args=[french.pk])).content.decode()

    def test_translations_are_not_copied_and_notes_have_no_aliases(self, admin, pair):
        note, french = pair
        assert "copy the original" in self.copy(admin, french).content.decode()
        assert "A note cannot stand in two places" in self.copy(admin, note, alias="on").content.decode()
        assert PracticePage.objects.count() == 2


class TestPaths:
    def test_a_path_belongs_to_one_page_in_all_trees(self, admin, pair, make_note):
        first, _french = pair
        second = make_note(title="Other", language="fr")
        second.slug = first.slug
        with pytest.raises(ValidationError, match="another language"):
            second.full_clean()
        response = edit(admin, second, slug=first.slug)
        assert "Another page has this address in another language." in response.content.decode()

    def test_a_new_page_gets_a_free_path(self, pair, make_note):
        first, _french = pair
        second = make_note(title="Kiosks", language="fr")
        assert (first.slug, second.slug) == ("kiosks", "kiosks-2")

    def test_a_new_page_with_a_taken_slug_is_refused_by_its_form(self, admin, cities):
        response = add(admin, city=cities["nairobi"], language="fr", title="Autre", slug="kiosks")
        assert "Another page has this address in another language." in response.content.decode()
        assert PracticePage.objects.count() == 2

    def test_a_move_to_a_taken_path_changes_nothing_and_says_why(self, admin, make_note, cities):
        french = make_note(title="Kiosks", language="fr", city="medellin", slug="kiosks")
        target = records.parent_in(party_page(cities["nairobi"]), french.locale)
        response = admin.post(
            reverse("wagtailadmin_pages:move_confirm", args=[french.pk, target.pk]), headers={"referer": "/admin/"}
        )
        assert response.status_code == 302
        text = admin.get(response.url).content.decode()
        assert "This was refused, and nothing was changed:" in text
        assert PracticePage.objects.get(pk=french.pk).url_path == french.url_path

    def test_translations_share_their_path(self, pair, translate):
        note, _french = pair
        assert translate(note, "es").slug == note.slug
