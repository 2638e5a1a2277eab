"""The gazetteer: what is read from the packages, and that loading it twice changes nothing."""

import csv

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from portal import gazetteer
from portal.models import City, CityName, Country
from portal.models.places import GazetteerLoad
from portal.signals import cities_changed
from portal.text import fold

TRA_VINH = 1563926
CAIRO = 360630


@pytest.fixture(scope="module")
def country_rows():
    return {row.code: row for row in gazetteer.countries()}


@pytest.fixture
def changes():
    """Collects what the signal says."""
    said = []

    def listen(sender, ids, countries, **kwargs):
        said.append((ids, countries))

    cities_changed.connect(listen)
    yield said
    cities_changed.disconnect(listen)


def test_every_country_of_a_city_is_there(country_rows, gazetteer_rows):
    assert {row.country for row in gazetteer_rows} <= set(country_rows)


def test_codes_are_whole_and_single(country_rows):
    assert len({row.code3 for row in country_rows.values()}) == len(country_rows) == 250
    assert all(len(row.code) == 2 and len(row.code3) == 3 for row in country_rows.values())


def test_every_country_has_its_names(country_rows):
    assert all(row.name_en and row.name_fr and row.name_es for row in country_rows.values())
    assert country_rows["TW"].name_fr.startswith("Taïwan")
    assert country_rows["XK"].name_es == "Kosovo"
    assert country_rows["NA"].name_fr == "Namibie"


def test_regions_are_codes_of_three_digits(country_rows):
    assert country_rows["KE"].region == "002"
    assert country_rows["BR"].subregion == "419"
    # M49 counts Antarctica to no region.
    assert [row.code for row in country_rows.values() if not row.region] == ["AQ"]


def test_income_levels_are_those_of_the_year_that_is_said(country_rows):
    """Countries that moved in July 2023 have moved, those that moved in July 2024 have not."""
    assert country_rows["GY"].income_level == "high"
    assert country_rows["ZM"].income_level == "lower_middle"
    assert country_rows["UA"].income_level == "lower_middle"
    assert country_rows["KE"].income_vintage == gazetteer.INCOME_VINTAGE == 2023
    assert (country_rows["VE"].income_level, country_rows["VE"].income_vintage) == ("", None)


def test_almost_every_city_has_a_division(gazetteer_rows):
    assert len(gazetteer_rows) == 69_472
    assert sum(bool(row.division) for row in gazetteer_rows) > 0.99 * len(gazetteer_rows)


def test_a_division_that_was_merged_does_not_take_the_name_of_a_neighbour(gazetteer_rows):
    rows = {row.geonames_id: row for row in gazetteer_rows}
    assert rows[TRA_VINH].division == "Trà Vinh Province"


@pytest.mark.parametrize(
    ("name", "others", "ascii_name"),
    [
        ("Nairobi", [], "Nairobi"),
        ("Trà Vinh", ["Phu Vinh", "Tra Vinh"], "Tra Vinh"),
        ("Höchst", [], "Hochst"),
        ("東京", ["Tokyo"], ""),
    ],
)
def test_name_in_ascii(name, others, ascii_name):
    assert gazetteer.ascii_name(name, others) == ascii_name


def test_later_words():
    assert list(gazetteer.later_words("rio de janeiro")) == ["janeiro"]
    assert list(gazetteer.later_words("sint-denijs-westrem")) == ["denijs-westrem", "westrem"]


def test_a_city_is_called_as_the_readers_language_calls_it(gazetteer_rows):
    rows = {row.geonames_id: row for row in gazetteer_rows}
    assert (rows[CAIRO].name, rows[CAIRO].name_fr, rows[CAIRO].name_es) == ("Cairo", "Le Caire", "El Cairo")
    city = City(name="Cairo", name_fr="Le Caire", country=Country(name_fr="Égypte", name_es="Egipto"))
    with translation.override("fr"):
        assert (city.shown_name, str(city)) == ("Le Caire", "Le Caire, Égypte")
    with translation.override("es"):
        assert city.shown_name == "Cairo"


