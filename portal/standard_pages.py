"""The texts that every portal starts with: about, privacy, attributions, in each language of the interface."""

import uuid
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from wagtail.models import Locale

from portal.models import HomePage, StandardPage

DATA = Path(__file__).parent / "data" / "pages"
NAMESPACE = uuid.UUID("0b0c5b55-4b0a-5b4c-8a35-0e9f5f3d8c11")


def story(markdown: str) -> list[tuple[str, str]]:
    """Turns Markdown into the blocks of a narrative: headings (###) apart, the rest as rich text; HTML in it is escaped."""
    blocks: list[tuple[str, str]] = []
    passage: list[str] = []
    for line in [*markdown.split("\n"), "### "]:
        if line.startswith("### "):
            if body := "\n".join(passage).strip():
                blocks.append(("text", MarkdownIt("commonmark", {"html": False}).render(body)))
            passage = []
            if heading := line[4:].strip():
                blocks.append(("heading", heading))
        else:
            passage.append(line)
    return blocks


def load_pages(folder: Path = DATA) -> int:
    """Makes the pages that are not there yet, below each language's home page; gives their number.

    A page that is there is left as its editors made it.
    """
    made = 0
    for path in sorted(folder.glob("*.md")):
        name, language, _suffix = path.name.split(".")
        _before, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
        facts = yaml.safe_load(header)
        locale = Locale.objects.get(language_code=language)
        key = uuid.uuid5(NAMESPACE, name)
        if StandardPage.objects.filter(translation_key=key, locale=locale).exists():
            continue
        page = StandardPage(translation_key=key, locale=locale, body=story(body), live=False, **facts)
        HomePage.objects.get(locale=locale).add_child(instance=page)
        page.save_revision().publish()
        made += 1
    return made
