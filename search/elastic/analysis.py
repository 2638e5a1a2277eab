"""The analysers of Elasticsearch: one a language of notes, and one for words that the core has analysed.

Stemmers are the Snowball ones wherever Elasticsearch has two, since the embedded engine has them too; its own serve the
languages that Snowball's Lucene lacks. What stands here is in every distribution; ICU is a plugin and is not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from elasticsearch.dsl import analyzer, char_filter, token_filter

from search.languages import LANGUAGES

#: Splits at spaces: the text was folded, and unspaced scripts made into pairs, by `search/languages.py`.
WORDS = analyzer("words", tokenizer="whitespace")

# Signs that readers cannot see: inside a word they would make it another word. A joiner parts Persian morphemes.
_UNSEEN = char_filter(
    "unseen",
    type="mapping",
    mappings=[
        *(f"\\u{point:04x}=>" for point in (0x00AD, 0x200B, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)),
        *(f"\\u{point:04x}=>" for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
        "\\u200c=>\\u0020",
    ],
)
# The standard tokenizer makes one word of "water.pipes" and "water_pipes", as texts have them that were copied.
_JOINED = char_filter("joined", type="mapping", mappings=[f"\\u{ord(sign):04x}=>\\u0020" for sign in "._:·․‧＿．："])
_ELISION = char_filter("apostrophe_parts", type="mapping", mappings=["\\u2019=>'", "\\u02bc=>'"])
_RUSSIAN = char_filter("plain_yo", type="mapping", mappings=["ё=>е", "Ё=>Е"])


def _stemmer(name: str) -> Any:
    return token_filter(f"stems_{name}", type="stemmer", language=name)


def _analyser(code: str, filters: Iterable[Any], tokenizer: str = "standard", characters: Iterable[Any] = ()) -> Any:
    """Gives the analyser of a language; accents go last, since stemmers recognise endings by them."""
    return analyzer(
        f"text_{code.replace('-', '_')}",
        tokenizer=tokenizer,
        char_filter=[_UNSEEN, _JOINED, *characters],
        filter=[*filters, "asciifolding"],
    )


_ARABIC = ("lowercase", "decimal_digit", "arabic_normalization")
_INDIC = ("lowercase", "decimal_digit", "indic_normalization")
_PAIRS = ("cjk_width", "lowercase", "cjk_bigram")
_FRENCH = token_filter(
    "elision_fr",
    type="elision",
    articles_case=True,
    articles=["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"],
)
_ITALIAN = token_filter(
    "elision_it",
    type="elision",
    articles_case=True,
    articles=[
        *("c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl", "negl"),
        *("sugl", "un", "m", "t", "s", "v", "d"),
    ],
)
_ENGLISH = token_filter("possessive_en", type="stemmer", language="possessive_english")

_LANGUAGES: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("ar", (*_ARABIC, _stemmer("arabic")), {}),
    ("bn", (*_INDIC, "bengali_normalization", _stemmer("bengali")), {}),
    ("zh-hans", _PAIRS, {}),
    ("nl", ("lowercase", _stemmer("dutch")), {}),
    ("en", (_ENGLISH, "lowercase", _stemmer("porter2")), {"characters": (_ELISION,)}),
    ("fr", (_FRENCH, "lowercase", _stemmer("french")), {"characters": (_ELISION,)}),
    ("de", ("lowercase", _stemmer("german")), {}),
    ("hi", (*_INDIC, "hindi_normalization", _stemmer("hindi")), {}),
    ("id", ("lowercase", _stemmer("indonesian")), {}),
    ("it", (_ITALIAN, "lowercase", _stemmer("italian")), {"characters": (_ELISION,)}),
    ("ja", _PAIRS, {}),
    ("ko", _PAIRS, {}),
    ("fa", (*_ARABIC, "persian_normalization", _stemmer("persian")), {}),
    ("pt", ("lowercase", _stemmer("portuguese")), {}),
    ("ru", ("lowercase", _stemmer("russian")), {"characters": (_RUSSIAN,)}),
    ("es", ("lowercase", _stemmer("spanish")), {}),
    ("sw", ("lowercase",), {}),
    ("th", ("lowercase", "decimal_digit"), {"tokenizer": "thai"}),
    (
        "tr",
        ("apostrophe", token_filter("lower_tr", type="lowercase", language="turkish"), _stemmer("turkish")),
        {},
    ),
    ("vi", ("lowercase",), {}),
)
#: The analysers by language of notes.
ANALYSERS: dict[str, Any] = {code: _analyser(code, filters, **more) for code, filters, more in _LANGUAGES}
#: The languages whose analyser gives more than folded words or pairs of characters, which every engine searches in
#: `words` already: their fields are searched too. The others are there for what reads whole texts (similar notes).
STEMMED = tuple(code for code in LANGUAGES if code not in ("zh-hans", "ja", "ko", "sw", "th", "vi"))
#: The scripts that some of these languages are written in; the others have Latin letters.
_SCRIPTS = {
    "\u0400-\u052f": ("ru",),
    "\u0600-\u06ff": ("ar", "fa"),
    "\u0900-\u097f": ("hi",),
    "\u0980-\u09ff": ("bn",),
}
_BY_SCRIPT = [(re.compile(f"[{letters}]"), codes) for letters, codes in _SCRIPTS.items()]
_LATIN = tuple(code for code in STEMMED if not any(code in codes for codes in _SCRIPTS.values()))


def stemmed_for(word: str) -> tuple[str, ...]:
    """Gives the languages of STEMMED whose stems a word may have, by its letters: Elasticsearch limits what one search may ask."""
    if word.isascii():
        return _LATIN
    return next((codes for letters, codes in _BY_SCRIPT if letters.search(word)), _LATIN)
