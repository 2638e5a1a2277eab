"""The demo's mail: what Django's file backend wrote to a folder, read back to be shown."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from portal.text import clean

#: What the file backend puts after each message.
_END = b"\n" + b"-" * 79 + b"\n"
_KEY = re.compile(r"(\d{8}-\d{6}-\d{1,20})-(\d{1,4})")
#: An older mail is of no interest to anybody who tries the portal.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; `key` stands in its address."""

    key: str
    subject: str
    sender: str
    to: str
    date: datetime | None
    text: str


def mails(folder: Path) -> list[Mail]:
    """Gives the mails of `folder`, newest first, at most SHOWN; none where the folder is not there yet."""
    found: list[Mail] = []
    for path in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        found.extend(reversed(_read(path)))
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def mail(folder: Path, key: str) -> Mail | None:
    """Gives the mail of that key; None where there is none, or where `key` is no key."""
    match = _KEY.fullmatch(key)
    path = folder / f"{match[1]}.log" if match else None
    if path is None or not path.is_file():
        return None
    return next((found for found in _read(path) if found.key == key), None)


def _read(path: Path) -> list[Mail]:
    messages = [part for part in path.read_bytes().split(_END) if part.strip()]
    return [
        _mail(f"{path.stem}-{number}", message_from_bytes(part, policy=policy.default))
        for number, part in enumerate(messages)
    ]


def _mail(key: str, message: EmailMessage) -> Mail:
    body = message.get_body(preferencelist=("plain", "html"))
    return Mail(
        key=key,
        subject=clean(str(message["subject"] or "")),
        sender=clean(str(message["from"] or "")),
        to=clean(str(message["to"] or "")),
        date=parsedate_to_datetime(message["date"]) if message["date"] else None,
        text=clean(body.get_content()) if body else "",
    )
