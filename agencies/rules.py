"""Who keeps the lists of agencies and people, who gives roles, and who confirms them."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils import timezone

from agencies import roles
from agencies.models import Agency, MailDomain, Membership, Person
from audit_project.refused import Refused, allowed

NO_NEW_SERVICE = "This organisation is no longer in use. Bring it back before you add a service."
CHANGE_THE_OTHER = "This agency was merged into another. Change that one."
OWN_ENTRY = "You cannot change your own entry. Ask another administrator."
ADMINISTRATOR_ONLY = "Only the partnership's administrator can do this."
ACCOUNT_CLOSED = "Your account is no longer in use. Ask the partnership's administrator."


def check_signed_in(person: Person) -> None:
    """Whoever can sign in may change their own password. A guest has none."""
    if not person.is_active:
        raise Refused(ACCOUNT_CLOSED)
    if person.is_guest:
        raise Refused("You came by a link, so you have no password to change.")


def check_administers(person: Person, on: date | None = None) -> None:
    if not person.standing(on).has("administrator"):
        raise Refused(ADMINISTRATOR_ONLY)


def check_can_add_out_of_area(person: Person, on: date | None = None) -> None:
    """An agency from outside the area comes up while a sample is made: the lead need not wait for the administrator."""
    if not person.standing(on).has("administrator", "audit_lead"):
        raise Refused("Only an audit lead or the administrator can add an agency from outside the area.")


def check_can_list_people(person: Person, on: date | None = None) -> None:
    """The administrator keeps the list; the leads read it, to confirm roles."""
    if not person.standing(on).has("administrator", *roles.LEADS):
        raise Refused("Only the administrator and the leads see the list of people.")


def check_can_read_person(reader: Person, person: Person, on: date | None = None) -> None:
    check_can_list_people(reader, on)


def check_can_edit_person(by: Person, person: Person, on: date | None = None) -> None:
    check_administers(by, on)
    if by.pk == person.pk:
        raise Refused(OWN_ENTRY)


def check_can_give_role(by: Person, person: Person, on: date | None = None) -> None:
    """Nobody changes their own roles."""
    check_administers(by, on)
    if person.is_guest:
        raise Refused("Somebody who came by a link holds no role. Add them as a person first.")
    if by.pk == person.pk:
        raise Refused("You cannot give a role to yourself. Ask another administrator.")


def check_can_end_role(by: Person, membership: Membership, on: date | None = None) -> None:
    check_administers(by, on)
    if by.pk == membership.person_id:
        raise Refused("You cannot end your own role. Ask another administrator.")
    check_not_over(membership, on)


def check_can_confirm(by: Person, membership: Membership, on: date | None = None) -> None:
    """A role that opens case records begins when another lead confirms it: neither its holder nor its giver."""
    if not by.standing(on).has(*roles.LEADS):
        raise Refused("Only an audit lead or a safeguarding lead can confirm a role.")
    if by.pk == membership.person_id:
        raise Refused("You cannot confirm your own role. Ask another lead.")
    if by.pk == membership.given_by_id:
        raise Refused("You gave this role, so another lead must confirm it.")
    if not membership.waits:
        raise Refused("This role does not wait for anybody's confirmation.")
    check_not_over(membership, on)


def check_not_over(membership: Membership, on: date | None = None) -> None:
    """A role that is over stays as it was written: its last day is a fact about who could read what."""
    if membership.until is not None and membership.until < (on or timezone.localdate()):
        raise Refused("This role has ended already.")


def check_administers_domain(by: Person, domain: MailDomain, on: date | None = None) -> None:
    check_administers(by, on)


def check_administers_agency(by: Person, agency: Agency, on: date | None = None) -> None:
    check_administers(by, on)


def check_can_change_agency(by: Person, agency: Agency, on: date | None = None) -> None:
    """One that was merged into another stays as it was: what is changed is the other."""
    check_administers(by, on)
    if agency.merged_into_id is not None:
        raise Refused(CHANGE_THE_OTHER)


def check_in_use(agency: Agency) -> None:
    """Nobody gets a role in an agency that is out of use."""
    if not agency.is_active:
        raise Refused("This agency is no longer in use.", on="agency")


def check_on_the_list(agency: Agency, field: str = "") -> None:
    """Nothing new is given to an agency that is out of use. `field` is where a form asks for it."""
    if not agency.is_active:
        raise Refused("This agency is no longer on the list.", on=field)


can_administer = partial(allowed, check_administers)
can_change_agency = partial(allowed, check_can_change_agency)
can_confirm = partial(allowed, check_can_confirm)
can_list_people = partial(allowed, check_can_list_people)
can_end_role = partial(allowed, check_can_end_role)
can_give_role = partial(allowed, check_can_give_role)
