"""Sends what stands in the outbox, each message at most once.

A message is claimed, and the claim committed, before anything is said to the mail server. What is known to have come to
nothing before the server took it is tried again or given up; where that is not known, an operator decides.
"""

import logging
import re
from base64 import b64decode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.messages import compose, deliver_soon, is_unsubscribed
from portal.models import Message
from portal.models.messages import NO_WORDS

logger = logging.getLogger(__name__)

State = Message.State

#: Attempts come 1, 2, 4, 8, ... minutes after one another, never more than an hour: about two days in all.
MAX_WAIT = timedelta(hours=1)
MAX_ATTEMPTS = 50
#: One run sends so many at most; what is left is sent by the next one, within a minute.
RUN = 500
#: Mail servers close a connection after so many messages without saying so: this many are safe with all known ones.
PER_CONNECTION = 20
#: No sending takes this long: each word to the server has EMAIL_TIMEOUT seconds.
LOST_AFTER = timedelta(minutes=5)
#: Mail that waits for so long is worth an alarm.
DELAYED_AFTER = timedelta(minutes=10)
#: How long the words of a message are kept, in days: those of a mail about an account not a moment after it was sent.
KEEP_SENT = timedelta(days=7)
KEEP_UNSENT = timedelta(days=30)
#: How long it is remembered that a cause was told.
KEEP_KEYS = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. `error` holds no address: it is logged and shown."""

    state: Message.State
    error: str = ""
    #: The server itself does not answer: nothing else need be tried now.
    is_down: bool = False


def deliver(only: int | None = None) -> int:
    """Sends what is due, or the message of key `only` if it is; gives how many were sent.

    Must not run inside a transaction (RuntimeError): a claim that can be rolled back is none.
    """
    sent = 0
    connection = get_connection(settings.DELIVERY_BACKEND)
    try:
        for number in range(1, RUN + 1):
            message = _claim(only)
            if message is None:
                break
            outcome = _attempt(message, connection)
            _end(message, outcome)
            sent += outcome.state == State.SENT
            if outcome.is_down:
                break
            if outcome.error or number % PER_CONNECTION == 0:
                _close(connection)
    finally:
        _close(connection)
    return sent


def _claim(only: int | None) -> Message | None:
    """Claims one message that is due, for this process alone; None where there is none."""
    due = Message.objects.due()
    if only is not None:
        due = due.filter(pk=only)
    while pk := due.values_list("pk", flat=True).first():
        # Conditional on the state, so that of two processes one gets it; durable, so that it is committed now.
        with transaction.atomic(durable=True):
            is_mine = (
                Message.objects.due()
                .filter(pk=pk)
                .order_by()
                .update(state=State.CLAIMED, claimed_at=timezone.now(), attempts=F("attempts") + 1)
            )
        if is_mine and (message := Message.objects.select_related("user").filter(pk=pk).first()):
            return message
    return None


def _attempt(message: Message, connection: BaseEmailBackend) -> Outcome:
    """Tries to send. A process that is stopped here leaves its claim behind, which `find_lost` finds."""
    if message.user and (not message.user.is_active or is_unsubscribed(message.user, message.kind)):
        return Outcome(State.DROPPED)
    try:
        if not compose(message):
            return Outcome(State.DROPPED)
        mail = as_mail(message)
        mail.message()
    except OperationalError as error:  # The database's, while words were made: a matter of time.
        return Outcome(State.WAITING, type(error).__name__)
    except Exception as error:  # Whatever is wrong with it, it was not sent and never can be.
        return Outcome(State.FAILED, type(error).__name__)
    try:
        connection.open()
    except Exception as error:  # Whatever it is, nothing was handed over yet.
        return Outcome(State.WAITING, _words(error), is_down=True)
    try:
        connection.send_messages([mail])
    except Exception as error:  # Not only smtplib's: what is not known to be a refusal may have been sent.
        return _judge(error)
    return Outcome(State.SENT)


def _judge(error: Exception) -> Outcome:
    """Says what an exception while sending means: the server's own answer is a refusal, all else tells nothing."""
    if isinstance(error, SMTPNotSupportedError):
        return Outcome(State.FAILED, _words(error))
    codes = _codes(error)
    if codes and all(400 <= code < 500 for code in codes):
        return Outcome(State.WAITING, _words(error))
    if codes and all(400 <= code < 600 for code in codes):
        return Outcome(State.FAILED, _words(error))
    return Outcome(State.UNKNOWN, _words(error))


