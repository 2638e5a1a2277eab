"""Pages go on without their cache."""

import pytest

from portal.cache import OptionalRedisCache


@pytest.fixture
def gone():
    """A cache whose Redis is not there: nothing listens on port 1."""
    return OptionalRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})


def test_what_cannot_be_read_was_not_there(gone):
    assert gone.get("key") is None
    assert gone.get("key", "default") == "default"
    assert gone.get_many(["key"]) == {}
    assert gone.get_or_set("key", "made") == "made"
    assert "key" not in gone


def test_what_cannot_be_written_fails_nothing(gone):
    gone.set("key", 1)
    assert gone.set_many({"key": 1}) == []
    assert gone.add("key", 1)
    assert not gone.delete("key")
    assert gone.incr("key") == 1
