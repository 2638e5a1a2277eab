"""What is asked of Elasticsearch for a search, told without a server."""

import pytest

from search.elastic.query import WINDOW, build, build_meaning
from search.engine import FACETS, MAP_FACET, Meaning, SearchQuery
from search.fields import WEIGHTS
from search.synonyms import read_synonyms


def request(text="", **values):
    return build(SearchQuery(text, **values)).to_dict()


def clauses(text, kind="must"):
    """The queries by which each term of a text is searched."""
    (words,) = request(text)["query"]["bool"]["must"]
    return [term["dis_max"]["queries"] for term in words["bool"][kind]]


def test_a_word_is_searched_as_written_and_by_its_stems():
    ((words, stems),) = clauses("Cities")
    assert words["multi_match"]["query"] == "cities"
    assert set(words["multi_match"]["fields"]) == {
        f"{'names' if part == 'names' else 'words.' + part}^{weight:g}" for part, weight in WEIGHTS.items()
    }
    assert stems["multi_match"]["query"] == "Cities"
    assert f"texts.en.title^{WEIGHTS['title']:g}" in stems["multi_match"]["fields"]
    assert not [field for field in stems["multi_match"]["fields"] if "names" in field]


@pytest.mark.parametrize(
    ("word", "languages"),
    [
        ("ciudades", {"de", "en", "es", "fr", "id", "it", "nl", "pt", "tr"}),
        ("şehirler", {"de", "en", "es", "fr", "id", "it", "nl", "pt", "tr"}),
        ("городов", {"ru"}),
        ("المدينة", {"ar", "fa"}),
        ("बस्तियों", {"hi"}),
        ("বস্তি", {"bn"}),
    ],
)
def test_stems_are_looked_for_in_the_languages_that_are_written_so(word, languages):
    ((_, *stems),) = clauses(word)
    assert {field.split(".")[1] for each in stems for field in each["multi_match"]["fields"]} == languages


def test_a_question_of_twenty_words_and_sixty_synonyms_asks_no_more_than_a_small_node_takes():
    rules = "\n".join(", ".join(f"word{group}x{number}" for number in range(4)) for group in range(20))
    text = " ".join(f"word{group}x0" for group in range(20))
    asked = request(text, synonyms=read_synonyms((rules,), "en"))["query"]["bool"]["must"][0]["bool"]["must"]

    def leaves(query):
        if found := query.get("dis_max"):
            return sum(map(leaves, found["queries"]))
        return len(query["multi_match"]["fields"])

    assert len(asked) == 20
    assert 3_500 < sum(map(leaves, asked)) <= 4_100  # docs/search.md tells what memory that needs.


def test_an_accent_that_a_stemmer_needs_is_put_back_in_that_language_alone():
    ((_, *stems),) = clauses("construccion")
    (restored,) = (each["multi_match"] for each in stems if each["multi_match"]["query"] == "construcción")
    assert {field.split(".")[1] for field in restored["fields"]} == {"es"}


def test_a_phrase_is_one_and_is_not_stemmed():
    ((phrase,),) = clauses('"Slum upgrading"')
    assert (phrase["multi_match"]["query"], phrase["multi_match"]["type"]) == ("slum upgrading", "phrase")


def test_a_beginning_is_a_prefix_of_each_field():
    (prefixes,) = clauses("upgrad*")
    assert [field for each in prefixes for field in each["prefix"]] == [
        "words.title", "names", "words.one_line", "words.blocks", "words.summary", "words.body"
    ]  # fmt: skip
    assert prefixes[0]["prefix"]["words.title"] == {"value": "upgrad", "boost": WEIGHTS["title"]}


def test_one_character_of_a_script_without_spaces_begins_a_pair():
    ((prefix, *_),) = clauses("城")
    assert prefix["prefix"]["words.title"]["value"] == "城"


def test_what_is_excluded_must_not_be_there_and_the_rest_is_everything():
    asked = request("-slum")["query"]["bool"]
    assert asked["must"] == [{"match_all": {}}]
    assert len(asked["must_not"]) == 1


