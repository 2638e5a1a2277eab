"""What a visitor is told when an exception was caught nowhere."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from psycopg import errors

from portal.views import server_error

AWAY = "The portal is away for a moment"
BUSY = "The portal is busy"
BROKEN = "Something went wrong here"


@pytest.mark.parametrize(
    ("raised", "cause", "status", "said"),
    [
        (OperationalError, psycopg.OperationalError("connection refused"), 503, AWAY),
        (InterfaceError, psycopg.InterfaceError("the connection is closed"), 503, AWAY),
        (OperationalError, errors.AdminShutdown("terminating connection"), 503, AWAY),
        (OperationalError, errors.CannotConnectNow("the database system is starting up"), 503, AWAY),
        (OperationalError, errors.TooManyConnections("sorry, too many clients already"), 503, AWAY),
        (OperationalError, errors.DeadlockDetected("deadlock detected"), 503, BUSY),
        (OperationalError, errors.QueryCanceled("canceling statement"), 500, BROKEN),
        (ProgrammingError, errors.UndefinedTable("no such relation"), 500, BROKEN),
        (ValueError, None, 500, BROKEN),
    ],
)
def test_what_is_away_or_busy_is_told_from_what_is_broken(rf, monkeypatch, raised, cause, status, said):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    try:
        raise raised(str(cause)) from cause
    except raised:
        response = server_error(rf.get("/en/"))
    assert response.status_code == status
    assert said in response.content.decode()
    assert response.get("Retry-After") == ("60" if status == 503 else None)


def test_a_fault_in_a_statement_is_none_of_a_database_that_is_away(rf, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    try:
        raise OperationalError("no such table: portal_city")
    except OperationalError:
        assert server_error(rf.get("/en/")).status_code == 500
