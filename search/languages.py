"""How the languages of notes are analysed for search: a table, folding, and the texts that engines index.

Every text is indexed twice. Its *words* are folded (case, accents, letter variants) and never stemmed, and the scripts
that put no space between words (Chinese, Japanese, Korean, Thai) become overlapping pairs of characters; this is the
same for all languages, so names, phrases, prefixes and mixed texts need no language, and is done here whole: an engine
only splits at spaces. Its *stems* exist only in the languages that have a stemmer, and make "ciudades" find "ciudad".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import snowballstemmer

#: Grows whenever a change below gives other words for the same text: indexes built before count as outdated.
ANALYSIS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Language:
    """One language of notes.

    `stemmer` is a Snowball name, or empty where no stemmer exists. `in_python` says that engines lack it, so that
    snowballstemmer runs before the text reaches them. `folded_first` is set where stemmers expect the plain letters
    that folding gives; the others need the accents to recognise an ending ("habitações"), and are folded after.
    `endings` puts back accents which readers leave out and stemmers rely on. `trims_beginnings` says that the stemmer
    takes off prefixes too, so that a word may begin unlike its stem.
    """

    code: str
    stemmer: str = ""
    in_python: bool = False
    folded_first: bool = False
    trims_beginnings: bool = False
    endings: tuple[tuple[str, str], ...] = ()


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("ar", "arabic", trims_beginnings=True),
        Language("bn"),
        Language("zh-hans"),
        Language("nl", "dutch", trims_beginnings=True),
        Language("en", "english"),
        Language("fr", "french", endings=((r"ite(s?)$", r"ité\1"), (r"ee(s?)$", r"ée\1"))),
        Language("de", "german"),
        Language("hi", "hindi", in_python=True, folded_first=True),
        Language("id", "indonesian", in_python=True, folded_first=True, trims_beginnings=True),
        Language("it", "italian", endings=((r"ita$", "ità"),)),
        Language("ja"),
        Language("ko"),
        Language("fa", "persian", in_python=True, folded_first=True),
        Language("pt", "portuguese", endings=((r"cao$", "ção"), (r"coes$", "ções"))),
        Language("ru", "russian"),
        Language("es", "spanish", endings=((r"([cs])ion$", r"\1ión"),)),
        Language("sw"),
        Language("th"),
        Language("tr", "turkish"),
        Language("vi"),
    )
}
STEMMED = tuple(code for code, language in LANGUAGES.items() if language.stemmer)


def _ranges(codepoints: list[int]) -> str:
    """Gives the inside of a regular expression's class: consecutive code points as ranges."""
    spans: list[list[int]] = []
    for point in codepoints:
        if spans and spans[-1][1] == point - 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)


_BY_CATEGORY: dict[str, list[int]] = {}
for _point in range(0x10000):
    _BY_CATEGORY.setdefault(unicodedata.category(chr(_point)), []).append(_point)

# Python's \w leaves out the vowel signs of Indic scripts and Thai (Mn and Mc), and would break their words.
_SIGNS = _ranges(sorted(_BY_CATEGORY["Mn"] + _BY_CATEGORY["Mc"]))
#: A character of a word, and one word of any script; a run of Chinese, Japanese or Thai without a space is one "word" here.
LETTER = rf"[\w{_SIGNS}]"
WORD = re.compile(f"{LETTER}+")
#: Runs of the scripts that are searched by pairs of characters: Thai, kana, Han, Hangul.
UNSPACED = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003fffd]+"
)

# U+200C alone tells morphemes apart where it stands between Arabic letters (Persian "شهر‌ها"): there it is a space.
_ARABIC_JOINT = re.compile("(?<=[\u0620-\u06ff])\u200c+(?=[\u0620-\u06ff])")
# Formatting (soft hyphens, direction marks, joiners) and lone surrogates, which no engine takes; unseen by readers.
_UNSEEN = re.compile(f"[{_ranges(_BY_CATEGORY['Cf'] + _BY_CATEGORY['Cs'])}\U000e0001-\U000e007f]+")
# Accents proper: Latin, Greek and Cyrillic marks, Arabic harakat and tatweel, the Devanagari nukta. Signs of other
# scripts are letters in their own right, and stay.
_ACCENTS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c]+")
_VARIANTS = {
    ord(letter): plain
    for plain, letters in {
        "a": "ª", "ae": "æ", "d": "đðɖ", "h": "ħ", "i": "ı", "l": "ł", "o": "øº", "oe": "œ", "t": "ŧ", "th": "þ",
        "ا": "ٱ", "ه": "ةەہھ", "ي": "یىې", "ك": "کڪ", " ": "_",
    }.items()
    for letter in letters
}  # fmt: skip
# Digits of every script are the same numbers.
_VARIANTS |= {point: str(unicodedata.digit(chr(point))) for point in _BY_CATEGORY["Nd"] if point > 127}
# Over 2 MB in every process, and all that is made from it stands above.
del _BY_CATEGORY, _point
_VARIANT = re.compile(f"[{_ranges(sorted(_VARIANTS))}]")
# The Persian stemmer knows these two letters in their Persian form alone.
_PERSIAN = str.maketrans("يك", "یک")
_TURKISH = str.maketrans("Iİ", "ıi")


