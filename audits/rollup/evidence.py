"""What a number of the analysis stands on: its cases, and the findings, returns or answers behind it.

Each as far as the reader may see it; what they may not open is said as how many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import BooleanField, Case, Q, QuerySet, When

from agencies.models import Agency, Person
from audits.meeting.models import AgreedFinding
from audits.returns.models import AgencyReturn, Answer
from audits.rollup.counting.domain_grades import OWN_BY_DOMAIN
from audits.rollup.counting.figures import Cell, Count, Grid
from audits.rollup.counting.parts import Part
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE
from audits.rollup.tables import distributions, evidence_of, few_of, grids, square
from audits.rollup.wording.practice import excluded_sentence, out_of
from audits.sample.rules import KNOWN
from audits.scope.models import Audit
from audits.scope.naming import call_as_then

HANDED_IN = ("submitted", "accepted")


@dataclass(frozen=True)
class Behind:
    """One number of the page: under which table and line it stands, how it is said, and on which cases."""

    table: str
    line: str
    text: str
    left_out: str
    cases: tuple[int, ...]
    key: str
    findings: tuple[str, ...] = ()


def behind(rollup: RollUp, audit: Audit, key: str) -> Behind | None:
    """The number with this key; None where the page has none. Without one, the cases themselves."""
    for name, line, count in (
        ("cases", "Cases looked at", rollup.sample.cases),
        ("members", "People", rollup.people.number),
    ):
        if key in ("", name):
            return Behind("The sample", line, said(count, audit), "", count.cases, name)
    for theme in rollup.findings.themes:
        if key == evidence_of(theme):
            text = theme.amount_as_given or said(theme.count, audit)
            left_out = excluded_sentence(dict(theme.count.excluded), theme.count.unit) or ""
            return Behind("Themes", theme.statement, text, left_out, theme.count.cases, key, theme.findings)
    for table in distributions(rollup, INSIDE):
        for row in table.rows:
            if key == f"{table.attribute}.{row.key}":
                left_out = excluded_sentence(dict(row.count.excluded), table.unit) or ""
                return Behind(table.label, row.label, said(row.count, audit), left_out, row.count.cases, key)
    for grid in grids(rollup, INSIDE):
        found = behind_cell(grid, key)
        if found is not None:
            return found
    return None


def said(count: Count, audit: Audit) -> str:
    return count.text or out_of(count.numerator, count.denominator, count.unit, audit.small_n)


def behind_cell(grid: Grid, key: str) -> Behind | None:
    for row in grid.rows:
        for column in grid.columns:
            if key == f"{grid.attribute}|{row.key}|{column.key}" and (row.key, column.key) in grid.cells:
                cell = grid.cell(row.key, column.key)
                if grid.answers:
                    shown = square(cell, "YES", "")
                    text, left_out = shown.words, shown.left_out
                else:
                    n = cell.answers.get(column.key, 0)
                    text, left_out = f"{n} of {cell.n}" if cell.n > 2 else few_of(n, cell.n), without_a_grade(cell)
                return Behind(grid.label, f"{row.label}, {column.label}", text, left_out, cell.cases, key)
    return None


def without_a_grade(cell: Cell) -> str:
    """ "Without a grade: 2 not graded, 1 not answered."; empty where everyone graded."""
    found = ", ".join(f"{n} {label}" for label, n in cell.excluded.items())
    return f"Without a grade: {found}." if found else ""


def listed_behind(found: Behind, audit: Audit, part: Part, person: Person) -> tuple[str, QuerySet[Any]] | None:
    """The kind of rows behind a number ("findings", "returns", "answers") and those that this person may see."""
    kind, _, value = found.key.rpartition(".")
    if found.findings:
        return "findings", findings_behind(found, person)
    if found.key.startswith("answers.by_domain_and_"):
        return "answers", answers_behind(found, audit, part, person)
    narrow: Mapping[str, Callable[[str], Q]] = {
        "grades.own": lambda band: Q(grade__band__code=band),
        "grades.views": lambda view: Q(panel_view__view=view),
        "grades.challenged": lambda _: Q(panel_view__view="challenged"),
        "returns": lambda state: Q(state=state),
        "voices": lambda whose: Q(voices__whose=whose, voices__found=True),
    }
    if kind in narrow:
        return "returns", returns_behind(found, audit, part, person).filter(narrow[kind](value))
    if found.key.startswith("grades.own_by_sector|"):
        _, sector, band = found.key.split("|")
        own = returns_behind(found, audit, part, person)
        return "returns", own.filter(agency__sector=sector, grade__band__code=band)
    if found.key.startswith(f"{OWN_BY_DOMAIN}|"):
        _, domain, band = found.key.split("|")
        own = returns_behind(found, audit, part, person)
        return "returns", own.filter(domain_grades__domain=domain, domain_grades__band__code=band)
    return None


def findings_behind(found: Behind, person: Person) -> QuerySet[AgreedFinding]:
    return (
        AgreedFinding.objects.visible_to(person)
        .filter(uid__in=found.findings)
        .select_related("case", "domain")
        .annotate(agency_names=StringAgg("agencies__name", ", ", distinct=True))
        .order_by("case__number", "order", "pk")
    )


def returns_behind(found: Behind, audit: Audit, part: Part, person: Person) -> QuerySet[AgencyReturn]:
    rows = (
        AgencyReturn.objects.visible_to(person)
        .to_audit()
        .filter(audit=audit, case__number__in=found.cases)
        .select_related("case", "agency__parent", "grade__band", "grade__state", "panel_view__band")
        .order_by("case__number", "agency__sector__order", "pk")
    )
    if not found.key.startswith("returns."):
        rows = rows.filter(state__in=HANDED_IN)
    is_in = Case(When(state__in=HANDED_IN, then=True), default=False, output_field=BooleanField())
    return (rows.filter(agency__sector=part.sector) if part.sector else rows).annotate(is_in=is_in)


def answers_behind(found: Behind, audit: Audit, part: Part, person: Person) -> QuerySet[Answer]:
    """The answers of a cell, each with its question; comments stay with their return."""
    table, domain, column = found.key.split("|")
    rows = Answer.objects.visible_to(person).filter(
        audit=audit, domain=domain, case__number__in=found.cases, agency_return__state__in=HANDED_IN
    )
    if table.endswith("sector"):
        rows = rows.filter(agency__sector=column)
    elif table.endswith("case"):
        rows = rows.filter(case__number=int(column))
    else:
        own = list(Agency.objects.filter(pk__in=rows.order_by().values("agency")).select_related("parent"))
        call_as_then(audit, own)
        rows = rows.filter(agency__in=[agency.pk for agency in own if agency.full_name == column])
    return with_their_questions(rows, part)


def answers_to(audit: Audit, question: int, cases: Collection[int], part: Part, person: Person) -> QuerySet[Answer]:
    """The answers to one question in these cases, of the returns that are in."""
    rows = Answer.objects.visible_to(person).filter(
        audit=audit,
        standard=question,
        case__number__in=cases,
        agency_return__state__in=HANDED_IN,
        agency_return__involvement__answer=KNOWN,
    )
    return with_their_questions(rows, part)


def with_their_questions(rows: QuerySet[Answer], part: Part) -> QuerySet[Answer]:
    if part.sector:
        rows = rows.filter(agency__sector=part.sector)
    return rows.select_related(
        "case", "agency__parent", "standard__domain", "standard__scale", "state", "agency_return", "audit__scale"
    ).order_by("case__number", "agency__sector__order", "agency_id", "standard__domain__order", "standard__number")
