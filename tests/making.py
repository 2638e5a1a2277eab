"""Makes what tests find in the database: two countries, a few cities, and notes as an editor would make them."""

import datetime
from functools import cached_property
from typing import TypeVar

Made = TypeVar("Made")


def anew(pages):
    """Gives pages by name as the database has them now: objects made once, for many tests, may have been changed by one."""
    return {name: type(page).objects.get(pk=page.pk) for name, page in pages.items()}


class Maker:
    """Makes each country and city when it is first asked for, or takes the one that is there already."""

    @cached_property
    def countries(self):
        """Kenya and Colombia by code."""
        from portal.models import Country

        columns = ("code3", "name_en", "name_fr", "name_es", "region", "subregion", "income_level")
        rows = {
            "KE": ("KEN", "Kenya", "Kenya", "Kenia", "002", "202", "lower_middle"),
            "CO": ("COL", "Colombia", "Colombie", "Colombia", "019", "419", "upper_middle"),
        }
        return {
            code: Country.objects.get_or_create(
                code=code, defaults={**dict(zip(columns, row, strict=True)), "income_vintage": 2023}
            )[0]
            for code, row in rows.items()
        }

    @cached_property
    def cities(self):
        """Nairobi, Kisumu and Medellín by their name without accents, in lower case."""
        from portal.models import City, CityName
        from portal.text import fold

        columns = ("name", "ascii_name", "division", "population", "latitude", "longitude")
        rows = {
            (184745, "KE"): ("Nairobi", "Nairobi", "Nairobi Area", 2_750_547, -1.28333, 36.81667),
            (191245, "KE"): ("Kisumu", "Kisumu", "Kisumu", 396_638, -0.1022, 34.7617),
            (3674962, "CO"): ("Medellín", "Medellin", "Antioquia", 2_529_403, 6.25184, -75.56359),
        }
        made = {}
        for (geonames_id, country), row in rows.items():
            values = {**dict(zip(columns, row, strict=True)), "country": self.countries[country]}
            city, _ = City.objects.get_or_create(geonames_id=geonames_id, defaults=values)
            CityName.objects.get_or_create(city=city, folded=fold(city.name), population=city.population)
            made[city.ascii_name.lower()] = city
        return made

    @cached_property
    def terms(self):
        """All terms by vocabulary and key; loaded again where a test on a live server has emptied the database."""
        from practices.models import Term
        from practices.taxonomy import load_terms

        if not Term.objects.exists():
            load_terms()
        return {(term.vocabulary, term.key): term for term in Term.objects.all()}

    def make_note(
        self,
        practice_type="other_practice",
        city="nairobi",
        language="en",
        publish=True,
        themes=("participation",),
        **fields,
    ):
        """Makes a note below a city's page: `make_note("safety_plan", title="…", status="stopped", publish=False)`.

        What is not given is filled so that nothing stands against publishing; `themes` are keys.
        """
        from wagtail.models import Locale

        from networks.parties import party_page
        from practices import models
        from practices.records import parent_in

        model = models.PRACTICE_MODELS[practice_type]
        locale, _created = Locale.objects.get_or_create(language_code=language)
        values = {
            "title": "Water kiosks run by residents",
            "one_line": "Residents run water kiosks under a contract with the utility.",
            "summary": "The utility sells bulk water to groups of residents.",
            "status": "running",
            "start": "2012",
            "situation_before": "Families bought water from vendors at ten times the tariff.",
            "barriers": "Cartels broke the pipes.",
            "last_verified": datetime.date(2026, 1, 15),
        } | fields
        page = model(locale=locale, live=False, **values)
        chosen = [self.terms["theme", key] for key in themes]
        page.themes = chosen
        page.main_theme = chosen[0] if chosen else None
        page.building_blocks = [
            models.BuildingBlock(title="Kiosks", what_it_does="Sells water by the can.", locale=locale)
        ]
        page.sources = [models.Source(title="Annual report", publisher="Water utility", year=2014)]
        parent_in(party_page(self.cities[city]), locale).add_child(instance=page)
        if publish:
            page.save_revision().publish()
        return model.objects.get(pk=page.pk)

    def translate(self, page, language, publish=True, **texts):
        """Makes and publishes a translation: `translate(page, "fr", title="…")`."""
        from wagtail.models import Locale

        from practices.records import parent_in

        locale, _created = Locale.objects.get_or_create(language_code=language)
        parent_in(page.get_parent(), locale)
        translation = page.copy_for_translation(locale).specific
        for name, text in texts.items():
            setattr(translation, name, text)
        revision = translation.save_revision()
        if publish:
            revision.publish()
        return type(page).objects.get(pk=translation.pk)

    def make_user(self, kind="reader", email=""):
        """Makes a user with a person: `make_user("peer")`, "secretariat" or "reader"."""
        from django.contrib.auth.models import Group
        from django.utils import timezone

        from portal.models import Membership, Person, User
        from portal.models.accounts import SECRETARIAT_GROUP

        user = User.objects.create_user(email or f"{kind}@example.org", "a-password-for-tests")
        person = Person.objects.create(user=user, name=f"Test {kind}")
        if kind == "peer":
            Membership.objects.create(
                person=person, role="official", city=self.cities["kisumu"], confirmed_at=timezone.now()
            )
        if kind == "secretariat":
            user.groups.add(Group.objects.get(name=SECRETARIAT_GROUP))
        return user
