"""axe on a page of a browser: every rule where it is light, colours alone where it is dark or on paper."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

#: A page has some ten colours, which axe would parse thousands of times: that takes half of the time of all its rules.
REMEMBER_COLOURS = """() => {
    const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
    colour.parseString = function (text) {
        if (!known.has(text)) {
            parse.call(this, text);
            known.set(text, [this.r, this.g, this.b, this.alpha]);
        }
        [this.r, this.g, this.b, this.alpha] = known.get(text);
        return this;
    };
}"""
#: The room that a sheet of A4 has between its margins, in CSS pixels.
PAPER = 680
SCREENS = [(width, "screen", scheme) for width in (360, 1280) for scheme in ("light", "dark")]


def load_axe(page: Page) -> None:
    page.evaluate(AXE_SCRIPT)
    page.evaluate(REMEMBER_COLOURS)


def violations(page: Page, *, colours_alone: bool = False, within: str = "html") -> list[str]:
    """Gives what axe objects to on the page as it is shown now, or in the element `within`, with the elements."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if colours_alone else {})
    found = page.evaluate(
        "([within, options]) => axe.run(within, options).then(found => found.violations)", [within, options]
    )
    return [f"{one['id']}: {', '.join(node['html'][:100] for node in one['nodes'])}" for one in found]


def too_wide(page: Page) -> list[str]:
    """Gives the elements for which the screen is too narrow; none where the page has room."""
    if page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return []
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(e => !e.closest(".table-scroll, svg, .visually-hidden")
             && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
             .map(e => "too wide: " + e.outerHTML.slice(0, 80))"""
    ) or ["too wide"]


def objections(page: Page, *, is_printed: bool = False, within: str = "html") -> dict[tuple, list[str]]:
    """Has axe and the edge of the screen look at the page in every way that it is shown; gives what they object to.

    The keys are width, medium and scheme. Another scheme or medium changes colours and what is shown, not the rest.
    """
    load_axe(page)
    found = {}
    for way in [*SCREENS, *([(PAPER, "print", "light")] if is_printed else [])]:
        width, medium, scheme = way
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=medium, color_scheme=scheme)
        said = violations(page, colours_alone=(medium, scheme) != ("screen", "light"), within=within)
        if said := said + too_wide(page):
            found[way] = said
    page.emulate_media(media="screen", color_scheme="light")
    return found
