"""The gazetteer: countries and cities of the world, loaded by `manage.py load_gazetteer`."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.text import clean, fold


class IncomeLevel(models.TextChoices):
    """The World Bank's classification of countries by gross national income a head."""

    LOW = "low", _("Low income")
    LOWER_MIDDLE = "lower_middle", _("Lower middle income")
    UPPER_MIDDLE = "upper_middle", _("Upper middle income")
    HIGH = "high", _("High income")


class CitySize(models.TextChoices):
    """Classes of population, the upper bound excluded; the bounds of the UN's World Urbanization Prospects below a million, two more above."""

    TOWN = "under_50k", _("Under 50,000")
    SMALL = "50k_300k", _("50,000 to 300,000")
    MEDIUM = "300k_1m", _("300,000 to 1 million")
    LARGE = "1m_5m", _("1 to 5 million")
    MEGA = "over_5m", _("Over 5 million")

    @classmethod
    def of(cls, population: int) -> "CitySize":
        for bound, size in ((50_000, cls.TOWN), (300_000, cls.SMALL), (1_000_000, cls.MEDIUM), (5_000_000, cls.LARGE)):
            if population < bound:
                return size
        return cls.MEGA


class Country(models.Model):
    """A country or territory of UN M49, with the World Bank's income level of the year in `income_vintage`."""

    code = models.CharField(_("ISO 3166-1 code"), max_length=2, primary_key=True)
    code3 = models.CharField(_("ISO 3166-1 code of three letters"), max_length=3, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    name_es = models.CharField(_("name in Spanish"), max_length=100)
    region = models.CharField(_("region (UN M49)"), max_length=3, blank=True)
    subregion = models.CharField(_("subregion (UN M49)"), max_length=3, blank=True)
    income_level = models.CharField(_("income level"), max_length=12, choices=IncomeLevel, blank=True)
    income_vintage = models.PositiveSmallIntegerField(_("year of the income level"), null=True, blank=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        language = get_language()
        return getattr(self, f"name_{language}" if language in settings.INTERFACE_LANGUAGES else "name_en")


class CityQuerySet(models.QuerySet["City"]):
    #: Nobody reads on in a longer list; who does not find a city types another letter.
    FOUND_AT_MOST = 20

    def find(self, text: str, country: str = "") -> "CityQuerySet":
        """Cities that have a name beginning with `text`, in any script; with the country, in their order.

        First come cities that have `text` as a whole name, then those with a name that begins with it, then those whose
        name has a later word beginning with it; within each by population. `country` is an ISO code that narrows.
        Less than two letters find nothing.
        """
        found: list[int] = []
        for spellings in _spellings(text):
            match = models.Case(
                models.When(folded__in=spellings, later_word=False, then=0),
                models.When(later_word=False, then=1),
                default=2,
            )
            begins = reduce(or_, (models.Q(folded__prefix=spelling) for spelling in spellings))
            names = CityName.objects.filter(begins)
            if country:
                names = names.filter(city__country_id=country)
            cities = names.values("city_id").annotate(match=models.Min(match), size=models.Max("population"))
            ranked = cities.order_by("match", "-size", "city_id").values_list("city_id", flat=True)
            if found := list(ranked[: self.FOUND_AT_MOST]):
                break
        if not found:
            return self.none()
        position = models.Case(*(models.When(pk=pk, then=index) for index, pk in enumerate(found)))
        return self.filter(pk__in=found).select_related("country").order_by(position)


def _spellings(text: str) -> list[list[str]]:
    """Gives the spellings of a name to look for together; then, in case none is found, those up to its first comma.

    Beside what was typed: hyphens for spaces and the reverse, and without apostrophes.
    """
    typed = fold(clean(text[:400]))[:200]
    choices = []
    for wanted in dict.fromkeys([typed, typed.partition(",")[0].strip()]):
        spellings = [wanted, wanted.replace("-", " "), wanted.replace(" ", "-"), wanted.replace("'", "")]
        if len(spellings[-1]) > 1:
            choices.append(list(dict.fromkeys(spellings)))
    return choices


class City(models.Model):
    """A city, town or metropolitan body; from GeoNames where it has an id there, else added by the secretariat."""

    geonames_id = models.PositiveIntegerField(_("GeoNames id"), null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=200)
    #: Empty where the language has no name of its own for the city.
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=200, blank=True)
    ascii_name = models.CharField(_("name in ASCII"), max_length=200, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, related_name="cities", verbose_name=_("country"))
    division = models.CharField(_("first-order division"), max_length=120, blank=True)
    population = models.PositiveIntegerField(_("population"), default=0)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name"]
        indexes = [models.Index(fields=["country", "-population"], name="city_by_population")]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.shown_name, self.shown_division, self.country.name) if part)

    @property
    def shown_name(self) -> str:
        """The name in the reader's language, "Le Caire"; the gazetteer's where that language has none of its own."""
        return getattr(self, f"name_{get_language()}", "") or self.name

    @property
    def shown_division(self) -> str:
        """The division, unless it is called like the city: nobody says "Cairo, Cairo, Egypt"."""
        return "" if fold(self.division) == fold(self.name) else self.division

    @property
    def size(self) -> CitySize:
        return CitySize.of(self.population)


