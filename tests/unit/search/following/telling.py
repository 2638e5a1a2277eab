"""What the clock does, and the mails that come of it."""

from datetime import timedelta

from django.utils import timezone

from portal import messages
from portal.models import Message
from search import outbox
from search.following import digests

NEXT_WEEK = timedelta(days=8)


def run(after=NEXT_WEEK):
    """What the clock does: the index takes what waits, then digests that are due are written; gives the new messages."""
    before = set(Message.objects.values_list("pk", flat=True))
    outbox.drain()
    digests.tell_at_once()
    digests.tell_due(timezone.now() + after)
    new = Message.objects.exclude(pk__in=before).filter(kind=digests.KIND).order_by("pk")
    return [message for message in new if messages.compose(message)]


def composed():
    """The one message, with the words that it would be sent with."""
    message = Message.objects.get(kind=digests.KIND)
    assert messages.compose(message)
    return message
