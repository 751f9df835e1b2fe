"""Which submitted returns of an audit pass every check, so that the lead may accept them at once, and which do not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from audits.codes.models import UNANSWERED
from audits.returns.checks import Written, lowest_band, what_advises, what_blocks
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade
from audits.scope.models import Audit

NOT_SAFE = "says that the child is not safe today, or that they are not sure"
NOTHING = "says that there is nothing to audit: read how they looked"


@dataclass(frozen=True)
class NotPassing:
    """A submitted return that the lead reads before accepting it, and why."""

    agency_return: AgencyReturn
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Submitted:
    """The submitted returns of an audit, in the order in which they are locked."""

    passing: tuple[AgencyReturn, ...]
    held: tuple[NotPassing, ...]


def submitted_returns(audit: Audit, *, locked: bool = False) -> Submitted:
    """The audit's submitted returns, sorted by whether they pass; five queries at any number.

    `locked` holds each row, in the order of its key, until the caller's transaction ends.
    """
    rows = AgencyReturn.objects.filter(audit=audit, state=AgencyReturn.State.SUBMITTED)
    if locked:
        rows = rows.select_for_update(of=("self",))
    answers = Answer.objects.only("agency_return_id", "standard_id", "value", "state_id", "comment")
    rows = rows.select_related("case", "agency__parent", "involvement__answer", "grade").prefetch_related(
        Prefetch("answers", answers.order_by("standard__domain__order", "standard__number")),
        Prefetch("findings", Finding.objects.only("agency_return_id")),
        "voices",
    )
    lowest = lowest_band(audit) if audit.scale_id is not None else None
    passing: list[AgencyReturn] = []
    held: list[NotPassing] = []
    for row in rows.order_by("pk"):
        row.audit = row.case.audit = audit
        reasons = reasons_of(row, lowest)
        if reasons:
            held.append(NotPassing(row, reasons))
        else:
            passing.append(row)
    return Submitted(tuple(passing), tuple(held))


def reasons_of(row: AgencyReturn, lowest: int | None) -> tuple[str, ...]:
    """Why a submitted return is read before it is accepted; none when it passes."""
    if row.has_nothing_to_audit:
        return (NOTHING,)
    grade = getattr(row, "grade", None) or OwnGrade(agency_return=row, state_id=UNANSWERED)
    answers = tuple((1, answer) for answer in row.answers.all())
    written = Written(row, answers, len(row.findings.all()), tuple(row.voices.all()), grade, lowest)
    missing = [check.for_lead for check in [*what_blocks(written), *what_advises(written)]]
    return (*([NOT_SAFE] if grade.child_safe_today == OwnGrade.Safe.NO else []), *missing)
