"""The involvement check as a grid: cases down, agencies across, what each agency says in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from agencies.models import Agency, Person
from audits.sample import rules
from audits.sample.models import Case, Involvement
from audits.scope.messages.sending import contacts_of
from audits.scope.models import Audit

PER_PAGE = 50  # cases
MOST_CELLS = 1500  # on one page, so that a form of them all stays under what one request may send
# The answers in the order of a page, in few words; the code list has the long ones.
SHORT = {
    "KNOWN": "Known",
    "NOTKNOWN": "Not known",
    "NOCONTACT": "No contact in the period",
    "NOTLOCATED": "Records not located",
    "MOVED": "Moved",
    "WITHHELD": "Withheld",
}
SETTLED = (Case.State.AGREED, Case.State.EXCLUDED)


@dataclass(frozen=True)
class InvolvementCell:
    """One agency's part in one case: not asked (no row), asked, or answered."""

    agency: Agency
    case: Case
    row: Involvement | None
    may_answer: bool
    may_ask: bool

    @property
    def kind(self) -> str:
        if self.row is None:
            return "none"
        if self.row.answer_id is None:
            return "waiting"
        return "done" if self.row.answer_id == rules.KNOWN else "none"

    @property
    def words(self) -> str:
        """The agency's answer in few words."""
        if self.row is None:
            return "Not asked"
        if self.row.answer is None:
            return "Not answered yet"
        return SHORT.get(self.row.answer_id or "", self.row.answer.label)

    @property
    def value(self) -> str:
        """What a tick in this cell sends: the case's number and the agency's key."""
        return f"{self.case.number}-{self.agency.pk}"

    @property
    def may_take_back(self) -> bool:
        return self.may_ask and self.row is not None and self.row.answer_id is None


@dataclass(frozen=True)
class GridRow:
    case: Case
    cells: tuple[InvolvementCell, ...]

    @property
    def may_ask(self) -> bool:
        """Whether some agency can still be asked about the case."""
        return any(cell.may_ask and cell.row is None for cell in self.cells)


@dataclass(frozen=True)
class InvolvementGrid:
    """A page of cases with a cell for each agency; `asked` and `answered` count the whole audit's questions."""

    agencies: tuple[Agency, ...]
    rows: tuple[GridRow, ...]
    page: Page[Any]
    asked: int
    answered: int


def cases_of(audit: Audit) -> QuerySet[Case]:
    """The audit's cases by number, without those left out of the sample."""
    found: QuerySet[Case] = audit.cases.exclude(state=Case.State.EXCLUDED).order_by("number")
    return found


def agencies_of(audit: Audit, *, services: bool = False) -> list[Agency]:
    """Agencies invited and whoever has been asked, in the order of their sectors; with all services where wanted."""
    wanted = Q(invitations__audit=audit, is_active=True) | Q(involvements__case__audit=audit)
    if services:
        wanted |= Q(parent__invitations__audit=audit, is_active=True)
    found = Agency.objects.filter(pk__in=Agency.objects.filter(wanted).order_by().values("pk"))
    return list(found.select_related("parent", "sector").order_by("sector__order", Lower("name"), "pk"))


def per_page(columns: int, most: int = MOST_CELLS) -> int:
    return max(1, min(PER_PAGE, most // max(1, columns)))


def grid_of(audit: Audit, person: Person, number: Any, *, services: bool = False) -> InvolvementGrid:
    """One page of the grid for whoever sees all answers; the same few queries at any size."""
    on = timezone.localdate()
    agencies = agencies_of(audit, services=services)
    page = Paginator(cases_of(audit), per_page(len(agencies))).get_page(number)
    cases: list[Case] = list(page.object_list)
    for case in cases:
        case.audit = audit
    by_place = {(row.case_id, row.agency_id): row for row in questions_of(audit, person).filter(case__in=cases)}
    asks = rules.can_ask_agencies(person, audit, on)
    own = {agency.pk: agency for agency in agencies}
    rows = []
    for case in cases:
        may_ask = asks and case.state not in SETTLED
        cells = []
        for agency in agencies:
            row = by_place.get((case.pk, agency.pk))
            if row is not None:
                row.case, row.agency = case, own[agency.pk]
            may_answer = row is not None and rules.can_answer(person, row, on)
            cells.append(InvolvementCell(agency, case, row, may_answer, may_ask and agency.is_active))
        rows.append(GridRow(case, tuple(cells)))
    counted = Involvement.objects.filter(case__audit=audit).exclude(case__state=Case.State.EXCLUDED)
    sums = counted.aggregate(asked=Count("pk"), answered=Count("answer"))
    return InvolvementGrid(tuple(agencies), tuple(rows), page, sums["asked"], sums["answered"])


def questions_of(audit: Audit, person: Person) -> QuerySet[Any]:
    """What agencies were asked and answered in this audit, as this person may see it."""
    return (
        Involvement.objects.visible_to(person)
        .filter(case__audit=audit)
        .exclude(case__state=Case.State.EXCLUDED)
        .select_related("answer", "service", "auditor", "agency_return")
    )


def waiting(audit: Audit) -> dict[int, int]:
    """How many questions wait for each agency's answer, by its key; one query."""
    rows = Involvement.objects.filter(case__audit=audit, answer__isnull=True).exclude(case__state__in=SETTLED)
    return dict(rows.order_by().values_list("agency").annotate(n=Count("pk")))


def nobody_at(audit: Audit, agencies: Iterable[Agency]) -> list[Agency]:
    """Those of the agencies that are asked something and have no contact today: no e-mail would reach anybody."""
    asked = waiting(audit)
    found = [agency for agency in agencies if agency.pk in asked]
    reached = contacts_of(found, timezone.localdate())
    return [agency for agency in found if not reached[agency.pk]]
