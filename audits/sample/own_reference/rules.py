"""Who keeps and opens an agency's own reference, and who writes identifying lines for an agency."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.conf import settings

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.sample.models import Involvement
from audits.sample.rules import check_in_the_sample, is_contact
from audits.scope.information.acts import check_not_held
from audits.scope.rules import OVER, check_leads

NOT_SHARED = "This partnership sends names by its secure mail alone, so no identifying lines are written here."


def check_can_open_own_reference(person: Person, involvement: Involvement, on: date | None = None) -> None:
    """The agency's own contact; the auditor opens it from the return they hold (`returns.rules`). Nobody else: not the
    lead, who needs another agency's number for nothing."""
    if not is_contact(person, involvement.agency, on):
        raise Refused("Only this agency's contact and the auditor who holds its return see its own reference.")


def check_may_be_kept(involvement: Involvement) -> None:
    """Whether anything may still be sealed with this involvement."""
    check_in_the_sample(involvement.case)
    if involvement.case.audit.state in OVER:
        raise Refused("This audit is over, so nobody needs to find the record any more.")


def check_may_go(involvement: Involvement) -> None:
    """A legal hold keeps what is sealed, as it keeps the key: neither taken away nor written over."""
    check_not_held(involvement.case.audit)


def check_can_write_lines(person: Person, involvement: Involvement, on: date | None = None) -> None:
    """The lead, where the partnership has decided so."""
    check_leads(person, involvement.case.audit, on)
    if not settings.SHARE_IDENTIFYING_LINES:
        raise Refused(NOT_SHARED)


can_write_lines = partial(allowed, check_can_write_lines)
