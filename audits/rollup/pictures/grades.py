"""The agreed grades as a strip: a square a case with the letters of its grade, in the order of the scale; from thirteen
cases on, a bar a grade. Squares stand by grade, so that the place of one says nothing about whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from audits.rollup.counting.gathered import Rows
from audits.rollup.pictures.svg import INK, LINE, PAPER, TONES, beside_words, shape, text
from audits.rollup.tables import OneWay, TableLine
from audits.rollup.wording.amounts import small

MOST_SQUARES = 12
SIDE, GAP, BAR = 44, 4, 400


@dataclass(frozen=True)
class GradeMark:
    """One grade of the strip: its line of the table, its letters and colour, and how many carry something beside it."""

    line: TableLine
    short: str
    tone: int
    qualified: int = 0

    def drawn(self, n: int) -> list[Element]:
        """Squares where all the cases fit as such, a bar otherwise; `n` is how many carry a grade at all."""
        found = self.line.n or 0
        if n > MOST_SQUARES:
            return bar(found, n, self.tone)
        return [mark for place in range(found) for mark in square(self, place)]

    def width(self, n: int) -> float:
        return BAR if n > MOST_SQUARES else (self.line.n or 0) * (SIDE + GAP)

    def picture(self, n: int) -> SafeString:
        return beside_words(self.drawn(n), self.width(n), SIDE if n <= MOST_SQUARES else SIDE / 2)


@dataclass(frozen=True)
class GradeStrip:
    """The whole strip: the grades that were given, out of how many, and what the mark in a corner says."""

    marks: tuple[tuple[GradeMark, SafeString], ...]
    n: int
    counted: str  # "n = 4 audits"
    beside: str
    note: str

    @property
    def in_squares(self) -> bool:
        return self.n <= MOST_SQUARES


def strip_of(table: OneWay | None, bands: Rows, qualifiers: OneWay | None, *, crossed: bool) -> GradeStrip | None:
    """The strip of a table of agreed grades; None where nothing is agreed or a number is held back. `crossed` says
    that the reader may know which grade a qualifier stands beside."""
    if table is None or not table.lines or any(line.n is None for line in table.lines):
        return None
    n = table.lines[0].out_of or 0
    marks = []
    carrying = {case for line in qualifiers.lines for case in line.cases} if qualifiers and crossed else set()
    lines = {line.label: line for line in table.lines}
    for place, band in enumerate(bands):
        line = lines.get(band["label"])
        if line is not None and line.n:
            qualified = len(carrying & set(line.cases))
            mark = GradeMark(line, band["short"], tone_of(bands, place), qualified)
            marks.append((mark, mark.picture(n)))
    said = [f"{small(line.label)} ({line.said})" for line in qualifiers.lines if line.n] if qualifiers else []
    beside = f"Beside the grade: {', '.join(said)}." if said else ""
    return GradeStrip(tuple(marks), n, table.n, beside, table.note)


def tone_of(bands: Sequence[Mapping[str, object]], place: int) -> int:
    """The colour of a band by its place in the scale: the best and the other positive ones blue, the weakest and the
    others orange; the middle tone where a scale doesn't say which are positive."""
    positive = [bool(band["positive"]) for band in bands]
    if len(set(positive)) < 2:
        return 3
    if positive[place]:
        return 1 if place == 0 else 2
    return 5 if place == len(bands) - 1 else 4


def square(mark: GradeMark, place: int) -> list[Element]:
    """One case: its letters, and a triangle in the corner where something stands beside its grade."""
    x = place * (SIDE + GAP)
    found = [
        shape("rect", x=x + 1, y=1, width=SIDE - 2, height=SIDE - 2, fill=TONES[mark.tone], stroke=INK),
        text(mark.short, x + SIDE / 2, SIDE / 2 + 5, 15, text_anchor="middle", font_weight="bold"),
    ]
    if place < mark.qualified:
        found.append(shape("path", d=f"M{x + SIDE - 14} 1 h13 v13 z", fill=INK))
    return found


def bar(n: int, of: int, tone: int) -> list[Element]:
    """How many of all that carry a grade, as a length."""
    return [
        shape("rect", x=0.5, y=0.5, width=BAR - 1, height=SIDE / 2 - 1, fill=PAPER, stroke=LINE),
        shape("rect", x=0.5, y=0.5, width=f"{max(2, (BAR - 1) * n / of):.1f}", height=SIDE / 2 - 1, fill=TONES[tone],
              stroke=INK),
    ]  # fmt: skip
