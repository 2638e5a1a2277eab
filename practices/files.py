"""Pictures and documents are private until what shows them is public."""

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex

from practices import records, visibility
from practices.models import Photo, PracticePage


def may_read(file, request: HttpRequest) -> bool:
    """Says whether a page that this reader may open shows `file`, a picture or a document; editors see every file."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return True
    references = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    paths: dict[int, set[str]] = {}
    for page_id, path in references.values_list("object_id", "content_path"):
        paths.setdefault(int(page_id), set()).add(path)
    pages = Page.objects.filter(pk__in=paths, live=True, alias_of=None).specific()
    return any(_shows(page, paths[page.pk]) and _is_open(page, request) for page in pages)


def _shows(page: Page, paths: set[str]) -> bool:
    """Says whether what stands at one of `paths` is shown: of a translation its story alone, no photo without consent."""
    if not isinstance(page, PracticePage):
        return True
    parts = [path.split(".") for path in paths]
    if any(part == "narrative" for part, *_rest in parts):
        return True
    if page.is_translation:
        return False
    photos = [row for part, row, *_rest in parts if part == "photos"]
    return len(photos) < len(parts) or Photo.objects.filter(pk__in=photos, consent=True).exists()


def _is_open(page: Page, request: HttpRequest) -> bool:
    """Says whether this reader may open a live page; a translation is as open as its original."""
    pages = [page]
    if isinstance(page, PracticePage) and page.is_translation:
        original, _translations = records.pages_of(page.translation_key)
        if original is None or not original.live:
            return False
        pages.append(original)
    return all(visibility.may_read_page(each, request) for each in pages)
