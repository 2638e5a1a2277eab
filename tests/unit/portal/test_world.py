"""The world drawn by its cities: projection, drawing, marks."""

import gzip
import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation

from portal import world
from portal.models import City


def mark(latitude, longitude, label, url="", count=1):
    return {"latitude": latitude, "longitude": longitude, "label": label, "url": url or f"/{label}/", "count": count}


def render(source, **context):
    return Template("{% load world %}" + source).render(Context(context))


# The article's figures: the map is 0.48670 times as high as it is wide, and a pole is a line of 0.59247 times the equator's
# length. On the sphere of radius 1 half of the equator is 2.70663 long; 11° E is this map's own middle.
@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [
        (0, 11, 0, 0),
        (0, 191 - 1e-9, 2.70663, 0),
        (90, 11, 0, 1.31735),
        (-90, 11, 0, -1.31735),
        (90, 100, 0.59247 * 2.70663 * 89 / 180, 0.48671 * 2.70663),
    ],
)
def test_equal_earth(latitude, longitude, x, y):
    assert world.equal_earth(latitude, longitude) == pytest.approx((x, y), abs=1e-3)


def test_areas_are_equal():
    """A square degree has, for its area on the sphere, the same area on the map wherever it lies."""

    def stretch(latitude, longitude, step=1e-4):
        (x0, y0), (x1, y1) = world.equal_earth(latitude, longitude), world.equal_earth(latitude, longitude + step)
        x2, y2 = world.equal_earth(latitude + step, longitude)
        mapped = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
        return mapped / world.math.cos(world.math.radians(latitude + step / 2))

    places = [(0, 11), (45, 100), (-33, -70), (70, 25), (10, 179)]
    assert [stretch(*place) / stretch(0, 0) for place in places] == pytest.approx([1] * len(places), rel=1e-3)


def test_every_city_is_in_the_drawing(gazetteer_rows):
    spots = [world.place(row.latitude, row.longitude) for row in gazetteer_rows]
    assert all(0 <= x <= world.WIDTH and 0 <= y <= world.HEIGHT for x, y in spots)


def test_path_has_a_dot_for_each_cell():
    dots = {(3, 2), (1, 2), (2, 2), (0, 5)}
    path = world.path(dots)
    assert path == "m1 2h0m1 0h0m1 0h0m-3 3h0"
    x = y = 0
    found = set()
    for right, down in re.findall(r"m(-?\d+) (-?\d+)h0", path):
        x, y = x + int(right), y + int(down)
        found.add((x, y))
    assert found == dots


def test_the_whole_world_is_small_and_refers_to_nothing(gazetteer_rows):
    drawing = world.draw((row.latitude, row.longitude) for row in gazetteer_rows if row.population >= 5000)
    assert len(gzip.compress(drawing.encode(), 9)) <= 12 * 1024
    root = ElementTree.fromstring(drawing)
    assert root.get("viewBox") == f"0 0 {world.WIDTH} {world.HEIGHT}"
    assert not re.search(r"href|url\(|@import", drawing)
    assert "GeoNames" in drawing
    assert "prefers-color-scheme" in drawing


def test_command_draws(small_gazetteer, tmp_path, capsys):
    call_command("draw_world", "--to", str(tmp_path / "world.svg"))
    assert "bytes compressed" in capsys.readouterr().out
    assert (tmp_path / "world.svg").read_text(encoding="utf-8").count("h0") > 30


def test_command_draws_no_empty_world(db, tmp_path):
    with pytest.raises(CommandError, match="load_gazetteer"):
        call_command("draw_world", "--to", str(tmp_path / "world.svg"))
    assert not (tmp_path / "world.svg").exists()
    assert not City.objects.exists()


def test_near_marks_become_one_and_far_ones_stay():
    marks = world.merge(
        [mark(14.6, 121, "Manila"), mark(14.7, 121, "Quezon City", count=5), mark(-1.3, 36.8, "Nairobi")]
    )
    assert sorted([entry["label"] for entry in one.entries] for one in marks) == [
        ["Nairobi"],
        ["Quezon City", "Manila"],
    ]


def test_no_two_marks_touch(gazetteer_rows):
    marks = world.merge([mark(row.latitude, row.longitude, row.name, count=500) for row in gazetteer_rows[::30]])
    assert sum(len(one.entries) for one in marks) == len(gazetteer_rows[::30])
    for index, one in enumerate(marks):
        for other in marks[index + 1 :]:
            distance = world.math.hypot(one.x - other.x, one.y - other.y)
            assert distance >= world.MARK_CELL >= one.radius + other.radius


def test_map_is_links_with_names_and_a_list():
    html = render("{% world_map marks %}", marks=[mark(-1.3, 36.8, "Nairobi, Kenya", "/en/cities/nairobi/")])
    assert html.count('href="/en/cities/nairobi/"') == 2
    assert 'aria-label="Nairobi, Kenya"' in html
    assert "<title>Nairobi, Kenya</title>" in html
    assert "world.svg" in html


def test_a_mark_of_several_places_says_how_many_and_leads_to_the_list():
    html = render("{% world_map marks %}", marks=[mark(14.6, 121, "Manila"), mark(14.7, 121, "Quezon City")])
    assert 'aria-label="2 places: Manila; Quezon City"' in html
    assert 'href="#world-1"' in html
    assert 'id="world-1"' in html
    with translation.override("fr"):
        html = render("{% world_map marks %}", marks=[mark(14.6, 121, "Manille"), mark(14.7, 121, "Quezon City")])
    assert 'aria-label="2 lieux\u202f: Manille\u202f; Quezon City"' in html


def test_labels_are_escaped_and_no_style_stands_inline():
    html = render("{% world_map marks %}", marks=[mark(0, 0, '<script>"x"', '/a"b/')])
    assert "<script>" not in html
    assert '"/a"b/"' not in html
    assert "style=" not in html


def test_numbers_are_for_svg_in_every_language(settings):
    with translation.override("fr"):
        html = render('{% world_map marks %}{% city_map 48.85 2.35 "Paris" %}', marks=[mark(48.85, 2.35, "Paris")])
    assert all("," not in value for value in re.findall(r'(?:c[xy]|r|viewBox|width|height)="([^"]*)"', html))


def test_an_empty_map_has_no_list():
    assert "<details>" not in render("{% world_map marks %}", marks=[])


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(9.93, 106.34), (-54.8, -68.3), (78.2, 15.6), (-21.1, -175.2), (-13.8, -171.8)]
)
def test_city_map_has_the_city_inside_and_stays_in_the_drawing(latitude, longitude):
    html = render("{% city_map latitude longitude 'X' %}", latitude=latitude, longitude=longitude)
    left, top, width, height = map(float, re.search(r'viewBox="([^"]*)"', html)[1].split())
    x, y = float(re.search(r'cx="([^"]*)"', html)[1]), float(re.search(r'cy="([^"]*)"', html)[1])
    assert 0 <= left <= x <= left + width <= world.WIDTH
    assert 0 <= top <= y <= top + height <= world.HEIGHT
