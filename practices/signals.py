"""Ties the public records to what happens to pages beside saving them."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from practices import records
from practices.models import PRACTICE_MODELS, PracticePage


@receiver(post_page_move)
def follow_move(instance: Page, parent_page_after: Page, url_path_before: str, url_path_after: str, **kwargs) -> None:
    """Gives moved notes their new place and address, and moves the translations of a moved original along."""
    page = instance.specific
    if url_path_before == url_path_after:
        return
    moved = PracticePage.objects.filter(path__startswith=page.path).specific()
    for note in moved:
        records.settle_place(note)
        note.save(update_fields=["city", "country", "organisation"], clean=False)
    if isinstance(page, PracticePage) and page.is_original:
        records.move_translations(page, parent_page_after)
    records.refresh_all([page])


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance: PageViewRestriction, **kwargs) -> None:
    if page := Page.objects.filter(pk=instance.page_id).first():
        records.refresh_all([page])


def remember_translations(instance: PracticePage, **kwargs) -> None:
    original, translations = records.pages_of(instance.translation_key)
    instance.deleted_translations = (
        [page.pk for page in translations] if original is not None and original.pk == instance.pk else []
    )


def follow_delete(instance: PracticePage, **kwargs) -> None:
    """Deletes the translations of a deleted original; a note without its original has no facts."""
    for translation in Page.objects.filter(pk__in=instance.deleted_translations):
        translation.specific.delete()
    records.refresh(instance.translation_key)


for _model in PRACTICE_MODELS.values():
    pre_delete.connect(remember_translations, sender=_model)
    post_delete.connect(follow_delete, sender=_model)
