"""Fixtures for all tests: two countries, a few cities, the terms, and notes made as an editor would make them."""

import datetime
import os

os.environ.setdefault("MODE", "test")

import pytest


def pytest_configure():
    """Tests use the embedded engine; what is about Elasticsearch takes its address from the environment."""
    from django.conf import settings

    settings.ELASTICSEARCH_URL = ()


@pytest.fixture(autouse=True)
def _files_of_the_test(settings, tmp_path):
    """Index, mail and media of a test are its own."""
    from django.core.cache import cache
    from django.utils import translation

    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "portal.mail.OutboxBackend"  # Django's test runner puts its own there.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Slow on purpose in production.
    translation.activate(settings.LANGUAGE_CODE)  # A request leaves its language to what runs after it.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none.
    from search.engines import get_engine

    get_engine.cache_clear()
    cache.clear()
    yield
    get_engine.cache_clear()


@pytest.fixture(autouse=True)
def _tasks_in_the_process():
    """Tests run tasks where they are sent, also where a broker is there; what is about the broker says so."""
    from portal.celery import app

    app.conf.task_always_eager = True


@pytest.fixture(autouse=True)
def _by_words_alone(settings):
    """Tests go on as without the extra `semantic`; what is about meaning takes an encoder of its own."""
    settings.SEARCH_BY_MEANING = False


@pytest.fixture
def countries(db):
    """Kenya and Colombia by code."""
    from portal.models import Country

    rows = (
        ("KE", "KEN", "Kenya", "Kenya", "Kenia", "002", "202", "lower_middle"),
        ("CO", "COL", "Colombia", "Colombie", "Colombia", "019", "419", "upper_middle"),
    )
    return {
        row[0]: Country.objects.create(
            code=row[0],
            code3=row[1],
            name_en=row[2],
            name_fr=row[3],
            name_es=row[4],
            region=row[5],
            subregion=row[6],
            income_level=row[7],
            income_vintage=2023,
        )
        for row in rows
    }


@pytest.fixture
def cities(countries):
    """Nairobi, Kisumu and Medellín by their name without accents, in lower case."""
    from portal.models import City, CityName
    from portal.text import fold

    rows = (
        (184745, "Nairobi", "Nairobi", "KE", "Nairobi Area", 2_750_547, -1.28333, 36.81667),
        (191245, "Kisumu", "Kisumu", "KE", "Kisumu", 396_638, -0.1022, 34.7617),
        (3674962, "Medellín", "Medellin", "CO", "Antioquia", 2_529_403, 6.25184, -75.56359),
    )
    made = {}
    for geonames_id, name, ascii_name, country, division, population, latitude, longitude in rows:
        city = City.objects.create(
            geonames_id=geonames_id,
            name=name,
            ascii_name=ascii_name,
            country=countries[country],
            division=division,
            population=population,
            latitude=latitude,
            longitude=longitude,
        )
        CityName.objects.create(city=city, folded=fold(name), population=population)
        made[ascii_name.lower()] = city
    return made


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Loads the terms once: they are reference data, as what migrations make."""
    from practices.taxonomy import load_terms

    with django_db_blocker.unblock():
        load_terms()


@pytest.fixture
def terms(db):
    """All terms by vocabulary and key; loaded again where a test on a live server has emptied the database."""
    from practices.models import Term
    from practices.taxonomy import load_terms

    if not Term.objects.exists():
        load_terms()
    return {(term.vocabulary, term.key): term for term in Term.objects.all()}


@pytest.fixture
def make_note(cities, terms):
    """Makes a note below a city's page: `make_note("safety_plan", title="…", status="stopped", publish=False)`.

    What is not given is filled so that nothing stands against publishing; `themes` are keys.
    """
    from wagtail.models import Locale

    from networks.parties import party_page
    from practices import models
    from practices.records import parent_in

    def make(
        practice_type="other_practice",
        city="nairobi",
        language="en",
        publish=True,
        themes=("participation",),
        **fields,
    ):
        model = models.PRACTICE_MODELS[practice_type]
        locale, _created = Locale.objects.get_or_create(language_code=language)
        values = {
            "title": "Water kiosks run by residents",
            "one_line": "Residents run water kiosks under a contract with the utility.",
            "summary": "The utility sells bulk water to groups of residents.",
            "status": "running",
            "start": "2012",
            "situation_before": "Families bought water from vendors at ten times the tariff.",
            "barriers": "Cartels broke the pipes.",
            "last_verified": datetime.date(2026, 1, 15),
        } | fields
        page = model(locale=locale, live=False, **values)
        chosen = [terms["theme", key] for key in themes]
        page.themes = chosen
        page.main_theme = chosen[0] if chosen else None
        page.building_blocks = [
            models.BuildingBlock(title="Kiosks", what_it_does="Sells water by the can.", locale=locale)
        ]
        page.sources = [models.Source(title="Annual report", publisher="Water utility", year=2014)]
        parent_in(party_page(cities[city]), locale).add_child(instance=page)
        if publish:
            page.save_revision().publish()
        return model.objects.get(pk=page.pk)

    return make


@pytest.fixture
def make_user(db, cities):
    """Makes a user with a person: `make_user("peer")`, "secretariat" or "reader"."""
    from django.contrib.auth.models import Group

    from portal.models import Membership, Person, User
    from portal.models.accounts import SECRETARIAT_GROUP

    def make(kind="reader", email=""):
        user = User.objects.create_user(email or f"{kind}@example.org", "a-password-for-tests")
        person = Person.objects.create(user=user, name=f"Test {kind}")
        if kind == "peer":
            Membership.objects.create(person=person, role="official", city=cities["kisumu"])
        if kind == "secretariat":
            user.groups.add(Group.objects.get(name=SECRETARIAT_GROUP))
        return user

    return make


@pytest.fixture
def translate(make_note):
    """Makes and publishes a translation: `translate(page, "fr", title="…")`."""
    from wagtail.models import Locale

    from practices.records import parent_in

    def make(page, language, publish=True, **texts):
        locale, _created = Locale.objects.get_or_create(language_code=language)
        parent_in(page.get_parent(), locale)
        translation = page.copy_for_translation(locale).specific
        for name, text in texts.items():
            setattr(translation, name, text)
        revision = translation.save_revision()
        if publish:
            revision.publish()
        return type(page).objects.get(pk=translation.pk)

    return make
