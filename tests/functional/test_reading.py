"""How an adviser of a mayor finds and reads a note: without scripts, by keyboard alone, with htmx."""

import re

import pytest
from playwright.sync_api import Page, expect

ORANGI = "/en/cities/karachi-pk/orangi-low-cost-sanitation/"


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


def facet(page: Page, name: str, value: str):
    return page.locator(f"#{name}-{value}")


def focused(page: Page) -> str:
    """Gives what the element with the focus says."""
    return page.evaluate(
        "() => { const e = document.activeElement; return (e.innerText || e.ariaLabel || e.value || e.id).trim() }"
    )


def tab_to(page: Page, text: str, most: int = 80) -> None:
    """Presses Tab until an element that says `text` has the focus, and sees that it shows."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if focused(page) == text:
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"The focus on “{text}” cannot be seen."
            return
    pytest.fail(f"{most} steps of Tab did not reach “{text}”.")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_adviser_reads_without_scripts(open_tab, width):
    page = open_tab(scripts=False, width=width)
    page.goto("/en/")
    page.get_by_label("Search all notes").fill("police")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    count = page.locator("#result-count")
    before = int(re.search(r"\d+", count.inner_text())[0])
    assert before > 1

    if width == 360:  # Filters wait behind a button there, and stand open beside the results on a wide screen.
        page.locator("#facets > summary").click()
    facet(page, "type", "safety_plan").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile(r"q=police.*type=safety_plan"))
    assert 0 < int(re.search(r"\d+", count.inner_text())[0]) < before
    expect(page.get_by_role("link", name=re.compile("^Remove the filter Type"))).to_be_visible()

    page.locator(".card a[href*='/cities/karachi-pk/']").click()
    expect(page).to_have_url(re.compile("/en/cities/karachi-pk/"))
    sources = page.locator("#sources li > a")
    assert sources.count() > 0
    assert all(link.get_attribute("href").startswith("http") for link in sources.all())

    page.get_by_role("main").get_by_role("link", name="Karachi", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Karachi")
    page.get_by_role("main").get_by_role("link", name="Pakistan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pakistan")
    expect(page.get_by_role("link", name="Karachi").first).to_be_visible()

    page.goto(ORANGI)
    page.locator("#topics a[href*='/terms/theme/']").first.click()
    expect(page).to_have_url(re.compile("/en/terms/theme/"))
    expect(page.locator(".card a[href='" + ORANGI + "']")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_two_results_are_put_side_by_side_without_scripts(open_tab, width):
    page = open_tab(scripts=False, width=width)
    page.goto("/en/search/?q=police")
    ticks = page.get_by_role("checkbox", name=re.compile("^Compare ?:"))
    titles = [tick.evaluate("e => e.closest('.card').querySelector('h3').innerText") for tick in ticks.all()[:2]]
    assert len(titles) == 2
    for tick in ticks.all()[:2]:
        tick.check()
    page.get_by_role("button", name="Compare the ticked notes").click()
    expect(page).to_have_url(re.compile(r"/en/compare/\?note=.*&note="))
    for title in titles:
        expect(page.locator("thead").get_by_role("link", name=title, exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile(f"^Take out ?: {re.escape(titles[0])}")).click()
    expect(page.locator("thead").get_by_role("link", name=titles[0], exact=True)).to_have_count(0)
    expect(page.locator("thead").get_by_role("link", name=titles[1], exact=True)).to_be_visible()


def test_an_adviser_reads_by_keyboard_alone(open_tab):
    page = open_tab()
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the text"
    assert page.locator(".skip").bounding_box()["y"] >= 0, "A link that has the focus is on the screen."
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search all notes")).to_be_focused()
    page.keyboard.type("sewer")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=sewer"))

    title = page.locator(f".card a[href='{ORANGI}']")
    title.wait_for()
    tab_to(page, title.inner_text())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(ORANGI))
    tab_to(page, "Karachi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Karachi")
    tab_to(page, "Pakistan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pakistan")


def test_a_filter_is_set_by_keyboard_and_keeps_the_focus(open_tab):
    page = open_tab()
    page.goto("/en/search/?q=police")
    facet(page, "type", "safety_plan").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("type=safety_plan"))
    expect(page.locator(".chips")).to_be_visible()
    expect(facet(page, "type", "safety_plan")).to_be_focused()


def test_a_changed_filter_shows_in_place_and_its_address_can_be_sent(open_tab):
    page = open_tab()
    page.goto("/en/search/?q=police")
    count = page.locator("#result-count")
    before = count.inner_text()
    page.evaluate("() => { window.isTheSamePage = true }")
    facet(page, "type", "safety_plan").check()
    expect(page).to_have_url(re.compile("type=safety_plan"))
    expect(count).not_to_have_text(before)
    assert page.evaluate("() => window.isTheSamePage"), "The page was loaded anew."
    found = page.locator(".card h3").all_inner_texts()
    said = count.inner_text()

    colleague = open_tab()
    colleague.goto(page.url)
    assert colleague.locator(".card h3").all_inner_texts() == found
    assert colleague.locator("#result-count").inner_text() == said
    expect(facet(colleague, "type", "safety_plan")).to_be_checked()

    page.go_back()
    expect(count).to_have_text(before)
    expect(facet(page, "type", "safety_plan")).not_to_be_checked()


def test_list_and_map_are_two_views_of_one_result(open_tab):
    page = open_tab()
    page.goto("/en/search/?status=replaced")
    page.get_by_role("main").get_by_role("link", name="Map", exact=True).click()
    expect(page).to_have_url(re.compile("status=replaced.*view=map|view=map.*status=replaced"))
    marks = page.locator("svg a.map-mark")
    expect(marks).to_have_count(2)
    expect(page.get_by_role("link", name="Karachi")).to_have_count(0)
    marks.first.focus()
    place = marks.first.get_attribute("aria-label")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/cities/[a-z-]+/$"))
    assert page.get_by_role("heading", level=1).inner_text() in place


def test_a_dark_scheme_turns_paper_dark_and_ink_light(open_tab):
    def brightness(scheme, name):
        page = open_tab(scheme=scheme)
        page.goto(ORANGI)
        colour = page.evaluate(
            """name => {
                const canvas = document.createElement("canvas").getContext("2d");
                canvas.fillStyle = getComputedStyle(document.body)[name];
                canvas.fillRect(0, 0, 1, 1);
                return [...canvas.getImageData(0, 0, 1, 1).data];
            }""",
            name,
        )
        return sum(colour[:3]) / 3

    assert brightness("light", "backgroundColor") > 200 > 100 > brightness("light", "color")
    assert brightness("dark", "backgroundColor") < 80 < 160 < brightness("dark", "color")


def test_a_note_prints_without_its_chrome(open_tab):
    page = open_tab()
    page.goto(ORANGI)
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#sources")).to_be_visible()