def test_topics_are_asked_for_where_some_words_are_enough_and_are_never_required():
    def added(**values):
        return [
            each["constant_score"]["filter"]["term"]
            for each in request("evicted families", **values)["query"]["bool"]["should"]
        ]

    assert {"facets.theme": "land-tenure"} in added(loose=True)
    assert {"facets.theme": "land-tenure"} not in added()
    assert request("evicted families", loose=True)["query"]["bool"]["minimum_should_match"] == 0


def test_the_audience_is_always_a_filter():
    assert {"terms": {"audience": ["public"]}} in request()["query"]["bool"]["filter"]
    assert {"terms": {"audience": ["x", "y"]}} in request(audience=("x", "y"))["query"]["bool"]["filter"]
    assert {"match_none": {}} in request(audience=())["query"]["bool"]["filter"]


def test_filters_come_after_the_query_so_that_each_facet_is_counted_without_its_own():
    asked = request(filters={"type": ("unit",), "place": ("africa", "asia")}, facets=("type", "place", "theme"))
    of_type, of_place = {"terms": {"facets.type": ["unit"]}}, {"terms": {"facets.place": ["africa", "asia"]}}
    assert asked["post_filter"] == {"bool": {"filter": [of_type, of_place]}}
    assert asked["aggs"]["counts"]["filter"] == {"bool": {"filter": [of_type, of_place]}}
    assert set(asked["aggs"]["counts"]["aggs"]) == {"theme"}
    assert asked["aggs"]["counts_type"]["filter"] == {"bool": {"filter": [of_place]}}
    assert asked["aggs"]["counts_place"]["filter"] == {"bool": {"filter": [of_type]}}


def test_all_facets_without_filters_are_counted_together():
    asked = request(facets=(*FACETS, MAP_FACET))
    assert "post_filter" not in asked
    assert set(asked["aggs"]) == {"counts"}
    assert set(asked["aggs"]["counts"]["aggs"]) == {*FACETS, MAP_FACET}


@pytest.mark.parametrize("value", ["\ud800", "x" * 100_000])
def test_values_that_no_index_has_match_nothing_and_are_not_asked_for(value):
    assert request(filters={"place": (value,)})["post_filter"] == {"bool": {"filter": [{"match_none": {}}]}}
    assert request(filters={"place": (value, "a")})["post_filter"] == {
        "bool": {"filter": [{"terms": {"facets.place": ["a"]}}]}
    }


def test_an_unknown_filter_matches_nothing():
    assert request(filters={"nonsense": ("x",)})["post_filter"] == {"bool": {"filter": [{"match_none": {}}]}}


def test_ties_go_by_newest_then_key():
    newest = [{"published": "desc"}, {"key": "asc"}]
    assert request("water")["sort"] == [{"_score": "desc"}, *newest]
    assert request("")["sort"] == request("-water")["sort"] == request("water", sort="newest")["sort"] == newest
    assert request("water", sort="verified")["sort"] == [{"verified": "desc"}, *newest]


def test_texts_are_read_only_for_a_sentence_to_show():
    assert request("water")["_source"] == ["texts", "other_texts"]
    assert request("")["_source"] is False
    assert request("water", page_size=0)["_source"] is False


def test_the_total_is_exact_and_pages_end_with_the_window():
    assert request()["track_total_hits"] is True
    assert (request(page=3)["from"], request(page=3)["size"]) == (40, 20)
    last = request(page=WINDOW // 20)
    assert (last["from"], last["size"]) == (WINDOW - 20, 20)
    beyond = request(page=WINDOW // 20 + 1)
    assert (beyond["from"], beyond["size"]) == (0, 0)


def test_all_pages_of_a_search_are_asked_of_the_same_copy():
    def preference(text, page):
        asked = SearchQuery(text, page=page)
        of_words, of_meaning = build(asked), build_meaning(Meaning((1.0,), 10, 0.3), asked)
        assert of_meaning._params["preference"] == of_words._params["preference"]
        return of_words._params["preference"]

    assert preference("water", 1) == preference("water", 2) != preference("roads", 1)
    assert not preference("\ud800", 1).startswith("_")
