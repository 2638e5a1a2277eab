"""When digests are due, by a clock that is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from search.following.schedule import latest_start

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("frequency", "clock", "start"),
    [
        ("daily", "2026-11-22T05:59:59", "2026-11-21T06:00:00"),
        ("daily", "2026-11-22T06:00:00", "2026-11-22T06:00:00"),
        ("daily", "2026-01-01T00:00:00", "2025-12-31T06:00:00"),
        # 23 November 2026 is a Monday.
        ("weekly", "2026-11-23T05:59:59", "2026-11-16T06:00:00"),
        ("weekly", "2026-11-23T06:00:00", "2026-11-23T06:00:00"),
        ("weekly", "2026-11-29T23:59:59", "2026-11-23T06:00:00"),
        ("weekly", "2027-01-01T12:00:00", "2026-12-28T06:00:00"),
    ],
)
def test_digests_begin_at_six_and_weekly_ones_on_monday(frequency, clock, start):
    at = datetime.fromisoformat(clock).replace(tzinfo=UTC)
    assert latest_start(frequency, at) == datetime.fromisoformat(start).replace(tzinfo=UTC)


def test_six_oclock_is_that_of_the_clocks_own_zone():
    assert latest_start("daily", datetime(2026, 7, 1, 6, 30, tzinfo=PARIS)) == datetime(2026, 7, 1, 4, tzinfo=UTC)
    assert latest_start("daily", datetime(2026, 1, 7, 6, 30, tzinfo=PARIS)) == datetime(2026, 1, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 29, 3, 30, tzinfo=PARIS), datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)]
)
def test_the_night_in_which_the_clock_changes_has_its_digest_at_six_too(day):
    before, after = latest_start("daily", day), latest_start("daily", day + timedelta(hours=12))
    assert (before.hour, after.hour) == (6, 6)
    assert before.date() + timedelta(days=1) == after.date()
    assert latest_start("weekly", day).astimezone(PARIS).hour == 6
