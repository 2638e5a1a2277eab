"""The page of a note: who sees what of it, in which language, at which address."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from portal import public_state
from practices import models, views
from tests.making import anew
from tests.unit.practices.reading import address_of, html_of

pytestmark = pytest.mark.django_db

#: A secret for each group that can be restricted.
SECRETS = {
    "money": ["Secret Bank of Zanzibar", "987654321"],
    "partners": ["Secret Brotherhood of Plumbers"],
    "lessons": ["Secret cartel broke the pipes", "Secret failure of pumps", "Secret regret of ours", "Secret moral"],
    "contacts": ["Secret office of works"],
}
PRIVATE = ("Hidden Name", "hidden@example.org", "+254 700 123 456")


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """A note with a French translation, one without, and for each visibility one with something to hide in each group."""
    from portal.models import Person

    def make(maker):
        name, email, phone = PRIVATE
        person = Person.objects.create(name=name, email=email, phone=phone, body="Secret office of works")
        kiosks = maker.make_note(title="Water kiosks", slug="kiosks")
        maker.translate(kiosks, "fr", title="Bornes-fontaines", slug="bornes")
        secrets = {
            visibility: secret_note(maker, person, visibility) for visibility in ("public", "peers", "secretariat")
        }
        return {"kiosks": kiosks, "standpipes": maker.make_note(title="Standpipes", slug="standpipes"), **secrets}

    return once(make)


@pytest.fixture
def notes(made):
    """The notes by their slug or visibility."""
    return anew(made)


@pytest.fixture
def person(made):
    from portal.models import Person

    return Person.objects.get(name=PRIVATE[0])


def secret_note(maker, person, visibility):
    page = maker.make_note(
        publish=False,
        slug=f"for-{visibility}",
        cost_amount=987_654_321,
        cost_currency="KES",
        cost_year=2012,
        barriers="Secret cartel broke the pipes.",
        what_failed="Secret failure of pumps.",
        would_do_differently="Secret regret of ours.",
        **{f"{group}_visibility": visibility for group in SECRETS},
    )
    block = page.building_blocks.get()
    block.lesson = "Secret moral of the story."
    page.building_blocks = [block]
    page.funders = [models.Funder(name="Secret Bank of Zanzibar", amount=987_654_321, currency="KES", year=2012)]
    page.partners = [models.PartnerSupport(name="Secret Brotherhood of Plumbers", kind="community")]
    page.contacts = [models.Contact(person=person, role="technical")]
    page.save_revision().publish()
    return page


@pytest.fixture
def keeping(monkeypatch):
    """Parts of pages are kept, as outside of a test's transaction."""
    monkeypatch.setattr(public_state, "connection", SimpleNamespace(in_atomic_block=False, run_on_commit=[]))


def test_a_note_says_which_questions_it_answers(client, make_note):
    page = make_note(questions_answered="Who pays for the drains?\n\nWater < comes > by truck")
    html = html_of(client, address_of(page))
    topics = html[html.index('id="topics"') :]
    assert topics.index("Who pays for the drains?") < topics.index("Water &lt; comes &gt; by truck")
    assert "Problems and questions it answers" in topics


def test_a_note_that_is_withdrawn_while_it_is_read_is_not_found(client, notes, monkeypatch):
    page = notes["standpipes"]
    languages_of = views.languages_of

    def as_for_a_later_reader(name, work_out):
        # Inside the transaction of a test nothing is remembered.
        return [views._without_data(version) for version in models.PublicRecord.objects.filter(page=page)]

    def withdraw(versions):
        page.unpublish()
        return languages_of(versions)

    monkeypatch.setattr(views, "remembered", as_for_a_later_reader)
    assert client.get(address_of(page)).status_code == 200
    monkeypatch.setattr(views, "languages_of", withdraw)
    assert client.get(address_of(page)).status_code == 404


# Who sees what.


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", {"nobody", "reader", "peer", "secretariat"}),
        ("peers", {"peer", "secretariat"}),
        ("secretariat", {"secretariat"}),
    ],
)
def test_each_restricted_group_is_for_those_who_may(client, notes, make_user, keeping, visibility, readers):
    page = notes[visibility]
    users = {reader: make_user(reader) for reader in ("reader", "peer", "secretariat")}
    # Whoever may read more comes before those who may not as well as after: what was kept for one is not shown to another.
    for reader in ("secretariat", "nobody", "reader", "peer", "secretariat", "nobody"):
        client.logout()
        if reader != "nobody":
            client.force_login(users[reader])
        html = html_of(client, address_of(page))
        seen = {secret for secrets in SECRETS.values() for secret in secrets if secret in html}
        expected = {secret for secrets in SECRETS.values() for secret in secrets} if reader in readers else set()
        assert seen == expected, reader


