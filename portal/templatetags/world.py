"""Template tags of the map: the world drawn by its cities, with marks on it, and the part of it around one city."""

from django import template
from django.utils.translation import gettext, ngettext, pgettext

from portal import world

register = template.Library()

# The part of the world that a city's map shows, in units of the drawing: about an eighth of the world's width.
_CROP_WIDTH, _CROP_HEIGHT = 88.0, 66.0


@register.inclusion_tag("components/world_map.html")
def world_map(marks, name="world", label=""):
    """{% world_map marks %}: the world with a link for each mark, and the same links as a list.

    `marks` are dicts of latitude, longitude, label, url and, if something is counted, count. A page with two maps gives
    each a `name`, from which their anchors are made; `label` names the map for those who do not see it.
    """
    merged = []
    for number, mark in enumerate(world.merge(marks), start=1):
        anchor = f"{name}-{number}"
        urls = {entry["url"] for entry in mark.entries}
        merged.append(
            {
                "x": f"{mark.x:.1f}",
                "y": f"{mark.y:.1f}",
                "radius": f"{mark.radius:.1f}",
                "anchor": anchor,
                "entries": mark.entries,
                # Several places lead to the list, where each has its own link.
                "url": urls.pop() if len(urls) == 1 else f"#{anchor}",
                "label": _joined([str(entry["label"]) for entry in mark.entries]),
                "several": len(mark.entries) > 1,
            }
        )
    return {
        "marks": merged,
        "name": name,
        "label": label or gettext("Map of the world"),
        "width": world.WIDTH,
        "height": world.HEIGHT,
    }


@register.inclusion_tag("components/world_map.html")
def square_map(marks, name="world"):
    """{% square_map marks %}: the world with marks that have their place already, one a square of the grid.

    `marks` are dicts of x, y and radius as SVG takes them, label, url and several.
    """
    return {
        "marks": [
            {**mark, "anchor": f"{name}-{number}", "entries": [mark], "sized": True}
            for number, mark in enumerate(marks, start=1)
        ],
        "label": gettext("Map of the world"),
        "width": world.WIDTH,
        "height": world.HEIGHT,
    }


@register.inclusion_tag("components/city_map.html")
def city_map(latitude, longitude, label):
    """{% city_map city.latitude city.longitude city.shown_name %}: where in the world a city lies."""
    left, top = world.crop(latitude, longitude, _CROP_WIDTH, _CROP_HEIGHT)
    x, y = world.place(latitude, longitude)
    return {
        "view": f"{left:.1f} {top:.1f} {_CROP_WIDTH:.0f} {_CROP_HEIGHT:.0f}",
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "label": label,
        "width": world.WIDTH,
        "height": world.HEIGHT,
    }


def _joined(labels: list[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    text = ngettext("%(number)d place: %(names)s", "%(number)d places: %(names)s", len(labels))
    return text % {"number": len(labels), "names": pgettext("between places", "; ").join(labels)}
