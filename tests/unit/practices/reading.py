"""Reads the page of a note."""

import re


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    # Numbers are written with thousands' separators, of whichever kind.
    return re.sub(r"(?<=\d)[,.   \s](?=\d{3})", "", response.content.decode())


def address_of(page, language="en"):
    return f"/{language}/cities/nairobi-ke/{page.slug}/"
