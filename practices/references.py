"""Wagtail's index of what refers to what, which tells editors where a picture or a document is used."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q
from wagtail.models import Page, ReferenceIndex


@contextmanager
def as_they_are() -> Iterator[None]:
    """Inside, references are not written, for what changes none: to look through a whole note takes some thirty queries."""
    from wagtail.signal_handlers import disable_reference_index_auto_update, reference_index_auto_update_disabled

    if getattr(
        reference_index_auto_update_disabled, "value", False
    ):  # Wagtail's block ends at the first that is left.
        yield
    else:
        with disable_reference_index_auto_update():
            yield


@contextmanager
def written_once(page: Page) -> Iterator[None]:
    """Inside, references are not written; at the end those of the page and its aliases are, unless somebody else sees to it.

    Wagtail would look through the whole note at each row that is saved with it: nine times for a note of seven rows.
    """
    from wagtail.signal_handlers import reference_index_auto_update_disabled

    is_seen_to = getattr(reference_index_auto_update_disabled, "value", False)
    with as_they_are():
        yield
    if not is_seen_to:
        for written in type(page).objects.filter(Q(pk=page.pk) | Q(alias_of=page.pk)):
            ReferenceIndex.create_or_update_for_object(written)
