"""The languages of the interface and of notes, as a reader in the browser meets them."""

import re

import pytest
from playwright.sync_api import Page, expect

ORANGI = "/en/cities/karachi-pk/orangi-low-cost-sanitation/"
UNTRANSLATED = "/en/cities/karachi-pk/citizens-police-liaison-committee/"
ARABIC = "/en/cities/cairo-eg/water-kiosks/"


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


def switch(page: Page, language: str) -> None:
    page.locator(f".language-switch a[hreflang={language}]").click()


@pytest.mark.parametrize(
    "address",
    ["", "practices/", "search/?q=police&type=safety_plan", "cities/karachi-pk/", "countries/", "terms/"],
)
def test_the_language_switch_keeps_the_page(open_tab, address):
    page = open_tab()
    page.goto(f"/en/{address}")
    for language in ("fr", "es", "en"):
        with page.expect_navigation() as navigation:
            switch(page, language)
        assert navigation.value.status == 200
        expect(page).to_have_url(re.compile(f"/{language}/{re.escape(address)}$"))
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".language-switch [aria-current]")).to_have_attribute("hreflang", language)


def test_a_translated_note_opens_in_the_readers_language_at_its_own_path(open_tab):
    page = open_tab()
    page.goto(ORANGI)
    english = page.get_by_role("heading", level=1).inner_text()
    switch(page, "fr")
    expect(page).to_have_url(re.compile("/fr/cities/karachi-pk/"))
    french = page.get_by_role("heading", level=1)
    assert french.inner_text() != english
    assert french.get_attribute("lang") is None, "It is in the page's language."
    assert "/orangi-low-cost-sanitation/" not in page.url
    page.get_by_role("main").locator("a[hreflang=en]").click()
    expect(page).to_have_url(re.compile(ORANGI))
    expect(page.get_by_role("heading", level=1)).to_have_text(english)


def test_a_note_that_nobody_translated_stays_and_is_marked(open_tab):
    page = open_tab()
    page.goto(UNTRANSLATED)
    title = page.get_by_role("heading", level=1)
    english = title.inner_text()
    assert title.get_attribute("lang") is None
    expect(page.locator(".note-head")).not_to_contain_text("has not been translated")
    switch(page, "fr")
    expect(page).to_have_url(re.compile(UNTRANSLATED.replace("/en/", "/fr/")))
    expect(title).to_have_text(english)
    expect(title).to_have_attribute("lang", "en")
    expect(page.locator(".note-head .small.soft")).not_to_be_empty()


def test_a_note_from_right_to_left_stands_so_in_a_page_from_left_to_right(open_tab):
    page = open_tab(width=360)
    page.goto(ARABIC)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_attribute("lang", "ar")
    expect(title).to_have_attribute("dir", "rtl")
    assert title.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.locator("html").evaluate("element => getComputedStyle(element).direction") == "ltr"
    expect(page.locator(".note-head")).to_contain_text("it has not been translated into your language yet")


def test_a_hit_is_shown_in_the_readers_language(open_tab):
    page = open_tab()
    page.goto("/fr/search/?place=TH")
    page.locator(".card a").click()
    expect(page).to_have_url(re.compile("/fr/countries/thailand/"))
    assert page.get_by_role("heading", level=1).get_attribute("lang") is None
