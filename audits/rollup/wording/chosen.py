"""The sentences that a lead may choose for a theme or a question: within a part of the cases, as an approximation that
is true of the number, yes and partly together. Who was left out is said after each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audits.rollup.counting.figures import ANSWER, Count, Unit
from audits.rollup.wording.amounts import SMALL_N, capital, is_true_of, share_text
from audits.rollup.wording.practice import excluded_sentence, in_how_many, nested, out_of, stopped, theme_sentence


def is_still_true(phrase: str, count: Count, small_n: int = SMALL_N) -> bool:
    """Whether an approximation may be said of a count as it is now: never below the small n, of none or of all."""
    n, out = count.numerator, count.denominator
    return out is not None and out >= small_n and 0 < n < out and is_true_of(phrase, n, out)


def theme_in_part(statement: str, count: Count, which: str, small_n: int = SMALL_N) -> str | None:
    """ "Of the 8 audits where a child is on a plan, 3: <statement>."; None where nothing of the part is counted yet."""
    if not count.denominator:
        return None
    return ended(
        f"{nested(count, which, small_n)}: {stopped(statement)}", excluded_sentence(count.excluded, count.unit)
    )


def theme_about(statement: str, count: Count, phrase: str, small_n: int = SMALL_N) -> str:
    """ "In about three quarters of the audits (30 of the 40): <statement>."; the plain number once it is not true."""
    if not is_still_true(phrase, count, small_n):
        return theme_sentence(statement, count, small_n)
    said = f"In {phrase} of the {count.unit.plural} ({numbers(count)}): {stopped(statement)}"
    return ended(said, excluded_sentence(count.excluded, count.unit))


def question_in_part(question: str, count: Count, which: str, unit: Unit, small_n: int = SMALL_N) -> str | None:
    """ "Of the 12 answers in audits where a child is on a plan, 9 (75%) are yes: <question>"."""
    if not count.denominator:
        return None
    opening = nested(replace(count, unit=ANSWER), f"in {unit.plural} {which}", small_n)
    one = count.denominator == 1 or count.numerator == 1 or (count.denominator, count.numerator) == (2, 0)
    verb = "is" if one else "are"
    return ended(f"{opening} {verb} yes: {stopped(question)}", states_left_out(count.excluded))


def question_about(question: str, count: Count, phrase: str, small_n: int = SMALL_N) -> str | None:
    """ "Yes in about half of the answers (21 of the 40): <question>"; the plain number once it is not true."""
    if not count.denominator:
        return None
    if is_still_true(phrase, count, small_n):
        opening = f"Yes in {phrase} of the answers ({numbers(count)})"
    else:
        opening = f"Yes {small_start(in_how_many(count.numerator, count.denominator, ANSWER, small_n))}"
        opening = opening.replace("Yes not in", "Not yes in")
    return ended(f"{opening}: {stopped(question)}", states_left_out(count.excluded))


def question_met(question: str, count: Count, parts: Sequence[int], small_n: int = SMALL_N) -> str | None:
    """ "Yes or partly in 43 of the 45 answers (96%): <question>". The percentage is of the parts' sum, rounded once."""
    n = count.denominator
    if not n:
        return None
    if n == 1 and not count.numerator:
        opening = "Neither yes nor partly in the one answer"
    else:
        opening = f"Yes or partly in {out_of(count.numerator, n, ANSWER, n + 1)}"
    share = share_text(parts, n, small_n) if 0 < count.numerator < n else ""
    opening += f" ({share})" if share else ""
    return ended(f"{opening}: {stopped(question)}", states_left_out(count.excluded))


def states_left_out(states: Mapping[str, int]) -> str | None:
    """ "2 answers of “not applicable” are left out." A state is the answer's own word, so it is quoted."""
    return excluded_sentence({f"of “{state}”": n for state, n in states.items()}, ANSWER)


def numbers(count: Count) -> str:
    return f"{count.numerator:,} of the {count.denominator:,}"


def small_start(text: str) -> str:
    return text[:1].lower() + text[1:]


def ended(sentence: str, left_out: str | None) -> str:
    return f"{sentence} {capital(left_out)}" if left_out else sentence
