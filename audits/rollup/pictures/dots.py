"""How many of how many, as a row of dots: the full ones first, so that the place of a dot is never a case. A bar where
there are more than a reader would count."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from audits.rollup.pictures.svg import LINE, MARK, PAPER, beside_words, shape

MOST_DOTS = 12
WIDE, CLOSE, HEIGHT = 18, 14, 18  # from one dot to the next: up to six, and from there on
BAR = MOST_DOTS * CLOSE


def dots(n: int, of: int) -> list[Element]:
    """`of` circles, `n` of them full; or a bar of the same width. `n` is at most `of`."""
    if of > MOST_DOTS:
        return [
            shape("rect", x=0.5, y=2.5, width=BAR - 1, height=HEIGHT - 5, fill=PAPER, stroke=LINE),
            shape("rect", x=0.5, y=2.5, width=f"{(BAR - 1) * n / of:.1f}", height=HEIGHT - 5, fill=MARK),
        ]
    step = step_of(of)
    return [
        shape("circle", cx=place * step + step / 2, cy=HEIGHT / 2, r=step / 2 - 2, stroke=MARK, stroke_width=2,
              fill=MARK if place < n else PAPER)
        for place in range(of)
    ]  # fmt: skip


def width_of(of: int) -> int:
    return BAR if of > MOST_DOTS else of * step_of(of)


def step_of(of: int) -> int:
    return WIDE if of <= 6 else CLOSE


def row_of_dots(n: int | None, of: int | None) -> SafeString | str:
    """The row beside its words; nothing where there is no number, or none that it is out of."""
    if n is None or not of:
        return ""
    return beside_words(dots(n, of), width_of(of), HEIGHT)
