"""A question in somebody's own words: no note has all of them, and the one that answers it has some.

Readers type three words that must all be there, or describe what they see from their window. The first is what `parse`
reads; where that finds next to nothing, the same text is asked again as the second: words that carry no meaning are left out, and
a part of the others is enough. Notes that have more of them, and rarer ones, come first.
"""

from __future__ import annotations

from dataclasses import replace

from search.engine import SearchQuery
from search.languages import fold
from search.parse import Kind, ParsedQuery, Term, parse

#: Words of the interface's languages that hold a sentence together and name nothing.
_STOP_WORDS = {
    "en": """
        a about after again all also am an and any are as at be because been before being between both but by can
        cannot could did do does doing done dont during each every few for from get gets getting give go goes going
        got had has have having he her here hers him his how i if in into is isnt it its just keep keeps like make
        makes many may me might more most much must my need needs no not now of off often on once one only or other
        our out over own put really she should so some still such take than that the their them then there these they
        thing things this those through to too try until up us very want wants was way we were what when where which
        while who whom whose why will with without won wont would you your
    """,
    "fr": """
        a afin ai alors apres as au aucun aucune aussi autre autres aux avant avec avez avoir avons beaucoup bien c ca
        car ce cela ces cet cette ceux chaque chez comme comment contre d dans de depuis des deja dit dois doit
        doivent donc du elle elles en encore entre es est et etaient etait ete etre eu eux fait faire faut font il ils
        j je jamais l la le les leur leurs lors lorsque lui m ma mais meme mes moi moins mon n ne ni non nos notre
        nous on ont ou par parce pas pendant peu peut peuvent plus pour pourquoi pouvoir pres qu quand que quel quelle
        quelles quels qui quoi rien s sa sans se ses si soit son sont sous sur t ta tant te tes toi ton toujours tous
        tout toute toutes tres trop tu un une va vers veut voici vont vos votre vous y
    """,
    "es": """
        a ademas al algo alguien alguna algunas alguno algunos ante antes aqui asi aun aunque cada casi como con
        contra cual cuales cuando cuanto de debe deben del desde donde dos durante e el ella ellas ellos en entonces
        entre era eran es esa esas ese eso esos esta estaba estan estas este esto estos fue fueron ha hace hacen hacer
        hacia han hasta hay la las le les lo los mas me mi mis mucha muchas mucho muchos muy nada ni ningun ninguna no
        nos nosotros nuestra nuestras nuestro nuestros nunca o os otra otras otro otros para pero poco por porque
        pueda puede pueden pues que quien quienes quiere se sea sean segun ser si sido siempre sin sobre solo son su
        sus tal tambien tampoco tan tanto te tener tenemos tiene tienen toda todas todo todos tu tus un una unas uno
        unos usted va van y ya yo
    """,
}
STOP_WORDS = {code: frozenset(map(fold, words.split())) for code, words in _STOP_WORDS.items()}


def read(query: SearchQuery) -> ParsedQuery:
    """Reads the text of a search: all its words, or in a loose search what is left of them, with their synonyms."""
    parsed = parse(query.text)
    if query.synonyms:
        parsed = query.synonyms.expand(parsed)
    return (loosened(parsed, query.language) or parsed) if query.loose else parsed


def exclusions(query: SearchQuery) -> ParsedQuery:
    """Reads what the text of a search excludes, and nothing else of it."""
    parsed = parse(query.text)
    return replace(parsed, terms=tuple(term for term in parsed.terms if term.excluded))


def loosened(parsed: ParsedQuery, language: str) -> ParsedQuery | None:
    """Gives the same search with some of its words enough, or None where that would find nothing more.

    A third of the words that name something must be there, and what is excluded stays so. Without a list of words for the
    reader's `language`, all words count as naming something.
    """
    naming = _naming(parsed, language)
    if not naming or (len(naming) == 1 and len(parsed.wanted) == 1):
        return None
    excluded = tuple(term for term in parsed.terms if term.excluded)
    return replace(parsed, terms=naming + excluded, at_least=max(1, len(naming) // 3))


def telling(parsed: ParsedQuery, language: str) -> tuple[Term, ...]:
    """Gives the wanted terms that name something, by which a note shows why it was found; all where none does."""
    return _naming(parsed, language) or tuple(parsed.wanted)


def _naming(parsed: ParsedQuery, language: str) -> tuple[Term, ...]:
    stop_words = STOP_WORDS.get(language, frozenset())
    return tuple(term for term in parsed.wanted if not _is_stop_word(term, stop_words))


def _is_stop_word(term: Term, stop_words: frozenset[str]) -> bool:
    return term.kind is Kind.WORD and fold(term.words[0]) in stop_words
