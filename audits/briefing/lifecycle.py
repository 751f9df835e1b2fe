"""The states of a briefing: drafted, submitted by one person, published by another, opened for its next edition."""

from __future__ import annotations

from audits.briefing import rules
from audits.briefing.models import Briefing
from audits.lifecycle import Moves

State = Briefing.State
MOVES: Moves = {
    State.DRAFT: {State.SUBMITTED: rules.check_can_submit},
    State.SUBMITTED: {State.PUBLISHED: rules.check_can_publish, State.DRAFT: rules.check_decides},
    State.PUBLISHED: {State.DRAFT: rules.check_can_start_next},
}
