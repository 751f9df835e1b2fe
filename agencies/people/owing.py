"""What a person still holds when they leave, and which parts they have, in words: how many of what, in which audits.

The steps of an audit come later than the people: they put their questions into `HOLDS`, `SUCCEEDS` and `PARTS` when
the site starts (`audits/desk/follow_ups.py`). What the first two answer is read by the administrator, whose role opens
no case: counts and references of audits, never a word of a case. `PARTS` answers each reader with what that reader may
see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from agencies import roles
from agencies.models import Agency, Membership, Person, PersonInvitation
from agencies.queries import in_force
from audit_project.refused import Refused

# The fewest people who can confirm each other's and everybody else's roles on the pages.
LEADS_TO_CONFIRM = 2

HOLDS: list[Callable[[Person, date], list[str]]] = []
PARTS: list[Callable[[Person, Person, date], list[str]]] = []


@dataclass(frozen=True)
class Succession:
    """Something that nobody but this person leads, in a sentence, and where a successor is named."""

    sentence: str
    url: str


SUCCEEDS: list[Callable[[Person, date], list[Succession]]] = []
NAME_FIRST = "Name who takes over first, or tick that nobody is there yet."


def to_succeed(person: Person, on: date) -> list[Succession]:
    """What would be nobody's without this person, and has no successor yet."""
    return [one for ask in SUCCEEDS for one in ask(person, on)]


def check_succeeded(person: Person, on: date, nobody_yet: bool) -> None:
    """A sole lead leaves after a successor is named, or after somebody said that there is none yet."""
    if not nobody_yet and to_succeed(person, on):
        raise Refused(NAME_FIRST, on="nobody_yet")


def held_by(person: Person, on: date) -> list[str]:
    """What a person still holds on a day, a sentence each; empty when they hold nothing."""
    own = [
        *roles_held(person, on),
        *invitations_sent(person),
        *agencies_left_without(person, on),
        *leads_left(person, on),
    ]
    return [*(sentence for ask in HOLDS for sentence in ask(person, on)), *own]


def parts_of(person: Person, reader: Person, on: date) -> list[str]:
    """The person's parts in the audits that the reader may see, a line each."""
    return [line for ask in PARTS for line in ask(person, reader, on)]


def roles_held(person: Person, on: date) -> list[str]:
    held = Membership.objects.filter(in_force(on), person=person).count()
    return [f"{held} role{'s' if held != 1 else ''} in force."] if held else []


def invitations_sent(person: Person) -> list[str]:
    """Nobody comes in by an invitation whose sender has left: somebody else has to send it again."""
    sent = PersonInvitation.objects.open(timezone.now()).filter(sent_by=person).count()
    if not sent:
        return []
    return [f"{sent} open invitation{'s' if sent != 1 else ''} that they sent, which then must be sent again."]


def agencies_left_without(person: Person, on: date) -> list[str]:
    """Agencies whose only contact they are, and those whose deputy they are."""
    found = []
    contacts = Membership.objects.active(on).filter(role="agency_contact", agency__is_active=True)
    own = contacts.filter(person=person).values("agency_id")
    shared = contacts.exclude(person=person).values("agency_id")
    alone = Agency.objects.filter(pk__in=own).exclude(pk__in=shared).select_related("parent")
    found += [f"{one.full_name} has no other contact." for one in alone.order_by("pk")]
    deputy = Agency.objects.filter(deputy=person, is_active=True).select_related("parent")
    found += [f"They are the deputy of {one.full_name}." for one in deputy.order_by("pk")]
    return found


def leads_left(person: Person, on: date) -> list[str]:
    """Whether roles could still be confirmed on the pages without them."""
    leads = Membership.objects.active(on).filter(role__in=roles.LEADS)
    if not leads.filter(person=person).exists():
        return []
    left = leads.exclude(person=person).values("person").distinct().count()
    if left >= LEADS_TO_CONFIRM:
        return []
    number = "one lead is" if left == 1 else "no lead is"
    return [f"Without them {number} left, and roles need two leads: one confirms what another gave or holds."]
