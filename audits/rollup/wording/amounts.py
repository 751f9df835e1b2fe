"""How an amount is said: in words or digits, as a percentage, or as an approximation that is true of the number.

Rules (docs/decisions/0003): a percentage is worked out from the two numbers shown, once, rounded half up; never from
rounded parts; never below `small_n`; 0% and 100% are said of none and all only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

SMALL_N = 10
NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NEAR = Fraction(2, 100)  # "about", "just over", "just under", "nearly": within two percentage points

FRACTIONS = {
    "a quarter": Fraction(1, 4),
    "a third": Fraction(1, 3),
    "half": Fraction(1, 2),
    "two thirds": Fraction(2, 3),
    "three quarters": Fraction(3, 4),
}
_APPROXIMATION = re.compile(
    r"(?:(?P<how>over|more than|at least|just over|under|less than|up to|just under|nearly|almost|about|around)\s+)?"
    r"(?:(?P<percent>\d{1,3})%|(?P<fraction>a quarter|a third|half|two thirds|three quarters))"
)


def in_words(n: int) -> str:
    """One to nine in words, none for nought, digits from 10."""
    return NUMBER_WORDS[n] if 0 <= n < len(NUMBER_WORDS) else f"{n:,}"


def capital(text: str) -> str:
    """The text with its first letter large and the rest as it was."""
    return text[:1].upper() + text[1:]


def small(label: str) -> str:
    """A label in running text: "Requires improvement" becomes "requires improvement", "SARC" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def listed(items: Iterable[str], joint: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; with semicolons where an item holds a comma of its own."""
    parts = [item for item in items if item]
    if len(parts) < 2:
        return "".join(parts)
    if any("," in part for part in parts):
        return f"{'; '.join(parts[:-1])}; {joint} {parts[-1]}"
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def percentage(numerator: int, denominator: int) -> int:
    """The whole percentage of two numbers, half up: 1 of 8 (12.5%) is 13. Raises ValueError out of nothing."""
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} has no percentage.")
    return (200 * numerator + denominator) // (2 * denominator)


def percentage_text(numerator: int, denominator: int | None, small_n: int = SMALL_N) -> str:
    """ "93%"; empty below the small n. 999 of 1,000 is "more than 99%", 1 of 1,000 "less than 1%"."""
    if denominator is None or denominator <= 0 or denominator < small_n:
        return ""
    rounded = percentage(numerator, denominator)
    if rounded == 100 and numerator < denominator:
        return "more than 99%"
    if rounded == 0 and numerator > 0:
        return "less than 1%"
    return f"{rounded}%"


def share_text(parts: Sequence[int], denominator: int, small_n: int = SMALL_N) -> str:
    """The percentage of several parts together: of their sum, so that 28 and 15 of 45 are 96%, not 62% and 33%."""
    return percentage_text(sum(parts), denominator, small_n)


def is_true_of(phrase: str, numerator: int, denominator: int) -> bool:
    """Whether an approximation ("over 90%", "just under 93%", "two thirds", "about half") is true of the number.

    A bare percentage is true where it is the rounded one; a bare fraction only where it is exact.
    Raises ValueError for words that this doesn't know, so that nobody takes silence for a yes.
    """
    found = _APPROXIMATION.fullmatch(phrase.strip().lower())
    if found is None:
        raise ValueError(f"“{phrase}” is not an approximation we can check.")
    share = Fraction(numerator, denominator)
    how, named = found["how"], found["percent"]
    if named is not None and how is None:
        return percentage(numerator, denominator) == int(named)
    mark = Fraction(int(named), 100) if named is not None else FRACTIONS[found["fraction"]]
    match how:
        case None:
            return share == mark
        case "over" | "more than":
            return share > mark
        case "at least":
            return share >= mark
        case "under" | "less than":
            return share < mark
        case "up to":
            return share <= mark
        case "just over":
            return mark < share <= mark + NEAR
        case "just under" | "nearly" | "almost":
            return mark - NEAR <= share < mark
        case _:  # about, around
            return abs(share - mark) <= NEAR


def approximations(numerator: int, denominator: int, small_n: int = SMALL_N) -> tuple[str, ...]:
    """The approximations that are true of the number, the closest first; none below the small n, of none or of all."""
    if denominator < small_n or not 0 < numerator < denominator:
        return ()
    rounded = percentage(numerator, denominator)
    ten = rounded // 10 * 10
    offered = [
        *FRACTIONS,
        *(f"{how} {name}" for name in FRACTIONS for how in ("just over", "just under", "about")),
        f"just under {rounded}%",
        f"just over {rounded}%",
        *([f"over {ten}%"] if ten >= 50 else []),
    ]
    # "just over 93%" of exactly 93% is false, "just under 100%" of 99.9% is true: the check decides, not the list.
    return tuple(phrase for phrase in offered if is_true_of(phrase, numerator, denominator))
