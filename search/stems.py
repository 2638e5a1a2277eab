"""The stems of words, as the embedded engine indexes them and as every engine's highlights compare them."""

from __future__ import annotations

import tantivy

from search.languages import LANGUAGES, STEMMED, spellings, stems_text


def split_at_spaces() -> tantivy.TextAnalyzer:
    """Gives the analyser of texts that are whole already."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _analyser(code: str) -> tantivy.TextAnalyzer:
    language = LANGUAGES[code]
    if language.in_python:
        return split_at_spaces()
    # The simple tokenizer is faster, but breaks words at signs, as Arabic writes its vowels.
    tokenizer = tantivy.Tokenizer.regex(r"[\w--_]+") if code == "ar" else tantivy.Tokenizer.simple()
    builder = tantivy.TextAnalyzerBuilder(tokenizer)
    for each in (tantivy.Filter.lowercase(), tantivy.Filter.stemmer(language.stemmer), tantivy.Filter.ascii_fold()):
        builder = builder.filter(each)
    return builder.build()


#: The analysers of stems, by language.
STEMS: dict[str, tantivy.TextAnalyzer] = {code: _analyser(code) for code in STEMMED}


def stems_of_text(code: str, text: str) -> list[str]:
    """Gives the stems of a text's words; none for a language without stemmer."""
    return STEMS[code].analyze(stems_text(code, text)) if code in STEMS else []


def stems_of_word(code: str, word: str) -> list[str]:
    """Gives the stems by which a searched word is found in texts of a language; none for one without stemmer."""
    if code not in STEMS:
        return []
    found: dict[str, None] = {}
    for spelling in spellings(code, word):
        tokens = STEMS[code].analyze(stems_text(code, spelling))
        # A word that the stemmer's analyser breaks up is found by its words.
        if len(tokens) == 1:
            found[tokens[0]] = None
    return list(found)
