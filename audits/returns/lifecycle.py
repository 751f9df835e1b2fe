"""How a return moves: from not started to accepted, and back when the lead sends it back."""

from __future__ import annotations

from audits.lifecycle import Moves
from audits.returns import rules
from audits.returns.models import AgencyReturn

State = AgencyReturn.State

MOVES: Moves = {
    State.NOT_STARTED: {State.IN_PROGRESS: rules.check_can_write, State.SUBMITTED: rules.check_can_submit},
    State.IN_PROGRESS: {State.SUBMITTED: rules.check_can_submit},
    State.SENT_BACK: {State.SUBMITTED: rules.check_can_submit, State.IN_PROGRESS: rules.check_can_write},
    State.SUBMITTED: {State.ACCEPTED: rules.check_can_accept, State.SENT_BACK: rules.check_can_send_back},
    State.ACCEPTED: {State.SENT_BACK: rules.check_can_send_back},
}
