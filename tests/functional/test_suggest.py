"""Suggestions below a search box, in a browser: by keyboard, by touch, and with nothing lost."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


@pytest.mark.parametrize(("width", "address"), [(360, "/en/"), (1280, "/en/search/"), (360, "/en/practices/")])
def test_suggestions_are_reached_by_keyboard_and_cover_no_button(open_tab, width, address):
    page = open_tab(width=width)
    page.goto(address)
    box = page.get_by_role("combobox", name="Search all notes")
    box.press_sequentially("kara")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".suggestions [role=status]")).to_have_text(re.compile(r"^\d suggestions?,"))
    button, shown = page.locator("form[role=search] .button, .site-search button").first, page.get_by_role("listbox")
    assert shown.bounding_box()["y"] >= button.bounding_box()["y"] + button.bounding_box()["height"]
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    page.evaluate(AXE_SCRIPT)
    assert (
        page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)") == []
    )

    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("Escape")
    expect(shown).to_be_hidden()
    expect(box).to_have_value("kara")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/en/cities/karachi-pk/"))


def test_a_suggestion_is_taken_by_a_click_and_enter_alone_searches_for_what_was_typed(open_tab):
    page = open_tab()
    page.goto("/en/search/")
    box = page.get_by_role("combobox", name="Search all notes")
    box.press_sequentially("kara")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=kara$"))
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press_sequentially("c")
    page.get_by_role("option", name="Karachi").first.click()
    expect(page).to_have_url(re.compile("/en/cities/karachi-pk/"))
