"""What the screen of a meeting says where no question stands out: no more than the agencies answered."""

from __future__ import annotations

import pytest

from audits.meeting.preparing.side_by_side import AgencyAnswer, CaseTable, DomainPart, QuestionSideBySide
from audits.meeting.running.screen import screen_of

ALL_YES = "All who were asked said yes to every question of this domain."
NOT_ALL = "Nobody said no, and those who answered agree. Not every question was answered yes: show the others."
STATES = "Nobody answered a question of this domain with yes, partly or no: show what they said instead."
NOBODY = "Nobody has answered a question of this domain."


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ((("yes", "yes"), ("yes",)), ALL_YES),
        ((("none", "none"),), NOBODY),
        ((("state",), ("none",)), STATES),  # "not applicable" is an answer: nobody may say that there was none
        ((), NOBODY),
        ((("yes", "none"),), NOT_ALL),
        ((("yes",), ("partly",)), NOT_ALL),
        ((("yes",), ("state",)), NOT_ALL),
    ],
)
def test_no_empty_branch_asserts_a_fact(kinds: tuple[tuple[str, ...], ...], words: str) -> None:
    questions = tuple(
        QuestionSideBySide(
            n, "Was the child heard?", tuple(AgencyAnswer("Police", kind, kind, "") for kind in said), False
        )
        for n, said in enumerate(kinds, 1)
    )
    part = DomainPart("VOICE", "The child", questions, ())
    table = CaseTable(returns=(), domains=(part,), agreed=(), attendance=())
    assert screen_of(table, "VOICE", everything=False).when_quiet == words
