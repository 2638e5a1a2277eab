"""Somebody with an account, and a small gazetteer: a few dozen places of the real one, loaded by the real command."""

import pytest
from django.core.management import call_command

from tests.unit.portal.people import ADDRESS, PASSWORD

#: Places by GeoNames id that tests name: Trà Vinh, São Paulo, Mumbai, Cairo, the two Alaminos, Rio de Janeiro, Honiara.
NAMED = {1563926, 3448439, 1275339, 360630, 1731685, 1731686, 3451190, 2108502}


@pytest.fixture(scope="session")
def gazetteer_rows():
    """Every place of 5,000 people and more, as the packages have it."""
    from portal import gazetteer

    return list(gazetteer.cities(5000))


@pytest.fixture(scope="session")
def sample_rows(gazetteer_rows):
    """Places that tests name and the thirty largest, by GeoNames id."""
    largest = sorted(gazetteer_rows, key=lambda row: -row.population)[:30]
    return {row.geonames_id: row for row in largest} | {
        row.geonames_id: row for row in gazetteer_rows if row.geonames_id in NAMED
    }


@pytest.fixture
def sample(sample_rows, monkeypatch):
    """What the command reads in a test; a test may change it."""
    from portal import gazetteer

    rows = dict(sample_rows)
    monkeypatch.setattr(gazetteer, "cities", lambda min_population: iter(list(rows.values())))
    return rows


@pytest.fixture(scope="module")
def small_gazetteer_once(once, sample_rows):
    """The sample in the database, for all tests of a module that change nothing of how it is loaded."""
    from portal import gazetteer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gazetteer, "cities", lambda min_population: iter(list(sample_rows.values())))
        once(lambda maker: call_command("load_gazetteer", verbosity=0))


@pytest.fixture
def small_gazetteer(db, sample):
    """The sample in the database."""
    call_command("load_gazetteer", verbosity=0)
    return sample


@pytest.fixture
def grace(db):
    """Somebody with a verified account."""
    from allauth.account.models import EmailAddress

    from portal.models import Person, User

    user = User.objects.create_user(ADDRESS, PASSWORD)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    Person.objects.create(user=user, name="Grace")
    return user
