"""An editor's way through the admin, in the browser: each type of note from its first word to its deletion."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from practices.models import PRACTICE_MODELS, PracticePage, PublicRecord

FIELDS = (
    ("Identity and place", "one_line", "Streets come before houses."),
    ("Status and problem", "situation_before", "No street was wide enough for an ambulance."),
    ("Results and limits", "barriers", "Shop owners objected to narrower shops."),
)
ROWS = (
    ("Solution", "building_blocks", {"title": "A street plan", "what_it_does": "Says where streets will go."}),
    ("Provenance and classification", "sources", {"title": "Yearly report"}),
)


@pytest.fixture
def editor(tab, sign_in, make_user, terms, cities):
    call_command("search", "rebuild", verbosity=0)
    sign_in(make_user("secretariat"))
    # Wagtail saves by itself what differs from the form as it stood two seconds after it was loaded.
    tab.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watched = 'yes' })"
    )
    return tab


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def choose(page: Page, field: str, text: str) -> None:
    """Finds something in a chooser by its name and takes the first."""
    page.locator(f"#id_{field}-chooser").get_by_role("button", name=re.compile("^Choose")).click()
    dialog = page.locator(".modal-dialog")
    dialog.get_by_label("Name").fill(text)
    dialog.get_by_text("There is 1 match").wait_for()
    dialog.get_by_role("link", name=re.compile(text)).first.click()
    dialog.wait_for(state="hidden")


def start_note(page: Page, practice_type: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="New note").click()
    page.locator(f"input[value={practice_type}]").check()
    choose(page, "city", "Kisumu")
    page.get_by_role("button", name="Start the note").click()
    page.locator("html[data-watched]").wait_for()
    page.locator("#id_title").fill("Streets first")
    page.locator("#id_title").blur()
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"), timeout=30_000)  # It has saved itself.


def fill_in(page: Page) -> None:
    for tab, name, text in FIELDS:
        open_tab(page, tab)
        page.locator(f"#id_{name}").fill(text)
    open_tab(page, "Status and problem")
    page.locator("#id_status").select_option("running")
    for tab, relation, texts in ROWS:
        open_tab(page, tab)
        page.locator(f"#id_{relation}-ADD").click()
        for name, text in texts.items():
            page.locator(f"#id_{relation}-0-{name}").fill(text)


#: What Wagtail's form holds is what it last saved by itself.
IS_SAVED = """() => {
    const form = document.querySelector("[data-edit-form]");
    const edits = window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");
    return edits.formData === edits.initialFormData;
}"""


def press(page: Page, action: str) -> None:
    """Presses a button of the menu beside “Save draft”, once what was typed has been saved by itself."""
    page.wait_for_function(IS_SAVED)
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator(f"footer [name=action-{action}]").click()


def confirm(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()
    page.wait_for_load_state()


def assert_listed(page: Page, address: str, title: str = "Streets first") -> None:
    """Says that list, search, city and feed have the note under its title and at its address."""
    home, city, _slug = re.fullmatch(r"(/\w+/)(cities/[\w-]+/)([\w-]+/)", address).groups()
    for place in ("practices/", "search/?q=ambulance", city):
        page.goto(home + place)
        found = page.locator("main").get_by_role("link", name=title)
        expect(found.first).to_have_attribute("href", address)
    feed = page.request.get(f"{home}practices/feed/").text()
    assert title in feed
    assert address in feed


def assert_nowhere(page: Page) -> None:
    """Says that neither list nor search nor feed has any note."""
    for home in ("/en/", "/fr/"):
        for place in ("practices/", "search/?q=ambulance"):
            page.goto(home + place)
            expect(page.locator("main article")).to_have_count(0)
        assert "<entry" not in page.request.get(f"{home}practices/feed/").text()


def test_what_is_typed_stays_and_what_is_solved_goes(editor):
    page = editor
    start_note(page, "other_practice")
    press(page, "publish")
    page.locator("html[data-watched]").wait_for()
    mark = page.locator("strong", has_text="Say in one line what was done.")
    expect(mark).to_be_visible()
    page.locator("#id_one_line").fill("Streets come before houses.")
    expect(mark).to_be_hidden()
    open_tab(page, "Status and problem")
    expect(page.locator("strong", has_text="Say where the practice stands now.")).to_be_visible()

    # The calendar reads days of one kind alone; what else is typed is for the form to refuse, never to be another day.
    open_tab(page, "Provenance and classification")
    for typed in ("31.12.2025", "2025"):
        page.locator("#id_last_verified").fill(typed)
        page.locator("#id_contributor_key").click()
        expect(page.locator("#id_last_verified")).to_have_value(typed)


@pytest.mark.parametrize("practice_type", PRACTICE_MODELS)
def test_a_note_from_its_first_word_to_its_deletion(editor, practice_type):
    page = editor
    start_note(page, practice_type)
    note = PracticePage.objects.get()
    edit = f"/admin/pages/{note.pk}/edit/"

    press(page, "publish")
    expect(page.locator(".messages")).to_contain_text("The draft is saved. It cannot be published yet:")
    state = page.locator(".note-state")
    expect(state).to_contain_text("Describe at least one building block of the solution.")
    state.get_by_role("button", name="Barriers").click()
    expect(page.locator("#id_barriers")).to_be_focused()

    fill_in(page)
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title=Preview]:not([hidden])").first
    expect(preview.get_by_role("heading", name="Streets first", level=1)).to_be_visible()
    expect(preview.get_by_text("No street was wide enough for an ambulance.")).to_be_visible()
    page.get_by_role("button", name="Toggle preview").click()

    press(page, "publish")
    expect(page.locator(".messages")).to_contain_text("has been published")
    page.goto("/en/cities/kisumu-ke/streets-first/")
    expect(page.get_by_role("heading", name="Streets first", level=1)).to_be_visible()
    assert_listed(page, "/en/cities/kisumu-ke/streets-first/")

    page.goto(f"/admin/localize/submit/page/{note.pk}/")
    page.get_by_label("French").check()
    page.locator("main [type=submit]").first.click()
    page.get_by_role("button", name="Translate").first.click()
    page.locator("textarea").first.fill("Les rues d’abord")
    with page.expect_response(lambda response: "/strings/" in response.url and response.ok):
        page.get_by_role("button", name="Save").first.click()
    assert PublicRecord.objects.count() == 1
    page.get_by_role("button", name="Publish in French").click()
    expect(page.locator(".messages")).to_contain_text("Published")
    page.goto("/fr/cities/kisumu-ke/streets-first/")
    expect(page.get_by_role("heading", name="Les rues d’abord", level=1)).to_be_visible()
    assert_listed(page, "/fr/cities/kisumu-ke/streets-first/", "Les rues d’abord")

    page.goto("/admin/new-note/")
    page.locator(f"input[value={practice_type}]").check()
    choose(page, "city", "Medellín")
    page.get_by_role("button", name="Start the note").click()  # Medellín has its page now.
    target = re.search(r"/(\d+)/$", page.url)[1]
    page.goto(f"/admin/pages/{note.pk}/move/{target}/confirm/")
    confirm(page, "Yes, move this page")
    page.goto("/en/cities/medellin-co/streets-first/")
    expect(page.get_by_role("heading", name="Streets first", level=1)).to_be_visible()
    page.goto("/fr/cities/medellin-co/streets-first/")
    expect(page.get_by_role("heading", name="Les rues d’abord", level=1)).to_be_visible()
    assert_listed(page, "/en/cities/medellin-co/streets-first/")
    assert_listed(page, "/fr/cities/medellin-co/streets-first/", "Les rues d’abord")

    page.goto(f"/admin/pages/{note.pk}/unpublish/")
    confirm(page, "Yes, unpublish it")
    for address in ("/en/cities/medellin-co/streets-first/", "/fr/cities/medellin-co/streets-first/"):
        assert page.goto(address).status == 404
    assert_nowhere(page)
    page.goto(edit)
    press(page, "publish")
    expect(page.locator(".messages")).to_contain_text("has been published")
    assert set(PublicRecord.objects.values_list("language", flat=True)) == {"en", "fr"}
    assert_listed(page, "/en/cities/medellin-co/streets-first/")

    page.goto(f"/admin/pages/{note.pk}/delete/")
    confirm(page, "Yes, delete it")
    assert page.goto("/fr/cities/medellin-co/streets-first/").status == 404
    assert_nowhere(page)
    assert not PracticePage.objects.exists()
    assert not PublicRecord.objects.exists()


def test_paragraphs_that_are_pasted_into_a_translation_stay_apart(editor, make_note):
    page = editor
    note = make_note(title="Kiosks", situation_before="Water came by truck.\n\nIt was dear.")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/admin/localize/submit/page/{note.pk}/")
    page.get_by_label("French").check()
    page.locator("main [type=submit]").first.click()
    open_tab(page, "Status and problem")
    page.get_by_role("button", name="Translate").and_(page.locator(":visible")).first.click()
    page.evaluate("navigator.clipboard.writeText('L’eau venait par camion.\\n\\nElle était chère.\\n')")
    page.locator("textarea:visible").first.press("ControlOrMeta+V")
    with page.expect_response(lambda response: "/strings/" in response.url and response.ok):
        page.get_by_role("button", name="Save", exact=True).and_(page.locator(":visible")).first.click()
    page.get_by_role("button", name="Publish in French").click()
    expect(page.locator(".messages")).to_contain_text("Published")

    translation = PracticePage.objects.get(locale__language_code="fr", translation_key=note.translation_key)
    assert translation.situation_before == "L’eau venait par camion.\n\nElle était chère."
