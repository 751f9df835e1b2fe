"""Where an audit stands: the returns matrix of case by agency, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from agencies.models import Person
from audits.returns.models import AgencyReturn
from audits.returns.rules import can_read
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit

OWED = ("not_started", "in_progress", "sent_back")


@dataclass(frozen=True)
class Cell:
    """One agency's part in one case: its state in words, and where to look."""

    words: str
    kind: str  # done | owed | late | waiting | none
    url: str = ""


@dataclass(frozen=True)
class Row:
    number: int
    url: str
    state: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """Cases down, agencies across. `returned` of `expected` returns are in."""

    agencies: tuple[str, ...]
    rows: tuple[Row, ...]
    expected: int
    returned: int
    late: int

    @property
    def out(self) -> int:
        """Returns that are still to come in."""
        return self.expected - self.returned


def returns_matrix(audit: Audit, person: Person, on: date) -> Matrix:
    """The part of the matrix this person may see; three queries at any size."""
    cases = list(Case.objects.visible_to(person).filter(audit=audit).order_by("number"))
    asked = list(
        Involvement.objects.visible_to(person)
        .filter(case__audit=audit)
        .select_related("agency__parent", "agency__sector", "answer")
        .order_by("agency__sector__order", "agency_id")
    )
    given = AgencyReturn.objects.visible_to(person).filter(audit=audit).select_related("involvement", "agency")
    returns = {row.involvement_id: row for row in given}
    agencies = {row.agency_id: row.agency.full_name for row in asked}
    by_place = {(row.case_id, row.agency_id): row for row in asked}
    late_from = audit.returns_due
    rows = tuple(
        Row(
            case.number,
            reverse("case", args=[audit.reference, case.number]),
            case.get_state_display(),
            tuple(
                cell(audit, by_place.get((case.pk, agency)), returns, person, bool(late_from and late_from < on))
                for agency in agencies
            ),
        )
        for case in cases
    )
    cells = [one for row in rows for one in row.cells]
    return Matrix(
        agencies=tuple(agencies.values()),
        rows=rows,
        expected=sum(1 for one in cells if one.kind in ("done", "owed", "late")),
        returned=sum(1 for one in cells if one.kind == "done"),
        late=sum(1 for one in cells if one.kind == "late"),
    )


def cell(
    audit: Audit, asked: Involvement | None, returns: dict[int, AgencyReturn], person: Person, is_late: bool
) -> Cell:
    """What one agency owes in one case. A draft that the person may not read yet has no link."""
    if asked is None:
        return Cell("Not asked", "none")
    row = returns.get(asked.pk)
    if row is not None:
        url = reverse("return", args=[audit.reference, row.uid]) if can_read(person, row) else ""
        if row.has_nothing_to_audit and asked.answer is not None:
            return Cell(asked.answer.label, "none", url)
        if row.state in OWED:
            return Cell(row.get_state_display() + (", late" if is_late else ""), "late" if is_late else "owed", url)
        return Cell(row.get_state_display(), "done", url)
    if asked.answer is None:
        return Cell("Not answered yet", "waiting")
    return Cell(asked.answer.label, "none" if asked.answer_id != "KNOWN" else "waiting")
