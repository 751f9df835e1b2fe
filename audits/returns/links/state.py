"""How a link to a return stands, in words for whoever sent it."""

from __future__ import annotations

from datetime import date

from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink

MOST_WRONG_CODES = 5
IN_FORCE = "In force"


def state_of(link: ReturnLink, on: date) -> str:
    """How a link stands, in words. Needs the return with its involvement loaded."""
    if link.revoked_at is not None:
        return "Revoked"
    if link.agency_return.state == AgencyReturn.State.ACCEPTED:
        return "Ended: the return is accepted"
    if link.agency_return.involvement.auditor_id != link.person_id:
        return "Ended: somebody else audits"
    if link.until < on:
        return "Expired"
    if link.wrong_codes >= MOST_WRONG_CODES:
        return "Locked: the code was wrong five times"
    return IN_FORCE