def _codes(error: Exception) -> list[int]:
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []


def _words(error: Exception) -> str:
    """Gives name and numbers of an error ("SMTPRecipientsRefused 550 5.1.1"): its text may name an address."""
    said = [str(code) for code in _codes(error)]
    if isinstance(error, SMTPException):
        said += re.findall(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])", str(error))[:1]
    return " ".join([type(error).__name__, *said])[:200]


def _end(message: Message, outcome: Outcome) -> None:
    """Writes how it ended, unless an operator has decided meanwhile about a claim that took too long."""
    state = outcome.state
    if state == State.WAITING and message.attempts >= MAX_ATTEMPTS:
        state = State.FAILED
    mine = Message.objects.filter(
        pk=message.pk, claimed_at=message.claimed_at, state__in=(State.CLAIMED, State.UNKNOWN)
    )
    wait = min(timedelta(minutes=2 ** min(message.attempts - 1, 10)), MAX_WAIT)
    # What has a source was put into words for this attempt alone.
    is_private = message.kind == Message.ACCOUNT or bool(message.source)
    is_done = state == State.DROPPED or (state == State.SENT and is_private)
    emptied = NO_WORDS if is_done else {}
    mine.update(state=state, last_error=outcome.error, next_try=timezone.now() + wait, **emptied)
    if outcome.error:
        logger.warning("Message %s (%s) is %s: %s", message.pk, message.kind, state, outcome.error)


def _close(connection: BaseEmailBackend) -> None:
    # What a server says to a farewell changes nothing for the messages that it took.
    with suppress(OSError):
        connection.close()


def as_mail(message: Message) -> EmailMultiAlternatives:
    """Gives the mail that a message becomes, to the address that its user has now."""
    headers = dict(message.headers)
    if message.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    to = message.address or (message.user.email if message.user else "")
    mail = EmailMultiAlternatives(
        message.subject,
        message.text or message.html,
        message.sender or settings.DEFAULT_FROM_EMAIL,
        [to],
        headers=headers,
    )
    if not message.text and message.html:
        mail.content_subtype = "html"
    elif message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        mail.attach(attachment["name"], b64decode(attachment["content"]), attachment["type"])
    return mail


def find_lost() -> int:
    """Marks claims whose process was stopped: nobody knows whether they were sent, so none is sent again by itself."""
    lost = Message.objects.filter(state=State.CLAIMED, claimed_at__lt=timezone.now() - LOST_AFTER)
    number = lost.update(state=State.UNKNOWN, last_error="The process ended while it sent.")
    if number:
        logger.warning("%d messages were broken off while they were sent; the list in the admin shows them.", number)
    return number


def send_again(pks: Iterable[int]) -> int:
    """Sends messages again that an operator decided about, as if for the first time; gives how many."""
    undecided = Message.objects.undecided().filter(pk__in=list(pks))
    number = 0
    for message in undecided:
        # Without the time of the old claim, whoever still holds it has no say any more.
        number += undecided.filter(pk=message.pk).update(
            state=State.WAITING, attempts=0, next_try=timezone.now(), claimed_at=None, last_error=""
        )
        deliver_soon(message)
    return number


def empty_old() -> int:
    """Takes the words from old messages, and deletes those of which nothing need be remembered; gives how many."""
    now = timezone.now()
    number = Message.objects.undecided().filter(created_at__lt=now - KEEP_UNSENT).drop()
    ended = Message.objects.filter(state__in=(State.SENT, State.DROPPED), created_at__lt=now - KEEP_SENT)
    forgotten = ended.filter(Q(key="") | Q(created_at__lt=now - KEEP_KEYS))
    number += forgotten.delete()[0]
    return number + ended.exclude(subject="", text="", html="").empty()


def health() -> str:
    """Says for /readyz whether mail waits too long, or for an operator; how much is for those who sign in."""
    faults = []
    if Message.objects.filter(state=State.WAITING, created_at__lt=timezone.now() - DELAYED_AFTER).exists():
        faults.append("messages wait for too long")
    if Message.objects.undecided().exists():
        faults.append("messages wait for a decision")
    return f"degraded: {', '.join(faults)}" if faults else "ok"
