"""Which steps stand in a return, and under which key one is added that is being typed."""

from __future__ import annotations

import uuid

from agencies.models import Person
from audits.returns.handling import keep_back
from audits.returns.models import AgencyReturn
from audits.returns.queries import OfReturnQuerySet
from audits.returns.rules import HANDED_IN
from audits.returns.steps.models import AgencyStep
from audits.sample.rules import KNOWN
from audits.scope.models import Audit


def added_as(agency_return: AgencyReturn, key: uuid.UUID) -> uuid.UUID:
    """The key of the step that is typed on an open page, so that the page adds it once, however often it is saved.

    It is made with the return's own: no page reaches into another return.
    """
    return uuid.uuid5(agency_return.uid, f"step:{key}")


def steps_in(
    rows: OfReturnQuerySet, audit: Audit, person: Person, *, most: int | None = None
) -> tuple[AgencyStep, ...]:
    """Those of an audit's returns that are in, as this person may read them, case by case and agency by agency; one
    query. What is kept back is read here by those alone who may."""
    found: tuple[AgencyStep, ...] = tuple(
        rows.visible_to(person)
        .filter(agency_return__state__in=HANDED_IN, agency_return__involvement__answer=KNOWN)
        .select_related("agency__parent", "case", "agency_return__involvement", "agency_return__agency")
        .order_by("case__number", "agency__sector__order", "agency_id", "order", "id")[:most]
    )
    keep_back(person, audit, found)
    return found
