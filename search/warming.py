"""What search has a web process do before its first reader comes (portal/warming.py)."""

from django.conf import settings

from portal import encoder, warming
from search.engines import import_engines
from search.topics import lexicon


def read_shared() -> None:
    """Reads the lexicons, the engines' modules and the encoder; opens no index and asks no cluster."""
    import_engines()
    for language in settings.INTERFACE_LANGUAGES:
        lexicon(language)
    if encoder.available():
        encoder.encode(["water"])


def register_all() -> None:
    warming.register(read_shared)
    # "water" is no word of each language, but a search for it does what others do.
    warming.register_page("search/?q=water")
    warming.register_page("search/suggest/?q=wat")
