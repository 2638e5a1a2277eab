"""Organisations: partners, funders, contributors, networks."""

import re

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A body that is no city: a partner, funder, contributor of notes or network. Its public page is joined to it by key."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("Network")
        PARTNER = "partner", _("Partner")
        FUNDER = "funder", _("Funder")
        CONTRIBUTOR = "contributor", _("Contributor")
        UNIVERSITY = "university", _("University")
        GOVERNMENT = "government", _("Government")
        NGO = "ngo", _("Non-governmental organisation")

    key = models.SlugField(_("key"), max_length=80, unique=True, help_text=_("Stands in addresses; never changes."))
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    country = models.ForeignKey(
        "portal.Country",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("country"),
        related_name="organisations",
    )
    contributor = models.BooleanField(_("contributes notes"), default=False)
    website = models.URLField(_("website"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    description_fr = models.TextField(_("description in French"), blank=True)
    description_es = models.TextField(_("description in Spanish"), blank=True)
    source_title = models.CharField(_("source"), max_length=255, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def website_name(self) -> str:
        """What people call the address of the website: without what every address has."""
        return re.sub(r"^https?://(www\.)?|/$", "", self.website)

    @property
    def description(self) -> str:
        """The description in the reader's language, else in English."""
        return getattr(self, f"description_{self.description_language}")

    @property
    def description_language(self) -> str:
        language = get_language()
        has_own = language in settings.INTERFACE_LANGUAGES and getattr(self, f"description_{language}")
        return language if has_own else "en"
