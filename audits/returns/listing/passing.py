"""Which submitted returns of an audit pass every check, so that the lead may accept them at once, and which do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from audits.codes.models import UNANSWERED
from audits.returns.answers import asking_why
from audits.returns.domains.models import DomainGrade
from audits.returns.handing_in.checks import Written, what_advises, what_blocks
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade, Voice
from audits.scope.models import Audit
from audits.tools.models import RatingBand

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
    """The audit's submitted returns, sorted by whether they pass; one query at any number.

    `locked` holds each row, in the order of its key, until the caller's transaction ends.
    """
    rows = AgencyReturn.objects.filter(audit=audit, state=AgencyReturn.State.SUBMITTED)
    if locked:
        rows = rows.select_for_update(of=("self",))
    passing: list[AgencyReturn] = []
    held: list[NotPassing] = []
    for row in with_what_is_missing(rows).order_by("pk"):
        row.audit = row.case.audit = audit
        reasons = reasons_of(row)
        if reasons:
            held.append(NotPassing(row, reasons))
        else:
            passing.append(row)
    return Submitted(tuple(passing), tuple(held))


def with_what_is_missing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each return with what the checks look at, counted beside it."""
    own = {"agency_return": OuterRef("pk")}
    answers = Answer.objects.filter(**own)
    worse = RatingBand.objects.filter(scale=OuterRef("grade__band__scale"), order__gt=OuterRef("grade__band__order"))
    said = Voice.objects.filter(**own, found__isnull=False).order_by("whose")
    domains = DomainGrade.objects.filter(**own, state=UNANSWERED)
    return rows.select_related("case", "agency__parent", "involvement__answer", "grade__band").annotate(
        worse_band=Exists(worse),
        found=how_many(Finding.objects.filter(**own)),
        left=how_many(answers.filter(state=UNANSWERED)),
        bare=how_many(asking_why(answers).filter(comment__regex=r"^\s*$")),
        said=ArraySubquery(said.values("whose")),
        domains_left=how_many(domains),
    )


def how_many(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("agency_return").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def reasons_of(row: Any) -> tuple[str, ...]:
    """Why a submitted return is read before it is accepted; none when it passes."""
    if row.has_nothing_to_audit:
        return (NOTHING,)
    grade = getattr(row, "grade", None) or OwnGrade(agency_return=row, state_id=UNANSWERED)
    lowest = grade.band is not None and not grade.band.positive and not row.worse_band
    said = frozenset(row.said)
    written = Written(row, grade, lowest, row.found, said, row.left, row.bare, domains_left=row.domains_left)
    missing = [check.for_lead for check in [*what_blocks(written), *what_advises(written)]]
    return (*([NOT_SAFE] if grade.child_safe_today == OwnGrade.Safe.NO else []), *missing)
