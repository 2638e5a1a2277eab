"""Notes from text files: what is right is loaded, what is wrong is said by file, line and field, and nothing is half loaded."""

import pytest
from django.core.management import CommandError, call_command

from networks.intake.files import read
from networks.intake.notes import Unloadable, load_folder
from practices.models import PublicRecord, UpgradingProgrammePage
from tests.unit.practices.editing import edit

ORIGINAL = """---
original: true
type: upgrading_programme
title: Sewers built lane by lane
one_line: Lanes dig their own sewers.
slug: lane-sewers
city: 184745
status: replaced
start: "1980-04"
households: 104917
services: [sanitation]
themes: [slum-upgrading, water-sanitation]
cost: {amount: 1500000, currency: KES, year: 1999}
building_blocks:
  - key: lane
    title: The lane decides
    what_it_does: Neighbours collect the money.
adopted_by:
  - {key: medellin, city: 3674962, what_changed: Paid by the utility, outcome: adapted, year: 1998}
sources:
  - {key: report, title: Annual report, year: 2001, supports: [households]}
---
## summary
First paragraph,
wrapped.

Second paragraph.

## situation_before
Open drains.

## why_stopped
The city took over.

## barriers
Clay.

## questions_answered
- Who digs where the city
  has no money?
- The drains are open

## narrative
### How it began
A **map** of one lane.
"""
FRENCH = """---
original: false
title: Des égouts ruelle par ruelle
one_line: Les ruelles creusent leurs égouts.
slug: egouts-ruelle
building_blocks:
  - {key: lane, title: La ruelle décide, what_it_does: Les voisins collectent l’argent.}
adopted_by:
  - {key: medellin, what_changed: Payé par la régie}
---
## situation_before
Des rigoles à ciel ouvert.
"""


@pytest.fixture
def folder(tmp_path, cities, terms):
    (tmp_path / "lane-sewers.en.md").write_text(ORIGINAL, encoding="utf-8")
    (tmp_path / "lane-sewers.fr.md").write_text(FRENCH, encoding="utf-8")
    return tmp_path


def change(folder, old, new, name="lane-sewers.en.md"):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults(folder):
    with pytest.raises(Unloadable) as refused:
        load_folder(folder)
    return [str(fault) for fault in refused.value.faults]


def test_a_note_is_loaded_and_published_with_its_translation(folder):
    load_folder(folder)
    page = UpgradingProgrammePage.objects.get(slug="lane-sewers")
    assert page.households == 104917
    assert page.summary == "First paragraph, wrapped.\n\nSecond paragraph."
    assert page.main_theme.key == "slum-upgrading"
    assert page.questions_answered == "Who digs where the city has no money?\nThe drains are open"
    records = {record.language: record for record in PublicRecord.objects.all()}
    assert records["fr"].title == "Des égouts ruelle par ruelle"
    assert records["fr"].data["parts"]["building_blocks"][0]["title"] == "La ruelle décide"
    assert records["fr"].data["parts"]["adoptions"][0]["what_changed"] == "Payé par la régie"
    assert records["fr"].data["facts"]["households"] == 104917
    assert [block["type"] for block in records["en"].data["narrative"]] == ["heading", "text"]


def test_rows_keep_the_order_of_the_file_when_one_of_them_is_edited(folder, client, make_user):
    titles = ["Zoning plan", "Annual report", "Minutes"]
    rows = "".join(f"\n  - {{key: {title[0].lower()}, title: {title}}}" for title in titles)
    change(folder, "\n  - {key: report, title: Annual report, year: 2001, supports: [households]}", rows)
    load_folder(folder)
    note = UpgradingProgrammePage.objects.get(original_language="en", locale__language_code="en")
    client.force_login(make_user("secretariat"))
    edit(client, note, publish=True, **{"sources-1-publisher": "The utility"})
    note.refresh_from_db()
    assert [source.title for source in note.sources.all()] == titles
    assert note.sources.get(title="Annual report").publisher == "The utility"


