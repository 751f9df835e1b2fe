"""What a share was and what it is now: a hollow circle, a full one and the line between them, from none to all."""

from __future__ import annotations

from fractions import Fraction

from django.utils.safestring import SafeString

from audits.rollup.pictures.svg import LINE, MARK, PAPER, beside_words, shape

WIDTH, HEIGHT, EDGE, RADIUS = 220, 24, 10, 7


def dumbbell(before: Fraction | None, now: Fraction | None) -> SafeString | str:
    """Beside its words; nothing where one of the two has no share."""
    if before is None or now is None:
        return ""
    then, here, middle = place(before), place(now), HEIGHT / 2
    return beside_words(
        [
            shape("path", d=f"M{EDGE} {middle} H{WIDTH - EDGE} M{EDGE} 7 v10 M{WIDTH - EDGE} 7 v10", stroke=LINE),
            shape("path", d=f"M{then:.1f} {middle} H{here:.1f}", stroke=MARK, stroke_width=4),
            shape("circle", cx=f"{here:.1f}", cy=middle, r=RADIUS, fill=MARK, stroke=MARK, stroke_width=2),
            shape("circle", cx=f"{then:.1f}", cy=middle, r=RADIUS - 2, fill=PAPER, stroke=MARK, stroke_width=3),
        ],
        WIDTH,
        HEIGHT,
    )


def place(share: Fraction) -> float:
    return EDGE + float(share) * (WIDTH - 2 * EDGE)
