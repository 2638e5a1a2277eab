"""Filters of several levels, ranges and long lists: by keyboard, with htmx and without scripts."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


def test_a_region_opens_to_its_countries_in_place_and_keeps_the_focus_and_what_is_open(open_tab):
    page = open_tab()
    page.goto("/en/search/")
    page.evaluate("() => { window.isTheSamePage = true }")
    page.locator("#facet-place > summary").click()
    page.locator("#facet-year > summary").click()
    page.locator("#place-142").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"place=142$"))
    country = page.locator("a#place-PK")
    expect(country).to_be_visible()
    expect(page.locator("#place-142")).to_be_focused()
    expect(page.locator("#place-142")).to_be_in_viewport()
    expect(page.locator("#facet-year")).to_have_attribute("open", "")

    country.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?place=PK$"))
    expect(page.locator("input#place-PK")).to_be_checked()
    expect(page.locator("#place-PK")).to_be_focused()
    expect(page.locator("#place-PK")).to_be_in_viewport()
    expect(page.locator("a#place-142")).to_be_visible()

    # The last tick of a group goes: the group stays open, and the focus in it though the country is no longer shown.
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/search/\?$"))
    expect(page.locator("#facet-place")).to_have_attribute("open", "")
    expect(page.locator("#facet-place > summary")).to_be_focused()

    bar = page.locator("#facet-year .bars a").first
    said = bar.locator(".count").inner_text()
    bar.click()
    expect(page).to_have_url(re.compile(r"year_(from|to)="))
    expect(page.locator("#result-count")).to_have_text(re.compile(rf"^\s*{said} notes?\s*$"))
    assert page.evaluate("() => window.isTheSamePage"), "The page was loaded anew."


def test_after_a_filter_in_place_title_and_other_languages_are_of_the_new_search(open_tab):
    page = open_tab()
    page.goto("/en/search/?q=water")
    page.evaluate("() => { window.isTheSamePage = true }")
    page.locator("#facet-type input").first.check()
    expect(page).to_have_url(re.compile(r"q=water&type=\w+$"))
    page.locator("#q").fill("toilets")
    page.locator("#q").press("Enter")
    expect(page).to_have_title(re.compile("^\\s*Search for toilets"))
    assert page.evaluate("() => window.isTheSamePage"), "The page was loaded anew."
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile(r"/fr/search/\?q=toilets&type=\w+$"))


def test_a_long_list_is_narrowed_while_typing_and_without_scripts(open_tab):
    page = open_tab()
    page.goto("/en/search/")
    page.locator("#find-theme").press_sequentially("WÁTER", delay=20)
    expect(page.locator("#values-theme input")).to_have_count(2)
    expect(page.locator("#theme-water-sanitation")).to_be_visible()
    expect(page.locator("#find-theme")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/search/$"))
    page.locator("#theme-water-sanitation").check()
    expect(page).to_have_url(re.compile(r"theme=water-sanitation$"))
    expect(page.locator("#find-theme")).to_have_value("WÁTER")

    page = open_tab(scripts=False)
    page.goto("/en/search/?place=142")
    page.locator("#find-theme").fill("water")
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile(r"find_theme=water"))
    expect(page.locator("#values-theme input")).to_have_count(2)
    page.locator("a#place-PK").click()
    expect(page).to_have_url(re.compile(r"\?place=PK$"))
