"""What the pages of a return show: its questions by domain, and the whole of it as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse

from agencies.models import Person
from audits.codes.models import NOT_ASKED, UNANSWERED
from audits.returns.answers import with_kinds
from audits.returns.domains.models import DomainGrade
from audits.returns.domains.reading import domain_grades_of
from audits.returns.links.state import IN_FORCE, state_of
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade, Voice
from audits.returns.open_models import ReturnLink
from audits.returns.rules import OWED
from audits.returns.steps.models import AgencyStep
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN
from audits.scope.models import Audit
from audits.tools.models import RatingBand

DOMAINS_A_PAGE = 3
WITH_GRADE = ("grade__band", "grade__state")
NOT_EXPECTED = ("NA", NOT_ASKED)  # what does not apply or is not asked is not waited for


@dataclass(frozen=True)
class DomainBlock:
    """One domain of the tool with this return's answers to its standards."""

    label: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Whole:
    """A whole return as it is read, with what was read from the database once."""

    blocks: tuple[DomainBlock, ...]
    findings: tuple[Finding, ...]
    voices: tuple[Voice, ...]
    grade: OwnGrade
    records: tuple[str, ...]
    steps: tuple[AgencyStep, ...] = ()  # what the agency recommends and has done
    domain_grades: tuple[DomainGrade, ...] = ()  # where the audit asks for them


def blocks_of(agency_return: AgencyReturn) -> list[DomainBlock]:
    """The return's questions, domain by domain, in the tool's order; one query, and three more where some are answered
    on a scale."""
    rows = with_kinds(
        agency_return.answers.select_related("standard__domain", "state").order_by(
            "standard__domain__order", "standard__number"
        )
    )
    by_domain = groupby(rows, key=lambda row: row.standard.domain)
    return [DomainBlock(domain.label, tuple(answers)) for domain, answers in by_domain]


def parts_of_questions(blocks: list[DomainBlock]) -> list[list[DomainBlock]]:
    """The domains, three a page."""
    return [blocks[at : at + DOMAINS_A_PAGE] for at in range(0, len(blocks), DOMAINS_A_PAGE)]


def whole(agency_return: AgencyReturn, *, grade: OwnGrade | None = None) -> Whole:
    """Everything of one return in five queries; six where the audit asks for grades by domain, one fewer where a page
    has read its `grade` with it."""
    blocks = blocks_of(agency_return)
    findings = tuple(agency_return.findings.select_related("domain"))
    voices = tuple(agency_return.voices.all())
    grade = grade or grade_of(agency_return)
    return Whole(
        blocks=tuple(blocks),
        findings=findings,
        voices=voices,
        grade=grade,
        records=tuple(str(one.label) for one in AgencyReturn.Whose if one in agency_return.records_read),
        steps=tuple(agency_return.steps.all()),
        domain_grades=tuple(domain_grades_of(agency_return)),
    )


def grade_of(agency_return: AgencyReturn) -> OwnGrade:
    """The return's own grade with its band; a return recorded without one is not graded."""
    found = OwnGrade.objects.filter(agency_return=agency_return).select_related("band", "state").first()
    return found or OwnGrade(agency_return=agency_return, state_id=UNANSWERED)


def grade_read(agency_return: AgencyReturn) -> OwnGrade:
    """The grade of a return that a page has just read with `WITH_GRADE`, without a query; else as it stands."""
    if "grade" not in agency_return._state.fields_cache:
        return grade_of(agency_return)
    return getattr(agency_return, "grade", None) or OwnGrade(agency_return=agency_return, state_id=UNANSWERED)


def bands_of(audit: Audit) -> list[RatingBand]:
    """The bands of the audit's scale, best first."""
    return list(RatingBand.objects.filter(scale_id=audit.scale_id).order_by("order"))


def url_of(agency_return: AgencyReturn, name: str, *more: object) -> str:
    return reverse(name, args=[agency_return.audit.reference, agency_return.uid, *more])


def listed(audit: Audit, person: Person) -> QuerySet[AgencyReturn]:
    """The returns of the audit that the person may see, by case and agency, without cases left out of the sample."""
    cases = Case.objects.filter(audit=audit).exclude(state=Case.State.EXCLUDED).values("pk")
    return (
        AgencyReturn.objects.visible_to(person)
        .filter(audit=audit, case__in=cases)
        .select_related("case", "agency__parent", "involvement__auditor", "involvement__answer")
        .order_by("case__number", "agency__sector__order", "pk")
    )


def link_words(row: AgencyReturn, sends: bool) -> str:
    """What leads to a return's links on the list: nothing where somebody with an account audits."""
    auditor = row.involvement.auditor
    if auditor is None:
        return "Send a link" if sends and row.state in OWED else ""
    return "Their link" if auditor.is_guest else ""


@dataclass(frozen=True)
class LinkRow:
    """A link that was sent for a return, as the page lists it."""

    link: ReturnLink
    state: str
    in_force: bool


def links_listed(agency_return: AgencyReturn, on: date) -> list[LinkRow]:
    """The links sent for a return, newest first."""
    found = []
    for link in agency_return.links.select_related("person", "sent_by").order_by("-sent_at", "-pk"):
        link.agency_return = agency_return
        state = state_of(link, on)
        found.append(LinkRow(link, state, state == IN_FORCE))
    return found


def due_and_not_open(audit: Audit) -> int:
    """How many agencies know a case of the audit and have no return yet."""
    rows = Involvement.objects.filter(case__audit=audit, answer_id=KNOWN, agency_return__isnull=True)
    return rows.exclude(case__state=Case.State.EXCLUDED).count()


def due_without_facts(audit: Audit) -> list[int]:
    """The numbers of the cases whose next return would leave questions out because nothing is recorded of them yet."""
    if audit.tool is None or not audit.tool.has_conditions:
        return []
    due = Involvement.objects.filter(answer_id=KNOWN, agency_return__isnull=True).values("case")
    bare = Case.objects.filter(audit=audit, pk__in=due, members=None, context=None)
    return list(bare.order_by("number").values_list("number", flat=True))
