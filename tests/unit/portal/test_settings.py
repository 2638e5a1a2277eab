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
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://practices.example.org/portal"),
        ("BASE_URL", "https://practices.example.org?from=mail"),
        ("BASE_URL", "https://practices.example.org#top"),
        ("ALLOWED_HOSTS", "https://practices.example.org"),
        ("ALLOWED_HOSTS", "practices.example.org:443"),
    ],
)
@pytest.mark.parametrize("mode", ["production", "Demo"])
def test_it_does_not_start_and_says_why(start, name, value, mode):
    with pytest.raises(ImproperlyConfigured) as refused:
        start(MODE=mode, **{name: value})
    assert [other for other in GOOD if other in str(refused.value)] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "localhost/portal"),
        ("DATABASE_URL", "oracle://portal:word@localhost/portal"),
        ("DATABASE_URL", "postgres://portal:word@localhost:port/portal"),
        ("DATABASE_URL", "postgres://portal:pass/word@localhost/portal"),
        ("DATABASE_URL", "postgres://portal:pass#word@localhost/portal"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://localhost:6379"),
        ("REDIS_URL", "redis://localhost:port/0"),
        ("REDIS_URL", "unix:///var/run/redis.sock"),  # Celery knows no such broker.
        ("ELASTICSEARCH_URL", "localhost:9200"),
        ("ELASTICSEARCH_URL", "https://one.example.org:9200,https://two.example.org"),
        ("ELASTICSEARCH_CA_FILE", "/there/is/no/such/file"),
        ("ELASTICSEARCH_TIMEOUT", "soon"),
        ("ELASTICSEARCH_TIMEOUT", "-1"),
        ("ELASTICSEARCH_TIMEOUT", "nan"),
        ("ELASTICSEARCH_SHARDS", "0"),
        ("SEARCH_FALLBACK", "ture"),
        ("SEARCH_BY_MEANING", "perhaps"),
        ("SECURE_SSL_REDIRECT", "ja"),
        ("TRUSTED_PROXY_COUNT", "one"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("GAZETTEER_MIN_POPULATION", "700"),
        ("ELASTICSEARCH_PREFIX", "Practices"),
        ("ELASTICSEARCH_PREFIX", "city practices"),
        ("ELASTICSEARCH_PREFIX", "-practices"),
        ("LOG_LEVEL", "verbose"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtps://mail.example.org"),
        ("EMAIL_URL", "smtp://user:word@mail.example.org:port"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_its_name_and_not_shown(start, name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"^The portal does not start: {name} [^;]*$") as refused:
        start(**{name: value})
    assert "word@" not in str(refused.value)


def test_values_are_taken_as_they_are_meant(start):
    started = start(
        ALLOWED_HOSTS="one.example.org, .example.net",
        BASE_URL="https://practices.example.org/",
        ELASTICSEARCH_PASSWORD="$ecret",
        LOG_LEVEL="info",
        DATABASE_URL="postgres://portal:pass%2Fword@one:5432,two:5432/portal",
        EMAIL_URL="",
        ELASTICSEARCH_TIMEOUT="",
        VAR_DIR="",
    )
    assert started["ALLOWED_HOSTS"] == ["one.example.org", ".example.net"]
    assert started["CSRF_TRUSTED_ORIGINS"] == ["https://practices.example.org"]
    assert started["ELASTICSEARCH_PASSWORD"] == "$ecret"
    assert started["LOGGING"]["root"]["level"] == "INFO"
    assert started["DATABASES"]["default"]["HOST"] == "one,two"
    assert started["DATABASES"]["default"]["PASSWORD"] == "pass/word"
    assert started["EMAIL_HOST"] == "localhost"
    assert started["ELASTICSEARCH_TIMEOUT"] == 1.5
    assert started["MEDIA_ROOT"] == settings.BASE_DIR / "var" / "media"


@pytest.mark.parametrize("host", ["", "//var/run/postgresql", "portal@"])
def test_postgresql_is_asked_by_its_socket_where_no_host_is_named(start, host):
    assert start(DATABASE_URL=f"postgres://{host}/portal")["DATABASES"]["default"]["NAME"].endswith("portal")


def test_it_says_all_that_is_wrong_at_once(start):
    with pytest.raises(ImproperlyConfigured, match=r"BASE_URL.*LOG_LEVEL.*SECRET_KEY.*DEBUG.*ALLOWED_HOSTS"):
        start(SECRET_KEY="", DEBUG="on", ALLOWED_HOSTS="", BASE_URL="", LOG_LEVEL="loud")


def test_its_own_address_may_end_in_a_slash(start):
    started = start(BASE_URL="https://practices.example.org/")
    assert started["BASE_URL"] == started["WAGTAILADMIN_BASE_URL"] == "https://practices.example.org"
    assert started["CSRF_TRUSTED_ORIGINS"] == ["https://practices.example.org"]


def test_without_redis_no_limit_of_tries_is_forgotten_however_much_is_read(start, tmp_path):
    limits = {f"limit-{number}": [1.0] for number in range(10)}
    with override_settings(CACHES=start(VAR_DIR=str(tmp_path))["CACHES"]):
        cache.set_many(limits, 600)
        for number in range(400):
            public_state.kept(f"page-{number}", lambda: "words")
        assert cache.get_many(limits) == limits
