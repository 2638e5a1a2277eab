"""Wagtail's index of what refers to what, which tells editors where a picture or a document is used."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q
from wagtail.models import Page, ReferenceIndex


@contextmanager
def written_once(page: Page) -> Iterator[None]:
    """Inside, references are not written; at the end those of the page and its aliases are, unless somebody else sees to it.

    Wagtail would look through the whole note at each row that is saved with it: nine times for a note of seven rows.
    """
    from wagtail.signal_handlers import disable_reference_index_auto_update, reference_index_auto_update_disabled

    if getattr(reference_index_auto_update_disabled, "value", False):
        yield
        return
    with disable_reference_index_auto_update():
        yield
    for written in type(page).objects.filter(Q(pk=page.pk) | Q(alias_of=page.pk)):
        ReferenceIndex.create_or_update_for_object(written)
