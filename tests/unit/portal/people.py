"""A person of the tests about accounts, and what she does."""

ADDRESS = "grace@lilongwe.example"
PASSWORD = "the lake is calm at noon"


def sign_up(client, language="en", **changes):
    data = {"name": "Grace", "email": ADDRESS, "password1": PASSWORD, **changes}
    return client.post(f"/{language}/accounts/signup/", data)


def sign_in(client, email=ADDRESS, password=PASSWORD, **data):
    return client.post("/en/accounts/login/", {"login": email, "password": password, **data})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session
