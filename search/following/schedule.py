"""When digests are due: plain functions of a clock."""

from datetime import datetime, timedelta

from search.models import Frequency

#: Digests are there when people come to work.
HOUR = 6


def latest_start(frequency: str, clock: datetime) -> datetime:
    """Gives the last moment, not after `clock`, at which digests of a frequency began: 6 o'clock, or that of Monday.

    It is the hour of the clock's own time zone, also on the days on which it is put forward or back.
    """
    start = clock.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if start > clock:
        start = _earlier(start, 1)
    if frequency == Frequency.WEEKLY:
        start = _earlier(start, start.weekday())
    return start


def _earlier(moment: datetime, days: int) -> datetime:
    # Python counts in the clock's own days here: 6 o'clock stays 6 o'clock, however many hours the night had.
    return moment - timedelta(days=days)
