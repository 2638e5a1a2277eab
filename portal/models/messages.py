"""The message outbox: what is to be sent, in the transaction that causes it; and who wants no more of which kind."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: The columns of a message that say who reads what, empty.
NO_WORDS = {
    "address": "",
    "sender": "",
    "subject": "",
    "text": "",
    "html": "",
    "attachments": [],
    "headers": {},
    "unsubscribe_url": "",
    "source": {},
}


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        """Gives what waits and may be tried now, mails about accounts first: somebody sits and waits for these."""
        account_first = models.Case(models.When(kind=Message.ACCOUNT, then=0), default=1)
        waiting = self.filter(state=Message.State.WAITING, next_try__lte=timezone.now())
        return waiting.order_by(account_first, "next_try", "pk")

    def undecided(self) -> "MessageQuerySet":
        """Gives what did not go out and is not tried again by itself."""
        return self.filter(state__in=Message.UNDECIDED)

    def empty(self) -> int:
        """Takes from these messages whatever says who reads what; gives how many there were."""
        return self.update(**NO_WORDS)

    def drop(self) -> int:
        """Decides that these are not sent, and empties them; gives how many there were."""
        return self.update(state=Message.State.DROPPED, last_error="", **NO_WORDS)


class Message(models.Model):
    """One mail to one address. `text` and `html` may hold links that open an account: no page ever shows them."""

    #: Mails that a person needs to enter or keep their account; nobody unsubscribes from these.
    ACCOUNT = "account"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused")
        UNKNOWN = "unknown", _("Not known whether sent")
        DROPPED = "dropped", _("Not to be sent")

    #: States that last until an operator decides.
    UNDECIDED = (State.FAILED, State.UNKNOWN)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("user"),
    )
    #: Where the message goes if not to the address that the user has when it is sent.
    address = models.CharField(_("address"), max_length=320, blank=True)
    kind = models.CharField(_("kind"), max_length=40)
    #: What caused it: the same cause writes one message, ever. Empty where nothing can cause it twice.
    key = models.CharField(max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    #: Each with "name", "type" and "content" in base64.
    attachments = models.JSONField(default=list, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    unsubscribe_url = models.URLField(max_length=500, blank=True)
    #: What the words are made from when it is sent, for kinds that do so (`portal.messages.register_kind`); else empty.
    source = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    last_error = models.CharField(_("what the mail server said"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written on"), auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]
        default_permissions: ClassVar[tuple[str, ...]] = ()
        permissions = [("decide_message", "Can decide about messages that were not sent")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], condition=~models.Q(key=""), name="one_message_a_cause")
        ]
        indexes = [models.Index(fields=["state", "next_try"], name="message_due")]

    def __str__(self) -> str:
        return gettext("Message %(number)s") % {"number": self.pk}


class Unsubscribe(models.Model):
    """A person wants no more messages of a kind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsubscribes")
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_unsubscribe_a_kind")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