def test_names_of_other_languages_are_of_cities_that_are_there_and_among_their_names(gazetteer_rows):
    rows = {row.geonames_id: row for row in gazetteer_rows}
    with open(gazetteer.OWN_NAMES, encoding="utf-8") as file:
        for own in csv.DictReader(file):
            row = rows[int(own["geonames_id"])]
            assert row.name == own["name"]
            known = {fold(name.replace("-", " ")) for name in (row.name, *row.alternative_names)}
            for name in filter(None, (own["name_fr"], own["name_es"])):
                assert fold(name.replace("-", " ")) in known, (row.name, name)


def test_load(small_gazetteer):
    assert City.objects.count() == len(small_gazetteer)
    assert Country.objects.count() == 250
    city = City.objects.get(geonames_id=TRA_VINH)
    assert (city.name, city.ascii_name, city.country_id) == ("Trà Vinh", "Tra Vinh", "VN")
    assert city.time_zone == "Asia/Ho_Chi_Minh"
    names = CityName.objects.filter(city=city)
    assert names.get(folded="tra vinh").later_word is False
    assert names.get(folded="vinh").later_word is True
    assert set(names.values_list("population", flat=True)) == {city.population}


def test_second_load_reads_nothing(small_gazetteer, monkeypatch, capsys):
    def refuse(min_population):
        raise AssertionError

    monkeypatch.setattr(gazetteer, "cities", refuse)
    call_command("load_gazetteer")
    assert "loaded already" in capsys.readouterr().out


def test_loading_again_changes_nothing(small_gazetteer, changes, django_assert_max_num_queries):
    before = set(City.objects.values_list("pk", "geonames_id")), set(CityName.objects.values_list("pk", "folded"))
    with django_assert_max_num_queries(20):
        call_command("load_gazetteer", "--force", verbosity=0)
    after = set(City.objects.values_list("pk", "geonames_id")), set(CityName.objects.values_list("pk", "folded"))
    assert after == before
    assert changes == []


def test_a_change_keeps_the_key_and_is_told(small_gazetteer, changes):
    city = City.objects.get(geonames_id=TRA_VINH)
    row = small_gazetteer[TRA_VINH]
    small_gazetteer[TRA_VINH] = row._replace(population=1, alternative_names=(*row.alternative_names, "Neuer Name"))
    call_command("load_gazetteer", "--force", verbosity=0)
    assert changes == [([city.pk], [])]
    assert City.objects.get(geonames_id=TRA_VINH).population == 1
    assert set(city.names.values_list("population", flat=True)) == {1}
    assert city.names.filter(folded="neuer name").exists()


def test_a_changed_country_tells_of_its_cities(small_gazetteer, changes):
    Country.objects.filter(code="PH").update(name_en="Old name")
    call_command("load_gazetteer", "--force", verbosity=0)
    cities = set(City.objects.filter(country="PH").values_list("pk", flat=True))
    assert [(set(ids), codes) for ids, codes in changes] == [(cities, ["PH"])]
    assert Country.objects.get(code="PH").name_en == "Philippines"


def test_a_place_gone_from_the_source_and_one_added_by_hand_stay(small_gazetteer):
    by_hand = City.objects.create(name="Metro", country_id="PH", latitude=14.6, longitude=121)
    del small_gazetteer[TRA_VINH]
    call_command("load_gazetteer", "--force", verbosity=0)
    assert City.objects.filter(geonames_id=TRA_VINH).exists()
    assert City.objects.filter(pk=by_hand.pk).exists()


def test_an_interrupted_load_is_taken_up_again(small_gazetteer, monkeypatch):
    rows = list(small_gazetteer.values())

    def broken(min_population):
        yield from rows[:10]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(gazetteer, "cities", broken)
        with pytest.raises(KeyboardInterrupt):
            call_command("load_gazetteer", "--force", verbosity=0)
    assert not GazetteerLoad.objects.exists()
    call_command("load_gazetteer", verbosity=0)
    assert GazetteerLoad.objects.get().cities == len(rows)


def test_only_the_packages_populations_are_taken(db):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("load_gazetteer", "--min-population", "7")
