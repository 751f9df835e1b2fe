"""The cases of audits with their members and agreed grades, and what agencies answered about each: a query each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from audits.sample.models import Case, CaseMember, Involvement


def cases_of(audits: Sequence[int], asked: tuple[str, ...] = ()) -> QuerySet[Any, Any]:
    """Each case with its agreed grade and its members; of these also the facts `asked` besides, a code and its label
    each."""

    def several(through: type[Model], entry: str) -> ArraySubquery:
        """The codes and labels of a list that one person may have several of."""
        rows = through._default_manager.filter(casemember=OuterRef("pk")).order_by(f"{entry}__order")
        return ArraySubquery(rows.values(row=JSONObject(code=f"{entry}_id", label=f"{entry}__label")))

    besides = {f"{name}_code": f"{name}_id" for name in asked} | {name: f"{name}__label" for name in asked}
    members = (
        CaseMember.objects.filter(case=OuterRef("pk"), is_subject=True)
        .order_by("number")
        .values(
            row=JSONObject(
                kind="kind", age="age_number", unit="age_unit", sex="sex__label", sex_code="sex_id",
                ethnicity="ethnicity__label", ethnicity_code="ethnicity_id", group="ethnicity__group",
                siblings="in_sibling_group", category_code="category_id", category="category__label",
                plans=several(CaseMember.plans_at_date.through, "plantype"),
                period=several(CaseMember.plans_in_period.through, "plantype"),
                disabilities=several(CaseMember.disabilities.through, "disability"),
                **besides,
            )
        )
    )  # fmt: skip
    linked = (
        CaseMember.objects.filter(case=OuterRef("pk"), is_subject=False)
        .order_by()
        .values("case")
        .annotate(n=Count("*"))
    )
    return (
        Case.objects.filter(audit__in=audits)
        .exclude(state=Case.State.EXCLUDED)
        .order_by("number")
        .values(
            "pk", "number", "strand_id", "state", of_audit=F("audit_id"),
            grade=F("agreed_grade__band_id"), grade_state=F("agreed_grade__state__label"),
            qualifier=F("agreed_grade__qualifier__label"), qualifier_code=F("agreed_grade__qualifier_id"),
            live_investigation=F("context__live_investigation"), court_proceedings=F("context__court_proceedings"),
            under_review=F("context__under_review"), linked=Subquery(linked.values("n")),
            member_rows=ArraySubquery(members),
        )
    )  # fmt: skip


def agencies_of(audits: Sequence[int]) -> QuerySet[Any, Any]:
    """Each agency's answer about each case; the agencies themselves are in the frame."""
    return (
        Involvement.objects.filter(case__audit__in=audits)
        .exclude(case__state=Case.State.EXCLUDED)
        .order_by()
        .values(
            "pk", "case_id", "agency_id", of_audit=F("case__audit_id"), number=F("case__number"),
            answer_code=F("answer_id"), answer_label=F("answer__label"),
        )
    )  # fmt: skip
