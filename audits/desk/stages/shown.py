"""Where an audit and each of its cases stand: what comes next, what is in the way, who may move it, what went back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from agencies.models import Person
from audits.meeting.rules import left_of_cases
from audits.returns.models import AgencyReturn
from audits.returns.rules import HANDED_IN
from audits.sample.listed import how_many
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN
from audits.scope.lifecycle import MOVES, WHO, is_forward, next_states, what_blocks
from audits.scope.models import Audit
from audits.scope.reopening.models import Reopening

State = Audit.State
LATE = "The meeting may start without them; what is counted says so, and they may still come in."


@dataclass(frozen=True)
class Counted:
    """What is counted of a case: the agencies asked, the returns that are expected, those that are in."""

    asked: int
    expected: int
    returned: int


def counted(row: Any) -> Counted:
    """What was counted of one of the cases of `cases_with_returns`."""
    return Counted(row.asked, row.expected, row.returned)


@dataclass(frozen=True)
class StageLine:
    """One stage of the audit: "done", "now" or "ahead"."""

    words: str
    place: str


@dataclass(frozen=True)
class Next:
    """A stage that the audit may go to: what stands in the way, and who may take it there."""

    words: str
    who: str
    forward: bool
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class CaseStage:
    """One case: its stage, the returns that are in, what comes next and what is in the way of it."""

    number: int
    words: str
    returned: int
    expected: int
    next: str
    blocks: tuple[str, ...]
    note: str = ""


def stages_of(audit: Audit) -> list[StageLine]:
    """The audit's stages in order; a dip sample has no meetings."""
    order = [state for state in State if not (audit.is_dip_sample and state == State.MEETING)]
    here = order.index(State(audit.state)) if audit.state in order else 0
    place = {True: "done", False: "ahead"}
    return [StageLine(str(one.label), "now" if n == here else place[n < here]) for n, one in enumerate(order)]


def next_of(audit: Audit) -> list[Next]:
    return [
        Next(
            State(to).label,
            WHO.get(MOVES[audit.state][to], "the audit’s lead"),
            is_forward(audit.state, to),
            tuple(what_blocks(audit, to)),
        )
        for to in next_states(audit)
    ]


def cases_with_returns(audit: Audit, person: Person) -> QuerySet[Case]:
    """The cases this person may see, with how many returns are expected (`expected`) and in (`returned`)."""
    returns = AgencyReturn.objects.filter(case=OuterRef("pk"), involvement__answer=KNOWN)
    asked = Involvement.objects.filter(case=OuterRef("pk"))
    return (
        Case.objects.visible_to(person)
        .filter(audit=audit)
        .annotate(
            expected=how_many(returns), returned=how_many(returns.filter(state__in=HANDED_IN)), asked=how_many(asked)
        )
        .order_by("number")
    )


def case_stages(audit: Audit, cases: Iterable[Case]) -> list[CaseStage]:
    """Each case in words; two queries more, for those whose meeting is open."""
    rows = list(cases)
    left = left_of_cases(audit, [row.pk for row in rows if row.state == Case.State.MEETING])
    return [case_stage(audit, row, left.get(row.pk, [])) for row in rows]


def case_stage(audit: Audit, row: Case, left: list[str]) -> CaseStage:
    found = counted(row)
    said, blocks, note = "", list[str](), ""
    if row.state == Case.State.SAMPLE:
        said = "Its returns open with the audit’s."
        if not found.asked:
            blocks = ["No agency is asked about it yet."]
        elif audit.state not in (State.SETUP, State.SAMPLE):
            blocks = ["No agency has said yet that it knows the case."]
    elif row.state == Case.State.RETURNS and audit.is_dip_sample:
        said = "Its findings are read with the audit’s: a dip sample has no meeting."
    elif row.state == Case.State.RETURNS:
        said = "The audit’s lead may open its meeting."
        out = found.expected - found.returned
        note = f"{out} return{' is' if out == 1 else 's are'} still out. {LATE}" if out else ""
    elif row.state == Case.State.MEETING:
        said, blocks = "The audit’s lead closes its meeting.", left
    elif row.state == Case.State.AGREED:
        said = "The audit’s lead may open the meeting again, with a reason."
    else:
        said = "Another case has its place."
    return CaseStage(row.number, row.get_state_display(), found.returned, found.expected, said, tuple(blocks), note)


def went_back(audit: Audit, cases: Iterable[Case]) -> list[tuple[Reopening, str, str]]:
    """What went back, newest first: the row, and its stages in words. Of cases only those among `cases`."""
    keys = [row.pk for row in cases]
    rows = audit.reopenings.filter(Q(case__isnull=True) | Q(case__in=keys)).select_related("case", "reopened_by")
    found = []
    for row in rows:
        words = dict(State.choices if row.case is None else Case.State.choices)
        found.append((row, str(words.get(row.from_state, "")), str(words.get(row.to_state, ""))))
    return found
