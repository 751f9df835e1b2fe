"""Kinds of answer of which one of a few is chosen: yes, partly or no; met or not; a grade of a scale; one of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from audits.tools.kinds.base import AnswerKind, Choices

if TYPE_CHECKING:
    from audits.tools.models import RatingBand, Standard

LONGEST_OPTION = 80
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12


class YesPartlyNo(AnswerKind):
    code = "yes_partly_no"
    good: ClassVar = ("YES", "PARTLY")
    lesser: ClassVar = ("PARTLY", "NO")
    hint = "Where practice can be half there."

    def choices(self) -> Choices:
        return [("YES", "Yes"), ("PARTLY", "Partly"), ("NO", "No")]


class YesNo(AnswerKind):
    code = "yes_no"
    lesser: ClassVar = ("NO",)
    hint = "Where something was done or was not."

    def choices(self) -> Choices:
        return [("YES", "Yes"), ("NO", "No")]


class Met(AnswerKind):
    code = "met"
    good: ClassVar = ("MET", "PARTMET")
    lesser: ClassVar = ("PARTMET", "NOTMET")
    hint = "Where a standard is written as a statement: met, partly met, not met."

    def choices(self) -> Choices:
        return [("MET", "Met"), ("PARTMET", "Partly met"), ("NOTMET", "Not met")]


class OnScale(AnswerKind):
    """A grade of a scale: the question's own, or the audit's where it names none."""

    code = "scale"
    hint = "A grade of a scale, the audit’s or one that you choose."
    settings: ClassVar = ("scale",)
    mark = "scale:"  # parts the codes of a scale's bands from those of other kinds

    def bands(self) -> list[RatingBand]:
        scale = self.standard.scale or self.audit_scale
        return sorted(scale.bands.all(), key=lambda band: band.order) if scale else []

    def choices(self) -> Choices:
        return [(f"{self.mark}{band.code}", band.label) for band in self.bands()]

    def less(self) -> Iterable[str]:
        return [f"{self.mark}{band.code}" for band in self.bands() if not band.positive]

    def together(self) -> Iterable[str]:
        return [f"{self.mark}{band.code}" for band in self.bands() if band.positive]


class OneOf(AnswerKind):
    """One of a list. An option is kept by its place: a tool is frozen before anybody answers."""

    code = "one_of"
    hint = "One of a list that you write, where no answer is better than another."
    settings: ClassVar = ("options",)
    mark = "option:"

    def choices(self) -> Choices:
        return [(f"{self.mark}{place}", label) for place, label in enumerate(self.standard.options, 1)]

    @classmethod
    def faults(cls, standard: Standard) -> Iterator[tuple[str, str]]:
        yield from option_faults(standard.options)


def option_faults(options: list[str]) -> Iterator[tuple[str, str]]:
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        yield "options", f"Write from {FEWEST_OPTIONS} to {MOST_OPTIONS} answers to choose from, one a line."
    seen: set[str] = set()
    for option in options:
        if len(option) > LONGEST_OPTION:
            yield "options", f"Use {LONGEST_OPTION} characters or fewer in each: “{option[:40]}…” has {len(option)}."
        if not option:
            yield "options", "An answer to choose from is empty."
        elif ";" in option:
            yield "options", f"Leave the semicolon out of “{option[:40]}”: it parts one answer from the next."
        elif option.casefold() in seen:
            yield "options", f"“{option}” stands in the list twice."
        seen.add(option.casefold())
