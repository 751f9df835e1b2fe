"""What the answers to one question come to, in a sentence: how many of each, a median with its range, the first and the
last day. Nothing is averaged, and words are listed, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from audits.rollup.counting.figures import ANSWER
from audits.rollup.wording.amounts import SMALL_N, in_words, listed, percentage_text, share_text, small
from audits.rollup.wording.practice import out_of

NO_ANSWER = "No answer is in."
FEWEST_FOR_A_MEDIAN = 3
Amount = tuple[str, int]  # an answer's words, how many gave it


def amounts_sentence(
    amounts: Sequence[Amount], total: int, *, together: Sequence[str] = (), small_n: int = SMALL_N
) -> str:
    """ "Yes in 28 of the 45 answers (62%), partly in 15 (33%) and no in 2 (4%). Yes or partly in 43 (96%)."

    `together` names the answers that are also said as one: of their sum, not of rounded parts. Several may be ticked in
    one answer: the numbers then come to more than `total`.
    """
    given = [(label, n) for label, n in amounts if n]
    if not total or not given:
        return NO_ANSWER
    (first, most), *rest = given
    said = [f"{first} in {out_of(most, total, ANSWER, small_n)}"]
    said += [f"{small(label)} in {n:,}{in_brackets(n, total, small_n)}" for label, n in rest]
    parts = [n for label, n in given if label in together]
    both = ""
    if len(parts) > 1:
        percent = share_text(parts, total, small_n)
        names = listed([together[0], *map(small, together[1:])], "or")
        both = f" {names} in {sum(parts):,}{f' ({percent})' if percent else ''}."
    return f"{listed(said)}.{both}"


def in_brackets(n: int, total: int, small_n: int) -> str:
    percent = percentage_text(n, total, small_n)
    return f" ({percent})" if percent else ""


def numbers_sentence(numbers: Sequence[Decimal], unit: str) -> str:
    """ "Median 12 days, from 3 to 40, of 5 answers." One or two numbers are said as they are."""
    if not numbers:
        return NO_ANSWER
    ordered = sorted(numbers)
    if len(ordered) < FEWEST_FOR_A_MEDIAN:
        each = listed([with_unit(one, unit) for one in ordered])
        return f"{'One answer' if len(ordered) == 1 else 'Two answers'}: {each}."
    if ordered[0] == ordered[-1]:
        return f"{with_unit(ordered[0], unit)} in {out_of(len(ordered), len(ordered), ANSWER)}."
    span = f"from {plain(ordered[0])} to {plain(ordered[-1])}"
    return f"Median {with_unit(median(ordered), unit)}, {span}, of {in_words(len(ordered))} answers."


def median(ordered: Sequence[Decimal]) -> Decimal:
    """The number in the middle; of an even number of them, half way between the two."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def with_unit(number: Decimal, unit: str) -> str:
    return f"{plain(number)}{'' if unit == '%' else ' '}{unit}".strip()


def plain(number: Decimal) -> str:
    """ "12.5", "1,200": without noughts behind the point."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def days_sentence(days: Sequence[date]) -> str:
    """ "From 3 March 2026 to 8 May 2026, in four answers." """
    if not days:
        return NO_ANSWER
    first, last = min(days), max(days)
    if first == last:
        return f"{day_words(first)} in {out_of(len(days), len(days), ANSWER)}."
    return f"From {day_words(first)} to {day_words(last)}, in {in_words(len(days))} answers."


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def texts_sentence(n: int) -> str:
    if not n:
        return NO_ANSWER
    return (
        "One answer in words: it is listed, not counted."
        if n == 1
        else (f"{in_words(n).capitalize()} answers in words: they are listed, not counted.")
    )
