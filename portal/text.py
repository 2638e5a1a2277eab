"""Text tools without Django: folding for comparison, words, plain text."""

import re
import unicodedata

# Marks that are accents and may go: Latin, Greek and Cyrillic combining marks, Arabic harakat and tatweel, Hebrew points.
# Vowel signs of Indic scripts and of Thai carry meaning and stay.
_ACCENTS = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670\u0640\u0591-\u05c7]")
_LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه",
        "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-",
    }
)  # fmt: skip
_NOT_TEXT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
# Not str.split, for which a no-break space is as good as any.
_BREAKABLE = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")


def fold(text: str) -> str:
    """Gives `text` without case and accents, for comparison: "Trà Vinh" becomes "tra vinh"."""
    # For names, which are compared whole and from their beginning, and kept folded in the city finder: signs between
    # words count and have one form. search.languages.fold is for words in texts: there signs may become spaces, digits
    # of all scripts are the same, and what it gives is part of the index's version. Neither could take the other's place.
    if text.isascii():
        return " ".join(text.lower().split())
    # Arabic hamza forms decompose into a letter and a mark outside the accents, so letters are unified before that.
    unified = unicodedata.normalize("NFKC", text.casefold()).translate(_LETTERS)
    decomposed = unicodedata.normalize("NFD", unified)
    return " ".join(unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed)).translate(_LETTERS).split())


def clean(text: str) -> str:
    """Gives `text` without control characters, direction marks and lone surrogates."""
    return _NOT_TEXT.sub("", text)


def unwrap(text: str) -> str:
    """Gives `text` on one line, a space for each break; spaces at which no line may break stay, as French has before ";"."""
    return _BREAKABLE.sub(" ", text).strip()


def count_words(text: str) -> int:
    """Counts words separated by white space; a CJK text counts two characters as a word."""
    ideographs = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))
    return len(text.split()) if not ideographs else max(len(text.split()), ideographs // 2)
