"""What the portal writes to people: rendered in their language, kept in the outbox, sent after the commit.

`queue` is how a domain writes to a person. What Django, allauth or Wagtail send by themselves comes through `portal.mail`.
`portal.delivery` sends both; docs/operations.md draws the way.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import make_msgid
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from kombu.exceptions import OperationalError

from portal.addresses import full_address
from portal.models import Message, Unsubscribe, User

logger = logging.getLogger(__name__)

#: The kind of a mail that says none, by an attribute `kind`.
OTHER = "other"

_signer = signing.Signer(salt="portal.messages.unsubscribe")


def queue(
    user: User, kind: str, template: str, context: dict[str, Any], *, key: str = "", unsubscribe_url: str = ""
) -> Message | None:
    """Writes a message to `user` into the outbox; it is sent after the commit of the transaction around this call.

    Renders `messages/<template>_subject.txt`, `_message.txt` and `_message.html` in the person's language from `context`
    with `user`, `language`, `base_url` (no slash at its end) and `unsubscribe_url` added; text templates escape nothing,
    the HTML one as usual. They extend `messages/base_message.*`, blocks `content` and `reason` (why one gets this). `key`
    names the cause: the same `kind` and `key` are written once, ever. `unsubscribe_url` comes from `unsubscribe_address`;
    mail programs offer it as a button.

    Gives None, and writes nothing, where the account is closed, the person wants no messages of this kind, or the key was
    written before. Raises TemplateDoesNotExist, never anything about mail servers or brokers.
    """
    if not _is_wanted(user, kind, key):
        return None
    words = _render(template, context, user, user.preferred_language, unsubscribe_url)
    return _write(user, kind, key, {**words, "unsubscribe_url": unsubscribe_url})


def queue_source(
    user: User, kind: str, source: dict[str, Any], *, key: str = "", unsubscribe_url: str = ""
) -> Message | None:
    """Writes a message of which only the `source` is known (JSON): its words are made when it is sent, so that nothing is in
    them that was withdrawn while it waited. `register_kind` says who makes them; all else is as with `queue`."""
    if not _is_wanted(user, kind, key):
        return None
    return _write(user, kind, key, {"source": source, "unsubscribe_url": unsubscribe_url})


def compose(message: Message) -> bool:
    """Makes the words of a message that has a source, in the object alone; says whether anything is left to be said.

    What is left of the source is stored, so that no later attempt says what this one left out. Raises KeyError where
    nobody makes words of this kind.
    """
    if not message.source:
        return True
    if message.user is None:
        return False
    with transaction.atomic(), translation.override(message.language):
        words = _composers[message.kind](message.user, message.source)
        if words is None:
            return False
        if words.source != message.source:
            message.source = words.source
            # An operator may have dropped it meanwhile, and emptied it.
            Message.objects.filter(pk=message.pk).exclude(state=Message.State.DROPPED).update(source=words.source)
    message.unsubscribe_url = words.unsubscribe_url
    made = _render(words.template, words.context, message.user, message.language, words.unsubscribe_url)
    for name, value in made.items():
        setattr(message, name, value)
    return True


def _is_wanted(user: User, kind: str, key: str) -> bool:
    if not user.is_active or is_unsubscribed(user, kind):
        return False
    return not (key and Message.objects.filter(kind=kind, key=key).exists())


def _render(template: str, context: dict[str, Any], user: User, language: str, unsubscribe_url: str) -> dict[str, str]:
    """Gives subject, text and HTML in a language."""
    values = {**context, "user": user, "base_url": full_address(""), "unsubscribe_url": unsubscribe_url}
    with translation.override(language):
        values["language"] = language
        name = f"messages/{template}"
        subject = " ".join(_plain(f"{name}_subject.txt", values).split())
        # Where a template has nothing to say, it leaves empty lines behind.
        text = re.sub(r"\n{3,}", "\n\n", _plain(f"{name}_message.txt", values)).strip() + "\n"
        html = get_template(f"{name}_message.html").render({**values, "subject": subject})
    return {"subject": subject, "text": text, "html": html}


def _write(user: User, kind: str, key: str, fields: dict[str, Any]) -> Message | None:
    fields = {"user": user, "language": user.preferred_language, "headers": {"Message-ID": message_id()}, **fields}
    if key:
        # Two processes may have come here for the same cause: the constraint lets one of them write.
        message, is_new = Message.objects.get_or_create(kind=kind, key=key, defaults=fields)
        if not is_new:
            return None
    else:
        message = Message.objects.create(kind=kind, **fields)
    deliver_soon(message)
    return message


def _plain(name: str, values: dict[str, Any]) -> str:
    return get_template(name).template.render(Context(values, autoescape=False))  # type: ignore[attr-defined]


def message_id() -> str:
    """Gives the Message-ID of a new message: it stays the same when the message is tried again."""
    return make_msgid(domain=urlsplit(settings.BASE_URL).hostname)


def deliver_soon(message: Message) -> None:
    """Sends `message` after the current transaction; a broker that is gone delays, it never fails what caused it."""
    transaction.on_commit(partial(send_deliver, message.pk))


def send_deliver(pk: int) -> None:
    from portal.tasks import deliver

    try:
        deliver.delay(pk)
    except OperationalError as error:
        logger.warning("The broker does not answer (%s); the scheduler sends the message.", error)


# Unsubscribing


def is_unsubscribed(user: User, kind: str) -> bool:
    return kind != Message.ACCOUNT and Unsubscribe.objects.filter(user=user, kind=kind).exists()


def unsubscribe(user: User, kind: str) -> None:
    """Stops messages of `kind` to `user`, those that wait included. Raises ValueError for mails about the account."""
    if kind == Message.ACCOUNT:
        raise ValueError("Nobody can do without the mails about their account.")
    Unsubscribe.objects.get_or_create(user=user, kind=kind)
    user.messages.filter(kind=kind, state=Message.State.WAITING).drop()


def subscribe(user: User, kind: str) -> None:
    """Takes an `unsubscribe` back."""
    Unsubscribe.objects.filter(user=user, kind=kind).delete()


def stopped_kinds(user: User) -> dict[str, str]:
    """Gives the kinds of messages that a person has stopped, with their names for people."""
    kinds = user.unsubscribes.order_by("created_at").values_list("kind", flat=True)
    return {kind: kind_name(kind) for kind in kinds}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an unsubscribe address can stop: `stop` does it, `is_stopped` says whether it is done, `describe` says in the
    person's language what that is, and `page` names the address at which they can change their mind."""

    stop: Callable[[User, str], None]
    is_stopped: Callable[[User, str], bool]
    describe: Callable[[User, str], str]
    page: str


