"""In production the portal refuses to start with settings that would harm somebody, and says which."""

import runpy

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from portal import public_state

GOOD = {
    "MODE": "production",
    "SECRET_KEY": "x" * 60,
    "DEBUG": "off",
    "ALLOWED_HOSTS": "practices.example.org",
    "BASE_URL": "https://practices.example.org",
    "REDIS_URL": "",
}


@pytest.fixture
def start(monkeypatch):
    """Reads the settings with these changes to an environment in order; gives them."""

    def start(**changed):
        for name, value in {**GOOD, **changed}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "portal" / "settings.py"))

    return start


def test_it_starts_with_what_is_required_and_speaks_https_alone(start):
    started = start()
    assert not started["DEBUG"]
    assert started["SESSION_COOKIE_SECURE"]
    assert started["CSRF_COOKIE_SECURE"]
    assert started["SECURE_SSL_REDIRECT"]
    assert started["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert started["LOGGING"]["handlers"]["console"]["formatter"] == "json"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "too-short"),
        ("SECRET_KEY", settings.SECRET_KEY),
        ("DEBUG", "on"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "practices.example.org,*"),
        ("BASE_URL", ""),
        ("BASE_URL", "practices.example.org"),
    ],
)
@pytest.mark.parametrize("mode", ["production", "Demo"])
def test_it_does_not_start_and_says_why(start, name, value, mode):
    with pytest.raises(ImproperlyConfigured) as refused:
        start(MODE=mode, **{name: value})
    assert [other for other in GOOD if other in str(refused.value)] == [name]


def test_it_says_all_that_is_wrong_at_once(start):
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY.*DEBUG.*ALLOWED_HOSTS.*BASE_URL"):
        start(SECRET_KEY="", DEBUG="on", ALLOWED_HOSTS="", BASE_URL="")


def test_without_redis_no_limit_of_tries_is_forgotten_however_much_is_read(start, tmp_path):
    limits = {f"limit-{number}": [1.0] for number in range(10)}
    with override_settings(CACHES=start(VAR_DIR=str(tmp_path))["CACHES"]):
        cache.set_many(limits, 600)
        for number in range(400):
            public_state.kept(f"page-{number}", lambda: "words")
        assert cache.get_many(limits) == limits
