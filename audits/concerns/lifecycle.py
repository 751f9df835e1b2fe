"""How a concern moves: open, answered, closed by the responsible manager, confirmed or escalated by its raiser."""

from __future__ import annotations

from audits.concerns import rules
from audits.concerns.models import ImmediateConcern
from audits.lifecycle import Moves

State = ImmediateConcern.State

MOVES: Moves = {
    State.OPEN: {
        State.ANSWERED: rules.check_can_answer,
        State.CLOSED: rules.check_can_close,
        State.ESCALATED: rules.check_can_escalate,
    },
    State.ANSWERED: {State.CLOSED: rules.check_can_close, State.ESCALATED: rules.check_can_escalate},
    State.ESCALATED: {State.ANSWERED: rules.check_can_answer, State.CLOSED: rules.check_can_close},
    State.CLOSED: {State.CONFIRMED: rules.check_can_confirm, State.ESCALATED: rules.check_can_escalate},
}
