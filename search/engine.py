"""What every search engine takes and gives: plain data, no Django, no engine; engines.py makes the one in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from search.explanation import Explanation
    from search.synonyms import Synonyms

PAGE_SIZE = 20
#: The last page that can be asked for; a reader who gets here should narrow the search.
MAX_PAGE = 500
ANONYMOUS = ("public",)

SORTS = ("relevance", "newest", "verified")
#: In the order in which pages show them. "city" is not shown as a list: it places the result on the map.
FACETS = (
    "type",
    "theme",
    "place",
    "income_level",
    "city_size",
    "cost_band",
    "status",
    "scale",
    "evidence",
    "language",
    "contributor",
    "year",
)
MAP_FACET = "city"
#: The square of the map that a note's city lies in (portal/world.py): it is filtered by and counted, but not listed either.
CELL_FACET = "cell"
#: What a search can be filtered by.
FILTERS = (*FACETS, CELL_FACET)


class SearchUnavailable(Exception):
    """The engine cannot answer now; `reason` is "missing", "corrupt", "outdated" or "busy", `detail` is for the operator."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Texts:
    """The searchable texts of a note in one language, as plain text."""

    title: str
    one_line: str = ""
    summary: str = ""
    blocks: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One note with all its public languages.

    `facets` maps a name of FACETS, MAP_FACET or CELL_FACET to its values; `names` are proper names (cities, bodies) that
    are folded and never stemmed; times are seconds since 1970; `version` grows with each change of the public record;
    `signals` are what moves a note among its like (`search/fields.py`); `location` is latitude and longitude in degrees;
    `vectors` say what its passages mean (`search/passages.py`): any number of them, each of `fields.DIMENSIONS` numbers
    and of length one; those of another size are left out.
    """

    key: str
    version: int
    texts: Mapping[str, Texts]
    facets: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...] = ()
    published: int = 0
    verified: int = 0
    signals: tuple[str, ...] = ()
    audience: tuple[str, ...] = ANONYMOUS
    location: tuple[float, float] | None = None
    vectors: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search as the reader means it; every state of it is a URL.

    A `loose` one is content with some of its words, and one with `synonyms` with others that mean the same. `language` is
    the reader's, preferred for highlights, `year` the one in which they ask; `filters` are or-ed inside a facet and and-ed
    between facets. `keys` narrows everything, counts too, to notes of these keys.
    """

    text: str = ""
    language: str = "en"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    page_size: int = PAGE_SIZE
    audience: tuple[str, ...] = ANONYMOUS
    facets: tuple[str, ...] = FACETS
    loose: bool = False
    synonyms: Synonyms | None = None
    year: int | None = None
    keys: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a search means: a vector of length one, `size` notes at most, and the similarity that they need (a cosine)."""

    vector: Sequence[float]
    size: int
    at_least: float


@dataclass(frozen=True, slots=True)
class Hit:
    """`highlight` is HTML-escaped text in which `<mark>` alone is markup; it is empty where nothing matched in a text."""

    key: str
    version: int
    score: float
    language: str = ""
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """`facets` counts the notes of each value under all filters but the facet's own; most frequent first, then by value.

    `meant` are the notes found by meaning, the nearest first, with their similarity as score; the words may have found
    some of them too, and `total` and `facets` do not count them. `from_reserve` says that another engine answered than the
    usual one (`search/fallback.py`), `without_synonyms` that they were left out, since the search had become too long by them.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    meant: tuple[Hit, ...] = ()
    from_reserve: bool = False
    without_synonyms: bool = False


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """`state` is "ready" or a reason of SearchUnavailable, `detail` is what that says to an operator.

    `with_vectors` counts the notes that can be found by meaning.
    """

    engine: str
    state: str
    location: str
    documents: int
    with_vectors: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Upsert:
    document: SearchDocument


@dataclass(frozen=True, slots=True)
class Remove:
    """`version` is one that every document written before has at most, and any written later exceeds.

    An engine that is asked over a network may get what was written before only afterwards.
    """

    key: str
    version: int


Change = Upsert | Remove


class Engine(Protocol):
    """Both engines pass the suite in `tests/contract/`."""

    def search(self, query: SearchQuery, meaning: Meaning | None = None) -> Results:
        """Answers, with the notes that have a passage of the same `meaning` if it is given; raises SearchUnavailable.

        Found by meaning are only notes that pass the query's filters, its audience and what its text excludes; its words
        and its page do not matter. There are none where the vector is of another size than the index's, or the index has
        none, or where this part alone fails, which is logged: what words find is given all the same.
        """

    def keys(self, query: SearchQuery) -> Iterator[str]:
        """Gives the keys of all that a search finds, each once and in the order of its pages, from one state of the index.

        The page that the query asks for does not matter, nor how many there are: they are read as they are asked for.
        Raises SearchUnavailable before it gives anything back where the engine cannot answer, so that whoever asks can
        still say so; afterwards only where an engine fails while it is read.
        """

    def explain(self, query: SearchQuery, keys: Sequence[str]) -> dict[str, Explanation]:
        """Gives the parts of the scores of the notes of `keys`, which should be no more than a page; raises SearchUnavailable.

        They are those by relevance whatever the query's sort, and add up to the score (within a thousandth of it). A note
        that the query's text does not find, or that its audience may not see, is left out; filters are not looked at.
        Nothing for a query without words that are wanted: it has no scores.
        """

    def apply(self, changes: Iterable[Change]) -> int:
        """Writes in one commit and makes it visible; gives the number of changes; raises SearchUnavailable."""

    def rebuild(self, documents: Iterable[SearchDocument]) -> Iterator[int]:
        """Writes a new index beside the old one, yielding the number written so far, and swaps at the end."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every document, for comparison with the public records."""

    def state(self) -> str:
        """Gives "ready" or a reason of SearchUnavailable, for which it asks as little as it can; never raises."""

    def status(self) -> EngineStatus:
        """Gives the state with all counts; never raises."""
