"""How a meeting and its findings move on, as tables: from, to, and the rule that lets a person do it.

Its case moves along the sample's own table.
"""

from __future__ import annotations

from agencies.models import Person
from audits.lifecycle import Moves
from audits.meeting import rules
from audits.meeting.models import AgreedFinding, Meeting

MEETING_MOVES: Moves = {
    Meeting.State.PREPARING: {Meeting.State.OPEN: rules.check_can_open},
    Meeting.State.OPEN: {Meeting.State.CLOSED: rules.check_can_close},
    Meeting.State.CLOSED: {Meeting.State.OPEN: rules.check_can_reopen},
}


def check_can_decide(person: Person, finding: AgreedFinding) -> None:
    rules.check_can_record(person, finding.case.meeting)


# The meeting may change its mind about a finding for as long as it is open.
FINDING_MOVES: Moves = {
    AgreedFinding.State.PROPOSED: {
        AgreedFinding.State.AGREED: check_can_decide,
        AgreedFinding.State.DECLINED: check_can_decide,
    },
    AgreedFinding.State.AGREED: {AgreedFinding.State.DECLINED: check_can_decide},
    AgreedFinding.State.DECLINED: {AgreedFinding.State.AGREED: check_can_decide},
}
