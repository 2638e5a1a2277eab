"""Who signs in, who stands behind it, and for which city or organisation they act."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

INTERFACE_LANGUAGE_CHOICES = [
    (code, name) for code, name in settings.LANGUAGES if code in settings.INTERFACE_LANGUAGES
]

#: Made by migration; its members may edit every note and see the lists in the admin.
SECRETARIAT_GROUP = "Secretariat"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields):
        """Makes a user; raises ValueError without an address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        """Makes a user who may do everything; the address counts as verified, since it came from the server itself."""
        from allauth.account.models import EmailAddress

        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
            EmailAddress.objects.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractUser):
    """A sign-in. The address is the login and is shown to nobody; names and contact addresses stand on Person."""

    username = None  # type: ignore[assignment]  # Django's way to do without this field
    email = models.EmailField(_("e-mail address"), unique=True)
    preferred_language = models.CharField(
        _("preferred language"), max_length=2, choices=INTERFACE_LANGUAGE_CHOICES, default="en"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    # Not Django's own manager, which asks for a username.
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        constraints = [
            # Signing in looks for small letters: with others nobody gets in, and one address could have two accounts.
            models.CheckConstraint(name="address_in_small_letters", condition=models.Q(email=Lower("email")))
        ]

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()


class Person(models.Model):
    """Somebody who can be named on a note. Contact addresses live here alone; all else refers to `key`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        "portal.Organisation", models.SET_NULL, null=True, blank=True, verbose_name=_("organisation")
    )
    body = models.CharField(
        _("office or department"), max_length=160, blank=True, help_text=_("For example: Urban planning department")
    )
    email = models.EmailField(_("contact address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("made up for demonstration"), default=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def confirmed(self) -> "MembershipQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def includes_peer(self, user) -> bool:
        """Says whether `user` is a peer: somebody with a confirmed membership of a city."""
        return user.is_authenticated and self.confirmed().filter(person__user=user, city__isnull=False).exists()


class Membership(models.Model):
    """A person's role in a city or an organisation."""

    class Role(models.TextChoices):
        OFFICIAL = "official", _("City official")
        MAYOR = "mayor", _("Mayor")
        ADVISER = "adviser", _("Adviser to the mayor")
        SECRETARIAT = "secretariat", _("Network secretariat")
        MEMBER = "member", _("Member")

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    city = models.ForeignKey("portal.City", models.CASCADE, null=True, blank=True, verbose_name=_("city"))
    organisation = models.ForeignKey(
        "portal.Organisation", models.CASCADE, null=True, blank=True, verbose_name=_("organisation")
    )
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="city_or_organisation",
                condition=models.Q(city__isnull=False, organisation__isnull=True)
                | models.Q(city__isnull=True, organisation__isnull=False),
                violation_error_message=_("Choose a city or an organisation, not both."),
            ),
            *(
                models.UniqueConstraint(
                    name=f"one_membership_of_{place}",
                    fields=["person", "role", place],
                    condition=models.Q(**{f"{place}__isnull": False}),
                    violation_error_message=_("This person has this role there already."),
                )
                for place in ("city", "organisation")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.city or self.organisation}"
