"""Inviting somebody by e-mail: one link, one address, seven days, one use; accepted, they are a person with one role.

The link's secret is kept as a hash alone. The message goes before anything is written: where the mail server refuses
it, nothing is kept.
"""

from __future__ import annotations

import hashlib
import secrets
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.directory import mail_domains
from agencies.invitations import rules as invitation_rules
from agencies.models import Agency, Membership, Person, PersonInvitation
from agencies.writing import write
from audit_project.checked import check_fields
from audit_project.refused import Refused

DAYS = 7
NOT_SENT = "The mail server did not take the message, so nobody was invited and nothing was changed. Try again later."
UNKNOWN = "This link opens no invitation. Ask whoever sent it."
USED = "This invitation was used already. If you used it, sign in with your e-mail address and your password."
EXPIRED = "This invitation has expired: it was open for seven days. Ask whoever invited you to send it again."
REVOKED = "This invitation was withdrawn. Ask whoever invited you."
NOT_YOURS = (
    "You are signed in already, and an invitation is for somebody who has no account yet. Nothing was changed. "
    "If it is meant for somebody else, sign out and let them open it."
)
HAS_ACCOUNT = "Somebody with this address has an account already. Sign in with it; the administrator gives the role."
NO_ADDRESS = "Enter an e-mail address like name@school.example."
OFF_THE_LIST = (
    "An invitation goes only to a work address at a domain on the partnership's list. "
    "Check the address, or have the administrator add its domain first."
)
STATES = {"waits": "Waits for an answer", "expired": "Expired", "accepted": "Accepted", "revoked": "Revoked"}


class AlreadyKnown(Refused):
    """The address belongs to somebody who has an account: there is nothing to invite them to."""

    def __init__(self, sentence: str, person: Person) -> None:
        super().__init__(sentence, on="email")
        self.person = person


def hash_of_invitation(token: str) -> str:
    """A token is long and random, so that one plain round of SHA-256 keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def state_of(invitation: PersonInvitation, now: datetime) -> str:
    """The key of `STATES` in which an invitation stands."""
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "waits" if invitation.expires_at > now else "expired"


def check_work_address(email: str) -> None:
    """Whether an invitation may go to this address. Raises `Refused`."""
    try:
        validate_email(email)
    except ValidationError as fault:
        raise Refused(NO_ADDRESS, on="email") from fault
    if not mail_domains.is_on_the_list(email):
        raise Refused(OFF_THE_LIST, on="email")


def check_not_invited(email: str, now: datetime, but: int = 0) -> None:
    """Whether the address is nobody's and no invitation to it is open. Raises `Known` or `Refused`."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is not None:
        raise AlreadyKnown("Somebody with this address has an account already, so there is nobody to invite.", person)
    others = PersonInvitation.objects.open(now).filter(email__iexact=email)
    if others.exclude(pk=but).exists():
        raise Refused("An invitation to this address is open already. Send that one again, or revoke it.", on="email")


def new_invitation(
    *, by: Person, now: datetime, name: str, email: str, agency: Agency, role: str
) -> tuple[PersonInvitation, str]:
    """An invitation that is not written yet, and its secret. Raises `Refused`."""
    token = secrets.token_urlsafe(32)
    invitation = PersonInvitation(
        email=email, name=name, agency=agency, role=role, secret_hash=hash_of_invitation(token),
        sent_at=now, sent_by=by, expires_at=now + timedelta(days=DAYS),
    )  # fmt: skip
    check_fields(invitation, ("email", "name", "role"))
    return invitation, token


def invite_person(*, by: Person, now: datetime, name: str, email: str, agency: Agency, role: str) -> PersonInvitation:
    """Invite somebody. Raises `Refused`; `Known` where the address is a person's already."""
    invitation_rules.check_can_invite_to(by, agency, role, timezone.localdate(now))
    check_work_address(email)
    check_not_invited(email, now)
    invitation, token = new_invitation(by=by, now=now, name=name, email=email, agency=agency, role=role)
    send_invitation_mail(invitation, token)
    with transaction.atomic():
        check_not_invited(email, now)
        write(invitation, by=by, now=now, verb="invited")
    return invitation


