"""What Django's own `send_mail` leads to here: whoever sends, allauth and Wagtail included, writes into the outbox."""

from base64 import b64encode
from collections.abc import Iterable
from email.message import Message as MIMEPart

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation

from portal.messages import OTHER, deliver_soon, message_id
from portal.models import Message


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        """Writes a row for each mail and recipient, so that each ends in one way; gives the number of mails.

        They go to the addresses given, whoever has them: a new address is verified, an old one told, by mail to it.
        """
        mails = list(email_messages)
        with transaction.atomic():
            for mail in mails:
                for address in mail.recipients():
                    message = Message.objects.create(address=address, **_fields(mail))
                    deliver_soon(message)
        return len(mails)


def _fields(mail: EmailMessage) -> dict:
    body = str(mail.body or "")
    is_html = mail.content_subtype == "html"
    html = body if is_html else ""
    attachments = [_attachment(attachment) for attachment in mail.attachments]
    for alternative in getattr(mail, "alternatives", ()):
        if alternative.mimetype == "text/html":
            html = str(alternative.content)
        else:
            raise ValueError(f"The outbox keeps text and HTML, not {alternative.mimetype}.")
    headers = {"Message-ID": message_id(), **mail.extra_headers}
    if mail.reply_to:
        headers.setdefault("Reply-To", ", ".join(map(str, mail.reply_to)))
    return {
        "kind": getattr(mail, "kind", OTHER),
        "language": translation.get_language() or "",
        "sender": str(mail.from_email),
        "subject": str(mail.subject),
        "text": "" if is_html else body,
        "html": html,
        "headers": {name: str(value) for name, value in headers.items()},
        "attachments": attachments,
    }


def _attachment(attachment) -> dict[str, str]:
    if isinstance(attachment, MIMEPart):
        name, kind, content = (
            attachment.get_filename(),
            attachment.get_content_type(),
            attachment.get_payload(decode=True),
        )
        if not isinstance(content, bytes):
            raise ValueError("The outbox keeps files, not mails within mails.")
    else:
        name, content, kind = attachment
        content = content.encode() if isinstance(content, str) else content
    return {
        "name": name or "",
        "type": kind or "application/octet-stream",
        "content": b64encode(content).decode(),
    }
