"""What search engines are told: the sitemap and robots.txt."""

import re
from xml.etree import ElementTree as ET

import pytest
from wagtail.models import PageViewRestriction

from portal.sitemaps import PortalSitemap

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE = "https://portal.example"


@pytest.fixture
def sitemap(client, settings):
    """Gives address -> {language: address of the alternate}, in the order of the file."""
    settings.BASE_URL = BASE

    def read(address="/sitemap.xml"):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/xml"
        urls = ET.fromstring(response.content).findall(f"{SITEMAP}url")
        locations = [url.findtext(f"{SITEMAP}loc") for url in urls]
        assert len(locations) == len(set(locations)), "each page once"
        alternates = [{link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")} for url in urls]
        return dict(zip(locations, alternates, strict=True))

    return read


def test_each_note_once_a_language_with_its_alternates(make_note, translate, sitemap):
    page = make_note(slug="kiosks")
    translate(page, "fr", slug="bornes")

    found = {address: links for address, links in sitemap().items() if "/nairobi-ke/" in address}

    english, french = f"{BASE}/en/cities/nairobi-ke/kiosks/", f"{BASE}/fr/cities/nairobi-ke/bornes/"
    party = f"{BASE}/en/cities/nairobi-ke/"
    assert found == {
        party: {},
        english: {"en": english, "fr": french},
        french: {"en": english, "fr": french},
    }, "the city's page stands in for its missing translation in French, and is no page of its own there"


def test_a_note_in_another_language_stands_at_its_canonical_address(make_note, sitemap):
    make_note(language="pt", slug="bicas")

    assert f"{BASE}/en/cities/nairobi-ke/bicas/" in sitemap()


def test_what_is_not_public_is_not_in_it(make_note, sitemap):
    make_note(slug="draft", publish=False)
    hidden = make_note(slug="hidden")
    PageViewRestriction.objects.create(page=hidden.get_parent(), restriction_type="login")

    assert not [address for address in sitemap() if re.search("draft|hidden|nairobi", address)]


def test_homes_lists_and_terms_are_in_it(terms, sitemap):
    found = sitemap()

    homes = {"en": f"{BASE}/en/", "fr": f"{BASE}/fr/", "es": f"{BASE}/es/"}
    assert found[f"{BASE}/fr/"] == homes
    for path in ("practices/", "cities/", "countries/", "organisations/"):
        assert f"{BASE}/en/{path}" in found
    assert found[f"{BASE}/es/terms/theme/participation/"]["fr"] == f"{BASE}/fr/terms/theme/participation/"
    assert f"{BASE}/en/terms/" in found
    assert not [address for address in found if "/accounts/" in address or "/admin" in address]


def test_beyond_one_file_it_is_an_index_of_files_that_hold_the_same(terms, make_note, sitemap, client, monkeypatch):
    make_note()
    whole = sitemap()
    monkeypatch.setattr(PortalSitemap, "limit", 50)

    index = ET.fromstring(client.get("/sitemap.xml").content)
    parts = {}
    for part in index.findall(f"{SITEMAP}sitemap"):
        parts |= sitemap(part.findtext(f"{SITEMAP}loc").split("testserver")[1])

    assert parts == whole


@pytest.mark.parametrize("address", ["/sitemap-nothing.xml", "/sitemap-notes.xml?p=99", "/sitemap-notes.xml?p=x"])
def test_an_unknown_file_is_not_found(client, address):
    assert client.get(address, follow=True).status_code == 404


def test_robots_may_read_all_but_the_admin(client, settings):
    settings.BASE_URL = BASE

    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == ["User-agent: *", "Disallow: /admin/", "Allow: /", "", f"Sitemap: {BASE}/sitemap.xml"]


def test_addresses_with_accents_are_encoded(make_note, sitemap):
    make_note(slug="marché")
    assert f"{BASE}/en/cities/nairobi-ke/march%C3%A9/" in sitemap()
