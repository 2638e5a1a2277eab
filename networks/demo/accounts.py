"""Loads the demo's accounts: made-up people, marked as such, whose password everybody knows."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from portal.demo import DEMO_PASSWORD
from portal.models import City, Membership, Organisation, Person, User
from portal.models.accounts import SECRETARIAT_GROUP


@dataclass(frozen=True, slots=True)
class Account:
    """`city` is a GeoNames id, `organisation` a key; a person has one of the two."""

    email: str
    name: str
    job_title: str
    body: str
    role: str
    city: int | None = None
    organisation: str = ""
    groups: tuple[str, ...] = ()


ACCOUNTS = (
    Account(
        email="official@demo.example",
        name="Demo official",
        job_title="Made-up head of a planning office",
        body="Made-up urban planning department",
        role=Membership.Role.OFFICIAL,
        city=3674962,  # Medellín
    ),
    Account(
        email="mayor@demo.example",
        name="Demo mayor",
        job_title="Made-up mayor",
        body="Made-up office of the mayor",
        role=Membership.Role.MAYOR,
        city=927967,  # Lilongwe
    ),
    Account(
        email="secretariat@demo.example",
        name="Demo secretariat",
        job_title="Made-up member of the secretariat",
        body="Made-up network secretariat",
        role=Membership.Role.SECRETARIAT,
        organisation="cities-alliance",
        groups=(SECRETARIAT_GROUP,),
    ),
)


def load_accounts() -> int:
    """Makes or restores every account of the demo and the person behind it; gives their number.

    What visitors changed in them goes back to what it was. Raises ImproperlyConfigured in production.
    """
    if settings.PRODUCTION:
        raise ImproperlyConfigured("The demo's accounts have a password that everybody knows: never in production.")
    with transaction.atomic():
        for account in ACCOUNTS:
            _load(account)
    return len(ACCOUNTS)


def _load(account: Account) -> None:
    user = User.objects.filter(email=account.email).first() or User.objects.create_user(account.email)
    if not user.check_password(DEMO_PASSWORD) or not user.is_active:
        user.set_password(DEMO_PASSWORD)
        user.is_active = True
        user.save()
    Authenticator.objects.filter(user=user).delete()
    user.groups.set(Group.objects.filter(name__in=account.groups))
    EmailAddress.objects.filter(user=user).exclude(email=account.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=account.email, defaults={"verified": True, "primary": True})
    person, _created = Person.objects.update_or_create(
        user=user,
        defaults={
            "name": account.name,
            "job_title": account.job_title,
            "body": account.body,
            "email": account.email,
            "is_demo": True,
        },
    )
    city = City.objects.filter(geonames_id=account.city).first() if account.city else None
    organisation = Organisation.objects.filter(key=account.organisation).first()
    if city or organisation:
        Membership.objects.get_or_create(
            person=person,
            role=account.role,
            city=city,
            organisation=organisation,
            defaults={"confirmed_at": timezone.now()},
        )
