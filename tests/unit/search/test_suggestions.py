"""What is suggested while somebody types: names of public notes, places and topics, and nothing that is not public."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from portal.choosers import add_names
from portal.models import City
from search import consistency, outbox
from search.models import SuggestedNote, Suggestion, VocabularyWord
from search.suggest import tables
from search.suggest.answer import AT_MOST, suggest
from search.suggest.words import folded_name, starts, words_of
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """Two notes of Nairobi, one of Medellín that has a French translation."""

    def make(maker):
        made = {
            "pipes": maker.make_note(title="Standpipes by the road", themes=("water-sanitation",)),
            "patrols": maker.make_note(title="Night patrols", themes=("water-sanitation", "participation")),
            "cable": maker.make_note(city="medellin", title="Cable cars"),
        }
        maker.translate(made["cable"], "fr", title="Cabines sur câble")
        outbox.drain()
        return made

    return once(make)


@pytest.fixture
def notes(made):
    return anew(made)


def suggested(text, language="en"):
    """The labels by group."""
    with translation.override(language):
        return {str(group.label): [item.label for item in group.items] for group in suggest(text)}


def addresses(text, language="en"):
    with translation.override(language):
        return [item.address for group in suggest(text) for item in group.items]


def test_a_notes_city_is_called_as_the_reader_calls_it(notes, cities):
    City.objects.filter(pk=cities["nairobi"].pk).update(name_fr="La ville froide")
    for language, name in (("en", "Nairobi"), ("fr", "La ville froide")):
        with translation.override(language):
            (group,) = suggest("standpipes")
        assert [item.under for item in group.items] == [name]


def test_a_name_is_found_from_its_beginning_and_from_each_later_word_that_says_something():
    assert folded_name(" Port-au-Prince ") == "port au prince"
    assert list(starts("Études de l'eau à Óbidos")) == ["etudes de l eau a obidos", "eau a obidos", "obidos"]


def test_words_to_correct_by_have_letters_of_scripts_that_part_words():
    assert words_of("Water in 2014, К воде! 水管理 ab x1y القاهرة") == {"water", "воде", "القاهرة"}


def test_two_characters_are_enough_and_one_is_not(notes):
    assert suggested("st") == {"Notes": ["Standpipes by the road"]}
    assert suggested("s") == suggested(" ") == suggested("") == {}


@pytest.mark.parametrize("typed", ["Medell", "MEDELLÍN", "medellin"])
def test_accents_and_case_make_no_difference(notes, typed):
    assert suggested(typed) == {"Cities": ["Medellín"]}


def test_a_city_is_found_by_its_name_in_another_script(notes, cities):
    from portal.models import CityName

    CityName.objects.create(city=cities["nairobi"], folded="ናይሮቢ")
    tables.rebuild()
    assert suggested("ናይ") == {"Cities": ["Nairobi"]}


def test_what_a_language_calls_a_city_is_its_name_to_who_reads_it_and_another_name_to_others(notes, cities):
    cities["medellin"].name_fr = "Zède-la-Ville"
    cities["medellin"].save()
    add_names(cities["medellin"], ["Zède-la-Ville"])
    tables.rebuild()
    assert suggested("zè", "fr") == {"Villes": ["Zède-la-Ville"]}
    assert suggested("vil", "fr")["Villes"] == ["Zède-la-Ville"]
    assert suggested("ze") == suggested("ze", "es") == {}
    assert suggested("zede") == {"Cities": ["Medellín"]}


def test_places_without_a_public_note_are_not_suggested(notes):
    assert "Cities" in suggested("nairobi")
    assert suggested("kisumu") == {}


def test_the_beginning_of_a_name_goes_before_a_later_word_then_what_more_notes_have(notes, make_note):
    make_note(title="Roads and standing water")
    make_note(title="Kenyan stands")
    outbox.drain()
    assert suggested("stand") == {"Notes": ["Standpipes by the road", "Roads and standing water", "Kenyan stands"]}
    assert list(suggested("wat")) == ["Topics", "Notes"]  # Two notes have the topic.


def test_each_kind_leads_to_its_place(notes):
    assert addresses("night") == [f"/en/cities/nairobi-ke/{notes['patrols'].slug}/"]
    assert addresses("nairobi") == ["/en/cities/nairobi-ke/"]
    assert addresses("keny") == ["/en/search/?place=KE"]
    assert "/en/search/?theme=water-sanitation" in addresses("water and")
    assert addresses("kiosks")[0].startswith("/en/cities/")


def test_names_of_other_languages_lead_to_the_readers_name(notes):
    assert suggested("colombie") == {"Countries": ["Colombia"]}
    assert list(suggested("eau et ass", "es").values()) == list(suggested("agua y san", "es").values())


def test_a_note_in_two_languages_is_suggested_once_in_the_readers_if_it_begins_so(notes):
    assert suggested("cab") == {"Notes": ["Cable cars"]}
    assert list(suggested("cab", "fr").values()) == [["Cabines sur câble"]]
    assert list(suggested("cable c", "fr").values()) == [["Cable cars"]]


def test_the_same_building_block_of_several_notes_is_suggested_once(notes):
    assert suggested("kiosks") == {"Building blocks": ["Kiosks"]}


def test_there_are_at_most_eight(notes, make_note, countries):
    for title in ("Kenyan water", "Kenyan roads", "Kenyan land", "Kenyan schools"):
        make_note(title=title)
    outbox.drain()
    assert suggested("ken") == {"Countries": ["Kenya"], "Notes": ["Kenyan land", "Kenyan roads", "Kenyan schools"]}
    assert sum(map(len, suggested("wa").values())) <= AT_MOST


def test_what_is_unpublished_is_gone_with_the_drain_and_unseen_before(notes):
    notes["pipes"].unpublish()
    assert suggested("standpipes") == {}
    outbox.drain()
    assert not Suggestion.objects.filter(value=notes["pipes"].translation_key.hex).exists()
    assert not VocabularyWord.objects.filter(folded="standpipes").exists()
    notes["cable"].unpublish()
    outbox.drain()
    assert suggested("medell") == suggested("colom") == {}


def test_a_title_that_was_changed_is_not_suggested_even_before_the_drain(notes):
    notes["pipes"].title = "Taps"
    notes["pipes"].save_revision().publish()
    assert suggested("standpipes") == {}
    outbox.drain()
    assert suggested("taps") == {"Notes": ["Taps"]}


def test_what_is_not_public_reaches_no_table(notes, make_note):
    draft = make_note(title="Zanzibarsecret plan", publish=False)
    make_note(title="Closed books", barriers="zanzibarsecret barriers", lessons_visibility="peers")
    outbox.record_change([draft.translation_key])
    outbox.drain()
    tables.rebuild()
    assert suggested("zanzibar") == {}
    assert not VocabularyWord.objects.filter(folded__startswith="zanzibar").exists()
    assert not Suggestion.objects.filter(folded__contains="zanzibar").exists()
    assert not any("zanzibar" in str(words) for words in SuggestedNote.objects.values_list("words", flat=True))


def contents():
    rows = Suggestion.objects.values_list("kind", "value", "language", "start", "folded", "label", "weight")
    return sorted(rows), sorted(VocabularyWord.objects.values_list("word", "language", "folded", "notes"))


def test_events_in_any_number_and_order_end_with_what_a_rebuild_makes(notes, translate):
    notes["pipes"].unpublish()
    notes["cable"].title = "Cable cars over the hills"
    notes["cable"].save_revision().publish()
    keys = [note.translation_key for note in notes.values()]
    for some in (keys[::-1], keys, keys[1:], keys[:1] * 3):
        outbox.record_change(some)
        outbox.drain()
    followed = contents()
    tables.rebuild()
    assert contents() == followed
    words = dict(VocabularyWord.objects.filter(language="en").values_list("word", "notes"))
    assert words["cable"] == 1
    assert words["vendors"] == 2


def test_what_differs_from_the_records_is_told_and_mended(notes, capsys):
    call_command("search", "rebuild", verbosity=0)
    key = notes["pipes"].translation_key
    SuggestedNote.objects.filter(key=key).update(version=1)
    SuggestedNote.objects.filter(key=notes["cable"].translation_key).delete()
    assert consistency.compare(tables).changed == (key.hex,)
    with pytest.raises(CommandError, match="suggestions"):
        call_command("search", "check")
    call_command("search", "check", "--repair")
    assert consistency.compare(tables).keys == ()
    assert "suggestions: 1 missing, 1 in another version, 0 not public" in capsys.readouterr().out


def test_the_clock_mends_the_suggestions_too(notes, caplog):
    from search import tasks

    call_command("search", "rebuild", verbosity=0)
    SuggestedNote.objects.all().delete()
    tasks.check()
    assert "What suggestions has differs" in caplog.text
    assert consistency.compare(tables).keys == ()


def test_an_index_that_is_ready_does_not_spare_the_suggestions(notes):
    call_command("search", "rebuild", verbosity=0)
    SuggestedNote.objects.all().delete()
    call_command("search", "rebuild", "--if-needed", verbosity=0)
    assert SuggestedNote.objects.count() == 3


def test_the_address_answers_with_escaped_options(client, notes, make_note):
    make_note(title="<script>alert(1)</script> markets")
    outbox.drain()
    response = client.get("/en/search/suggest/", {"q": "markets"})
    html = response.content.decode()
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert 'role="option"' in html
    assert "1 suggestion," in html
    assert response["X-Robots-Tag"] == "noindex"
    assert "max-age=60" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert "No suggestions" in client.get("/en/search/suggest/", {"q": "zeppelin"}).content.decode()


@pytest.mark.parametrize(
    "query", ["", "?q=%00%00", "?q=%00wa", "?q=" + "a" * 7000, "?q=%ff%fe", "?q=%5B*%3F%25_", "?x=1"]
)
def test_bad_input_gives_an_answer(client, notes, query):
    assert client.get("/en/search/suggest/" + query).status_code == 200


def test_a_megabyte_is_refused_and_a_form_is_not_taken(client, db):
    assert client.get("/en/search/suggest/?q=" + "a" * 1_000_000).status_code == 414
    assert client.post("/en/search/suggest/").status_code == 405


def test_every_search_box_asks_for_suggestions(client, notes):
    call_command("search", "rebuild", verbosity=0)
    for page in ("/en/practices/", "/en/search/"):
        assert 'data-suggest="/en/search/suggest/"' in client.get(page).content.decode()
