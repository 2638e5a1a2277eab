"""Why a note stands where it does, on every engine: the parts of its score are named, and add up to it."""

from __future__ import annotations

import pytest

from search.engine import Engine, SearchQuery, Texts
from search.explanation import Explanation
from search.fields import BOOSTS, FRESHNESS, TIE_BREAKER
from search.question import read
from search.synonyms import read_synonyms
from search.topics import topic_boosts
from tests.contract.conftest import ENGINES, make_engine
from tests.contract.notes import note

YEAR = 2026
SYNONYMS = read_synonyms(("slum, favela, informal settlement\nsafety walk, marche exploratoire",), "en")
NOTES = [
    note(
        "walks",
        texts={
            "en": Texts("Safety walks", "Women walk and say where it is dark", blocks="A safety walk at night", body="Dark"),
            "fr": Texts("Marche exploratoire", body="Une marche exploratoire, la nuit"),
        },
        names=("Safety Bay",),
        signals=("evidence:self_evaluated", "adopted:often", f"verified:{YEAR - 1}"),
    ),
    note(
        "slum",
        texts={"en": Texts("Slum upgrading", summary="Favelas: an informal settlement is a slum")},
        place="BR",
        theme=("slum-upgrading", "land-tenure", "housing"),
        type="slum_plan",
    ),
    note("pt", texts={"pt": Texts("As favelas", summary="A noite na favela é escura")}, signals=(f"verified:{YEAR}",)),
    note("zh", texts={"zh-hans": Texts("城市更新", summary="夜间照明")}),
    note("peers", texts={"en": Texts("A dark walk")}, audience=("peers",)),
    *(note(f"n{number}", f"Other words {number} of the night") for number in range(9)),
]  # fmt: skip


def explained(engine: Engine, text: str, **values: object) -> dict[str, Explanation]:
    """Explains a page of a search, and makes sure that what is explained are its scores."""
    query = SearchQuery(text, year=YEAR, synonyms=SYNONYMS, **values)
    hits = engine.search(query).hits
    found = engine.explain(query, [hit.key for hit in hits])
    assert {key: each.score for key, each in found.items()} == pytest.approx({hit.key: hit.score for hit in hits})
    return found


def added(explanation: Explanation) -> float:
    return sum(match.gain for match in explanation.matches) + sum(explanation.additions.values())


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One index for all that is asked here: nothing is written."""
    made = make_engine(request, tmp_path_factory.mktemp("explain"))
    list(made.rebuild(NOTES))
    return made


def test_the_parts_add_up_to_the_score_whatever_is_searched(engine: Engine) -> None:
    for text, loose in (
        ("safety walk", False),
        ("walking slum night dark", True),
        ("evicted from a slum without title deeds", True),
        ("slums", False),
        ("informal settlement", False),
        ('"safety walk" wom*', False),
        ("城市更*", False),
        ("城市", False),
        ("城", False),
        ("dark -slum", False),
        ("favela*", False),
    ):
        found = explained(engine, text, loose=loose)
        assert found, text
        for key, each in found.items():
            assert added(each) == pytest.approx(each.score, rel=1e-3), (text, key)
            assert all(match.gain > 0 for match in each.matches)


def test_each_part_says_what_was_found_and_where(engine: Engine) -> None:
    walks = explained(engine, "walk", page_size=1)["walks"]
    places = {(match.place.part, match.place.language) for match in walks.matches}
    assert places == {("one_line", ""), ("blocks", ""), ("title", "en"), ("one_line", "en"), ("blocks", "en")}
    best, *others = sorted((match.gain for match in walks.matches), reverse=True)
    assert all(gain <= best * TIE_BREAKER * 1.01 for gain in others)
    assert {match.place.part for match in explained(engine, '"safety bay"')["walks"].matches} == {"names"}


def test_what_means_the_same_is_named_beside_what_was_typed(engine: Engine) -> None:
    found = explained(engine, "slums")
    assert {"slum", "pt"} <= found.keys()
    by_synonym = {(match.place.term.words, match.place.found.words) for match in found["pt"].matches}
    assert by_synonym == {(("slums",), ("favela",))}
    looked_for = {" ".join(match.place.found.words) for match in found["slum"].matches}
    assert looked_for == {"slums", "favela", "informal settlement"}


def test_each_signal_says_what_it_added(engine: Engine) -> None:
    assert explained(engine, "safety")["walks"].additions == pytest.approx(
        {
            "evidence:self_evaluated": BOOSTS["evidence:self_evaluated"],
            "adopted:often": BOOSTS["adopted:often"],
            f"verified:{YEAR - 1}": FRESHNESS[1],
        }
    )
    assert explained(engine, "upgrading")["slum"].additions == {}


def test_each_topic_of_a_question_says_what_it_added_where_some_words_are_enough(engine: Engine) -> None:
    text = "evicted from a slum without title deeds"
    query = SearchQuery(text, loose=True)
    boosts = topic_boosts(query, read(query))
    assert {"theme/slum-upgrading", "theme/land-tenure"} <= boosts.keys()
    assert explained(engine, text, loose=True)["slum"].additions == pytest.approx(
        {topic: boosts[topic] for topic in ("theme/slum-upgrading", "theme/land-tenure")}
    )
    assert explained(engine, "slum upgrading")["slum"].additions == {}


def test_only_notes_that_are_asked_for_and_found_and_may_be_seen_are_explained(engine: Engine) -> None:
    def keys(text: str, asked: list[str], **values: object) -> set[str]:
        return set(engine.explain(SearchQuery(text, **values), asked))

    assert keys("dark", ["walks", "slum", "peers", "gone"]) == {"walks"}
    assert keys("dark", ["peers"], audience=("peers",)) == {"peers"}
    assert keys("dark -walk", ["walks"]) == set()
    assert keys("dark", []) == keys("", ["walks"]) == keys("-slum", ["walks"]) == set()
    # A filter gives no score, and another order changes none.
    assert keys("slum", ["slum"], filters={"place": ("KE",)}, sort="newest") == {"slum"}
