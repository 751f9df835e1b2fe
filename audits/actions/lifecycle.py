"""How an action ends: done, with evidence; or dropped, with a reason. Neither opens again."""

from __future__ import annotations

from audits.actions import rules
from audits.actions.models import Action
from audits.lifecycle import Moves

MOVES: Moves = {
    Action.State.OPEN: {
        Action.State.DONE: rules.check_can_report,
        Action.State.DROPPED: rules.check_can_change,
    }
}
