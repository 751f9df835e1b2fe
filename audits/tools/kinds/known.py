"""Which kinds of answer there are, and the kind of one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audits.tools.kinds.base import AnswerKind
from audits.tools.kinds.chosen import Met, OneOf, OnScale, YesNo, YesPartlyNo
from audits.tools.kinds.entered import CalendarDay, Entered, Number, SeveralOf, ShortText

if TYPE_CHECKING:
    from audits.tools.models import RatingScale, Standard

ANSWER_KINDS: dict[str, type[AnswerKind]] = {
    kind.code: kind for kind in (YesPartlyNo, YesNo, Met, OnScale, OneOf, SeveralOf, Number, CalendarDay, ShortText)
}
# What a question may say about its kind; each kind names those that it uses.
SETTINGS: dict[str, object] = {"scale": None, "options": [], "unit": "", "lowest": None, "highest": None}
# What stands in an answer's `value` where it is typed or ticked.
TYPED = tuple(kind.value for kind in ANSWER_KINDS.values() if issubclass(kind, Entered))


def kind_of(standard: Standard, scale: RatingScale | None = None) -> AnswerKind:
    """The kind of a question's answers; `scale` is the audit's own."""
    return ANSWER_KINDS[standard.takes](standard, scale)