class CityName(models.Model):
    """One of a city's names, folded for search; the population stands here too, so that ranking needs no join."""

    city = models.ForeignKey(
        City, models.CASCADE, related_name="names", db_index=False
    )  # the constraint's index serves
    folded = models.CharField(max_length=200)
    population = models.PositiveIntegerField(default=0)
    #: The end of a name from a later word on ("janeiro"), so that it is found by that word too.
    later_word = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "folded"], name="one_row_a_city_name")]
        indexes = [
            # Answers the city finder by itself: two letters may begin 20,000 names, too many to look up one by one.
            # PostgreSQL uses an index for a prefix in this operator class alone; SQLite has none and needs none.
            models.Index(
                fields=["folded", "later_word", "population", "city"],
                name="city_name_finder",
                opclasses=["varchar_pattern_ops", "bool_ops", "int4_ops", "int8_ops"],
            )
        ]

    def __str__(self) -> str:
        return self.folded


class GazetteerLoad(models.Model):
    """The one row that says which edition of the gazetteer is loaded, so that the same is not loaded again."""

    edition = models.CharField(max_length=200)
    min_population = models.PositiveIntegerField()
    cities = models.PositiveIntegerField()
    finished_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.edition}, from {self.min_population}"


class PlaceRequest(models.Model):
    """A place that somebody misses in the gazetteer, for the secretariat to add or decline."""

    class Kind(models.TextChoices):
        TOWN = "town", _("Town or village")
        CITY = "city", pgettext_lazy("kind of place", "City")
        METROPOLITAN = "metropolitan", _("Metropolitan body")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ADDED = "added", _("Added")
        DECLINED = "declined", _("Declined")

    name = models.CharField(_("name of the place"), max_length=200)
    country = models.ForeignKey(Country, models.PROTECT, verbose_name=_("country"))
    division = models.CharField(_("province, state or region"), max_length=120, blank=True)
    kind = models.CharField(_("kind of place"), max_length=12, choices=Kind, default=Kind.TOWN)
    remark = models.TextField(_("anything that helps us find it"), max_length=1000, blank=True)
    person = models.ForeignKey(
        "portal.Person", models.SET_NULL, null=True, blank=True, verbose_name=_("asked for by"), editable=False
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    city = models.ForeignKey(City, models.SET_NULL, null=True, blank=True, verbose_name=_("added as"))
    created_at = models.DateTimeField(_("asked for on"), auto_now_add=True)

    class Meta:
        verbose_name = _("missing place")
        verbose_name_plural = _("missing places")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.country_id})"