def test_a_space_at_which_no_line_may_break_stays(folder):
    change(folder, "leurs égouts.", "leurs égouts\u202f; la ville aide.", "lane-sewers.fr.md")
    change(folder, "Des rigoles", "«\u00a0Des rigoles\u00a0»,\ndit-on", "lane-sewers.fr.md")
    load_folder(folder)
    french = PublicRecord.objects.get(language="fr")
    assert french.one_line == "Les ruelles creusent leurs égouts\u202f; la ville aide."
    assert french.data["texts"]["situation_before"] == "«\u00a0Des rigoles\u00a0», dit-on à ciel ouvert."


def test_loading_again_changes_nothing_and_a_changed_file_is_loaded_again(folder):
    assert load_folder(folder).written == 1
    versions = set(PublicRecord.objects.values_list("version", flat=True))
    assert load_folder(folder).unchanged == 1
    assert set(PublicRecord.objects.values_list("version", flat=True)) == versions
    change(folder, "households: 104917", "households: 105000")
    assert load_folder(folder).written == 1
    assert {record.data["facts"]["households"] for record in PublicRecord.objects.all()} == {105000}
    assert UpgradingProgrammePage.objects.count() == 2


def test_a_note_that_was_deleted_in_the_admin_stays_so_and_is_named_until_its_file_changes(folder, capsys):
    load_folder(folder)
    UpgradingProgrammePage.objects.get(locale__language_code="fr").delete()
    loaded = load_folder(folder)
    assert (loaded.unchanged, loaded.deleted) == (0, ("lane-sewers.fr.md",))
    UpgradingProgrammePage.objects.get(locale__language_code="en").delete()
    call_command("load_notes", str(folder))
    said = capsys.readouterr().out
    assert "0 notes loaded, 0 as they were." in said
    assert "left so until the file changes: lane-sewers.en.md, lane-sewers.fr.md" in said
    assert not UpgradingProgrammePage.objects.exists()
    change(folder, "households: 104917", "households: 105000")
    assert load_folder(folder).written == 1
    assert UpgradingProgrammePage.objects.count() == 2


def partners(support):
    return f"partners:\n  - {{name: Water utility, kind: local_government, {support}}}\nsources:\n"


