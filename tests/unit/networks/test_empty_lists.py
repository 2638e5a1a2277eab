"""The lists of cities, countries and organisations before anything is in them."""


def test_an_empty_portal_says_what_would_fill_its_lists(client, db):
    for path in ("cities/", "countries/", "organisations/"):
        response = client.get(f"/en/{path}")
        assert response.status_code == 200
        assert 'class="notice"' in response.content.decode()
