"""What the agencies said of one case, side by side by domain, and what the meeting has agreed of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from agencies.models import Agency, Person
from audit_project.text import counted
from audits.codes.models import NOT_ASKED, RATED, UNANSWERED
from audits.meeting.domains.reading import DomainLine, lines_of
from audits.meeting.models import AgreedFinding, Attendance, Meeting
from audits.returns.answers import with_kinds
from audits.returns.handling import keep_back
from audits.returns.models import AgencyReturn, Answer, Finding, Voice
from audits.returns.steps.models import AgencyStep
from audits.sample.models import Case
from audits.sample.rules import KNOWN
from audits.scope.models import Audit
from audits.tools.models import Standard

# How an answer is told from the others at a glance; one of another kind has its words alone.
LOOKS = {"YES": "yes", "PARTLY": "partly", "NO": "no", "MET": "yes", "PARTMET": "partly", "NOTMET": "no"}


@dataclass(frozen=True)
class AgencyAnswer:
    """One agency's answer to one standard, in words, with its comment."""

    agency: str
    words: str
    kind: str  # yes | partly | no | other | state | none
    comment: str


@dataclass(frozen=True)
class QuestionSideBySide:
    """One standard and what each agency answered; whether those that answered differ."""

    number: int
    text: str
    said: tuple[AgencyAnswer, ...]
    differ: bool


@dataclass(frozen=True)
class DomainPart:
    """One domain of the case: its questions and what was found in it."""

    code: str
    label: str
    questions: tuple[QuestionSideBySide, ...]
    findings: tuple[Finding, ...]

    @property
    def differ(self) -> bool:
        return any(question.differ for question in self.questions)


@dataclass(frozen=True)
class Stream:
    """What one agency's record shows of one voice, or what its practitioner said."""

    agency: str
    whose: str
    found: bool
    text: str


@dataclass(frozen=True)
class Heard:
    """One voice in this case, as each agency's record shows it. Those that conflict stand side by side."""

    label: str
    voices: tuple[Stream, ...]


@dataclass(frozen=True)
class CaseTable:
    """Everything on one case's table."""

    returns: tuple[AgencyReturn, ...]
    domains: tuple[DomainPart, ...]
    agreed: tuple[AgreedFinding, ...]
    attendance: tuple[Attendance, ...]
    nothing: tuple[AgencyReturn, ...] = ()  # agencies that had nothing to audit, with their answer
    voices: tuple[Heard, ...] = ()
    steps: tuple[AgencyStep, ...] = ()  # what agencies recommend and have done
    grades: tuple[DomainLine, ...] = ()  # by domain, where the audit asks for them

    @property
    def missing(self) -> tuple[str, ...]:
        """Agencies whose return is not in yet."""
        return tuple(row.agency.full_name for row in self.returns if not is_in(row))

    @property
    def ungrouped(self) -> tuple[Finding, ...]:
        """Source findings that stand in no proposed finding yet."""
        return tuple(row for part in self.domains for row in part.findings if not hasattr(row, "decision"))


def is_in(agency_return: AgencyReturn) -> bool:
    return agency_return.state in (AgencyReturn.State.SUBMITTED, AgencyReturn.State.ACCEPTED)


def table_of(case: Case, person: Person, meeting: Meeting | None) -> CaseTable:
    """The case's table as this person may read it; five queries at any number of agencies, and three more where the
    audit asks for grades by domain.

    Only returns that are in are read here: what an agency is still writing is its own, and what it wrote before it
    found that there is nothing to audit is left out.
    """
    every = returns_of(case, person)
    returns = tuple(row for row in every if not row.has_nothing_to_audit)
    there = [row for row in returns if is_in(row)]
    inside = [row.pk for row in there]
    answers = with_kinds(
        Answer.objects.visible_to(person)
        .filter(agency_return__in=inside)
        .select_related("standard__domain", "state", "agency_return__involvement", "agency_return__agency")
        .order_by("standard__domain__order", "standard__number")
    )
    keep_back(person, case.audit, answers)
    return CaseTable(
        returns=returns,
        domains=domains_of(returns, answers, source_findings(case, person)),
        nothing=tuple(row for row in every if row.has_nothing_to_audit),
        voices=voices_of(returns),
        steps=steps_of(returns, case.audit, person),
        grades=lines_of(case, person, there),
        agreed=agreed_of(case, person),
        attendance=tuple(meeting.attendances.select_related("agency__parent")) if meeting else (),
    )


