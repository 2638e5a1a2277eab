"""The admin's list of notes, and the registers."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from portal.models import Organisation, Person
from practices.models import PracticePage
from practices.note_list import in_review_state
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """A public note with a French translation, and a draft without."""

    def make(maker):
        kiosks = maker.make_note(title="Kiosks", last_verified=datetime.date.today())
        maker.translate(kiosks, "fr", title="Kiosques")
        of_plan = {"title": "Plan", "status": "stopped", "last_verified": None}
        return {
            "kiosks": kiosks,
            "plan": maker.make_note("safety_plan", city="medellin", publish=False, **of_plan),
        }

    return once(make)


@pytest.fixture
def notes(made):
    return anew(made)


class TestListAndRegisters:
    def test_notes_are_listed_once_with_what_an_editor_asks(self, admin):
        text = admin.get("/admin/notes/").content.decode()
        assert "Kiosks" in text
        assert "Kiosques" not in text
        assert "Nairobi, Nairobi Area, Kenya" in text

    def test_completeness_has_the_space_that_the_language_wants(self, admin, notes):
        share = notes["kiosks"].completeness
        assert f"{share}%" in admin.get("/admin/notes/").content.decode()
        french = admin.get("/admin/notes/", headers={"accept-language": "fr"}).content.decode()
        assert f"{share}\u202f%" in french

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
    def test_filters(self, admin, query, found):
        text = admin.get(f"/admin/notes/?{query}").content.decode()
        table = BeautifulSoup(text, "html.parser").find("table", class_="listing")
        titles = {title for title in ("Plan", "Kiosks") if table and title in table.get_text()}
        assert titles == found

    def test_filter_by_language_finds_translated_notes(self, admin):
        french = Locale.objects.get(language_code="fr")
        text = admin.get(f"/admin/notes/?language={french.pk}").content.decode()
        assert "Kiosks" in text
        assert ">Plan<" not in text

    def test_review_filter_agrees_with_the_rule(self, notes):
        from practices.rules import review_state

        today = datetime.date(2026, 6, 1)
        days = (None, datetime.date(2020, 1, 1), datetime.date(2026, 5, 1), datetime.date(2027, 1, 1))
        for verified in days[:3]:
            for review in days:
                note = PracticePage.objects.filter(pk=notes["plan"].pk)
                note.update(last_verified=verified, next_review=review)
                found = {
                    value
                    for value in ("verified", "due", "never")
                    if in_review_state(note.all(), "review", value, today).exists()
                }
                assert found == {review_state(verified, review, today).state}

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

    @pytest.mark.parametrize(
        ("model", "language", "words"),
        [
            ("portal.city", "fr", ("Choisir une ville", "Choisir une autre ville", "Modifier cette ville")),
            ("portal.country", "fr", ("Choisir un pays", "Choisir un autre pays", "Modifier ce pays")),
            (
                "portal.organisation",
                "es",
                ("Elegir una organización", "Elegir otra organización", "Editar esta organización"),
            ),
            ("portal.person", "es", ("Elegir una persona", "Elegir otra persona", "Editar esta persona")),
            ("practices.term", "fr", ("Choisir un terme", "Choisir un autre terme", "Modifier ce terme")),
            ("portal.city", "en", ("Choose a city", "Choose another city", "Edit this city")),
        ],
    )
    def test_choosers_speak_in_whole_sentences(self, admin, model, language, words):
        viewset = apps.get_model(model).snippet_viewset.chooser_viewset
        widget = viewset.widget_class()  # Made once, in whatever language, and shown in all.
        with translation.override(language):
            shown = widget.render("thing", None, {"id": "thing"})
        assert all(text in shown for text in words)
        url = reverse(viewset.get_url_name("choose"))
        modal = admin.get(url, headers={"accept-language": language}).json()["html"]
        heading = BeautifulSoup(modal, "html.parser").find(id="header-title")
        assert heading.get_text(strip=True) == words[0]

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


class TestTermsInTheAdmin:
    @pytest.fixture
    def address(self):
        return lambda action, term: reverse(term.snippet_viewset.get_url_name(action), args=[term.pk])

    @pytest.fixture
    def post(self, admin, address):
        def do(term, **values):
            names = [field.name for field in term._meta.concrete_fields if field.name not in ("id", "parent")]
            data = {name: getattr(term, name) for name in names} | {"parent": term.parent_id or ""} | values
            return admin.post(address("edit", term), data, follow=True).content.decode()

        return do

    def test_what_notes_know_a_term_by_stays(self, post, terms):
        term = terms["theme", "participation"]
        post(term, key="other-key", vocabulary="service", name_en="Taking part")
        term.refresh_from_db()
        assert (term.vocabulary, term.key, term.name_en) == ("theme", "participation", "Taking part")

    def test_a_family_is_a_term_of_the_same_vocabulary(self, post, terms):
        term = terms["beneficiary_group", "children"]
        text = post(term, parent=terms["theme", "participation"].parent_id)
        assert "A family is another term of the same vocabulary" in text
        term.refresh_from_db()
        assert term.parent is None

    def test_a_family_stands_below_no_other(self, post, terms):
        family, other = terms["theme", "participation"].parent, terms["theme", "water-sanitation"].parent
        assert "A family is another term of the same vocabulary" in post(family, parent=other.pk)
        family.refresh_from_db()
        assert family.parent is None

    def test_no_copy_is_made_with_the_keys_of_another(self, admin, terms):
        names = {one.name for one in type(terms["theme", "participation"]).snippet_viewset.get_urlpatterns()}
        assert "edit" in names
        assert "copy" not in names

    def test_a_term_in_use_and_a_family_stay(self, admin, address, notes, terms):
        carried, family = terms["beneficiary_group", "women"], terms["theme", "participation"].parent
        notes["kiosks"].beneficiary_groups = [carried]
        notes["kiosks"].save_revision().publish()
        for kept in (carried, family):
            text = admin.post(address("delete", kept), follow=True).content.decode()
            assert f"{kept} cannot be deleted" in text.replace("&amp;", "&")
            assert type(kept).objects.filter(pk=kept.pk).exists()

    def test_a_term_that_nothing_goes_by_can_be_deleted(self, admin, address, terms):
        unused = terms["beneficiary_group", "children"]
        admin.post(address("delete", unused))
        assert not type(unused).objects.filter(pk=unused.pk).exists()

    def test_an_organisation_keeps_its_key(self, admin):
        body = Organisation.objects.create(key="body", name="Body", kind="ngo")
        data = {"key": "other", "name": "Other name", "kind": "ngo"}
        admin.post(reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[body.pk]), data)
        body.refresh_from_db()
        assert (body.key, body.name) == ("body", "Other name")
