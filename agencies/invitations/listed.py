"""Invitations as a page lists them: how each stands, and what this person may do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from agencies.invitations.acts import STATES, state_of
from agencies.invitations.rules import can_change_invitation
from agencies.models import Person, PersonInvitation
from agencies.queries import invitations_listed

COLOURS = {"waits": "blue", "expired": "yellow", "accepted": "green", "revoked": "grey"}
AT_FIRST = 10  # on the page of people and on an agency's own; the rest have a page


@dataclass(frozen=True)
class InvitationLine:
    """One invitation."""

    invitation: PersonInvitation
    state: str
    may_change: bool

    @property
    def words(self) -> str:
        return STATES[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]


def lines_of(rows: Iterable[PersonInvitation], person: Person, now: datetime) -> list[InvitationLine]:
    on = timezone.localdate(now)
    return [InvitationLine(row, state_of(row, now), bool(can_change_invitation(person, row, on))) for row in rows]


def first_lines(person: Person, now: datetime) -> list[InvitationLine]:
    """What is open, and the newest of the others; one query."""
    return lines_of(invitations_listed(PersonInvitation, person, now)[:AT_FIRST], person, now)