_scopes: dict[str, Scope] = {}
_kinds: dict[str, str | Promise] = {}


def register_scope(
    scope: str,
    stop: Callable[[User, str], None],
    is_stopped: Callable[[User, str], bool],
    describe: Callable[[User, str], str] = lambda user, key: "",
    page: str = "account_page",
) -> None:
    """Adds something that an unsubscribe address can stop, such as one saved search; call it in `ready()`.

    `stop(user, key)` stops it and does no harm when it has been called before or the thing is gone. `is_stopped(user, key)`
    says whether nothing is left to be stopped. `describe(user, key)` gives the thing's name for people ("Water in Kenya"),
    or "" where it has none any more. None may raise for a `key` that exists no longer. `page` is the name of the address where people take it back. Messages that wait with the same unsubscribe address are dropped by the caller.
    """
    _scopes[scope] = Scope(stop, is_stopped, describe, page)


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says: template and context as for `queue`, and what is left of its source."""

    template: str
    context: dict[str, Any]
    source: dict[str, Any]
    unsubscribe_url: str = ""


Composer = Callable[[User, dict[str, Any]], Words | None]
_composers: dict[str, Composer] = {}


def register_kind(kind: str, name: str | Promise, compose: Composer | None = None) -> None:
    """Names a kind of message for people, such as "News of saved searches"; the scope "kind" stops it as a whole.

    `compose(user, source)` makes the words of what `queue_source` wrote, each time that it is about to be sent, in the
    language of the message and inside a transaction; it gives None where nothing of it is to be said any more.
    """
    _kinds[kind] = name
    if compose:
        _composers[kind] = compose


def kind_name(kind: str) -> str:
    return str(_kinds.get(kind, kind))


def kind_names() -> list[tuple[str, str | Promise]]:
    """Gives each kind of message with its name, as choices of a form."""
    return list(_kinds.items())


def unsubscribe_address(user: User, scope: str, key: str) -> str:
    """Gives the full address at which `user` stops what `key` means in `scope`, without signing in and for ever.

    The scope "kind" is always there: its key is a kind of message. The same arguments give the same address.
    """
    return full_address(reverse("unsubscribe", args=[_signer.sign_object([user.pk, scope, key])]))


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """What an unsubscribe address asks for; `user` is None where the account is gone."""

    user: User | None
    scope: str
    key: str

    def describe(self) -> str:
        return _scopes[self.scope].describe(self.user, self.key) if self.user else ""

    def is_stopped(self) -> bool:
        """Says whether nothing is left to be stopped: it was before, or the account is gone."""
        return self.user is None or _scopes[self.scope].is_stopped(self.user, self.key)

    def page(self) -> str:
        """Gives the address at which it can be taken back, signed in."""
        return reverse(_scopes[self.scope].page)

    def stop(self, address: str) -> None:
        """Stops it, and drops what waits with this unsubscribe address."""
        if self.user:
            with transaction.atomic():
                _scopes[self.scope].stop(self.user, self.key)
                self.user.messages.filter(unsubscribe_url=address, state=Message.State.WAITING).drop()


def read_token(token: str) -> Unsubscription | None:
    """Gives what the last part of an unsubscribe address asks for; None where it was changed on its way."""
    try:
        pk, scope, key = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return Unsubscription(User.objects.filter(pk=pk).first(), scope, key) if scope in _scopes else None


register_scope("kind", unsubscribe, is_unsubscribed, lambda user, kind: str(_kinds.get(kind, "")))
register_kind(Message.ACCOUNT, _("Your account"))
register_kind(OTHER, pgettext_lazy("kind of message", "Other"))