def measured(values):
    return f"indicators:\n  - {{key: length, name: Sewers, unit: km, {values}}}\nsources:\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("city: 184745", "city: 1", "lane-sewers.en.md:7: city: no city"),
        ("status: replaced", "status: finished", "lane-sewers.en.md:8: status: “finished” is none of"),
        ('start: "1980-04"', 'start: "1980-13"', "lane-sewers.en.md:9: start: “1980-13” is no date"),
        ("households: 104917", "househods: 104917", "lane-sewers.en.md:10: househods: Unknown field."),
        ("services: [sanitation]", "services: [sewers]", "lane-sewers.en.md:11: services: “sewers” is no term"),
        ("currency: KES", "currency: KSH", "lane-sewers.en.md:13: cost: “KSH” is no currency"),
        ("year: 1999}", "year: last}", "lane-sewers.en.md:13: cost: takes a whole number"),
        ("amount: 1500000", "amount: .nan", "lane-sewers.en.md:13: cost: “nan” is no number"),
        ("amount: 1500000", f"amount: {'9' * 17}", "lane-sewers.en.md:13: cost: Ensure that there are no more than"),
        (
            "sources:\n",
            f"funders:\n  - {{name: Fund, amount: {'9' * 30}}}\nsources:\n",
            "md:21: funders[1]: Ensure that",
        ),
        ("sources:\n", measured("baseline: 1, value: 0.12345"), "lane-sewers.en.md:21: indicators[1]: Ensure that"),
        ("sources:\n", measured("baseline: 1, value: 1.0e+300"), "lane-sewers.en.md:21: indicators[1]: Ensure that"),
        ("households: 104917", "last_verified: 2026-13-01", "lane-sewers.en.md:10: No valid YAML: month must be"),
        ("households: 104917", f"households: {'9' * 5000}", "lane-sewers.en.md:10: No valid YAML: Exceeds the limit"),
        ("year: 1998}", "year: 1098}", "lane-sewers.en.md:19: adopted_by[1]: The year 1098"),
        ("type: upgrading_programme", "type: [upgrading_programme]", "lane-sewers.en.md:3: type: A type is one of"),
        ("city: 184745", "city: [184745]", "lane-sewers.en.md:7: city: no city"),
        ("city: 184745", "city: 184745\nfurther_cities: 184745", "lane-sewers.en.md:8: further_cities: takes a list"),
        ("adopted_by:\n", "adopted_from: Medellín\nadopted_by:\n", "lane-sewers.en.md:18: adopted_from: takes a list"),
        ("slug: lane-sewers", "slug: lane sewers", "lane-sewers.en.md:6: slug: "),
        ("title: The lane decides", "titel: The lane decides", "lane-sewers.en.md:15: building_blocks[1]"),
        ("year: 2001", "year: 2099", "lane-sewers.en.md:21: sources[1]: The year 2099"),
        ("## why_stopped", "## why_stoped", "lane-sewers.en.md:32: why_stoped: Unknown section."),
        ("## barriers", "## summary", "This section stands twice."),
        ("- Who digs", "Who digs", "lane-sewers.en.md:38: questions_answered: This is a list"),
        ("type: upgrading_programme", "type: [unclosed", "No valid YAML"),
        ("themes: [slum-upgrading", "norms: [equity]\nthemes: [slum-upgrading", "norms: A note of this type"),
        ("sources:\n", partners("support: [technicall]"), "lane-sewers.en.md:21: partners[1]: takes a list of"),
        ("sources:\n", partners("support: technical"), "lane-sewers.en.md:21: partners[1]: takes a list of"),
        ("sources:\n", partners("support: 5"), "lane-sewers.en.md:21: partners[1]: takes a list of"),
        ("supports: [households]", "supports: [5]", "lane-sewers.en.md:21: sources[1]: takes a list of names"),
        ("supports: [households]", f"supports: {'a' * 1001}", "lane-sewers.en.md:21: sources[1]: takes at most 1000"),
    ],
)
def test_an_error_names_file_line_and_field_and_nothing_is_loaded(folder, old, new, message):
    change(folder, old, new)
    assert any(message in fault for fault in faults(folder)), faults(folder)
    assert not PublicRecord.objects.exists()
    assert not UpgradingProgrammePage.objects.exists()


def test_one_wrong_file_keeps_the_right_ones_out(folder):
    (folder / "other.en.md").write_text(ORIGINAL.replace("city: 184745", "city: 2"), encoding="utf-8")
    assert len(faults(folder)) == 1
    assert not UpgradingProgrammePage.objects.exists()


def test_an_address_that_another_note_has_is_said_of_its_file(folder):
    load_folder(folder)
    (folder / "other.en.md").write_text(ORIGINAL, encoding="utf-8")
    assert [fault.split(": ")[:2] for fault in faults(folder)] == [["other.en.md:6", "slug"]]


def test_a_fact_in_a_translation_is_an_error(folder):
    change(folder, "original: false", "original: false\nstatus: running", "lane-sewers.fr.md")
    assert faults(folder) == ["lane-sewers.fr.md:3: status: This field does not stand in a translation."]


def test_a_row_that_the_original_lacks_is_an_error(folder):
    change(folder, "key: lane,", "key: street,", "lane-sewers.fr.md")
    assert faults(folder) == ["lane-sewers.fr.md:7: building_blocks[1]: The original has no row “street”."]


def test_the_problems_of_the_editor_are_those_of_the_files(folder):
    change(folder, "## why_stopped\nThe city took over.\n", "")
    assert any("why_stopped: Say why it stopped" in fault for fault in faults(folder))


def test_a_file_that_is_no_note_is_said(tmp_path):
    path = tmp_path / "Notes.md"
    path.write_text("hello", encoding="utf-8")
    assert "KEY.LANGUAGE.md" in read(path).faults[0].message


def test_the_command_says_what_is_wrong(folder):
    change(folder, "city: 184745", "city: 1")
    with pytest.raises(CommandError, match=r"Nothing was loaded:\nlane-sewers\.en\.md:7: city"):
        call_command("load_notes", str(folder))
