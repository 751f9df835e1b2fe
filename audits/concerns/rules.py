"""Who may raise an immediate concern, answer it, add to it, pass it on, close it, confirm that, escalate."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils import timezone

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.concerns.models import ImmediateConcern
from audits.concerns.queries import follows_up
from audits.sample.models import Case
from audits.sample.rules import is_contact
from audits.scope.rules import leads

State = ImmediateConcern.State
OVER = (State.CONFIRMED,)
WAITS = (State.OPEN, State.ESCALATED)


def check_can_raise(person: Person, case: Case, on: date | None = None) -> None:
    """Whoever sees the case may, at any stage of the audit: a child at risk waits for no stage."""
    if not person.is_active:
        raise Refused("Your account is no longer in use. Ring the front door, or 999 if a child is in danger.")


def check_can_read(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    """`visible_to` has found the concern for the person: that is enough."""


def is_responsible(person: Person, concern: ImmediateConcern, on: date | None = None) -> bool:
    """Whether the person answers for the responsible agency: its contact or deputy; the audit's lead stands in."""
    agency = concern.responsible
    deputies = {agency.deputy_id, agency.parent.deputy_id if agency.parent else None} - {None}
    is_deputy = person.pk in deputies and bool(person.standing(on).roles)
    return is_contact(person, agency, on) or is_deputy or leads(person, concern.audit, on)


def check_can_add(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    """Whoever raised it and whoever answers for it may add to it, after it was closed too."""
    if person.pk not in (concern.raised_by_id, concern.followed_by_id) and not is_responsible(person, concern, on):
        raise Refused("Only whoever raised this concern, the responsible agency and the audit's lead can add to it.")


def check_is_responsible(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    if not is_responsible(person, concern, on):
        raise Refused("Only the responsible agency's contact or deputy, or the audit's lead, can do this.")


def check_can_answer(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    check_is_responsible(person, concern, on)
    if concern.state not in WAITS:
        raise Refused("Somebody has answered this concern already.")


def check_can_close(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    check_is_responsible(person, concern, on)
    if concern.raised_by_id == person.pk:
        raise Refused("You raised this concern, so somebody else closes it.")
    if concern.followed_by_id == person.pk:
        raise Refused("You say whether this concern was dealt with, so somebody else closes it.")


def check_can_pass_on(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    if not leads(person, concern.audit, on):
        raise Refused("Only the audit's lead can pass a concern on to another agency.")
    if concern.state in OVER:
        raise Refused("This concern is closed and confirmed.")


def check_can_confirm(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    if person.pk != concern.follower.pk:
        raise Refused("Only whoever raised this concern, or is named in their place, can confirm it was dealt with.")


def check_can_escalate(person: Person, concern: ImmediateConcern, on: date | None = None) -> None:
    if person.pk != concern.follower.pk:
        raise Refused("Only whoever raised this concern, or is named in their place, can escalate it.")


def check_can_name_follower(
    person: Person, concern: ImmediateConcern, on: date | None = None, *, follower: Person | None = None
) -> None:
    """The lead, and the contact of the agency that raised it, where whoever was to follow it up cannot: they have left,
    are away, or came by a link."""
    if not leads(person, concern.audit, on) and not is_contact(person, concern.agency, on):
        raise Refused("Only the audit's lead or the contact of the agency that raised this concern can name somebody.")
    if follows_up(concern, on or timezone.localdate()):
        raise Refused(f"{concern.follower.name} says whether this concern was dealt with.")
    if follower is None:
        return
    if follower.pk == concern.closed_by_id:
        raise Refused("They closed this concern, so somebody else says whether it was dealt with.", on="follower")
    if not follower.is_active or not follower.standing(on).roles:
        raise Refused("Choose somebody who holds a role today.", on="follower")


OPEN = (State.OPEN, State.ANSWERED, State.ESCALATED)
# What is done on a concern's page: who may, and in which states it is offered.
DOES = {
    "answer": (check_can_answer, WAITS),
    "add": (check_can_add, tuple(State)),
    "close": (check_can_close, OPEN),
    "confirm": (check_can_confirm, (State.CLOSED,)),
    "escalate": (check_can_escalate, (State.OPEN, State.ANSWERED, State.CLOSED)),
    "pass_on": (check_can_pass_on, OPEN),
    "follow": (check_can_name_follower, (*OPEN, State.CLOSED)),
}


def check_may_do(person: Person, concern: ImmediateConcern, act: str, on: date | None = None) -> None:
    """Whether this may be done now by this person; an act that is none of them is nobody's."""
    if act not in DOES:
        raise Refused("Choose one of the buttons on the page.")
    check, states = DOES[act]
    check(person, concern, on)
    if concern.state not in states:
        raise Refused(f"This concern is {concern.get_state_display().lower()}, so this cannot be done any more.")


may_do = partial(allowed, check_may_do)
