"""A day and its hour, joined by a word as in the other languages; all else is Django's own."""

DATETIME_FORMAT = r"j F Y \à H:i"
