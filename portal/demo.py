"""The accounts of the demo: what `make serve` prints is what `load_demo` makes."""

#: The same password for each of them. The demo alone makes these accounts; a production portal never has them.
DEMO_PASSWORD = "city-practice-demo"  # noqa: S105  (public on purpose)

#: E-mail address, which is the login, and who that is.
DEMO_ACCOUNTS = {
    "official@demo.example": "an official of a city, a peer",
    "mayor@demo.example": "a mayor",
    "secretariat@demo.example": "the secretariat, who edits at /admin/",
}
