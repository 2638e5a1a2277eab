"""What readers ask for: a mix of pages over the synthetic notes, mostly searches."""

from __future__ import annotations

import http.client
import random
from urllib.parse import urlencode

from tests.benchmarks.corpus import Corpus, searches

#: Of a hundred requests so many are of each kind.
_SHARES = {"search": 50, "note": 20, "suggestions": 15, "list": 5, "home": 5, "filters": 5}


def mixed_addresses(number: int) -> list[str]:
    """Gives addresses of pages that are there, the same ones in each run over the same notes."""
    from practices.models import PublicRecord

    choose = random.Random(4)
    words = Corpus(0).words
    texts = [case.text for case in searches(words, number) if case.text]
    notes = PublicRecord.objects.originals().filter(language="en").order_by("pk")
    paths = list(notes.values_list("path", flat=True)[:500])

    def address(kind: str) -> str:
        language = choose.choice(("en", "en", "fr", "es"))
        page = {
            "search": f"search/?{urlencode({'q': choose.choice(texts)})}",
            "filters": f"search/?{urlencode({'status': 'running', 'place': choose.choice(('002', '019', '142'))})}",
            "suggestions": f"search/suggest/?{urlencode({'q': choose.choice(words)[: choose.randint(2, 6)]})}",
            "note": choose.choice(paths),
            "list": "practices/",
            "home": "",
        }[kind]
        # A note of another language than the reader's may lead to its own.
        return f"/{'en' if kind == 'note' else language}/{page}"

    return [address(kind) for kind in choose.choices(list(_SHARES), list(_SHARES.values()), k=number)]


def get(port: int, address: str) -> tuple[int, bytes]:
    """Gives status and body, over a connection of its own as behind a proxy that keeps none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers={"Host": "localhost", "User-Agent": "Mozilla/5.0"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
