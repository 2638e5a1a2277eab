"""Notes that are found by what they mean: where they stand, when there are none, and what happens without an encoder."""

import json
import zlib

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from portal import encoder
from search.engine import SearchUnavailable
from search.meaning import plain_text
from search.models import NoteVectors
from tests.extras import semantic
from tests.making import anew

np = semantic("numpy")
pytestmark = pytest.mark.django_db

#: What the encoder of these tests knows of languages; any other word means itself.
MEANS = {"lampions": "lanterns", "darkness": "lanterns"}


def encode(texts):
    """Gives vectors by which words occur: enough to tell which texts mean alike, the same in every process."""
    vectors = np.zeros((len(texts), 512), dtype="f4")
    for row, text in zip(vectors, texts, strict=True):
        for word in "".join(sign if sign.isalnum() else " " for sign in text.lower()).split():
            row[zlib.crc32(MEANS.get(word, word).encode()) % 512] += 1
        row /= np.linalg.norm(row) or 1
    return vectors


def use_encoder(monkeypatch):
    monkeypatch.setattr(encoder, "available", lambda: True)
    monkeypatch.setattr(encoder, "encode", encode)


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """A note about lanterns and one that has nothing of them."""

    def make(maker):
        made = {
            "lanterns": maker.make_note(title="Street lanterns", one_line="Lanterns for all"),
            "patrols": maker.make_note("safety_plan", city="kisumu", title="Night patrols", one_line="Safer streets"),
        }
        with pytest.MonkeyPatch.context() as patch:
            use_encoder(patch)
            call_command("search", "rebuild", verbosity=0)
        return made

    return once(make)


@pytest.fixture
def notes(made, monkeypatch):
    use_encoder(monkeypatch)
    return anew(made)


def get(client, text, language="en", **values):
    return client.get(f"/{language}/search/", {"q": text, **values})


def titles(response, part="hits"):
    return [hit["record"].title for hit in response.context[part]]


def test_a_question_in_one_language_finds_notes_in_another(client, notes):
    response = get(client, "lampions", "fr")
    assert (titles(response), titles(response, "meant")) == ([], ["Street lanterns"])
    html = response.content.decode()
    assert 'id="meaning-heading"' in html
    # Not counted, and what was tried with words is still said.
    assert response.context["results"].total == 0
    assert 'class="notice flow"' in html


def test_they_follow_what_words_find_and_lead_where_words_find_few(client, notes, make_note):
    assert get(client, "patrols darkness").context["meant_first"]
    for number in range(5):
        make_note(title=f"Darkness {number}", one_line="Nothing but a title")
    call_command("search", "rebuild", verbosity=0)
    response = get(client, "darkness")
    assert response.context["results"].total == 5
    assert not response.context["meant_first"]
    assert titles(response, "meant") == ["Street lanterns"]
    html = response.content.decode()
    assert html.index("Darkness 0") < html.index('id="meaning-heading"') < html.index("Street lanterns")


def test_a_note_of_few_found_by_words_stands_where_its_meaning_puts_it(client, notes):
    response = get(client, "lanterns")
    assert response.context["results"].total == 1
    assert response.context["meant_first"]
    assert titles(response, "meant")[0] == "Street lanterns"
    assert titles(response) == []
    card = response.content.decode().split("Street lanterns</a>")[1].split("</article>")[0]
    assert "<mark>Lanterns</mark> for all" in card
    assert "by meaning" not in card
    # Who wants the newest first gets what words find in that order.
    assert titles(get(client, "lanterns", sort="newest")) == ["Street lanterns"]


def test_the_section_says_whether_words_found_some_of_its_notes_too(client, notes):
    both, some_words = "Of these notes, words found", "Few notes or none have all of these words."

    def said(text):
        soup = BeautifulSoup(get(client, text).content, "html.parser")
        section = soup.find("section", {"aria-labelledby": "meaning-heading"})
        return [words for words in (both, some_words) if words in section.select_one(".help").get_text()]

    assert said("darkness") == []
    assert said("lanterns") == [both]
    # All that some of the words found stands here: nothing else on the page would say that some were enough.
    assert said("lanterns horses") == [some_words]


def test_a_note_on_the_theme_that_is_spoken_of_comes_before_one_a_little_nearer(client, notes, make_note):
    make_note(title="Street lanterns again", one_line="Lanterns for all", themes=("land-tenure",))
    call_command("search", "rebuild", verbosity=0)
    assert titles(get(client, "lampions"), "meant")[0] == "Street lanterns"
    assert titles(get(client, "lampions eviction"), "meant")[0] == "Street lanterns again"


def test_no_note_stands_on_a_page_twice(client, notes):
    for text in ("lanterns", "lanterns darkness horses"):
        response = get(client, text)
        shown = titles(response) + titles(response, "meant")
        assert len(shown) == len(set(shown)) > 0


def test_what_words_find_on_another_page_is_not_said_to_be_found_by_meaning_alone(client, notes, monkeypatch):
    monkeypatch.setattr("search.views.PAGE_SIZE", 1)
    # Some of the words find both; the patrols are newer, so the lanterns stand on page two.
    response = get(client, "patrols horses lanterns", sort="newest")
    (shown,) = [hit for hit in response.context["meant"] if hit["record"].title == "Street lanterns"]
    assert (response.context["is_loose"], shown["by_meaning"]) == (True, False)
    assert "<mark>" in shown["highlight"]


