"""The index's fields, and the document made of a note.

    key, version        in `_id` and `_version`; `key` again, to sort ties by
    texts.fr.summary    the public text as it is, analysed as its language is: stems
    words.summary       the words of all languages, folded and never stemmed: phrases, beginnings, names in texts
    names               proper names, folded and never stemmed
    facets.theme        what is counted and filtered by
    signals             what moves a note among its like
    vectors             what its passages mean, one nested document each: a note counts by its nearest passage
    removed             alone: the key of a note that was removed (see `index.py`)

`_source` keeps `texts` alone of what is searched; the rest can be made of them again.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from elasticsearch.dsl import (
    Date,
    DenseVector,
    Document,
    GeoPoint,
    Index,
    Integer,
    Keyword,
    MetaField,
    Nested,
    Object,
    Text,
)

from search.elastic.analysis import ANALYSERS, WORDS
from search.engine import SearchDocument, Texts
from search.fields import DIMENSIONS, FACET_FIELDS, PARTS
from search.languages import ANALYSIS_VERSION, words_text

#: What no index has but one that an engine of another version made.
_LAYOUT = 1


class NoteDocument(Document):
    """One note in all its languages."""

    key = Keyword()
    published = Date(format="epoch_second")
    verified = Integer()
    audience = Keyword()
    signals = Keyword()
    location = GeoPoint()
    removed = Keyword()
    names = Text(analyzer=WORDS)
    words = Object(properties={part: Text(analyzer=WORDS) for part in PARTS})
    texts = Object(
        properties={
            code: Object(properties={part: Text(analyzer=analyser) for part in PARTS})
            for code, analyser in ANALYSERS.items()
        }
    )
    # Texts of languages that are not analysed: kept for highlights, searched by their words.
    other_texts = Object(enabled=False)
    facets = Object(properties={name: Keyword() for name in FACET_FIELDS})
    # Not rounded to 8 bits, which is Elasticsearch's default: the error depends on what else lies in a segment, and copies
    # of an index have other segments, so that a note would be near in one and too far in the next (decision 12).
    vectors = Nested(
        properties={
            "vector": DenseVector(dims=DIMENSIONS, index=True, similarity="cosine", index_options={"type": "hnsw"})
        }
    )

    class Meta:
        dynamic = MetaField("strict")
        source = MetaField(excludes=["words", "names", "vectors"])


def index_body(shards: int = 1) -> dict[str, Any]:
    """Gives settings and mapping of a new index; a node that is there beside the first gets a copy by itself."""
    index = Index("any")
    index.document(NoteDocument)
    index.settings(
        number_of_shards=shards,
        auto_expand_replicas="0-1",
        max_result_window=10_000,
    )
    body: dict[str, Any] = index.to_dict()
    body["mappings"]["_meta"] = {"hash": MAPPING_HASH}
    return body


def _hash() -> str:
    index = Index("any")
    index.document(NoteDocument)
    return sha256(json.dumps([_LAYOUT, ANALYSIS_VERSION, index.to_dict()], sort_keys=True).encode()).hexdigest()[:12]


#: Names fields and analysis; an index that was built with others is outdated.
MAPPING_HASH = _hash()


def build_source(note: SearchDocument) -> dict[str, Any]:
    """Gives the body of a note's document; its key and version stand beside it."""
    texts = {code: _parts_of(text) for code, text in note.texts.items()}
    source: dict[str, Any] = {
        "key": note.key,
        "published": note.published,
        "verified": note.verified,
        "audience": list(note.audience),
        "signals": list(note.signals),
        "names": [words_text(name) for name in note.names],
        "words": {part: [words_text(parts[part]) for parts in texts.values() if part in parts] for part in PARTS},
        "texts": {code: parts for code, parts in texts.items() if code in ANALYSERS},
        "facets": {name: list(dict.fromkeys(values)) for name in FACET_FIELDS if (values := note.facets.get(name))},
    }
    if note.location:
        source["location"] = dict(zip(("lat", "lon"), note.location, strict=True))
    # Of a vector without length nobody can tell the direction; Elasticsearch refuses it, and with it the note.
    if vectors := [{"vector": vector} for vector in note.vectors if len(vector) == DIMENSIONS and any(vector)]:
        source["vectors"] = vectors
    if others := {code: parts for code, parts in texts.items() if code not in ANALYSERS}:
        source["other_texts"] = others
    return source


def texts_of(source: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Gives the texts of a document by language."""
    return {**source.get("texts", {}), **source.get("other_texts", {})}


def read_texts(parts: dict[str, str]) -> Texts:
    """Gives the texts of one language."""
    return Texts(**{"title": "", **parts})


def _parts_of(texts: Texts) -> dict[str, str]:
    return {part: clean(text) for part in PARTS if (text := getattr(texts, part))}


def clean(text: str) -> str:
    """Gives the text without lone surrogates, which are no characters: they come in with broken data."""
    return text if text.isascii() else text.encode(errors="ignore").decode()
