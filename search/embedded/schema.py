"""The index's fields and analysers, and the document made of a note.

Field names: `title` ... `body` hold words, `title_en` ... the stems of one language, `names` proper names; a facet has
its own name. See `search/languages.py` for words and stems.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version

import tantivy

from search.engine import SearchDocument, Texts
from search.fields import DIMENSIONS, FACET_FIELDS, PARTS, WEIGHTS
from search.languages import ANALYSIS_VERSION, LANGUAGES, STEMMED, stems_text, words_text
from search.stems import STEMS, split_at_spaces

#: Grows with a change of the fields below.
_LAYOUT = 2
#: Names the layout and analysis; an index built with another one is outdated.
SCHEMA_HASH = sha256(
    repr(
        (
            _LAYOUT,
            ANALYSIS_VERSION,
            sorted(LANGUAGES.items()),
            FACET_FIELDS,
            PARTS,
            DIMENSIONS,
            version("tantivy"),
            version("snowballstemmer"),
        )
    ).encode()
).hexdigest()[:12]

#: The field with a note's row among the vectors (`vectors.py`).
ROW = "row"
# Times are stored subtracted from this: one ascending order of text then puts the newest first, and ties go by key.
_LATEST = 10**12


def stem_field(part: str, code: str) -> str:
    """Gives the name of the field with a language's stems of a part."""
    return f"{part}_{code}"


def _build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("version", stored=True)
    for name in ("published", "verified"):
        builder.add_integer_field(name, fast=True)
    builder.add_integer_field(ROW, indexed=True, fast=True)
    builder.add_bytes_field("texts", stored=True)
    # The languages of a note's texts, so that a search asks only for the stems of languages that are there.
    for name in ("text_language", "audience", "signals"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("newest", "last_verified", *FACET_FIELDS):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in WEIGHTS:
        builder.add_text_field(name, tokenizer_name="words")
    for code in STEMMED:
        for part in PARTS:
            # Phrases are searched in words, so that stems need no positions.
            builder.add_text_field(stem_field(part, code), tokenizer_name=f"stems_{code}", index_option="freq")
    return builder.build()


#: The one schema; an index that has another one has another SCHEMA_HASH, and is not opened.
SCHEMA = _build_schema()


def register(index: tantivy.Index) -> None:
    """Makes the analysers known to an index; needed each time one is opened or created."""
    index.register_tokenizer("words", split_at_spaces())
    for code, analyser in STEMS.items():
        index.register_tokenizer(f"stems_{code}", analyser)


def build_document(note: SearchDocument, row: int | None = None) -> tantivy.Document:
    """Gives the index's document of a note; texts in a language that is not analysed count as words alone.

    `row` is where its vectors stand, if it has any.
    """
    published = f"{_LATEST - note.published:013d}"
    order = f"{note.key}\t{note.version}"
    fields: dict[str, object] = {
        "key": note.key,
        "version": note.version,
        "published": note.published,
        "verified": note.verified,
        "texts": [pack(code, texts) for code, texts in note.texts.items()],
        "text_language": list(note.texts),
        "audience": list(note.audience),
        "signals": list(note.signals),
        "newest": f"{published}{order}",
        "last_verified": f"{_LATEST - note.verified:013d}{published}{order}",
        "names": [words_text(name) for name in note.names],
    }
    if row is not None:
        fields[ROW] = row
    for facet in FACET_FIELDS:
        if values := note.facets.get(facet):
            fields[facet] = list(dict.fromkeys(values))
    for part in PARTS:
        parts = {code: text for code, texts in note.texts.items() if (text := getattr(texts, part))}
        fields[part] = [words_text(text) for text in parts.values()]
        for code, text in parts.items():
            if code in STEMS:
                fields[stem_field(part, code)] = stems_text(code, text)
    return tantivy.Document.from_dict(fields, SCHEMA)


def pack(code: str, texts: Texts) -> bytes:
    """Gives the texts of one language as they are stored: the code first, so that others need not be unpacked."""
    return b"%s\t%s" % (code.encode(), json.dumps([getattr(texts, part) for part in PARTS]).encode())


def unpack_language(packed: bytes) -> str:
    """Gives the language of packed texts."""
    return packed.partition(b"\t")[0].decode()


def unpack(packed: bytes) -> Texts:
    """Gives packed texts."""
    return Texts(**dict(zip(PARTS, json.loads(packed.partition(b"\t")[2]), strict=True)))


def read_order(value: str) -> tuple[str, int]:
    """Gives key and version out of a value of `newest`."""
    key, _, version_ = value[len(f"{_LATEST:013d}") :].rpartition("\t")
    return key, int(version_)
