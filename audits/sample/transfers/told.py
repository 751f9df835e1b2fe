"""How one agency learns who a case is: what was sent to it, what is sealed for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from agencies.models import Person
from audits.sample.models import Involvement
from audits.sample.own_reference.queries import lines_of, own_reference_of
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit


@dataclass(frozen=True)
class OwedOnNames:
    """For the contact who is asked: nothing of it is opened by being listed."""

    involvement: Involvement
    transfers: list[Transfer]
    has_lines: bool
    has_reference: bool


def told_of(involvement: Involvement, person: Person) -> OwedOnNames:
    """What its agency was sent about one case, and whether something is sealed for it; three queries."""
    about = Q(cases__isnull=True) | Q(cases=involvement.case_id)
    places = {involvement.agency_id, involvement.agency.parent_id}
    rows = sent_to(person, involvement.case.audit).filter(about, agency__in=places - {None})
    return OwedOnNames(
        involvement, list(rows.distinct()), lines_of(involvement) is not None, own_reference_of(involvement) is not None
    )


def sent_to(person: Person, audit: Audit) -> QuerySet[Transfer]:
    """What was sent to this contact's agencies about an audit, newest first."""
    found: QuerySet[Transfer] = Transfer.objects.visible_to(person).counted().filter(audit=audit)
    return found.select_related("agency__parent")