def send_again(invitation: PersonInvitation, *, by: Person, now: datetime) -> None:
    """A new link by e-mail, for seven days from now; the one before opens nothing. The sender answers for it."""
    on = timezone.localdate(now)
    invitation_rules.check_can_change_invitation(by, invitation, on)
    invitation_rules.check_can_invite_to(by, invitation.agency, invitation.role, on)
    check_work_address(invitation.email)
    check_not_invited(invitation.email, now, but=invitation.pk)
    renewed, token = new_invitation(
        by=by, now=now, name=invitation.name, email=invitation.email, agency=invitation.agency, role=invitation.role
    )
    send_invitation_mail(renewed, token)
    fresh = {"secret_hash": renewed.secret_hash, "sent_at": now, "sent_by": by, "expires_at": renewed.expires_at}
    with transaction.atomic():
        write_open(invitation, **fresh)
        journal.record(by, "invited", invitation, now=now)


def revoke(invitation: PersonInvitation, *, by: Person, now: datetime) -> None:
    """Withdraw an invitation: its link opens nothing any more."""
    invitation_rules.check_can_change_invitation(by, invitation, timezone.localdate(now))
    with transaction.atomic():
        write_open(invitation, revoked_at=now, revoked_by=by)
        journal.record(by, "revoked_invitation", invitation, now=now)


def write_open(invitation: PersonInvitation, **fields: Any) -> None:
    """Write to an invitation that nobody has accepted or revoked meanwhile. Raises `Refused`."""
    rows = PersonInvitation.objects.waiting().filter(pk=invitation.pk)
    if rows.update(**fields) != 1:
        raise Refused("This invitation has just been accepted or revoked. Nothing was changed.")
    for name, value in fields.items():
        setattr(invitation, name, value)


def send_invitation_mail(invitation: PersonInvitation, token: str, connection: Any = None) -> None:
    """The e-mail names who invites and to which agency: no theme and no fact of a case. Raises `Refused`."""
    given = {
        "invitation": invitation,
        "url": settings.SITE_URL.rstrip("/") + reverse("open_invitation", args=[token]),
        "partnership_name": settings.PARTNERSHIP_NAME,
    }
    subject = f"{settings.PARTNERSHIP_NAME}: you are invited"
    body = render_to_string("agencies/invitation_mail.txt", given)
    try:
        taken = send_mail(" ".join(subject.split()), body, None, [invitation.email], connection=connection)
    except (smtplib.SMTPException, OSError) as fault:
        raise Refused(NOT_SENT) from fault
    if not taken:
        raise Refused(NOT_SENT)


def find(token: str, now: datetime, *, lock: bool = False) -> PersonInvitation:
    """The open invitation behind a link. Raises `Refused` with the sentence of what it is instead."""
    rows = PersonInvitation.objects.filter(secret_hash=hash_of_invitation(token)).select_related(
        "agency__parent", "sent_by"
    )
    invitation: PersonInvitation | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if invitation is None:
        raise Refused(UNKNOWN)
    told = {"accepted": USED, "revoked": REVOKED, "expired": EXPIRED}.get(state_of(invitation, now))
    if told:
        raise Refused(told)
    invitation_rules.check_inviter(invitation, timezone.localdate(now))
    if Person.objects.filter(email__iexact=invitation.email).exists():
        raise Refused(HAS_ACCOUNT)
    return invitation


def accept_invitation(token: str, *, now: datetime, password: str) -> Person:
    """Become a person with the one role; one that opens case records waits for a lead. Raises `Refused`.

    The invitation is held meanwhile, so that of two who accept at once one is first and the other is told.
    """
    try:
        with transaction.atomic():
            invitation = find(token, now, lock=True)
            person: Person = Person.objects.create_user(invitation.email, password, name=invitation.name)
            Membership.objects.create(
                person=person, agency=invitation.agency, role=invitation.role, since=timezone.localdate(now),
                given_at=now, given_by=invitation.sent_by,
            )  # fmt: skip
            write_open(invitation, accepted_at=now, accepted_by=person)
            journal.record(person, "accepted_invitation", invitation, now=now)
    except IntegrityError as clash:  # somebody was added with this address in this moment
        raise Refused(HAS_ACCOUNT) from clash
    return person
