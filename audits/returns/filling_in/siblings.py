"""An agency's returns on brothers and sisters, side by side: each question once, an answer for each case.

Every case keeps its own return; what is typed here is saved into each of them by the same act and versions as on its
own pages, for all or for none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from agencies.models import Person
from audit_project.forms import AuditForm
from audit_project.refused import Refused, Stale
from audits.codes.models import UNANSWERED
from audits.returns import acts, rules
from audits.returns.answers import with_kinds
from audits.returns.filling_in.answering import given, show_both
from audits.returns.filling_in.sibling_forms import GroupAnswerForm, SiblingAnswerForm
from audits.returns.models import AgencyReturn, Answer
from audits.returns.reading import DOMAINS_A_PAGE
from audits.returns.writing import keep_history
from audits.tools.models import Standard


@dataclass
class SiblingCell:
    """One case's answer to a question: a form where it may be written, otherwise the answer as it is read."""

    row: AgencyReturn
    answer: Answer
    form: SiblingAnswerForm | None


@dataclass
class SiblingQuestion:
    """One standard with a cell for each return that is asked it; `together` where it is asked of several."""

    standard: Standard
    cells: list[SiblingCell]
    together: GroupAnswerForm | None = None

    @property
    def comment_when(self) -> str:
        """The answers that reveal a comment, of each case alike."""
        return self.own[0].comment_when if self.own else ""

    @property
    def own(self) -> list[SiblingAnswerForm]:
        return [cell.form for cell in self.cells if cell.form is not None]

    @property
    def forms(self) -> list[AuditForm]:
        return [*([self.together] if self.together else []), *self.own]


@dataclass
class SidePage:
    """Three domains of the group's returns; `parts` is how many such pages there are."""

    rows: list[AgencyReturn]
    parts: int
    domains: list[tuple[str, list[SiblingQuestion]]] = field(default_factory=list)

    @property
    def questions(self) -> list[SiblingQuestion]:
        return [question for _, questions in self.domains for question in questions]

    @property
    def forms(self) -> list[AuditForm]:
        return [form for question in self.questions for form in question.forms]

    @property
    def unanswered(self) -> SiblingAnswerForm | None:
        """The first question that some case has not answered yet, for the link that leads to it."""
        own = (form for question in self.questions for form in question.own)
        return next((form for form in own if form.answer.state_id == UNANSWERED), None)


def sibling_returns(agency_return: AgencyReturn, person: Person) -> list[AgencyReturn]:
    """The agency's returns on the cases of the group that this person answers for; none where there is only one."""
    case = agency_return.case
    if not case.sibling_group or agency_return.has_nothing_to_audit:
        return []
    rows = (
        AgencyReturn.objects.visible_to(person)
        .to_audit()
        .filter(audit=agency_return.audit_id, agency=agency_return.agency_id, case__sibling_group=case.sibling_group)
        .select_related("audit", "case", "agency__parent", "involvement__auditor", "involvement__answer")
        .order_by("case__number")
    )
    own = [row for row in rows if rules.is_own(person, row)]
    return own if len(own) > 1 and agency_return in own else []


def in_groups(rows: Iterable[AgencyReturn], person: Person) -> set[int]:
    """Which of these returns, by pk, have a brother's or sister's return that this person audits; at most one query."""
    marked = [row for row in rows if row.case.sibling_group and row.involvement.auditor_id == person.pk]
    if not marked:
        return set()
    mine = (
        AgencyReturn.objects.visible_to(person)
        .to_audit()
        .filter(involvement__auditor=person, audit__in={row.audit_id for row in marked})
        .exclude(case__sibling_group="")
        .values_list("audit_id", "agency_id", "case__sibling_group")
    )
    groups = list(mine)
    return {
        row.pk
        for row in marked
        if not row.has_nothing_to_audit and groups.count((row.audit_id, row.agency_id, row.case.sibling_group)) > 1
    }


def side_page(rows: list[AgencyReturn], person: Person, part: int, sent: Any = None) -> SidePage:
    """The page of these returns' questions, three domains of them; one query. An odd `part` has no domains."""
    by_pk = {row.pk: row for row in rows}
    answers = with_kinds(
        Answer.objects.filter(agency_return__in=rows)
        .select_related("standard__domain", "state")
        .order_by("standard__domain__order", "standard__number", "case__number")
    )
    domains = [(domain.label, list(found)) for domain, found in groupby(answers, lambda one: one.standard.domain)]
    page = SidePage(rows, -(-len(domains) // DOMAINS_A_PAGE))
    open_rows = {row.pk for row in rows if rules.can_write(person, row)}
    for label, found in domains[(part - 1) * DOMAINS_A_PAGE : part * DOMAINS_A_PAGE]:
        by_standard = groupby(found, lambda one: one.standard)
        page.domains.append((label, [question(key, list(one), by_pk, open_rows, sent) for key, one in by_standard]))
    return page


def question(
    standard: Standard, answers: list[Answer], rows: dict[int, AgencyReturn], open_rows: set[int], sent: Any
) -> SiblingQuestion:
    cells = []
    for answer in answers:
        row = rows[answer.agency_return_id]
        form = SiblingAnswerForm(sent, row=row, answer=answer)
        # Words typed into a return that was handed in meanwhile are shown again with the reason, not dropped.
        typed = sent is not None and form.add_prefix("version") in sent
        cells.append(SiblingCell(row, answer, form if typed or row.pk in open_rows else None))
    found = SiblingQuestion(standard, cells)
    if len(found.own) > 1 and found.own[0].kind.is_chosen:
        found.together = GroupAnswerForm(sent, like=found.own[0])
    return found


def save_side_page(page: SidePage, *, by: Person, now: datetime) -> bool:
    """Save every return of the page, or none; False when it must be shown again, with the reason in its forms."""
    if False in [form.is_valid() for form in page.forms]:  # each form says what is wrong with it
        return False
    for one in page.questions:
        if one.together is not None:
            one.together.spread(one.own)
    if any(form.errors for form in page.forms):
        return False
    clashes: list[tuple[AgencyReturn, Stale]] = []
    with transaction.atomic():
        for row in page.rows:
            own = [form for one in page.questions for form in one.own if form.row.pk == row.pk and not form.untouched]
            try:
                if own:
                    acts.save_answers(row, by=by, now=now, answers=[given(form) for form in own])
                    keep_history(row, Answer)
            except Stale as clash:
                clashes.append((row, clash))
            except Refused as refusal:
                own[0].add_error(None, f"Case {row.case.number}: {refusal.sentence} Nothing on this page was saved.")
        failed = bool(clashes) or any(form.errors for form in page.forms)
        transaction.set_rollback(failed)
    for row, stale in clashes:
        for form in [form for one in page.questions for form in one.own if form.row.pk == row.pk]:
            show_both(form, stale)
    return not failed
