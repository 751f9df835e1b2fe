"""Questions that are asked only after an answer to an earlier one: they come and go with it, and nothing is lost.

What was answered to a question that is no longer asked is kept apart on its row, not counted, and stands again when the
earlier answer asks for it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from audits.codes.models import NOT_ASKED, RATED, UNANSWERED
from audits.returns.models import Answer

NOTHING = {"value": "", "entered": "", "state_id": UNANSWERED}


def settle(rows: Mapping[int, Answer]) -> list[Answer]:
    """Let each question of a return stand as the answers to the others ask for it; returns the rows that changed.

    `rows` are all answers of one return by their question. A question that is taken away takes along those that hang
    on it. Nothing is written here.
    """
    changed: dict[int, Answer] = {}
    for _ in rows:  # as often as questions can hang on one another
        turned = [row for row in rows.values() if is_asked(row, rows) == (row.state_id == NOT_ASKED)]
        for row in turned:
            turn(row)
            changed[row.pk] = row
        if not turned:
            break
    return list(changed.values())


def is_asked(row: Answer, rows: Mapping[int, Answer]) -> bool:
    earlier = row.standard.only_after_id
    if earlier is None:
        return True
    after = rows.get(earlier)
    return after is not None and after.state_id == RATED and after.value in row.standard.only_after_answers


def turn(row: Answer) -> None:
    """Put the answer apart, or back."""
    if row.state_id == NOT_ASKED:
        stood = {**NOTHING, **row.kept_apart}
        row.kept_apart = {}
    else:
        row.kept_apart = {} if row.state_id == UNANSWERED else {name: getattr(row, name) for name in NOTHING}
        stood = {**NOTHING, "state_id": NOT_ASKED}
    for name, value in stood.items():
        setattr(row, name, value)