def test_a_peer_who_is_not_confirmed_sees_nothing_more(client, notes, make_user):
    from portal.models import Membership

    user = make_user("peer")
    Membership.objects.update(confirmed_at=None)
    client.force_login(user)
    assert "Secret" not in html_of(client, address_of(notes["peers"]))


def test_a_note_published_anew_while_it_is_read_is_shown_to_who_may_read_more(client, notes, make_user, monkeypatch):
    page, levels_of = notes["peers"], views.visibility.levels_of

    def publish_another_block(user):
        block = page.building_blocks.get()
        another = models.BuildingBlock(title="Pipes", what_it_does="Brings water.", lesson="Secret second moral.")
        page.building_blocks = [block, another]
        page.save_revision().publish()
        return levels_of(user)

    client.force_login(make_user("peer"))
    monkeypatch.setattr(views.visibility, "levels_of", publish_another_block)
    html = html_of(client, address_of(page))
    assert "Secret moral of the story" in html
    assert "Secret second moral" in html


def test_a_restricted_group_shows_nowhere_else_either(client, notes, translate):
    translate(notes["peers"], "fr", title="Pour les pairs", slug="pour-les-pairs")
    for address in (
        "/en/",
        "/en/practices/",
        "/en/practices/feed/",
        "/en/cities/nairobi-ke/",
        "/en/countries/kenya/",
        "/en/terms/theme/participation/",
        "/fr/cities/nairobi-ke/pour-les-pairs/",
        "/es/cities/nairobi-ke/for-peers/",
        "/sitemap.xml",
    ):
        assert "Secret" not in html_of(client, address), address


@pytest.mark.parametrize("reader", ["nobody", "reader", "peer", "secretariat"])
def test_name_and_addresses_of_a_contact_are_never_in_the_page(client, notes, make_user, reader):
    if reader != "nobody":
        client.force_login(make_user(reader))
    html = client.get(address_of(notes["public"])).content.decode()
    assert "Secret office of works" in html
    assert [private for private in PRIVATE if private in html] == []


def test_the_name_of_an_author_is_public_and_the_address_is_not(client, make_note, person):
    page = make_note(publish=False)
    page.authors = [models.Author(person=person)]
    page.save_revision().publish()
    html = client.get(address_of(page)).content.decode()
    assert "Hidden Name" in html
    assert "hidden@example.org" not in html


# What is not public is not there.


def test_a_draft_is_not_there(client, make_note):
    assert client.get(address_of(make_note(publish=False))).status_code == 404


def test_what_is_only_drafted_does_not_show(client, notes):
    page = notes["standpipes"]
    page.title = "As drafted"
    page.save_revision()
    html = client.get(address_of(page)).content.decode()
    assert "Standpipes" in html
    assert "As drafted" not in html


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_an_unpublished_note_is_not_there_in_any_language(client, notes, language):
    page = notes["kiosks"]
    assert client.get(address_of(page, language), follow=True).status_code == 200
    page.unpublish()
    assert client.get(address_of(page, language), follow=True).status_code == 404
    assert client.get("/fr/cities/nairobi-ke/bornes/").status_code == 404


def test_a_deleted_note_is_not_there(client, notes):
    page = notes["standpipes"]
    page.delete()
    assert client.get(address_of(page)).status_code == 404


@pytest.mark.parametrize("above", [False, True])
def test_a_restricted_note_is_there_for_its_group_alone(client, notes, make_user, above):
    page = notes["standpipes"]
    restricted = Page.objects.get(pk=page.get_parent().pk if above else page.pk)
    restriction = PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name="Secretariat"))

    for reader in ("", "reader", "peer"):
        if reader:
            client.force_login(make_user(reader))
        answer = client.get(address_of(page))
        assert answer.status_code in (302, 403, 404)
        assert "/accounts/login/" in answer.get("Location", "/accounts/login/")
        assert "Standpipes" not in answer.content.decode()
    for address in ("/en/", "/en/practices/", "/en/practices/feed/", "/sitemap.xml"):
        assert "tandpipes" not in client.get(address).content.decode(), address
    client.force_login(make_user("secretariat"))
    assert "Standpipes" in client.get(address_of(page)).content.decode()