def grades_by_domain(case: Case, person: Person) -> tuple[DomainLine, ...]:
    """The case's grades by domain alone; no query where the audit asks for none."""
    if not case.audit.grades_domains:
        return ()
    there = [row for row in returns_of(case, person) if is_in(row) and not row.has_nothing_to_audit]
    return lines_of(case, person, there)


def returns_of(case: Case, person: Person) -> tuple[AgencyReturn, ...]:
    """The case's returns by sector, each with the agency's own grade, the panel's view of it, the voices in its
    record and what it recommends; one query."""
    said = Voice.objects.filter(agency_return=OuterRef("pk"), found__isnull=False)
    heard = ArraySubquery(said.order_by("whose").values(row=JSONObject(whose="whose", found="found", text="text")))
    steps = AgencyStep.objects.filter(agency_return=OuterRef("pk")).order_by("order", "id")
    fields = JSONObject(kind="kind", text="text", done_on="done_on", handling="handling")
    return tuple(
        AgencyReturn.objects.visible_to(person)
        .filter(case=case)
        .select_related("agency__parent", "agency__sector", "grade__band", "grade__state", "panel_view__band")
        .select_related("involvement__answer")
        .annotate(heard=heard, recommended=ArraySubquery(steps.values(row=fields)))
        .order_by("agency__sector__order", "agency_id")
    )


def heard_in(row: Any) -> list[dict[str, Any]]:
    """Whose voices the record of one of these returns has, and what was found of each."""
    heard: list[dict[str, Any]] = row.heard
    return heard


def voices_of(returns: Iterable[AgencyReturn]) -> tuple[Heard, ...]:
    """What the returns that are in say of each voice, agency by agency; what nobody said is left out. No query."""
    heard = []
    for whose, label in Voice.Whose.choices:
        said = [(row, one) for row in returns if is_in(row) for one in heard_in(row) if one["whose"] == whose]
        if said:
            voices = tuple(Stream(row.agency.full_name, **one) for row, one in said)
            heard.append(Heard(str(label), voices))
    return tuple(heard)


def source_findings(case: Case, person: Person) -> tuple[Finding, ...]:
    """What agencies found, from returns that are in, with the proposed finding each stands in; what is kept back is
    not read here but by those who may."""
    found = tuple(
        Finding.objects.visible_to(person)
        .filter(case=case, agency_return__state__in=("submitted", "accepted"), agency_return__involvement__answer=KNOWN)
        .select_related("agency__parent", "domain", "decision__agreed_finding", "agency_return__involvement")
        .select_related("agency_return__agency")
        .order_by("domain__order", "-kind", "agency__sector__order", "agency_id", "order", "id")
    )
    keep_back(person, case.audit, found)
    return found


def steps_of(returns: Iterable[AgencyReturn], audit: Audit, person: Person) -> tuple[AgencyStep, ...]:
    """What agencies recommend and have done already, from returns that are in, as this person may read it. No query."""
    found = tuple(step for row in returns if is_in(row) for step in recommended_in(row))
    keep_back(person, audit, found)
    return found


def recommended_in(row: Any) -> Iterator[AgencyStep]:
    """What one of these returns says of it."""
    for one in row.recommended:
        done_on = date.fromisoformat(one["done_on"]) if one["done_on"] else None
        yield AgencyStep(agency_return=row, agency=row.agency, **{**one, "done_on": done_on})


def agreed_of(case: Case, person: Person) -> tuple[AgreedFinding, ...]:
    return tuple(AgreedFinding.objects.visible_to(person).filter(case=case).select_related("theme", "domain"))