def visible(text: str) -> str:
    """Gives the text without characters that cannot be seen; a joiner that parts Persian morphemes becomes a space."""
    if text.isascii() or text.isprintable():
        return text
    return _UNSEEN.sub("", _ARABIC_JOINT.sub(" ", text))


def _fold_any(text: str) -> str:
    text = unicodedata.normalize("NFKD", visible(text)).casefold()
    text = _ACCENTS.sub("", text)
    if _VARIANT.search(text):
        text = text.translate(_VARIANTS)
    # Composed again, since Hangul and kana fell apart above.
    return unicodedata.normalize("NFC", text)


def _western_byte(value: int) -> int:
    """Gives the folded form of a byte of Windows-1252: a space for signs, 255 where it takes more than one byte."""
    folded = _fold_any(bytes([value]).decode("cp1252", errors="replace"))
    if not any(map(str.isalnum, folded)):
        return ord(" ")
    return ord(folded) if len(folded) == 1 and folded.isascii() else 255


_WESTERN = bytes(map(_western_byte, range(256)))


def _western(text: str) -> str | None:
    """Gives the words of a text folded and with spaces between; None for a text that has others than western letters.

    Most texts take this way, which is many times faster than the other.
    """
    try:
        # A soft hyphen is the one character of Windows-1252 that cannot be seen.
        folded = text.encode("cp1252").translate(_WESTERN, b"\xad")
    except UnicodeEncodeError:
        return None
    return folded.decode("ascii") if folded.isascii() else None


def fold(text: str) -> str:
    """Gives the text in small letters, without accents, and with one form for letters and digits that have several.

    Words come out whole; what stands between them may come out as spaces.
    """
    if text.isascii():
        return text.lower()
    western = _western(text)
    return _fold_any(text) if western is None else western


def _pairs(run: re.Match[str]) -> str:
    characters = run.group()
    # The last character stands alone, so that every character begins a token and one character can be searched.
    pairs = [first + second for first, second in pairwise(characters)]
    return f" {' '.join(pairs)} {characters[-1]} "


def words_text(text: str) -> str:
    """Gives the words of a text to index: folded, pairs of characters for unspaced scripts, with spaces between."""
    western = _western(text)
    return " ".join(WORD.findall(UNSPACED.sub(_pairs, _fold_any(text)))) if western is None else western


def query_words(text: str) -> list[str]:
    """Gives the words of `words_text` by which a text is searched, in their order.

    The last character of a run stands there only for being alone: it is left out, since it need not end a run in the
    texts. Where it is the whole run, it is to be searched as the beginning of a word.
    """
    words = words_text(text).split()
    if len(words) > 1 and is_lone_character(words[-1]) and words[-2].endswith(words[-1]) and len(words[-2]) == 2:
        words.pop()
    return words


def is_unspaced(word: str) -> bool:
    """Says whether a folded word has characters that are searched wherever in a run of text they stand."""
    return not word.isascii() and UNSPACED.search(word) is not None


def is_lone_character(word: str) -> bool:
    """Says whether a folded word is one character of an unspaced script, searched as the beginning of a pair."""
    return len(word) == 1 and is_unspaced(word)


class _Stemmer:
    """A snowballstemmer with a memory, which makes it fast enough to index with: words repeat."""

    def __init__(self, name: str) -> None:
        self._stemmer = snowballstemmer.stemmer(name)
        self._lock = Lock()  # a Snowball stemmer works on a buffer of its own
        self.stem = lru_cache(maxsize=50_000)(self._stem)

    def _stem(self, word: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(word))


_python_stemmers = {code: _Stemmer(language.stemmer) for code, language in LANGUAGES.items() if language.in_python}


def stems_text(code: str, text: str) -> str:
    """Gives the text to index as stems of a language of STEMMED.

    Where the language is `in_python`, these are the stems, with spaces between; else the engine splits words,
    lower-cases, stems with `stemmer` and then drops accents.
    """
    language = LANGUAGES[code]
    if language.folded_first:
        text = fold(text)
    elif not text.isascii():
        text = unicodedata.normalize("NFC", visible(text)).replace("ё", "е").replace("Ё", "Е")
    if code == "tr":
        text = text.translate(_TURKISH)
    if code == "fa":
        text = text.translate(_PERSIAN)
    if language.in_python:
        stem = _python_stemmers[code].stem
        text = " ".join([stem(word) for word in WORD.findall(text)])
    return text


def spellings(code: str, word: str) -> tuple[str, ...]:
    """Gives the spellings of a searched word that are to be stemmed: as typed, and with the accent of its ending."""
    typed = word.lower()
    found = [word]
    if typed.isascii():
        found += [
            restored
            for pattern, replacement in LANGUAGES[code].endings
            if (restored := re.sub(pattern, replacement, typed)) != typed
        ]
    return tuple(found)
