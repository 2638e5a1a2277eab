"""Dates with the month's name, day first: the same for every reader of English."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
