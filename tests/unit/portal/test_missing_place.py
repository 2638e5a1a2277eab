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


def test_nobody_fills_the_secretariats_list_and_what_was_typed_is_kept(client):
    for _ in range(5):
        assert client.post(ADDRESS, FILLED).status_code == 302
    response = client.post(ADDRESS, FILLED | {"division": "Kept division"})
    assert response.status_code == 429
    assert "Too many places were sent from your connection" in response.content.decode()
    assert 'value="Kept division"' in response.content.decode()
    assert PlaceRequest.objects.count() == 5
    assert client.get(ADDRESS).status_code == 200


def test_who_corrects_what_they_typed_does_not_reach_the_limit(client):
    for _ in range(6):
        assert client.post(ADDRESS, FILLED | {"name": ""}).status_code == 200
    assert client.post(ADDRESS, FILLED).status_code == 302


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
        {"name": "\u200b\x00\u202e"},
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


def test_what_nobody_can_see_is_taken_out(client):
    client.post(ADDRESS, {**FILLED, "name": "\u202eAla\u200bminos\x00"})
    assert PlaceRequest.objects.get().name == "Alaminos"


def test_the_secretariat_sees_who_asked(client, make_user):
    from portal.models import Person

    asked = PlaceRequest.objects.create(
        name="Alaminos", country_id="PH", person=Person.objects.create(name="Ana Reyes")
    )
    client.force_login(make_user("secretariat"))
    address = f"/admin/snippets/portal/placerequest/edit/{asked.pk}/"

    assert "Ana Reyes" in client.get(address).content.decode()
    other = PlaceRequest.objects.create(name="Bantay", country_id="PH")
    assert "not signed in" in client.get(f"/admin/snippets/portal/placerequest/edit/{other.pk}/").content.decode()
    client.post(address, {**FILLED, "state": "declined", "person": ""})

    asked.refresh_from_db()
    assert (asked.state, str(asked.person)) == ("declined", "Ana Reyes")
