"""axe finds nothing to object to: every template, on a narrow and a wide screen, light and dark."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

ORANGI = "/en/cities/karachi-pk/orangi-low-cost-sanitation/"
#: An address for each template that a reader meets signed out, and for each type of note.
ADDRESSES = (
    "/en/",
    "/en/practices/",
    "/en/practices/?theme=water-sanitation&type=safety_plan",
    "/en/search/",
    "/en/search/?q=police&type=safety_plan&type=nothing",
    "/en/search/?view=map",
    "/en/search/?q=zeppelin&type=safety_plan",
    ORANGI,
    "/en/cities/karachi-pk/citizens-police-liaison-committee/",
    "/fr/cities/karachi-pk/citizens-police-liaison-committee/",
    "/en/cities/cairo-eg/water-kiosks/",
    "/en/cities/",
    "/en/cities/?order=region&q=kar",
    "/en/cities/?q=nowhere",
    "/en/cities/karachi-pk/",
    "/en/countries/",
    "/en/countries/pakistan/",
    "/en/countries/thailand/",
    "/en/organisations/",
    "/en/organisations/world-bank/",
    "/en/terms/",
    "/en/terms/theme/water-sanitation/",
    "/en/about/",
    "/en/cities/find/?q=kar",
    "/en/cities/missing/",
    "/en/accounts/login/",
    "/en/accounts/signup/",
    "/en/accounts/password/reset/",
    "/en/no-such-page/",
    "/es/",
)
WAYS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


def violations(page) -> list[str]:
    """Gives what axe objects to on the page as it is shown now, with the elements."""
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
    return [f"{one['id']}: {', '.join(node['html'][:100] for node in one['nodes'])}" for one in found]


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(open_tab, address):
    page = open_tab()
    page.goto(address)
    page.evaluate(AXE_SCRIPT)
    found = {}
    for width, scheme in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if objections := violations(page):
            found[width, scheme] = objections
    assert found == {}
    assert page.locator("h1").count() == 1


def test_axe_would_find_something(open_tab):
    page = open_tab()
    page.goto("/en/")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("() => document.querySelectorAll('label').forEach(label => label.remove())")
    assert any(one.startswith("label:") for one in violations(page))
