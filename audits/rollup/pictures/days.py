"""How much of something was there on each day: a bar a day, on a scale from none to all, and the day it was due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from audits.rollup.pictures.svg import LINE, MARK, PAPER, beside_words, shape, text

WIDTH, HIGH, LEFT, ABOVE, BELOW = 720, 120, 48, 24, 24
SCALE = ((1, "All"), (Fraction(1, 2), "Half"), (0, "None"))


@dataclass(frozen=True)
class DayBar:
    """One day: how much was there, as a share; whether it is after the day it was due, which is drawn as an outline."""

    share: Fraction
    late: bool = False


def days_picture(bars: Sequence[DayBar], first: str, last: str, due: int | None = None) -> SafeString:
    """The bars from left to right, under them the words of the first and the last day; a line after bar number `due`.
    Raises ValueError without a bar."""
    if not bars:
        raise ValueError("There is no day to draw.")
    wide = (WIDTH - LEFT) / len(bars)
    marks = [*scale(), *(bar(one, LEFT + place * wide, wide) for place, one in enumerate(bars))]
    if due is not None:
        x = LEFT + (due + 1) * wide
        marks += [
            shape("path", d=f"M{x:.1f} {ABOVE - 6} V{ABOVE + HIGH}", stroke="#0b0c0c", stroke_width=2,
                  stroke_dasharray="5 4", fill="none"),
            text("Due", x, ABOVE - 10, 14, text_anchor="end" if x > WIDTH - 40 else "middle"),
        ]  # fmt: skip
    base = ABOVE + HIGH + 18
    marks += [text(first, LEFT, base, 14), text(last, WIDTH, base, 14, text_anchor="end")]
    return beside_words(marks, WIDTH, ABOVE + HIGH + BELOW)


def scale() -> list[Element]:
    found = []
    for share, words in SCALE:
        y = ABOVE + HIGH - float(share) * HIGH
        found += [
            shape("path", d=f"M{LEFT} {y:.1f} H{WIDTH}", stroke=LINE, stroke_width=1),
            text(words, 0, y + 5, 14),
        ]
    return found


def bar(day: DayBar, x: float, wide: float) -> Element:
    height = float(day.share) * HIGH
    look = {"fill": PAPER, "stroke": MARK, "stroke_width": 2} if day.late else {"fill": MARK}
    return shape("rect", x=f"{x + wide * 0.1:.1f}", y=f"{ABOVE + HIGH - height:.1f}", width=f"{wide * 0.8:.1f}",
                 height=f"{height:.1f}", **look)  # fmt: skip
