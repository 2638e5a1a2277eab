import pytest


@pytest.fixture
def admin(client, make_user):
    """A client that somebody of the secretariat is signed in to."""
    client.force_login(make_user("secretariat"))
    return client
