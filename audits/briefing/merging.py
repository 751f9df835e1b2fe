"""A saved briefing and today's data side by side: what stands, what somebody edited, what has changed underneath."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audits.briefing.drafting import Drafted
from audits.briefing.models import Statement
from audits.briefing.slots import SLOTS


@dataclass(frozen=True)
class SentencePair:
    """One sentence of the briefing: saved, drafted from today's data, or both."""

    saved: Statement | None
    drafted: Drafted | None

    @property
    def is_edited(self) -> bool:
        return self.saved is not None and self.saved.is_edited

    @property
    def by_hand(self) -> bool:
        """Written by a person from the start: it stands on no data of ours."""
        return self.saved is not None and not self.saved.key

    @property
    def is_left_out(self) -> bool:
        return self.saved is not None and self.saved.is_left_out

    @property
    def key(self) -> str:
        return self.drafted.key if self.drafted is not None else self.saved.key if self.saved is not None else ""

    @property
    def text(self) -> str:
        """The words as they stand: a person's own where there are any, otherwise what the data give now."""
        if self.saved is not None and (self.is_edited or self.drafted is None):
            return self.saved.text
        return self.drafted.text if self.drafted is not None else ""

    @property
    def link(self) -> str:
        return self.drafted.link if self.drafted is not None else self.saved.link if self.saved is not None else ""

    @property
    def changed(self) -> bool:
        """Whether the data behind the saved words are no longer what they stood on."""
        if self.by_hand:
            return False
        if self.saved is None or self.drafted is None:
            return True
        then = (self.saved.fingerprint, self.saved.drafted_text, self.saved.link)
        return then != (self.drafted.fingerprint, self.drafted.text, self.drafted.link)

    @property
    def needs_confirming(self) -> bool:
        """A person's words whose data changed: only a person can say whether they still hold."""
        return self.is_edited and self.changed and not self.is_left_out

    @property
    def cases(self) -> tuple[int, ...]:
        if self.drafted is not None:
            return self.drafted.cases
        return tuple(self.saved.cases) if self.saved is not None else ()

    @property
    def findings(self) -> tuple[str, ...]:
        if self.drafted is not None:
            return self.drafted.findings
        return tuple(self.saved.findings) if self.saved is not None else ()

    @property
    def judge(self) -> str:
        return self.drafted.judge if self.drafted is not None else ""

    @property
    def override(self) -> str:
        return self.drafted.override if self.drafted is not None else ""

    @property
    def held_back(self) -> bool:
        return self.drafted is not None and self.drafted.held_back and not self.is_edited


def merged(saved: Iterable[tuple[int, Statement]], drafted: Iterable[Drafted]) -> dict[int, list[SentencePair]]:
    """The lines of each slot in order; `saved` are (slot, statement).

    What the data give comes first in its order, then edited words whose data are gone, then what was written by hand.
    Unedited words whose data are gone are dropped.
    """
    kept: dict[int, dict[str, Statement]] = defaultdict(dict)
    by_hand: dict[int, list[Statement]] = defaultdict(list)
    for slot, statement in saved:
        if statement.key:
            kept[slot][statement.key] = statement
        else:
            by_hand[slot].append(statement)
    lines: dict[int, list[SentencePair]] = {slot: [] for slot in SLOTS}
    for row in drafted:
        lines[row.slot].append(SentencePair(kept[row.slot].pop(row.key, None), row))
    for slot in SLOTS:
        lines[slot] += [SentencePair(statement, None) for statement in kept[slot].values() if statement.is_edited]
        lines[slot] += [SentencePair(statement, None) for statement in by_hand[slot]]
    return lines
