"""Signals of the portal; higher apps connect to them, so that the portal knows none of them."""

from django.dispatch import Signal

#: Sent inside the transaction that changes them, with `ids`: the keys of cities (a list) whose shown facts changed
#: (name, division, population, coordinates, time zone, or their country's facts), and `countries`: the codes of
#: countries whose own facts changed. A city that is new is shown nowhere yet and is not among them.
cities_changed = Signal()

#: Sent inside the transaction in which a page got another slug, with `page`; the pages below it have new addresses too.
addresses_changed = Signal()
