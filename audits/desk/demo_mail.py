"""The mail that a demo has sent: it goes into a folder instead of to anybody, and is read on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import installation

MOST = 20
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # how Django's file back-end ends each message
LINK = re.compile(r"https?://\S+?(/(?:r|invitation)/[-\w]+/)")


@dataclass(frozen=True)
class Mail:
    """One message as the page shows it; `link` is the way to a return or an invitation, where it carries one."""

    sent_at: datetime
    to: str
    subject: str
    body: str
    link: str


def newest(folder: Path) -> list[Mail]:
    """The newest messages of the folder, newest first; none where nothing was sent yet."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:MOST]
    return [mail for file in files for mail in reversed(messages_in(file))][:MOST]


def messages_in(file: Path) -> list[Mail]:
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
    return [read(text, at) for text in file.read_bytes().split(BETWEEN) if text.strip()]


def read(text: bytes, at: datetime) -> Mail:
    message = message_from_bytes(text.lstrip(), policy=policy.default)
    part = message.get_body(("plain",))
    body = str(part.get_content()).strip() if part is not None else ""
    found = LINK.search(body)
    return Mail(at, str(message["to"]), str(message["subject"]), body, found[1] if found else "")


def demo_mail(request: HttpRequest) -> HttpResponse:
    """Only where the installation carries the demo's mark: elsewhere there is no such page."""
    if not installation.is_demo():
        raise Http404
    response = render(request, "desk/demo_mail.html", {"mails": newest(Path(settings.MAIL_FOLDER))})
    response.headers["Cache-Control"] = "no-store"
    return response
