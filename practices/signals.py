"""Ties the public records to what happens to pages beside saving them."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.signals import addresses_changed
from practices import records
from practices.models import PRACTICE_MODELS, PracticePage


def _refresh_notes(page: Page) -> None:
    """Refreshes the records of a page, if it is a note, and of every note below it."""
    notes = PracticePage.objects.filter(path__startswith=page.path)
    for key in set(notes.values_list("translation_key", flat=True)):
        records.refresh(key)


@receiver(post_page_move)
def follow_move(instance: Page, parent_page_after: Page, url_path_before: str, url_path_after: str, **kwargs) -> None:
    """Gives moved notes their new place and address, and moves the translations of a moved original along."""
    page = instance.specific
    if url_path_before == url_path_after:
        return
    moved = PracticePage.objects.filter(path__startswith=page.path).specific()
    for note in moved:
        note.settle_place()
        note.save(update_fields=["city", "country", "organisation"], clean=False)
    if isinstance(page, PracticePage) and page.is_original:
        records.move_translations(page, parent_page_after)
    _refresh_notes(page)


@receiver(addresses_changed)
def follow_address(page: Page, **kwargs) -> None:
    """Gives the notes below a page that has another slug their new addresses."""
    _refresh_notes(page)


@receiver(page_published)
def follow_publishing(instance: Page, **kwargs) -> None:
    """Refreshes a note once more: Wagtail gives a copy its terms after saving it."""
    if isinstance(instance, PracticePage):
        records.refresh(instance.translation_key)


@receiver(page_unpublished)
def follow_unpublishing(instance: Page, **kwargs) -> None:
    """Takes a note's records away also where Wagtail goes past PracticePage.save: what has expired, what is deleted."""
    if isinstance(instance, PracticePage):
        records.remove(instance.translation_key, "" if instance.is_original else instance.locale.language_code)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance: PageViewRestriction, **kwargs) -> None:
    if page := Page.objects.filter(pk=instance.page_id).first():
        _refresh_notes(page)


def follow_delete(instance: PracticePage, **kwargs) -> None:
    """Takes a note's records away before its page goes, and with the original its translations, which have no facts."""
    original, translations = records.pages_of(instance.translation_key)
    if original is not None and original.pk == instance.pk:
        records.remove(instance.translation_key)
        for translation in translations:
            translation.delete()
    else:
        records.remove(instance.translation_key, instance.locale.language_code)


for _model in PRACTICE_MODELS.values():
    pre_delete.connect(follow_delete, sender=_model)
