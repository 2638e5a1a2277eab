"""A city, a country and an organisation have one page each, with an address that does not hang on who made it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page

from networks.models import CityIndexPage, CityPage, CountryPage, OrganisationPage
from networks.parties import party_page
from portal.models import Organisation
from practices.records import parent_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, make_user):
    client.force_login(make_user("secretariat"))
    return client


def add(client, index, kind, **fields):
    data = {"slug": "", "introduction": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"} | fields
    return client.post(reverse("wagtailadmin_pages:add", args=["networks", kind, index.pk]), data)


def index_of(page):
    return page.get_parent()


@pytest.mark.parametrize("kind", ["city", "country", "organisation"])
def test_a_second_page_is_refused_with_a_link_to_the_first(admin, cities, countries, kind):
    organisation = Organisation.objects.create(key="utility", name="Water <utility>", kind="partner")
    party = {"city": cities["kisumu"], "country": countries["CO"], "organisation": organisation}[kind]
    first = party_page(party)
    response = add(admin, index_of(first), f"{kind}page", **{kind: party.pk, "title": "Another", "slug": "another"})
    page = BeautifulSoup(response.content, "html.parser")
    link = page.select_one(f'a[href="{reverse("wagtailadmin_pages:edit", args=[first.pk])}"]')
    assert link is not None
    assert link.get_text() == first.title
    assert "has a page already" in link.parent.get_text()
    assert type(first).objects.filter(**{kind: party}).count() == 1


def test_a_page_made_by_hand_gets_the_address_that_a_new_note_would_give_it(admin, cities):
    index = CityIndexPage.objects.get(locale=Locale.get_default())
    add(admin, index, "citypage", city=cities["kisumu"].pk, title="Kisumu", slug="kisumu")
    assert CityPage.objects.get(city=cities["kisumu"]).slug == "kisumu-ke"
    assert party_page(cities["kisumu"]).slug == "kisumu-ke"
    add(admin, index, "citypage", city=cities["nairobi"].pk, title="Nairobi", slug="")
    assert CityPage.objects.get(city=cities["nairobi"]).slug == "nairobi-ke"


def test_another_address_that_somebody_chose_stays(admin, cities):
    index = CityIndexPage.objects.get(locale=Locale.get_default())
    add(admin, index, "citypage", city=cities["kisumu"].pk, title="Kisumu", slug="lake-city")
    assert CityPage.objects.get(city=cities["kisumu"]).slug == "lake-city"


def test_the_page_itself_and_its_translation_are_no_second_pages(admin, cities):
    page = party_page(cities["kisumu"])
    page.introduction = "By the lake."
    page.save()
    french, _created = Locale.objects.get_or_create(language_code="fr")
    parent_in(index_of(page), french)
    translation = page.copy_for_translation(french).specific
    translation.introduction = "Au bord du lac."
    translation.save()
    assert CityPage.objects.filter(city=cities["kisumu"]).count() == 2


def test_a_second_page_in_another_language_is_refused_also_without_a_form(cities):
    page = party_page(cities["kisumu"])
    french, _created = Locale.objects.get_or_create(language_code="fr")
    index = parent_in(index_of(page), french)
    with pytest.raises(ValidationError, match="has a page already: Kisumu"):
        index.add_child(instance=CityPage(title="Kisumu 2", city=cities["kisumu"], locale=french))


def test_a_page_that_stands_in_another_tree_alone_is_found(cities):
    french, _created = Locale.objects.get_or_create(language_code="fr")
    index = parent_in(CityIndexPage.objects.get(locale=Locale.get_default()), french)
    by_hand = CityPage(title="Kisumu", slug="kisumu-ke", city=cities["kisumu"], locale=french)
    index.add_child(instance=by_hand)
    page = party_page(cities["kisumu"])
    assert page.locale == Locale.get_default()
    assert page.alias_of_id == by_hand.pk
    assert party_page(cities["kisumu"]).pk == page.pk


def test_a_page_that_stands_in_another_tree_alone_is_listed_once(client, cities):
    french, _created = Locale.objects.get_or_create(language_code="fr")
    index = parent_in(CityIndexPage.objects.get(locale=Locale.get_default()), french)
    by_hand = CityPage(title="Kisumu", slug="kisumu-ke", city=cities["kisumu"], locale=french)
    index.add_child(instance=by_hand)
    nairobi = party_page(cities["nairobi"])
    nairobi.copy_for_translation(french).specific.save_revision().publish()
    for _before_and_after_a_note_makes_the_alias in range(2):
        for language in ("en", "fr"):
            context = client.get(f"/{language}/cities/").context
            listed = [entry["address"] for entry in context["cities"]]
            assert listed == [f"/{language}/cities/{slug}/" for slug in ("kisumu-ke", "nairobi-ke")]
            assert [mark["url"] for mark in context["marks"]] == listed
        assert client.get("/en/cities/kisumu-ke/").status_code == 200
        party_page(cities["kisumu"])


class TestNewNoteOfWhoMayWriteInPlaces:
    """Of somebody who may add notes below the page of Kisumu alone, and, in some tests, in the list of cities."""

    WISH = {"practice_type": "safety_plan", "language": "fr"}

    @pytest.fixture
    def group(self, client, cities, make_user):
        group = Group.objects.create(name="Kisumu")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        user = make_user("reader")
        user.groups.add(group)
        self.let(group, party_page(cities["kisumu"]), "add_page")
        client.force_login(user)
        return group

    def let(self, group, page, *codenames):
        for codename in codenames:
            permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=page.pk), permission=permission)

    def start(self, client, city):
        return client.post(reverse("new_note"), self.WISH | {"city": city.pk})

    def test_starts_there(self, client, group, cities):
        party_page(cities["kisumu"]).copy_for_translation(Locale.objects.get(language_code="fr"), copy_parents=True)
        french = CityPage.objects.get(locale__language_code="fr")
        self.let(group, french, "add_page")
        assert self.start(client, cities["kisumu"]).status_code == 302

    @pytest.mark.parametrize("has_page", [False, True])
    def test_is_refused_elsewhere_and_makes_no_page(self, client, group, cities, has_page):
        if has_page:
            party_page(cities["nairobi"])
        before = Page.objects.count()
        response = self.start(client, cities["nairobi"])
        form = BeautifulSoup(response.content, "html.parser")
        assert "You may not add notes here." in form.get_text()
        assert form.select_one("[name=city]")["value"] == str(cities["nairobi"].pk)
        assert form.select_one("[name=practice_type][checked]")["value"] == "safety_plan"
        assert Page.objects.count() == before

    def test_publishes_a_citys_page_if_that_is_allowed_too(self, client, group, cities):
        index = CityIndexPage.objects.get(locale=Locale.get_default())
        self.let(group, index, "add_page")
        assert self.start(client, cities["nairobi"]).status_code == 200
        assert not CityPage.objects.filter(city=cities["nairobi"]).exists()
        self.let(group, index, "publish_page")
        assert self.start(client, cities["nairobi"]).status_code == 302


@pytest.mark.parametrize("with_subpages", [False, True])
def test_the_page_of_a_city_is_not_copied(admin, cities, make_note, with_subpages):
    page = make_note(city="kisumu").get_parent()
    source = page.get_parent() if with_subpages else page
    before = Page.objects.count()
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": source.get_parent().pk}
    data |= {"copy_subpages": "on"} if with_subpages else {"alias": "on"}
    response = admin.post(reverse("wagtailadmin_pages:copy", args=[source.pk]), data, follow=True)
    assert "has one page, which cannot be copied" in response.content.decode()
    assert Page.objects.count() == before


def test_countries_and_organisations_have_their_usual_address(admin, countries):
    organisation = Organisation.objects.create(key="utility", name="Water utility", kind="partner")
    home = CityIndexPage.objects.get(locale=Locale.get_default()).get_parent()
    indexes = {page.slug: page for page in home.get_children()}
    add(admin, indexes["countries"], "countrypage", country="CO", title="Colombie", slug="colombie")
    add(admin, indexes["organisations"], "organisationpage", organisation=organisation.pk, title="Water utility")
    assert CountryPage.objects.get(country="CO").slug == "colombia"
    assert OrganisationPage.objects.get(organisation=organisation).slug == "utility"
