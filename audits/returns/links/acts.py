"""A return without an account: a link sent to a work address, a code told apart, and the guest whom they let in."""

from __future__ import annotations

import hashlib
import secrets
import smtplib
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.directory import mail_domains
from agencies.invitations.acts import NO_ADDRESS
from agencies.models import Person
from audit_project.checked import check_row
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.returns import rules
from audits.returns.holding import lock_return
from audits.returns.links.state import MOST_WRONG_CODES
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.sample.models import Case
from audits.scope.models import Audit

NO_LAST_DAY = "Enter the last day on which the link opens."
LONGEST_DAYS = 28  # where the audit has no due date ahead
CODE_FIGURES = 8
GUEST_ADDRESS = "link-{0}@guest.invalid"  # nobody's: a guest is found through their link alone
NOT_SENT = (
    "The mail server did not take the message, so no link was sent and nothing was changed. "
    "Try again, or ring the partnership's administrator."
)


@dataclass(frozen=True)
class Secrets:
    """What opens a return: the token in the link and the code that is told apart. Neither is kept."""

    token: str
    code: str

    @property
    def code_to_read(self) -> str:
        """The code in two halves, as it is read out."""
        return f"{self.code[:4]} {self.code[4:]}"


@dataclass(frozen=True)
class Sent:
    """A link that has just been sent, with the code that the sender tells by telephone."""

    link: ReturnLink
    code: str


class Opening(Enum):
    """What a code led to."""

    OPENED = "opened"
    WRONG = "wrong"
    LOCKED = "locked"  # with this try
    NOTHING = "nothing"  # unknown, revoked, expired or locked: told alike


def new_secrets() -> Secrets:
    figures = "".join(secrets.choice("0123456789") for _ in range(CODE_FIGURES))
    return Secrets(secrets.token_urlsafe(32), figures)


def hash_of_link(token: str) -> str:
    """A token is long and random, so that one plain round of SHA-256 keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def plain(code: str) -> str:
    """The figures of a code, however they were typed."""
    return "".join(sign for sign in code if sign.isascii() and sign.isdigit())


def day_it_ends(audit: Audit, on: date) -> date | None:
    """The audit's due date where it lies ahead; None where the sender says until when."""
    due = audit.returns_due
    return due if due is not None and due > on else None


def last_day(audit: Audit, given: date | None, on: date) -> date:
    """Until when a link opens. Raises `Refused`."""
    fixed = day_it_ends(audit, on)
    if fixed is not None:
        return fixed
    if given is None:
        raise Refused(NO_LAST_DAY, on="until")
    if not on < given <= on + timedelta(days=LONGEST_DAYS):
        raise Refused(f"The last day must be after today and at most {LONGEST_DAYS} days ahead.", on="until")
    return given


def check_link_address(email: str) -> None:
    """Whether a link may go to this address. Raises `Refused`."""
    try:
        validate_email(email)
    except ValidationError as fault:
        raise Refused(NO_ADDRESS, on="email") from fault
    if not mail_domains.is_on_the_list(email):
        raise Refused(
            "A link goes only to a work address at a domain on the partnership's list. "
            "Check the address, or ask the administrator to add its domain."
        )
    if Person.objects.filter(email__iexact=email, is_guest=False).exists():
        raise Refused("Somebody with this address has an account here. Assign the return to them instead.")


def send_link(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    name: str,
    email: str,
    until: date | None = None,
    made: Secrets | None = None,
) -> Sent:
    """Send a one-off auditor a link to this return and name them its auditor; a link sent before ends.

    All or nothing: where the mail server refuses, nothing is changed. The message goes before anything is held, so that
    a slow mail server keeps nobody else of the audit waiting. Raises `Refused`.
    """
    secret = made or new_secrets()
    on = timezone.localdate(now)
    rules.check_can_send_link(by, agency_return, on)
    check_link_address(email)
    guest = Person(name=name, email=GUEST_ADDRESS.format(uuid.uuid4().hex), is_guest=True)
    check_row(guest, only=("name", "email"))
    guest.set_unusable_password()
    link = ReturnLink(
        agency_return=agency_return, person=guest, email=email, token_hash=hash_of_link(secret.token),
        code_hash=make_password(secret.code), until=last_day(agency_return.audit, until, on), sent_at=now, sent_by=by,
    )  # fmt: skip
    send_link_mail(link, secret)
    with transaction.atomic():
        row = lock_return(agency_return)
        rules.check_can_send_link(by, row, on)
        end_links(row, by, now)
        guest.save(force_insert=True)
        link.person = guest
        link.save(force_insert=True)
        write_version(row.involvement, row.involvement.version, auditor=guest)
        journal.record(by, "sent_link", row, now=now)
    return Sent(link, secret.code_to_read)


