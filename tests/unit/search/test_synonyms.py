"""What the secretariat may write as a rule, and what a search then looks for."""

import pytest

from search.parse import parse
from search.synonyms import (
    MAX_ALTERNATIVES,
    MAX_EXPRESSIONS,
    RuleError,
    Synonyms,
    added,
    faults_of,
    read_rules,
    read_synonyms,
)

LIST = """
# Settlements
slum, informal settlement, informal settlements, favela

CDS => city development strategy
"""


def looked_for(text, rules=LIST, language="en"):
    """Each term of a search with what else it looks for."""
    parsed = read_synonyms((rules,), language).expand(parse(text))
    return {" ".join(term.words): [" ".join(other.words) for other in term.alternatives] for term in parsed.terms}


class TestRules:
    def test_remarks_and_empty_lines_are_no_rules(self):
        assert [rule.searched for rule in read_rules(LIST)] == [
            ("slum", "informal settlement", "informal settlements", "favela"),
            ("CDS",),
        ]

    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("slum, favela\nwater", 2, "alone"),
            ("\na => b => c", 2, "arrow"),
            ("slum, favela,", 1, "empty"),
            ("slum, , favela", 1, "empty"),
            (" => favela", 1, "empty"),
            ('slum, "favela"', 1, "signs"),
            ("slum, -favela", 1, "signs"),
            ("slum, plac*", 1, "signs"),
            ("slum, one two three four five six seven", 1, "long"),
            (", ".join(f"w{number}" for number in range(MAX_EXPRESSIONS + 1)), 1, "many"),
            ("a, b\n" * 2_001, 2_001, "rules"),
        ],
    )
    def test_a_bad_rule_is_refused_with_its_line(self, text, line, reason):
        with pytest.raises(RuleError) as refused:
            read_rules(text)
        assert (refused.value.line, refused.value.reason) == (line, reason)

    def test_of_a_list_that_is_too_long_its_first_line_too_many_is_named(self):
        assert [(fault.line, fault.reason) for fault in faults_of("a, b\n" * 9_000)] == [(2_001, "rules")]


class TestExpansion:
    def test_one_word_finds_the_others_and_each_of_them_finds_it(self):
        assert looked_for("slum")["slum"] == ["informal settlement", "informal settlements", "favela"]
        assert "slum" in looked_for("favela")["favela"]

    def test_an_arrow_works_in_one_direction(self):
        assert looked_for("CDS") == {"CDS": ["city development strategy"]}
        assert not any(looked_for("city development strategy").values())

    def test_plural_capitals_and_accents_do_not_matter(self):
        assert looked_for("SLUMS")["SLUMS"] == looked_for("slum")["slum"]
        assert "slum" in looked_for("fávela")["fávela"]

    def test_several_words_are_known_where_they_follow_each_other(self):
        found = looked_for("upgrading informal settlements")
        assert found == {"upgrading": [], "informal": ["slum", "favela"], "settlements": ["slum", "favela"]}
        assert not any(looked_for("informal upgrading settlements").values())

    def test_the_longest_expression_wins(self):
        found = looked_for("city wall", "city, town\ncity wall, rampart")
        assert found == {"city": ["rampart"], "wall": ["rampart"]}

    def test_what_is_meant_exactly_stays_alone(self):
        assert not any(looked_for('"slum" -slum slum*').values())

    def test_words_are_known_by_the_endings_of_the_readers_language(self):
        assert looked_for("assainissements", "assainissement, égout", "fr")["assainissements"] == ["égout"]
        assert looked_for("l'assainissement", "assainissement, égout", "fr")["assainissement"] == ["égout"]

    def test_rules_add_up_and_have_an_end(self):
        rules = "\n".join(f"slum, word{number}" for number in range(MAX_ALTERNATIVES + 10))
        assert len(looked_for("slum favela", f"{rules}\nfavela, slum")["slum"]) == MAX_ALTERNATIVES
        assert looked_for("slum favela", f"{rules}\nfavela, other")["favela"] == []

    def test_the_reader_is_told_each_once(self):
        parsed = read_synonyms((LIST,), "en").expand(parse("informal settlement favela"))
        assert list(added(parsed)) == ["slum", "favela", "informal settlement", "informal settlements"]

    def test_the_reader_is_told_them_as_the_list_has_them(self):
        rules = "tontine, groupe  d'épargne, groupe d’épargne, micro-crédit"
        parsed = read_synonyms((rules,), "fr").expand(parse("tontine"))
        assert list(added(parsed)) == ["groupe d'épargne", "micro-crédit"]

    def test_without_rules_a_search_is_what_it_was(self):
        assert Synonyms((), "en").expand(parse("slum")) == parse("slum")
