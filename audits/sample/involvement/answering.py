"""An agency's answers for many cases on one page: one choice for each case, saved together or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from agencies.models import Agency, Membership, Person
from agencies.queries import covered_by
from audit_project.refused import Refused, Stale
from audit_project.saving import show_clash
from audits.sample import acts, rules
from audits.sample.involvement.grid import cases_of, per_page, questions_of
from audits.sample.involvement.grid_forms import RowForm, answers_offered, prefix_of
from audits.sample.members.acts import to_recognise
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit

MOST_ROWS = 350  # five fields each, under what one request may send
TYPED = re.compile(r"\Acase-\d+-\d+-answer\Z")


@dataclass
class InvolvementQuestion:
    """One agency asked about one case: a form where it can be answered here, otherwise its answer in words."""

    row: Involvement
    form: RowForm | None
    may_answer: bool

    @property
    def return_is_open(self) -> bool:
        return hasattr(self.row, "agency_return")

    @property
    def may_assign(self) -> bool:
        """Whether who audits is said on the page of the question: the answer itself is settled by the return."""
        known = self.row.answer_id == rules.KNOWN and not rules.is_handed_in(self.row)
        return self.return_is_open and self.may_answer and known


@dataclass
class AnswerPage:
    """A page of questions, in the order of their cases; `agency` where one agency's alone are shown."""

    questions: list[InvolvementQuestion]
    page: Page[Any]
    several: bool  # whether the rows are of more than one agency
    agency: Agency | None = None
    gone: int = 0  # answers sent for questions that are not asked any more
    saved: int = 0

    @property
    def forms(self) -> list[RowForm]:
        return [one.form for one in self.questions if one.form is not None]

    @property
    def to_answer(self) -> list[InvolvementQuestion]:
        return [one for one in self.questions if one.form is not None]

    @property
    def settled(self) -> list[InvolvementQuestion]:
        """What this page no longer asks: a return says the rest, or the case is agreed."""
        return [one for one in self.questions if one.form is None]

    @property
    def unanswered(self) -> int:
        return sum(1 for one in self.questions if one.row.answer_id is None)


def own_questions(audit: Audit, person: Person, agency: Agency | None) -> QuerySet[Any]:
    """The questions of this person's agencies, all of them for the lead; of one agency and its services if named."""
    rows = questions_of(audit, person)
    if agency is not None:
        rows = rows.filter(covered_by([agency.pk]))
    if not rules.reads_all_answers(person, audit):
        rows = rows.filter(covered_by(person.standing().agency_ids("agency_contact")))
    return rows


def agency_chosen(audit: Audit, key: Any) -> Agency | None:
    """The agency of this audit by what stands in the address; None where there is none."""
    if not str(key or "").isascii() or not str(key or "").isdigit() or len(str(key)) > 18:
        return None
    found: Agency | None = (
        Agency.objects.filter(pk=int(key), involvements__case__audit=audit).select_related("parent").first()
    )
    return found


def answer_page(audit: Audit, person: Person, agency: Agency | None, number: Any, sent: Any = None) -> AnswerPage:
    """One page of questions with their forms; the same few queries at any size."""
    on = timezone.localdate()
    rows = own_questions(audit, person, agency)
    agencies = list(
        Agency.objects.filter(pk__in=rows.order_by().values("agency_id")).select_related("parent", "sector")
    )
    asked = cases_of(audit).filter(pk__in=rows.order_by().values("case_id"))
    asked = asked.select_related("strand").prefetch_related(Prefetch("members", to_recognise()))
    page = Paginator(asked, per_page(len(agencies), MOST_ROWS)).get_page(number)
    cases = {case.pk: case for case in page.object_list}
    own = {one.pk: one for one in agencies}
    services, auditors = services_of(agencies), auditors_by_agency(agencies, on)
    answers = answers_offered()
    shown = []
    order = ("case__number", "agency__sector__order", Lower("agency__name"), "pk")
    for row in rows.filter(case__in=list(cases)).order_by(*order):
        row.case, row.agency = cases[row.case_id], own[row.agency_id]
        row.case.audit = audit
        typed = sent is not None and f"{prefix_of(row)}-version" in sent
        form = None
        may_answer = rules.can_answer(person, row, on)
        if typed or (may_answer and not hasattr(row, "agency_return")):
            people = {one.pk: one for one in auditors[row.agency_id]}
            if row.auditor is not None:
                people.setdefault(row.auditor.pk, row.auditor)
            named = {one.pk: one for one in services.get(row.agency_id, ())}
            if row.service is not None:
                named.setdefault(row.service.pk, row.service)
            # A question that was asked after the page had been opened is shown, and nothing was sent for it.
            form = RowForm(
                sent if typed else None, row=row, answers=answers, services=named.values(), auditors=people.values()
            )
        shown.append(InvolvementQuestion(row, form, may_answer))
    gone = lost(sent, {prefix_of(one.row) for one in shown}) if sent is not None else 0
    return AnswerPage(shown, page, len(agencies) > 1, agency, gone)


def lost(sent: Any, prefixes: set[str]) -> int:
    """How many answers were sent for questions that this page has not: the lead has taken them back meanwhile."""
    keys = (key for key in sent if TYPED.match(key) and sent[key])
    return sum(1 for key in keys if key.removesuffix("-answer") not in prefixes)


def services_of(agencies: Iterable[Agency]) -> dict[int, list[Agency]]:
    """The services in use of each organisation, by name."""
    found: dict[int, list[Agency]] = {}
    rows = Agency.objects.filter(parent__in=[one.pk for one in agencies], is_active=True)
    for service in rows.order_by(Lower("name"), "pk"):
        found.setdefault(service.parent_id or 0, []).append(service)
    return found


def auditors_by_agency(agencies: Iterable[Agency], on: date) -> dict[int, list[Person]]:
    """Who is an auditor of each agency today, or of the organisation it is a service of; one query."""
    listed = list(agencies)
    places = {key for one in listed for key in (one.pk, one.parent_id) if key is not None}
    held: dict[int, list[Person]] = {}
    rows = Membership.objects.active(on).filter(role="auditor", agency_id__in=places).select_related("person")
    for row in rows.order_by(Lower("person__name"), "person_id"):
        held.setdefault(row.agency_id, []).append(row.person)
    return {one.pk: [*held.get(one.pk, []), *held.get(one.parent_id or 0, [])] for one in listed}


def save_answers(page: AnswerPage, audit: Audit, *, by: Person, now: datetime) -> bool:
    """Save every answer of the page that was changed, or none; False when it must be shown again with the reason."""
    sent = [form for form in page.forms if form.is_bound]
    if False in [form.is_valid() for form in sent]:  # each form says what is wrong with it
        return False
    changed = [form for form in sent if form.cleaned_data["answer"] and not form.untouched]
    clashes: list[tuple[RowForm, Stale]] = []
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        cases: dict[int, Case] = {}  # one in hand for each case, so that its first return moves it for all
        for form in changed:
            form.row.case = cases.setdefault(form.row.case_id, form.row.case)
            try:
                acts.answer_involvement(form.row, by=by, now=now, **form.given())
            except Stale as clash:
                clashes.append((form, clash))
            except Refused as refusal:
                where = f"Case {form.row.case.number}"
                form.add_error(None, f"{where}: {refusal.sentence} Nothing on this page was saved.")
        failed = bool(clashes) or any(form.errors for form in sent)
        transaction.set_rollback(failed)
    for form, stale in clashes:
        show_clash(form, stale)
    page.saved = 0 if failed else len(changed)
    return not failed
