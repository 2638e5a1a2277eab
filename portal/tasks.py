"""Work of the portal itself that runs by the clock."""

import logging

from celery import shared_task
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from portal import delivery

logger = logging.getLogger(__name__)


@shared_task
def publish_scheduled() -> None:
    """Takes back pages that have expired and publishes revisions that are due, each in a transaction of its own.

    Wagtail's command does all in one go, and one page that refuses would keep the others waiting for ever: here it
    stays a draft, no longer scheduled. What fails otherwise is tried again at the next run.
    """
    now = timezone.now()
    for page in Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at").specific():
        try:
            with transaction.atomic():
                page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        except Exception:  # Whatever it is, the others must not wait for it.
            logger.exception("%s could not be taken back on its day.", page)
    for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except ValidationError as error:
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            logger.warning("%s stays a draft on its day: %s", revision.object_str, "; ".join(error.messages))
        except Exception:  # As above.
            logger.exception("%s could not be published on its day.", revision.object_str)


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")


@shared_task
def deliver(only: int | None = None) -> None:
    """Sends what is due, or one message; idempotent."""
    delivery.deliver(only)


@shared_task
def find_lost() -> None:
    delivery.find_lost()


@shared_task
def empty_old_messages() -> None:
    delivery.empty_old()
