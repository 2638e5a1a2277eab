"""Why these notes, in this order: what the secretariat reads under each note, and that nobody else does."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from practices.choices import PracticeType
from search import seeking
from search.engine import Hit, SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.explanation import Explanation, Match, Place
from search.meaning import Found
from search.parse import Kind, Term
from search.why import explain

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def notes(once):
    def make(maker):
        lamps = "A street with a lamp is a safe street"
        maker.make_note(title="Street lamps", one_line=lamps, barriers="Lamps are stolen")
        maker.make_note("safety_plan", city="kisumu", title="Night patrols", one_line="Walks by night")
        call_command("search", "rebuild", verbosity=0)

    once(make)


@pytest.fixture
def secretariat(client, make_user):
    client.force_login(make_user("secretariat"))
    return client


def page(client, query, path="/en/search/"):
    return BeautifulSoup(client.get(f"{path}{query}").content, "html.parser")


def reasons(soup):
    """Gives the lines under each note."""
    return [[" ".join(line.get_text().split()) for line in why.find_all(["li", "p"])] for why in soup.select(".why")]


def test_nobody_else_sees_the_link_and_what_they_ask_is_not_explained(client, make_user, notes, monkeypatch):
    counted = []
    monkeypatch.setattr(seeking, "searched", lambda *args: counted.append(args))
    for reader in (None, make_user("peer")):
        if reader:
            client.force_login(reader)
        soup = page(client, "?q=lamps&explain=1")
        assert soup.select(".card")
        assert not soup.select("form .why, form [name=explain], form a[href*=explain]")
    assert len(counted) == 2


def test_each_note_says_which_word_was_found_where_and_what_each_brought(secretariat, notes):
    link = page(secretariat, "?q=lamp").find("a", string="Why these notes, in this order?")
    soup = page(secretariat, link["href"])
    ((word, *signals, total),) = reasons(soup)
    assert word.startswith("“lamp”: ")
    assert "one line" in word
    assert "title" in word
    assert "(by its stem “lamp”)" in word  # The title has "lamps".
    # What is shown adds up to the sum, but for the rounding of each line.
    figures = [float(line.partition(": ")[2].split()[0]) for line in (word, *signals, total)]
    assert sum(figures[:-1]) == pytest.approx(figures[-1], abs=0.02)
    assert "4.0" in soup.find("th", string="title").find_next("td").string
    assert soup.select_one(f"[id={soup.select_one('.why a')['href'][1:]}]")


def test_a_question_that_is_content_with_some_words_says_which_a_note_lacks(secretariat, notes):
    soup = page(secretariat, "?q=patrols+bus+night+station+rain+taxi&explain=1")
    assert "2 of 6 words are enough here." in soup.get_text()
    ((*_, missing, _total),) = reasons(soup)
    assert missing == "Not in this note: bus, station, rain, taxi"


def test_a_question_says_which_of_its_topics_a_note_is_on_and_what_that_brought(secretariat, make_note):
    note = {"title": "Night patrols", "one_line": "Walks by night", "themes": ("land-tenure",)}
    make_note("safety_plan", city="medellin", **note)
    call_command("search", "rebuild", verbosity=0)
    soup = page(secretariat, "?q=patrols+eviction+night+deeds+rain+taxi&place=CO&explain=1")
    ((*_, topic, _missing, total),) = reasons(soup)
    name, _colon, gain = topic.partition(": ")
    assert name == "The question speaks of “Land and tenure”"
    assert 0 < float(gain) < float(total.partition(": ")[2].split()[0])
    assert "up to 4.0 for every word" in " ".join(soup.get_text().split())
    assert "up to 4.0 for every word" not in " ".join(page(secretariat, "?q=patrols&explain=1").get_text().split())


def test_a_topic_that_nobody_has_a_name_for_is_called_by_its_key(monkeypatch):
    said = Explanation(9.0, (), {"theme/gone": 8.0, "type/safety_plan": 1.0})
    monkeypatch.setattr(type(get_engine()), "explain", lambda *args: {"a": said})
    additions = explain(SearchQuery("dark streets", loose=True), Found((Hit("a", 1, 9.0),))).reasons["a"]["additions"]
    assert [each["label"] for each in additions] == [
        "The question speaks of “gone”",
        f"The question speaks of “{PracticeType.SAFETY_PLAN.label}”",
    ]


def test_it_stays_while_reading_on_and_goes_no_further(secretariat, notes, monkeypatch):
    monkeypatch.setattr(seeking, "searched", lambda *args: pytest.fail("counted"))
    soup = page(secretariat, "?q=lamps&sort=newest&explain=1")
    assert "These notes stand by date." in soup.get_text()
    assert soup.select_one("form.search input[name=explain]")["value"] == "1"
    assert "explain=1" in soup.select_one(".bars a")["href"]
    for address in ("feed", "export", "save"):
        links = soup.select(f"[href*='/{address}/']")
        assert links
        assert not [link for link in links if "explain" in link["href"]]


def test_without_words_or_an_answer_of_the_engine_the_notes_stand_there_all_the_same(secretariat, notes, monkeypatch):
    def fail(*args):
        raise SearchUnavailable("busy")

    soup = page(secretariat, "?explain=1")
    assert "the newest notes stand first" in soup.get_text()
    assert (len(soup.select(".card")), reasons(soup)) == (2, [])
    monkeypatch.setattr(type(get_engine()), "explain", fail)
    soup = page(secretariat, "?q=lamps&explain=1")
    assert "could not say why just now" in soup.get_text()
    assert (len(soup.select(".card")), reasons(soup)) == (1, [])


def test_what_means_the_same_as_several_words_is_named_once_for_all_of_them(monkeypatch):
    other = Term(Kind.PHRASE, ("slum", "upgrading"), written="slum-upgrading")
    better, areas = (Term(Kind.WORD, (word,), alternatives=(other,)) for word in ("better", "areas"))
    parts = [Match(Place(better, other, "title"), 8), Match(Place(areas, other, "title"), 8)]
    parts.append(Match(Place(areas, areas, "body"), 0.5))
    monkeypatch.setattr(type(get_engine()), "explain", lambda *args: {"a": Explanation(16.5, tuple(parts), {})})
    said = explain(SearchQuery("better areas"), Found((Hit("a", 1, 16.5),))).reasons["a"]["words"]
    assert said == [
        {"found": "slum-upgrading", "typed": "better areas", "gain": "16.00", "parts": "title 16.00"},
        {"found": "areas", "typed": "", "gain": "0.50", "parts": "longer text 0.50"},
    ]


def test_by_meaning_the_similarity_stands_beside_what_is_needed_and_what_topics_add(monkeypatch):
    monkeypatch.setattr("search.why.topic_gains", lambda query, keys: {"b": 0.2})
    found = Found((), (Hit("a", 1, 0.234), Hit("b", 1, 0.2)))
    assert explain(SearchQuery("dark"), found).reasons == {
        "a": {"similarity": "0.23", "at_least": "0.15", "topics": ""},
        "b": {"similarity": "0.20", "at_least": "0.15", "topics": "0.20"},
    }