def domains_of(
    returns: Iterable[AgencyReturn], answers: Iterable[Answer], findings: Iterable[Finding]
) -> tuple[DomainPart, ...]:
    """Answers and findings sorted by domain. An agency that was not asked a question has no answer to it."""
    agencies: dict[int, Agency] = {row.agency_id: row.agency for row in returns if is_in(row)}
    labels: dict[str, str] = {}
    asked: dict[str, dict[int, dict[int, Answer]]] = {}
    for answer in answers:
        labels.setdefault(answer.domain_id, answer.standard.domain.label)
        asked.setdefault(answer.domain_id, {}).setdefault(answer.standard_id, {})[answer.agency_id] = answer
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        labels.setdefault(finding.domain_id, finding.domain.label)
        found.setdefault(finding.domain_id, []).append(finding)
    return tuple(
        DomainPart(
            code=code,
            label=label,
            questions=tuple(question(agencies, by_agency) for by_agency in asked.get(code, {}).values()),
            findings=tuple(found.get(code, ())),
        )
        for code, label in labels.items()
    )


def question(agencies: dict[int, Agency], by_agency: dict[int, Answer]) -> QuestionSideBySide:
    standard = next(iter(by_agency.values())).standard
    # Answers that are not given, or left for a state that says nothing, do not make agencies differ.
    values = {(answer.value, answer.entered) for answer in by_agency.values() if answer.state_id == RATED}
    return QuestionSideBySide(
        number=standard.number,
        text=standard.text,
        said=tuple(said(agency, by_agency.get(key)) for key, agency in agencies.items()),
        differ=len(values) > 1 and standard.takes != Standard.Takes.TEXT,
    )


def said(agency: Agency, answer: Answer | None) -> AgencyAnswer:
    if answer is None:
        return AgencyAnswer(agency.full_name, "Not asked", "none", "")
    if answer.state_id == RATED:
        return AgencyAnswer(agency.full_name, answer.words, LOOKS.get(answer.value, "other"), answer.comment)
    words = "Not answered" if answer.state_id == UNANSWERED else answer.state.label
    return AgencyAnswer(agency.full_name, words, "state", "" if answer.state_id == NOT_ASKED else answer.comment)


def left_to_do(case: Case, table: CaseTable, meeting: Meeting | None) -> list[str]:
    """What is left on the table before the meeting can close, a sentence each; no query of its own."""
    left = [f"The return of {name} is not in yet." for name in table.missing]
    if table.ungrouped:
        amount = len(table.ungrouped)
        left.append(
            "One finding from the returns stands in no proposed finding."
            if amount == 1
            else f"{amount} findings from the returns stand in no proposed finding."
        )
    waiting = [row for row in table.agreed if row.state == AgreedFinding.State.PROPOSED]
    if waiting:
        amount = len(waiting)
        left.append(
            "One proposed finding waits to be confirmed or declined."
            if amount == 1
            else f"{amount} proposed findings wait to be confirmed or declined."
        )
    grade = getattr(case, "agreed_grade", None)
    if case.audit.scale_id and (grade is None or grade.state_id == UNANSWERED):
        left.append("The grade of the multi-agency practice is not agreed yet.")
    if case.audit.scale_id:
        graded = [row for row in table.returns if is_in(row) and getattr(getattr(row, "grade", None), "band_id", None)]
        viewless = [row for row in graded if not hasattr(row, "panel_view")]
        if viewless:
            left.append(f"The panel's view is missing on the grade of {listed(r.agency.full_name for r in viewless)}.")
    open_domains = sum(not line.is_agreed for line in table.grades)
    if open_domains:
        left.append(f"{counted(open_domains, 'domain')} {'has' if open_domains == 1 else 'have'} no agreed grade yet.")
    if not any(row.state == AgreedFinding.State.AGREED and row.theme_id is None for row in table.agreed):
        return left
    return [*left, "Some agreed findings stand under no theme yet."]


def listed(names: Iterable[str]) -> str:
    """Names as a list in a sentence: "A, B and C"."""
    *first, last = list(names)
    return f"{', '.join(first)} and {last}" if first else last
