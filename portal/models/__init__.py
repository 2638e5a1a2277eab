from portal.models.accounts import Membership, Person, User
from portal.models.pages import BasePage, HomePage, StandardPage
from portal.models.parties import Organisation
from portal.models.places import City, CityName, Country, PlaceRequest

__all__ = [
    "BasePage",
    "City",
    "CityName",
    "Country",
    "HomePage",
    "Membership",
    "Organisation",
    "Person",
    "PlaceRequest",
    "StandardPage",
    "User",
]