def send_link_mail(link: ReturnLink, secret: Secrets) -> None:
    """The e-mail carries the link, and no theme, no fact of a case and no code."""
    url = settings.SITE_URL.rstrip("/") + reverse("open_link", args=[secret.token])
    given = {"link": link, "url": url, "partnership_name": settings.PARTNERSHIP_NAME}
    subject = f"{settings.PARTNERSHIP_NAME}: a link for you"
    try:
        taken = send_mail(subject, render_to_string("returns/link_mail.txt", given), None, [link.email])
    except (smtplib.SMTPException, OSError) as fault:
        raise Refused(NOT_SENT) from fault
    if not taken:
        raise Refused(NOT_SENT)


def end_links(row: AgencyReturn, by: Person, now: datetime) -> int:
    """Revoke what was sent for this return before."""
    return row.links.filter(revoked_at__isnull=True).update(revoked_at=now, revoked_by=by)


def end_links_of_case(case: Case, by: Person, now: datetime) -> None:
    """The case has left the audit: nobody reads its returns by a link any more."""
    for row in AgencyReturn.objects.filter(case=case):
        end_links(row, by, now)


def revoke_link(link: ReturnLink, *, by: Person, now: datetime) -> None:
    """End a link at once. A return that is not handed in has no auditor then; one that is keeps their name."""
    with transaction.atomic():
        row = lock_return(link.agency_return)
        rules.check_can_revoke_link(by, link, timezone.localdate(now))
        if not ReturnLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by):
            raise Refused("This link has been revoked already.")
        if row.involvement.auditor_id == link.person_id and row.state in rules.OWED:
            write_version(row.involvement, row.involvement.version, auditor=None)
        journal.record(by, "revoked_link", row, now=now)
    link.refresh_from_db()


def open_link(token: str, code: str, *, now: datetime) -> tuple[Opening, ReturnLink | None]:
    """Try a code on a link; the link when it was the right one.

    The row is held while the code is checked, so that two guesses at once are two guesses. A link that opens nothing
    costs the same work as one that does: nobody learns from the time it takes which links there are.
    """
    figures = plain(code)
    with transaction.atomic():
        rows = ReturnLink.objects.select_for_update(of=("self",)).filter(token_hash=hash_of_link(token))
        link = rows.select_related("person", "agency_return__audit", "agency_return__involvement").first()
        if link is None or not opens(link, timezone.localdate(now)):
            make_password(figures)
            journal.record(None, "wrong_code", link and link.agency_return, now=now)
            return Opening.NOTHING, None
        if not check_password(figures, link.code_hash):
            link.wrong_codes += 1
            link.save(update_fields=["wrong_codes"])
            journal.record(link.person, "wrong_code", link.agency_return, now=now)
            return (Opening.LOCKED if link.wrong_codes >= MOST_WRONG_CODES else Opening.WRONG), None
        link.wrong_codes, link.opened_at = 0, link.opened_at or now
        link.save(update_fields=["wrong_codes", "opened_at"])
        journal.record(link.person, "opened_link", link.agency_return, now=now)
    return Opening.OPENED, link


def opens(link: ReturnLink, on: date) -> bool:
    """Whether a link leads to its return today, given the right code."""
    unlocked = link.wrong_codes < MOST_WRONG_CODES
    return unlocked and link.person.is_active and rules.holds_link(link.person, link.agency_return, on)
