"""The lists of cities, countries and organisations before anything is in them."""


def test_an_empty_portal_says_what_would_fill_its_lists(client, db):
    for path in ("cities/", "countries/", "organisations/"):
        response = client.get(f"/en/{path}")
        assert response.status_code == 200
        assert 'class="notice"' in response.content.decode()


def test_who_does_not_find_their_city_can_say_so(client, db):
    """The page about the portal sends them to the list of cities for it."""
    assert 'href="/en/cities/missing/?q=L%C3%A8r%C3%A9"' in client.get("/en/cities/", {"q": "Lèré"}).content.decode()
    assert 'href="/en/cities/missing/"' in client.get("/en/cities/").content.decode()
