"""What the lead makes ready: a question to each agency, and which findings look alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from agencies import journal
from agencies.models import Agency, Person
from agencies.rules import check_on_the_list
from agencies.writing import write
from audit_project.refused import Refused
from audits.meeting import rules
from audits.meeting.hold import lock_meeting
from audits.meeting.preparing.models import AgencyQuestion
from audits.meeting.preparing.side_by_side import CaseTable
from audits.meeting.running.screen import needs_words
from audits.returns.models import Finding
from audits.sample.models import Case

# Findings whose words share this much of their three-letter pieces are offered as alike. Tried on the example returns:
# at 0.3 two ways of saying one thing are found, and two things about one subject are mostly not.
ALIKE = 0.3
COMPARED = 600  # characters; what two findings are about stands at their beginning


@dataclass(frozen=True)
class Alike:
    """Findings of one kind that no proposal holds yet and that look alike."""

    findings: tuple[Finding, ...]

    @property
    def keys(self) -> str:
        return ",".join(str(row.pk) for row in self.findings)


@dataclass(frozen=True)
class Suggested:
    """A question that an agency's own answer suggests; it is asked only if the lead says so."""

    agency: Agency
    text: str


def alike(findings: Iterable[Finding]) -> list[Alike]:
    """Which of these findings look alike, by the trigrams of their words; one query. Likeness goes on: where A is like
    B and B like C, the three are offered together, and the lead unticks."""
    loose = {row.pk: row for row in findings if not hasattr(row, "decision")}
    if len(loose) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id, b.id from audits_finding a join audits_finding b on a.id < b.id and a.kind = b.kind"
            " where a.id = any(%s) and b.id = any(%s)"
            " and similarity(left(a.text, %s), left(b.text, %s)) >= %s order by a.id, b.id",
            [list(loose), list(loose), COMPARED, COMPARED, ALIKE],
        )
        pairs = cursor.fetchall()
    group_of: dict[int, set[int]] = {}
    for one, other in pairs:
        joined = group_of.get(one, {one}) | group_of.get(other, {other})
        for key in joined:
            group_of[key] = joined
    groups = {min(group): group for group in group_of.values()}
    return [Alike(tuple(loose[key] for key in sorted(groups[first]))) for first in sorted(groups)]


def suggested_questions(table: CaseTable, asked: Iterable[AgencyQuestion]) -> list[Suggested]:
    """A question to each agency that answered no to something, or whose return is not in; none where one is asked."""
    have = {row.agency_id for row in asked}
    agencies = {row.agency.full_name: row.agency for row in table.returns}
    no: dict[str, list[str]] = {}
    for part in table.domains:
        for question in part.questions:
            for said in question.said if needs_words(question) else ():
                if said.kind == "no":
                    no.setdefault(said.agency, []).append(question.text)
    found = []
    for name, agency in agencies.items():
        if agency.pk in have:
            continue
        if name in no:
            found.append(Suggested(agency, f"Your return says no to: “{no[name][0]}” What stood in the way?"))
        elif name in table.missing:
            found.append(Suggested(agency, "Your return was not in. What does your record show of this child?"))
    return found


def ask(case: Case, *, by: Person, now: datetime, agency: Agency, **said: Any) -> AgencyQuestion:
    """Put a question to an agency, while the meeting is prepared or open."""
    with transaction.atomic():
        held = lock_meeting(case)
        rules.check_can_group(by, held)
        check_on_the_list(agency, "agency")
        last = AgencyQuestion.objects.filter(meeting=held).aggregate(last=Max("order"))["last"] or 0
        row = AgencyQuestion(meeting=held, asked_at=now, asked_by=by, order=last + 1)
        return write(row, by=by, now=now, verb="added", agency=agency, **said)


def edit_question(question: AgencyQuestion, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    """Change the question, or write down what the agency answered."""
    with transaction.atomic():
        rules.check_can_group(by, lock_meeting(question.meeting.case))
        write(question, by=by, now=now, verb="edited", version=version, **said)


def remove_question(question: AgencyQuestion, *, by: Person, now: datetime) -> None:
    with transaction.atomic():
        rules.check_can_group(by, lock_meeting(question.meeting.case))
        if question.answer:
            raise Refused("This question has an answer, so it stays.")
        journal.record(by, "removed", question, now=now)
        AgencyQuestion.objects.filter(pk=question.pk).delete()