@pytest.mark.parametrize("visibility", ["peers", "secretariat"])
def test_who_may_read_a_restricted_note_reads_no_group_that_is_for_others(client, notes, make_user, visibility):
    page = notes[visibility]
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")
    for reader in ("reader", "peer", "secretariat"):
        client.force_login(make_user(reader))
        html = html_of(client, address_of(page))
        assert page.one_line in html
        may = reader == "secretariat" or (reader, visibility) == ("peer", "peers")
        assert all((secret in html) == may for secrets in SECRETS.values() for secret in secrets), reader


# Languages and addresses.


def test_a_note_without_a_translation_is_shown_in_its_own_language_and_says_so(client, notes, settings):
    settings.BASE_URL = "https://portal.example"
    page = notes["standpipes"]
    html = html_of(client, address_of(page, "fr"))
    assert '<html lang="fr"' in html
    assert re.search(r'<h1 lang="en" dir="ltr">Standpipes</h1>', html)
    assert '<link rel="canonical" href="https://portal.example/en/cities/nairobi-ke/standpipes/">' in html
    english = html_of(client, address_of(page))
    assert "<h1>Standpipes</h1>" in english
    assert '<link rel="canonical" href="https://portal.example/en/cities/nairobi-ke/standpipes/">' in english


def test_a_path_of_a_translated_note_leads_to_the_readers_translation(client, notes):
    page = notes["kiosks"]
    assert client.get(address_of(page, "fr")).headers["Location"] == "/fr/cities/nairobi-ke/bornes/"
    assert client.get("/en/cities/nairobi-ke/bornes/").headers["Location"] == "/en/cities/nairobi-ke/kiosks/"
    assert client.get("/en/cities/nairobi-ke/bornes/?from=mail&x=%C3%A9").headers["Location"] == (
        "/en/cities/nairobi-ke/kiosks/?from=mail&x=%C3%A9"
    )
    assert "<h1>Bornes-fontaines</h1>" in html_of(client, "/fr/cities/nairobi-ke/bornes/")
    assert '<h1 lang="en"' in html_of(client, address_of(page, "es"))


def test_hreflang_lists_the_notes_own_languages(client, notes, translate, settings):
    settings.BASE_URL = "https://portal.example"
    page = notes["standpipes"]

    def alternates(address):
        found = re.findall(r'<link rel="alternate"\s+hreflang="([^"]+)"\s+href="([^"]+)"', html_of(client, address))
        return dict(found)

    english, french = (
        "https://portal.example/en/cities/nairobi-ke/standpipes/",
        "/fr/cities/nairobi-ke/colonnes-r%C3%A9par%C3%A9es/",
    )
    assert alternates(address_of(page)) == {"en": english}
    translate(page, "fr", title="Colonnes", slug="colonnes-réparées")
    both = {"en": english, "fr": f"https://portal.example{french}"}
    assert alternates(address_of(page)) == both
    assert alternates(french) == both
    assert alternates(address_of(page, "es")) == both


def test_a_note_in_a_language_without_an_interface_is_read_under_english(client, make_note):
    page = make_note(language="ar", title="أكشاك", slug="arabic")
    assert re.search(r'<h1 lang="ar" dir="rtl">أكشاك</h1>', html_of(client, address_of(page)))
    answer = client.get(address_of(page, "ar"))
    assert (answer.status_code, answer.headers["Location"]) == (301, address_of(page))


# Age.


def test_a_note_that_is_due_says_so_and_since_when(client, make_note):
    page = make_note(last_verified=datetime.date(2020, 1, 15), next_review=datetime.date(2022, 3, 4))
    assert "due for review since 4 March 2022" in " ".join(html_of(client, address_of(page)).split())


def test_a_note_that_is_fresh_does_not(client, make_note):
    today = timezone.localdate()
    page = make_note(last_verified=today, next_review=today + datetime.timedelta(days=300))
    assert "due for review since" not in html_of(client, address_of(page))


def test_an_adoption_leads_to_its_own_note_while_that_is_public(client, make_note, translate):
    other = make_note(city="medellin", title="Cable cars", slug="cable")
    translate(other, "fr", title="Téléphériques", slug="telepheriques")
    page = make_note(publish=False, slug="smaller-cans")
    page.adoptions = [models.Adoption(direction="by", city=other.city, practice=other, what_changed="Smaller cans.")]
    page.save_revision().publish()
    assert '<a href="/en/cities/medellin-co/cable/">Cable cars</a>' in html_of(client, address_of(page))
    french = html_of(client, address_of(page, "fr"))
    assert '<a href="/fr/cities/medellin-co/telepheriques/">Téléphériques</a>' in french
    other.unpublish()
    html = html_of(client, address_of(page))
    assert "Smaller cans." in html
    assert "Cable cars" not in html
