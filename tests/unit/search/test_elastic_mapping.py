"""The fields of the index on Elasticsearch, and the document of a note."""

import json

import pytest

from search.elastic import mapping
from search.elastic.analysis import ANALYSERS, STEMMED
from search.elastic.mapping import MAPPING_HASH, build_source, index_body
from search.engine import SearchDocument, Texts
from search.fields import FACET_FIELDS, PARTS
from search.languages import LANGUAGES


@pytest.fixture
def fields():
    return index_body()["mappings"]["properties"]


def test_every_language_of_notes_has_its_analyser(fields):
    assert set(ANALYSERS) == set(LANGUAGES)
    assert set(fields["texts"]["properties"]) == set(LANGUAGES)
    filters = {code: analyser.to_dict() for code, analyser in ANALYSERS.items()}
    assert filters["fr"] == "text_fr"
    settings = index_body()["settings"]["analysis"]["analyzer"]
    for code in ("zh-hans", "ja", "ko"):
        assert "cjk_bigram" in settings[f"text_{code.replace('-', '_')}"]["filter"]
    for code in ("sw", "vi"):
        assert settings[f"text_{code}"]["filter"] == ["lowercase", "asciifolding"]
    for code in STEMMED:
        assert [name for name in settings[f"text_{code}"]["filter"] if name.startswith("stems_")], code


def test_every_facet_has_a_keyword_field_and_names_are_not_stemmed(fields):
    assert set(fields["facets"]["properties"]) == set(FACET_FIELDS)
    assert {field["type"] for field in fields["facets"]["properties"].values()} == {"keyword"}
    assert fields["names"] == {"type": "text", "analyzer": "words"}


def test_nothing_gets_into_the_index_that_has_no_field():
    assert index_body()["mappings"]["dynamic"] == "strict"


def test_the_index_knows_the_hash_of_its_mapping_which_follows_the_mapping(monkeypatch):
    assert index_body()["mappings"]["_meta"] == {"hash": MAPPING_HASH}
    monkeypatch.setattr(mapping, "ANALYSIS_VERSION", -1)
    assert mapping._hash() != MAPPING_HASH


def test_a_document_has_texts_as_they_are_and_words_as_they_are_searched():
    note = SearchDocument(
        key="k",
        version=3,
        texts={"fr": Texts("Été \ud800", body="L'eau"), "el": Texts("Πόλη")},
        facets={"theme": ("b", "a", "b"), "place": ()},
        names=("São Paulo",),
        published=5,
    )
    source = build_source(note)
    assert source["texts"] == {"fr": {"title": "Été ", "body": "L'eau"}}
    assert source["other_texts"] == {"el": {"title": "Πόλη"}}
    assert [text.split() for text in source["words"]["title"]] == [["ete"], ["πολη"]]
    assert source["words"]["body"][0].split() == ["l", "eau"]
    assert set(source["words"]) == set(PARTS)
    assert source["names"] == ["sao paulo"]
    assert source["facets"] == {"theme": ["b", "a"]}
    json.dumps(source, ensure_ascii=False).encode()
