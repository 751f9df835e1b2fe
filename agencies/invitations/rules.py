"""Who may invite whom: the administrator to any role, an agency's contact into their own agency, nobody else."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Agency, Person, PersonInvitation
from agencies.rules import check_in_use
from audit_project.refused import Refused, allowed

CONTACT_GIVES = ("auditor", "agency_contact")  # what an agency's contact may invite to
MAY_NO_LONGER = "Whoever invited you may not do so any more. Ask the partnership's administrator for a new invitation."


def check_can_invite(by: Person, on: date | None = None) -> None:
    if not by.standing(on).has("administrator", "agency_contact"):
        raise Refused("Only the administrator and the agencies' contacts invite people.")


def check_can_invite_to(by: Person, agency: Agency, role: str, on: date | None = None) -> None:
    """Nobody invites to more than they could give: a contact to their own agency and its services, to two roles."""
    check_can_invite(by, on)
    check_in_use(agency)
    standing = by.standing(on)
    if standing.has("administrator"):
        return
    own = standing.agency_ids("agency_contact")
    if agency.pk not in own and agency.parent_id not in own:
        raise Refused("You invite people to your own agency and its services only.", on="agency")
    if role not in CONTACT_GIVES:
        raise Refused("You invite auditors and agency contacts. Ask the administrator for other roles.", on="role")


def check_can_change_invitation(by: Person, invitation: PersonInvitation, on: date | None = None) -> None:
    """Who may send an invitation again or revoke it: whoever could have sent it, as long as it is open."""
    if invitation.accepted_at is not None:
        raise Refused("This invitation has been accepted already.")
    if invitation.revoked_at is not None:
        raise Refused("This invitation has been revoked already.")
    check_has_power_over(by, invitation, on)


def check_has_power_over(by: Person, invitation: PersonInvitation, on: date | None = None) -> None:
    """Sight of an invitation is not yet power over it: an agency out of use keeps nobody from revoking."""
    check_can_invite(by, on)
    if not by.standing(on).has("administrator") and invitation.role not in CONTACT_GIVES:
        raise Refused("Only the administrator changes this invitation.")


def check_inviter(invitation: PersonInvitation, on: date | None = None) -> None:
    """Asked again when it is accepted: an inviter who has left, or lost the power, brings nobody in."""
    by = invitation.sent_by
    if by is None or not by.is_active:
        raise Refused(MAY_NO_LONGER)
    by.forget_standing()
    try:
        check_can_invite_to(by, invitation.agency, invitation.role, on)
    except Refused as refusal:
        raise Refused(MAY_NO_LONGER) from refusal


can_change_invitation = partial(allowed, check_can_change_invitation)
