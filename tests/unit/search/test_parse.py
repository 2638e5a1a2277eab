"""What each kind of text a reader can type means."""

import random

import pytest

from search.parse import MAX_CHARACTERS, MAX_WORDS, Kind, ParsedQuery, Term, parse


def word(text: str, excluded: bool = False) -> Term:
    return Term(Kind.WORD, (text,), excluded)


def phrase(*words: str, excluded: bool = False) -> Term:
    return Term(Kind.PHRASE, words, excluded)


def prefix(text: str, excluded: bool = False) -> Term:
    return Term(Kind.PREFIX, (text,), excluded)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("   ", ()),
        ("slum upgrading", (word("slum"), word("upgrading"))),
        ('"slum upgrading" city', (phrase("slum", "upgrading"), word("city"))),
        ('city -"slum upgrading"', (word("city"), phrase("slum", "upgrading", excluded=True))),
        ("city -slum", (word("city"), word("slum", excluded=True))),
        ("upgrad* city", (prefix("upgrad"), word("city"))),
        ("-upgrad*", (prefix("upgrad", excluded=True),)),
        ("city city", (word("city"),)),
    ],
)
def test_the_language(text: str, terms: tuple[Term, ...]) -> None:
    assert parse(text) == ParsedQuery(terms)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('"slum upgrading', (word("slum"), word("upgrading"))),
        ('slum" upgrading', (word("slum"), word("upgrading"))),
        ('""', ()),
        ('"-" * - -- "*"', ()),
        ("low-income", (word("low"), word("income"))),
        ("-low-income", (phrase("low", "income", excluded=True),)),
        ("low-inc*", (word("low"), prefix("inc"))),
        ("slum - upgrading", (word("slum"), word("upgrading"))),
        ("--slum", (word("slum"),)),
        ("*slum", (word("slum"),)),
        ("up*grad", (word("up"), word("grad"))),
        ("(city AND slum) OR title:x^2 ~3 [a TO b]", ("city", "AND", "slum", "OR", "title", "x", "2", "3", "a", "TO", "b")),
        ("l'eau de la ville", (word("eau"), word("de"), word("la"), word("ville"))),
        ("city’s", (word("city"),)),
        ("d'", (word("d"),)),
        ("snake_case", (word("snake"), word("case"))),
    ],
)  # fmt: skip
def test_what_is_odd_is_read_as_words(text: str, terms: tuple[Term | str, ...]) -> None:
    assert parse(text) == ParsedQuery(tuple(word(term) if isinstance(term, str) else term for term in terms))


@pytest.mark.parametrize(
    "text", ["“slum upgrading”", "«slum upgrading»", "„slum upgrading“", "「slum upgrading」", "＂slum upgrading＂"]
)
def test_quotation_marks_of_other_keyboards_make_a_phrase(text: str) -> None:
    assert parse(text).terms == (phrase("slum", "upgrading"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ci\x00ty", ("ci", "ty")),
        ("slum\n\tcity\u2028town\x85x", ("slum", "city", "town", "x")),
        ("\u202ecity\u202c \u200fslum\u2066", ("city", "slum")),
        ("muni\u00adcipality \ufeffcity", ("municipality", "city")),
        ("city\ud800", ("city",)),
        ("cafe\u0301", ("café",)),
        ("شهر\u200cها", ("شهر", "ها")),
        ("क्\u200dष", ("क्ष",)),
        ("बस्तियों", ("बस्तियों",)),
        ("বাংলাদেশের শহর", ("বাংলাদেশের", "শহর")),
        ("ที่อยู่อาศัย", ("ที่อยู่อาศัย",)),
        ("城市，规划", ("城市", "规划")),
    ],
)
def test_unseen_characters_go_and_words_of_all_scripts_stay_whole(text: str, words: tuple[str, ...]) -> None:
    assert parse(text).terms == tuple(word(each) for each in words)


def test_a_long_text_is_cut_between_words_and_says_so() -> None:
    parsed = parse(" ".join(["neighbourhoods"] * 5 + ["x" * MAX_CHARACTERS]))
    assert parsed.terms == (word("neighbourhoods"),)
    assert parsed.shortened
    assert not parse("neighbourhoods").shortened
    assert not parse("x" * MAX_CHARACTERS).shortened


def test_a_text_of_one_endless_word_keeps_its_begin() -> None:
    parsed = parse("x" * (MAX_CHARACTERS + 1))
    assert parsed == ParsedQuery((word("x" * MAX_CHARACTERS),), shortened=True)


def test_many_words_are_cut_and_phrases_count_by_their_words() -> None:
    words = [f"w{number}" for number in range(MAX_WORDS + 1)]
    assert parse(" ".join(words)) == ParsedQuery(tuple(map(word, words[:MAX_WORDS])), shortened=True)
    rest = tuple(map(word, words[:-2]))
    assert parse(" ".join([*words[:-2], '"a b c"'])) == ParsedQuery((*rest, phrase("a")), shortened=True)
    assert parse(" ".join([*words[:-2], '-"a b c"'])) == ParsedQuery(rest, shortened=True)
    assert parse(f'"{" ".join(words)}"') == ParsedQuery((phrase(*words[:-1]),), shortened=True)


def test_prefixes_are_few_and_not_too_short() -> None:
    assert parse("ab* cd* -ef* gh*") == ParsedQuery(
        (prefix("ab"), prefix("cd"), prefix("ef", excluded=True), word("gh")), shortened=True
    )
    assert parse("a* 市*") == ParsedQuery((word("a"), word("市")))


def test_a_megabyte_is_read_in_no_time_and_marked() -> None:
    assert parse('a"-* ' * 250_000).shortened
    assert parse(" " * 1_000_000 + "city").shortened
    assert not parse("city" + " " * 1_000_000).shortened


def test_wanted_leaves_out_what_is_excluded() -> None:
    assert parse('city -slum -"a b" xy*').wanted == (word("city"), prefix("xy"))


def test_nothing_is_an_error() -> None:
    chooser = random.Random(7)
    alphabet = "ab -*\"'\x00\u200f\u200c\ud83d\U0001f600é城市ไทย।क्ः(){}[]^~:\\/|&!+?<>=@#%$\u0301٣_"
    for _ in range(2_000):
        parsed = parse("".join(chooser.choices(alphabet, k=chooser.randrange(40))))
        assert all(all(term.words) for term in parsed.terms)
