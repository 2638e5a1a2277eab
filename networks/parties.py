"""Gives cities, countries and organisations their pages."""

from django.db import transaction
from wagtail.models import Locale

from networks.models import (
    CityIndexPage,
    CityPage,
    CountryIndexPage,
    CountryPage,
    OrganisationIndexPage,
    OrganisationPage,
    PartyIndexPage,
    PartyPage,
)
from portal.models import City, Country, Organisation
from practices.records import parent_in

PAGES: dict[type, tuple[type[PartyIndexPage], type[PartyPage]]] = {
    City: (CityIndexPage, CityPage),
    Country: (CountryIndexPage, CountryPage),
    Organisation: (OrganisationIndexPage, OrganisationPage),
}


def party_page(party: City | Country | Organisation) -> PartyPage:
    """Gives the page of a city, a country or an organisation in the tree of the main language; makes it if need be.

    A city's page brings its country's page, so that nothing that is public stands apart from its country.
    """
    if isinstance(party, City):
        party_page(party.country)
        return _found(CityPage, party) or _add(CityIndexPage, CityPage(title=party.name, city=party))
    if isinstance(party, Country):
        return _found(CountryPage, party) or _add(CountryIndexPage, CountryPage(title=party.name_en, country=party))
    return _found(OrganisationPage, party) or _add(
        OrganisationIndexPage, OrganisationPage(title=party.name, organisation=party)
    )


def may_add_note(user, party: City | Country | Organisation, language: str) -> bool:
    """Says whether `user` may write a note of `party`: below its page or, if it has none yet, make and publish that too."""
    index_model, model = PAGES[type(party)]
    pages = model.objects.filter(**{model.party_field: party}).order_by("pk")
    if page := pages.filter(locale__language_code=language).first() or pages.first():
        return page.permissions_for_user(user).can_add_subpage()
    allowed = index_model.objects.get(locale=Locale.get_default()).permissions_for_user(user)
    return allowed.can_add_subpage() and allowed.can_publish_subpage()


def _found(model: type[PartyPage], party) -> PartyPage | None:
    """Gives the page that a party has; one that was made in another language's tree alone gets an alias in this one."""
    locale = Locale.get_default()
    pages = model.objects.filter(**{model.party_field: party}).order_by("pk")
    if found := pages.filter(locale=locale).first():
        return found
    elsewhere = pages.filter(alias_of=None).first()
    return elsewhere and parent_in(elsewhere, locale).specific


def _add(index_model, page: PartyPage) -> PartyPage:
    party = getattr(page, page.party_field)
    with transaction.atomic():
        page.lock_party(party.pk)
        if made_meanwhile := _found(type(page), party):
            return made_meanwhile
        index = index_model.objects.get(locale=Locale.get_default())
        page.slug = page.usual_slug(party)
        index.add_child(instance=page)
        page.save_revision().publish()
    return page
