"""Pages go on without their cache."""

import pytest

from portal.cache import OptionalRedisCache, RedisOrOwnCache

#: A Redis that is not there: nothing listens on port 1.
NOWHERE = ("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})


@pytest.fixture
def gone():
    return OptionalRedisCache(*NOWHERE)


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
    with pytest.raises(ValueError, match="not found"):  # As of any cache that does not have it.
        gone.incr("key")


@pytest.mark.usefixtures("small_gazetteer_once")
@pytest.mark.django_db
def test_limits_of_tries_hold_within_a_process(client, settings):
    gone = {"BACKEND": "portal.cache.RedisOrOwnCache", "LOCATION": NOWHERE[0]}
    settings.CACHES = dict.fromkeys(("default", "state", "kept", "renditions"), gone)
    RedisOrOwnCache.instead.clear()
    place = {"name": "Metro Alaminos", "country": "PH", "kind": "metropolitan"}
    answers = [client.post("/en/cities/missing/", place).status_code for _try in range(6)]
    assert answers == [302] * 5 + [429]
