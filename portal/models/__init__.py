from portal.models.accounts import Membership, Person, User
from portal.models.messages import Message, Unsubscribe
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
    "Message",
    "Organisation",
    "Person",
    "PlaceRequest",
    "StandardPage",
    "Unsubscribe",
    "User",
]
