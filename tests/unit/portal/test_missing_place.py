"""Asking for a place that the gazetteer lacks."""

import pytest

from portal.models import PlaceRequest

ADDRESS = "/en/cities/missing/"
FILLED = {
    "name": "Metro Alaminos",
    "country": "PH",
    "division": "Calabarzon",
    "kind": "metropolitan",
    "remark": "A body",
}

pytestmark = [pytest.mark.usefixtures("small_gazetteer_once"), pytest.mark.django_db]


def test_the_form_takes_over_what_was_looked_for(client):
    text = client.get(ADDRESS, {"q": 'Meine "Stadt"'}).content.decode()
    assert 'value="Meine &quot;Stadt&quot;"' in text


def test_countries_stand_in_the_order_of_the_readers_language(client):
    text = client.get("/fr/cities/missing/").content.decode()
    assert text.index(">Égypte<") < text.index(">Estonie<") < text.index(">Zambie<")


def test_anybody_may_ask(client):
    response = client.post(ADDRESS, FILLED, follow=True)
    assert response.redirect_chain == [("/en/cities/missing/thanks/", 302)]
    assert response.status_code == 200
    request = PlaceRequest.objects.get()
    assert (request.name, request.country_id, request.kind, request.state) == (
        "Metro Alaminos",
        "PH",
        "metropolitan",
        "open",
    )
    assert request.person is None


def test_a_name_that_nobody_can_see_is_none(client):
    response = client.post(ADDRESS, FILLED | {"name": "\u200b\u202e"})
    assert "name" in response.context["form"].errors
    assert not PlaceRequest.objects.exists()
    client.post(ADDRESS, FILLED | {"name": "Metro\u202e Alaminos"})
    assert PlaceRequest.objects.get().name == "Metro Alaminos"


def test_nobody_fills_the_secretariats_list(client):
    for _ in range(5):
        assert client.post(ADDRESS, FILLED).status_code == 302
    response = client.post(ADDRESS, FILLED)
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert PlaceRequest.objects.count() == 5
    assert client.get(ADDRESS).status_code == 200


def test_who_is_signed_in_is_remembered(client):
    from portal.models import Person, User

    user = User.objects.create_user("somebody@example.org", "a-password-for-tests")
    person = Person.objects.create(user=user, name="Somebody")
    client.force_login(user)
    client.post(ADDRESS, FILLED)
    assert PlaceRequest.objects.get().person == person


def test_who_has_no_person_may_ask_too(client):
    from portal.models import User

    client.force_login(User.objects.create_user("admin@example.org", "a-password-for-tests"))
    client.post(ADDRESS, FILLED)
    assert PlaceRequest.objects.get().person is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "\x00\u200b"},
        {"country": "ZZ"},
        {"country": ""},
        {"kind": "planet"},
        {"remark": "x" * 1001},
    ],
)
def test_bad_input_keeps_what_was_typed(client, wrong):
    response = client.post(ADDRESS, FILLED | {"division": "Kept division"} | wrong)
    assert response.status_code == 200
    assert 'value="Kept division"' in response.content.decode()
    assert "error" in response.content.decode()
    assert not PlaceRequest.objects.exists()
