"""How an adviser takes a result with them: columns of a table, and a file."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def transactional_db(standing):
    """The standing portal instead of a database of each test."""


@pytest.mark.parametrize("scripts", [True, False])
def test_an_adviser_chooses_columns_and_takes_the_result_along(open_tab, scripts):
    page = open_tab(width=360, scripts=scripts)
    page.goto("/en/search/?q=police")
    page.get_by_role("link", name="Table").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader", name="Country")).to_be_visible()
    page.locator("#columns > summary").click()
    page.get_by_label("Scale", exact=True).check()
    if not scripts:
        page.get_by_role("button", name="Show these columns").click()
    expect(table.get_by_role("columnheader", name="Scale")).to_be_visible()
    expect(page).to_have_url(re.compile(r"q=police.*view=table.*column=scale"))

    page.locator("#downloads > summary").click()
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("CSV")).click()
    assert re.fullmatch(r"city-practices-\d{4}-\d\d-\d\d\.csv", started.value.suggested_filename)
    lines = started.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) - 1 == table.locator("tbody tr").count()
