"""Where an audit stands: the returns matrix of case by agency, what is late, and what each agency has handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from agencies.models import Agency, Person
from audits.desk.chasing.whom_to_remind import ASKING
from audits.returns.due import due_in_words
from audits.returns.listing.narrowing import PAST_CASES, address_of
from audits.returns.models import AgencyReturn
from audits.returns.rules import OPEN_AUDIT, OWED, can_read
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN, can_answer
from audits.scope.models import Audit
from audits.scope.naming import call_as_then


@dataclass(frozen=True)
class MatrixCell:
    """One agency's part in one case: its state in words, how late it is, and where to look."""

    words: str
    kind: str  # done | owed | late | waiting (for an answer) | known (no return yet) | none
    url: str = ""
    late: str = ""


@dataclass(frozen=True)
class Total:
    """How many returns are in of those expected, of one agency or one case; late ones and open questions beside."""

    expected: int
    returned: int
    late: int
    unanswered: int

    @property
    def out(self) -> int:
        return self.expected - self.returned

    @property
    def owes(self) -> bool:
        """Whether there is anybody to remind."""
        return bool(self.out or self.unanswered)

    @property
    def words(self) -> str:
        return f"{self.returned} of {self.expected} in" if self.expected else "None due"


@dataclass(frozen=True)
class MatrixColumn:
    """One agency over all cases; `url` lists its returns."""

    name: str
    uid: str
    url: str
    total: Total


@dataclass(frozen=True)
class MatrixRow:
    number: int
    url: str
    state: str
    cells: tuple[MatrixCell, ...]
    total: Total
    returns_url: str


@dataclass(frozen=True)
class Matrix:
    """Cases down, agencies across. `returned` of `expected` returns are in."""

    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    total: Total

    @property
    def expected(self) -> int:
        return self.total.expected

    @property
    def returned(self) -> int:
        return self.total.returned

    @property
    def late(self) -> int:
        return self.total.late

    @property
    def out(self) -> int:
        """Returns that are still to come in."""
        return self.total.out


@dataclass(frozen=True)
class MatrixReader:
    """For whom the matrix is made, and how late its audit's days are in words; empty while they are ahead."""

    audit: Audit
    person: Person
    returns_late: str
    answers_late: str


def returns_matrix(audit: Audit, person: Person, on: date) -> Matrix:
    """The part of the matrix this person may see, without cases left out of the sample; three queries at any size."""
    sampled = Case.objects.visible_to(person).filter(audit=audit).exclude(state=Case.State.EXCLUDED)
    cases = list(sampled.order_by("number"))
    asked = list(
        Involvement.objects.visible_to(person)
        .filter(case__audit=audit)
        .select_related("agency__parent", "agency__sector", "answer")
        .order_by("agency__sector__order", "agency_id")
    )
    given = AgencyReturn.objects.visible_to(person).filter(audit=audit).select_related("involvement", "agency")
    returns = {row.involvement_id: row for row in given}
    by_case = {case.pk: case for case in cases}
    agencies: dict[int, Agency] = {}
    by_place: dict[tuple[int, int], Involvement] = {}
    for one in asked:
        case = by_case.get(one.case_id)
        if case is not None:
            case.audit = audit
            one.case, agencies[one.agency_id], by_place[case.pk, one.agency_id] = case, one.agency, one
    reader = MatrixReader(audit, person, lateness(audit.returns_due, on), lateness(audit.involvement_due, on))
    call_as_then(audit, agencies.values())
    rows = tuple(row_of(case, [by_place.get((case.pk, key)) for key in agencies], returns, reader) for case in cases)
    columns = tuple(
        column_of(agency, [row.cells[place] for row in rows], audit) for place, agency in enumerate(agencies.values())
    )
    return Matrix(columns, rows, total_of([cell for row in rows for cell in row.cells]))


def lateness(due: date | None, on: date) -> str:
    """ "3 working days late", as it stands after a state; empty while the day is not over."""
    found = due_in_words(due, on)
    return found.words[:1].lower() + found.words[1:] if found is not None and found.late else ""


def row_of(
    case: Case, asked: list[Involvement | None], returns: dict[int, AgencyReturn], reader: MatrixReader
) -> MatrixRow:
    cells = tuple(cell(one, returns.get(one.pk), reader) if one else MatrixCell("Not asked", "none") for one in asked)
    reference = reader.audit.reference
    total = total_of(cells)
    return MatrixRow(
        case.number,
        reverse("case", args=[reference, case.number]),
        case.get_state_display(),
        cells,
        total,
        address_of(reader.audit, case=case.number) if total.expected else "",
    )


def column_of(agency: Agency, cells: list[MatrixCell], audit: Audit) -> MatrixColumn:
    total = total_of(cells)
    url = address_of(audit, agency=agency.uid) if total.expected else ""
    return MatrixColumn(agency.full_name, str(agency.uid), url, total)


def total_of(cells: list[MatrixCell] | tuple[MatrixCell, ...]) -> Total:
    """What the cells come to. A question that is late is no late return."""
    kinds = [one.kind for one in cells]
    late = sum(1 for one in cells if one.kind == "late")
    return Total(
        expected=kinds.count("done") + kinds.count("owed") + late,
        returned=kinds.count("done"),
        late=late,
        unanswered=kinds.count("waiting"),
    )


def cell(asked: Involvement, row: AgencyReturn | None, reader: MatrixReader) -> MatrixCell:
    """What one agency owes in one case. What the person may not read yet leads to its line on the list."""
    audit, person = reader.audit, reader.person
    if row is None:
        return question(asked, reader)
    line = address_of(audit, agency=asked.agency.uid, case=asked.case.number)
    url = reverse("return", args=[audit.reference, row.uid]) if can_read(person, row) else line
    if row.has_nothing_to_audit and asked.answer is not None:
        return MatrixCell(asked.answer.label, "none", url)
    if row.state not in OWED:
        return MatrixCell(row.get_state_display(), "done", url)
    waits = audit.state in OPEN_AUDIT and asked.case.state not in PAST_CASES
    late = reader.returns_late if waits else ""
    return MatrixCell(row.get_state_display(), "late" if late else "owed", url, late)


def question(asked: Involvement, reader: MatrixReader) -> MatrixCell:
    """Where no return is open: what the agency has said, or that it has said nothing yet."""
    if asked.answer is not None:
        return MatrixCell(asked.answer.label, "none" if asked.answer_id != KNOWN else "known")
    waits = reader.audit.state in ASKING and asked.case.state not in PAST_CASES
    may = waits and can_answer(reader.person, asked)
    reference = reader.audit.reference
    url = reverse("involvement", args=[reference, asked.case.number, asked.uid]) if may else ""
    return MatrixCell("Not answered yet", "waiting", url, reader.answers_late if waits else "")
