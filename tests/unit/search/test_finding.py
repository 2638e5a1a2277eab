"""What a search is content with where the engine has time for one of two requests alone."""

import pytest

from search.engine import Hit, Results, SearchQuery, SearchUnavailable
from search.finding import find

QUESTION = "girls fear the dark road home from school"


class OnceAnswering:
    """An engine that answers the first request, and has no time for another."""

    def __init__(self, results: Results) -> None:
        self._results = [results]

    def search(self, query, meaning=None):
        if not self._results:
            raise SearchUnavailable("busy", "no time is left")
        return self._results.pop()


@pytest.mark.parametrize(
    "results",
    [
        Results(1, (Hit("lamps", 1, 1.0),), {}),
        Results(0, (), {}, meant=(Hit("lamps", 1, 0.4),)),
    ],
    ids=["by words", "by meaning"],
)
def test_what_the_first_request_found_is_shown(results):
    assert find(SearchQuery(QUESTION, "en"), engine=OnceAnswering(results)) == (results, False)


def test_that_nothing_is_there_is_not_said_where_nobody_knows():
    with pytest.raises(SearchUnavailable):
        find(SearchQuery(QUESTION, "en"), engine=OnceAnswering(Results(0, (), {})))