def test_notes_that_words_find_further_down_do_not_follow_by_meaning(client, notes, make_note, monkeypatch):
    for number in range(5):
        make_note(title=f"Lanterns {number}", one_line="Nothing but a title", city="kisumu")
    call_command("search", "rebuild", verbosity=0)
    monkeypatch.setattr("search.views.PAGE_SIZE", 2)
    response = get(client, "lanterns")
    assert (response.context["results"].total, titles(response, "meant")) == (6, [])


def test_they_pass_the_same_filters(client, notes):
    assert titles(get(client, "darkness", type="other_practice"), "meant") == ["Street lanterns"]
    assert titles(get(client, "darkness", type="safety_plan"), "meant") == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ""),
        ('"water kiosks"', ""),
        ("wat*", ""),
        ("-water", ""),
        ('"water kiosks" thirst*  -night', ""),
        ("water for all", "water for all"),
        ("water -night", "water"),
        ("\x00", ""),
    ],
)
def test_phrases_beginnings_and_exclusions_alone_mean_their_letters(text, meant):
    assert plain_text(text) == meant


def test_only_the_list_of_page_one_has_them(client, notes):
    assert titles(get(client, "darkness", page=2), "meant") == []
    assert titles(get(client, "darkness", view="map"), "meant") == []


def test_what_is_no_longer_public_is_not_found_by_meaning(client, notes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notes["lanterns"].unpublish()
    assert titles(get(client, "darkness"), "meant") == []


def test_where_encoder_or_index_fail_words_are_shown(client, notes, monkeypatch):
    def fail(*args, **kwargs):
        raise SearchUnavailable("busy")

    monkeypatch.setattr("search.embedded.meaning.find_nearest", fail)
    assert titles(get(client, "patrols")) == ["Night patrols"]
    monkeypatch.undo()
    monkeypatch.setattr(encoder, "available", lambda: True)
    monkeypatch.setattr(encoder, "encode", lambda texts: [][1])
    assert titles(get(client, "patrols")) == ["Night patrols"]


def test_without_the_extra_words_find_all_the_same_and_status_says_so(client, capsys):
    call_command("search", "rebuild", verbosity=0)
    response = get(client, "lanterns")
    assert (titles(response), titles(response, "meant")) == (["Street lanterns"], [])
    call_command("search", "status")
    assert "meaning    off" in capsys.readouterr().out


def test_status_counts_notes_with_meaning_and_if_needed_adds_it(monkeypatch, capsys):
    NoteVectors.objects.all().delete()
    call_command("search", "rebuild", verbosity=0)
    use_encoder(monkeypatch)
    call_command("search", "status")
    assert "meaning    on, 0 of 2 notes" in capsys.readouterr().out
    call_command("search", "rebuild", "--if-needed")
    call_command("search", "status")
    assert "meaning    on, 2 of 2 notes" in capsys.readouterr().out


def test_nothing_is_encoded_twice_and_nothing_kept_of_what_is_no_longer_public(notes, monkeypatch):
    said = []
    monkeypatch.setattr(encoder, "encode", lambda texts: said.append(texts) or encode(texts))
    call_command("search", "rebuild", verbosity=0)
    assert said == []
    notes["lanterns"].title = "Lamps"
    notes["lanterns"].save_revision().publish()
    call_command("search", "drain")
    assert len(said) == 1
    notes["lanterns"].unpublish()
    call_command("search", "drain")
    assert [str(kept) for kept in NoteVectors.objects.all()] == [str(notes["patrols"].translation_key)]


def test_no_restricted_text_is_encoded(notes, make_note, monkeypatch):
    said = []
    monkeypatch.setattr(encoder, "encode", lambda texts: said.extend(texts) or encode(texts))
    make_note(title="Closed books", barriers="zanzibarsecret", lessons_visibility="peers")
    call_command("search", "rebuild", verbosity=0)
    assert any("Closed books" in text for text in said)
    assert not any("zanzibarsecret" in text for text in said)


def test_evaluation_has_meaning_alone_beside_words(notes, tmp_path, capsys):
    import uuid

    from networks.intake.parts import NAMESPACE
    from networks.models import LoadedNote
    from practices.models import PublicRecord

    LoadedNote.objects.create(key="lanterns", digest="x")
    PublicRecord.objects.filter(title="Street lanterns").update(translation_key=uuid.uuid5(NAMESPACE, "lanterns"))
    call_command("search", "rebuild", verbosity=0)
    path = tmp_path / "questions.yaml"
    path.write_text("- {id: q1, language: fr, text: lampions, half: kept, grades: {lanterns: 3}}")
    capsys.readouterr()
    call_command("evaluate_search", questions=path, format="json")
    methods = json.loads(capsys.readouterr().out)["methods"]
    assert {name: groups["all"]["ndcg@10"] for name, groups in methods.items()} == {
        "engine": 1.0,
        "words": 0.0,
        "meaning": 1.0,
    }
