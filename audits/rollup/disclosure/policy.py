"""The rule by which numbers are held back, and the recorded decisions to print one all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audits.rollup.wording.amounts import SMALL_N


class MayNotLeave(ValueError):
    """A figure that can't be published at all, with the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The partnership's rule: counts about people from 1 to `threshold` are held back, in `neutral_text`.

    `of_one_case` says that the audit is about one case alone, so that all its practice is one child's or family's.
    """

    threshold: int = 5
    small_n: int = SMALL_N
    neutral_text: str = "held back"
    of_one_case: bool = False

    def __post_init__(self) -> None:
        if self.threshold < 0 or self.small_n < 0:
            raise ValueError("A threshold is never below nought.")
        if not self.neutral_text.strip() or any(mark.isdigit() for mark in self.neutral_text):
            raise ValueError("The neutral words hold no number.")

    def holds_back(self, n: int) -> bool:
        """Whether a count about people of this size is held back."""
        return 1 <= n <= self.threshold


@dataclass(frozen=True, slots=True)
class PrintDecision:
    """A named person's decision to print one fact exactly ("members.sex"), with the reason and the date."""

    fact: str
    reason: str
    name: str
    on: date

    def __post_init__(self) -> None:
        if not (self.fact.strip() and self.reason.strip() and self.name.strip()):
            raise ValueError("An override needs the fact, a reason and a name.")


def override_for(fact: str, overrides: Iterable[PrintDecision]) -> PrintDecision | None:
    """The decision about exactly this fact; one about a fact with a longer or shorter key doesn't count."""
    return next((override for override in overrides if override.fact == fact), None)
