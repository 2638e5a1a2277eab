"""The figures by which search is judged, on rankings whose figures can be worked out by hand."""

import json
from math import log2

import pytest
from django.core.management import CommandError, call_command

from networks.intake.parts import NAMESPACE
from search.relevance import Question, Score, mean, score

pytestmark = pytest.mark.django_db
QUESTION = Question("q", "en", "water", "tune", {"best": 3, "good": 2, "touches": 1})


def test_the_ideal_order_is_worth_one():
    assert score(["best", "good", "touches"], QUESTION) == Score(1.0, 1.0, 1.0)


def test_what_stands_lower_is_worth_less():
    found = score(["other", "good", "best"], QUESTION)
    ideal = 7 + 3 / log2(3) + 1 / log2(4)
    assert found.ndcg == pytest.approx((3 / log2(3) + 7 / log2(4)) / ideal)
    assert found.recall == 1.0
    assert found.mrr == 0.5


def test_only_the_first_ten_count_and_a_note_counts_once():
    assert score(["other"] * 3 + [f"n{number}" for number in range(9)] + ["best"], QUESTION) == Score(0.0, 0.0, 0.0)
    assert score(["best"] * 3, QUESTION) == score(["best"], QUESTION)


def test_where_nothing_helps_what_touches_on_it_is_the_best_to_be_had():
    question = Question("q", "en", "water", "tune", {"touches": 1})
    assert score(["touches"], question) == Score(1.0, 1.0, 1.0)
    assert score([], Question("q", "en", "water", "tune", {})) == Score(0.0, 0.0, 0.0)


def test_means_are_means():
    assert mean([Score(1.0, 0.5, 0.0), Score(0.0, 0.5, 1.0)]) == Score(0.5, 0.5, 0.5)
    assert mean([]) == Score(0.0, 0.0, 0.0)


@pytest.fixture(scope="module", autouse=True)
def note(once):
    """A note as if it had been loaded from the file "kiosks", in the index."""

    def make(maker):
        import uuid

        from networks.models import LoadedNote

        maker.make_note(title="Water kiosks", translation_key=uuid.uuid5(NAMESPACE, "kiosks"))
        LoadedNote.objects.create(key="kiosks", digest="x")
        call_command("search", "rebuild", verbosity=0)

    once(make)


@pytest.fixture
def judged(note, tmp_path):
    """A file of questions about the note."""
    path = tmp_path / "questions.yaml"
    path.write_text("- {id: q1, language: en, text: water kiosks, half: kept, grades: {kiosks: 3}}")
    return path


def test_the_command_gives_what_others_can_read(judged, capsys):
    call_command("evaluate_search", questions=judged, format="json")
    found = json.loads(capsys.readouterr().out)
    assert (found["engine"], found["questions"]) == ("embedded", 1)
    perfect = {"ndcg@10": 1.0, "recall@10": 1.0, "mrr": 1.0}
    assert found["methods"]["engine"] == dict.fromkeys(("within", "en", "kept", "all"), perfect)
    assert "words" in found["methods"]
    call_command("evaluate_search", questions=judged)
    assert "1.000" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["", "x: [", "- {id: a}", "- {id: a, language: en, text: b, grades: {kiosks: 7}}", "nothing"]
)
def test_a_file_that_holds_no_questions_is_refused_in_words(judged, text):
    judged.write_text(text)
    with pytest.raises(CommandError, match=r"questions\.yaml"):
        call_command("evaluate_search", questions=judged)


def test_a_note_that_is_not_there_is_named(judged):
    judged.write_text("- {id: a, language: en, text: b, grades: {nowhere: 3}}")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("evaluate_search", questions=judged)
