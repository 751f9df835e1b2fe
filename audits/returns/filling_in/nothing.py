"""A return with nothing to audit: the agency does not know the child, or cannot look, and says how it looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from audit_project.checked import checked
from audit_project.refused import Refused
from audits import lifecycle
from audits.codes.models import NOT_ASKED, UNANSWERED, Participation
from audits.recognise.find import find
from audits.recognise.found import hint
from audits.returns import rules
from audits.returns.domains.reading import domain_grades_of
from audits.returns.filling_in.outline import written_of
from audits.returns.holding import lock_return
from audits.returns.lifecycle import MOVES
from audits.returns.models import NOT_LOOKED, AgencyReturn
from audits.returns.writing import keep_history
from audits.sample.acts import settle_answer
from audits.sample.rules import KNOWN

WHY_NOTHING = "Choose why there is nothing to audit."


@dataclass(frozen=True)
class WrittenBefore:
    """What was written in a return before it turned out that there is nothing to audit."""

    findings: int
    steps: int
    answers: int
    graded: bool

    def __bool__(self) -> bool:
        return bool(self.findings or self.steps or self.answers or self.graded)

    @property
    def words(self) -> str:
        """ "2 findings, 1 answer and a grade"."""
        parts = [f"{n} {name}{'' if n == 1 else 's'}" for n, name in self.counted if n]
        parts += ["a grade"] if self.graded else []
        *first, last = parts or ["nothing"]
        return f"{', '.join(first)} and {last}" if first else last

    @property
    def counted(self) -> tuple[tuple[int, str], ...]:
        return ((self.findings, "finding"), (self.steps, "recommendation"), (self.answers, "answer"))


def written_before(agency_return: AgencyReturn) -> WrittenBefore:
    """What is left out, and kept, when the return is handed in as nothing to audit."""
    grade = getattr(agency_return, "grade", None)
    findings, steps, _ = written_of(agency_return)
    return WrittenBefore(
        findings=findings,
        steps=steps,
        answers=agency_return.answers.exclude(state__in=(UNANSWERED, NOT_ASKED)).count(),
        graded=(grade is not None and grade.state_id != UNANSWERED)
        or any(row.state_id != UNANSWERED for row in domain_grades_of(agency_return)),
    )


def check_how_they_looked(because: str) -> None:
    """How the agency looked is said without what would identify somebody."""
    if not because:
        raise Refused(NOT_LOOKED, on="nothing_because")
    stops = next((one for one in find(because) if one.stops), None)
    if stops is not None:
        raise Refused(hint(stops), on="nothing_because")


def left_out_words(before: WrittenBefore) -> str:
    return f"This return holds {before.words}. Tick that they are left out."


def hand_in_nothing(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    answer: Participation | str,
    nothing_because: str,
    leave_out: bool = False,
) -> None:
    """Hand the return in as nothing to audit: no question, finding or grade is asked of it.

    The involvement takes the answer. What was written before is kept and left out, which `leave_out` agrees to.
    """
    code = answer if isinstance(answer, str) else answer.pk
    because = checked(agency_return, nothing_because=nothing_because)["nothing_because"]
    if code == KNOWN or not Participation.objects.filter(pk=code, is_active=True).exists():
        raise Refused(WHY_NOTHING, on="answer")
    check_how_they_looked(because)
    with transaction.atomic():
        row = lock_return(agency_return)
        rules.check_can_submit(by, row, timezone.localdate(now))
        if row.findings.filter(decision__isnull=False).exists():
            raise Refused("A finding of this return has been taken to the meeting, so the return stays as it is.")
        before = written_before(row)
        if before and not leave_out:
            raise Refused(left_out_words(before), on="leave_out")
        keep_history(row)
        settle_answer(row.involvement, code, by=by, now=now)
        lifecycle.move(
            row, AgencyReturn.State.SUBMITTED, MOVES, by=by, now=now, verb="submitted",
            submitted_at=now, submitted_by_id=by.pk, nothing_because=because,
        )  # fmt: skip
    agency_return.refresh_from_db()
