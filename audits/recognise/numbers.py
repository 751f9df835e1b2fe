"""Numbers that belong to one person: NHS numbers, unique pupil numbers, telephone numbers.

A number is put together from groups of figures as people write them ("943 476 5919", "07700-900-123"). Every group
begins at most eleven tries of a bounded length, so that no text takes more than a few steps a character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import nhs_number
import phonenumbers
from phonenumbers import NumberParseException, ValidationResult
from stdnum.gb import upn

from audits.recognise.dates import full_dates

FIGURES = re.compile(r"\d+")
BETWEEN = re.compile(r"[ ._()/\-]{1,4}")
AS_PRINTED = re.compile(r"\d{3}[ ._\-]{0,4}\d{3}[ ._\-]{1,4}\d{4}")  # its last four figures may look like a year
A_YEAR = re.compile(r"(?:19|20)\d\d")
PUPIL = re.compile(r"(?<![a-z0-9])[a-z](?:[ .\-]?\d){11}[ .\-]?[0-9a-z](?![a-z0-9])", re.IGNORECASE)
CALLED_PUPIL = re.compile(r"\bupn\b|\bpupil (?:number|no)\b", re.IGNORECASE)
FIRST_AUTHORITY = "201"  # the package's own list of authorities lacks the newest
# Helplines that anybody is told of.
PUBLIC = frozenset({"08088005000", "08001111", "08000185026", "03450454545"})
LOCAL = re.compile(
    r"\b(?:tel(?:ephone)?s?|phoned?|mob(?:ile)?|ring|rang|call(?:ed)?|text(?:ed)?)\b[.:]?"
    r"(?: (?:is|no|number|on|him|her|them|me|was|us|at|via|mum|dad|mother|father|home|the|family)\b[.:]?){0,4}"
    r"[ :]{0,3}(?P<number>[1-9][\d \-]{4,14}\d)(?!\d)",
    re.IGNORECASE,
)
DAY_MONTH_YEAR = re.compile(r"\d{1,2}[ \-]\d{1,2}[ \-]\d{2,4}")
NHS_LENGTH, UK_LENGTHS, LONGEST = 10, (11, 10), 15

Group = tuple[int, int]


def runs(text: str) -> Iterator[list[Group]]:
    """Groups of figures with no more between them than a written number has. Dates stand outside."""
    dates = full_dates(text)
    starts = [start for start, _ in dates]
    run: list[Group] = []
    for match in FIGURES.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if at >= 0 and match.start() < dates[at][1]:
            if run:
                yield run
            run = []
            continue
        if run and not BETWEEN.fullmatch(text, run[-1][1], match.start()):
            yield run
            run = []
        run.append(match.span())
    if run:
        yield run


def from_each(text: str, run: list[Group], longest: int) -> Iterator[list[tuple[str, int, int, bool]]]:
    """For each group of a run: what the figures from it on make, with start, end, and whether a year is among them."""
    for first in range(len(run)):
        made: list[tuple[str, int, int, bool]] = []
        figures, year = "", False
        for start, end in run[first : first + longest]:
            if len(figures) + end - start > longest:
                break
            group = text[start:end]
            figures += group
            year = year or (A_YEAR.fullmatch(group) is not None)
            made.append((figures, run[first][0], end, year))
        yield made


def nhs_numbers(text: str) -> Iterator[Group]:
    """Where ten figures stand whose check digit is right."""
    for run in runs(text):
        for made in from_each(text, run, NHS_LENGTH):
            if made and len(made[-1][0]) == NHS_LENGTH:
                figures, start, end, year = made[-1]
                dated = (year and not AS_PRINTED.fullmatch(text, start, end)) or "/" in text[start:end]
                if not dated and len(set(figures)) > 1 and nhs_number.is_valid(figures):
                    yield start, end


def pupil_numbers(text: str) -> Iterator[Group]:
    """Where a letter and twelve characters stand of which the letter is the check. Any authority's number counts."""
    for match in PUPIL.finditer(text):
        number = upn.compact(match.group().replace(".", ""))
        said = CALLED_PUPIL.search(text, max(0, match.start() - 40), match.start())
        if said or (number[1:4] >= FIRST_AUTHORITY and upn.calc_check_digit(number[1:]) == number[0]):
            yield match.span()


def telephone_numbers(text: str) -> Iterator[Group]:
    for run in runs(text):
        for made in from_each(text, run, LONGEST):
            found = telephone_in(text, made)
            if found:
                yield found
    for match in LOCAL.finditer(text):
        number = match.group("number")
        figures = re.sub(r"\D", "", number)
        dated = DAY_MONTH_YEAR.fullmatch(number) or any(A_YEAR.fullmatch(one) for one in FIGURES.findall(number))
        if 6 <= len(figures) <= 11 and not dated and figures not in PUBLIC:
            yield match.span("number")


def telephone_in(text: str, made: list[tuple[str, int, int, bool]]) -> Group | None:
    """The telephone number that begins with the first group, if one does."""
    if not made:
        return None
    first, start = made[0][0], made[0][1]
    abroad = start > 0 and text[start - 1] == "+"
    if abroad or first.startswith("00"):
        wanted = [one for one in made if len(one[0]) >= 9]
    elif made[-1][0].startswith("44"):
        wanted = [one for one in made if len(one[0]) == 12 and one[0][2] in "1237"]
    elif first.startswith("0"):
        wanted = [one for one in made if len(one[0]) in UK_LENGTHS and one[0][1] in "1235789"]
        wanted = [one for one in wanted if not (one[3] and len(first) <= 2)]
        if len(first) == 1:  # a row of scores is no number; a mobile number with gaps is
            wanted = [one for one in wanted if one[0][1] == "7"]
    else:
        return None
    for figures, _, end, _ in reversed(wanted):
        if figures not in PUBLIC and is_telephone(f"+{figures}" if abroad or figures[:2] == "44" else figures):
            bracket = start > 0 and text[start - 1] == "(" and ")" in text[start:end]
            return start - (abroad or bracket), end
    return None


def is_telephone(figures: str) -> bool:
    """Whether a number of this length can be rung, given out already or not."""
    try:
        number = phonenumbers.parse(figures, "GB")
    except NumberParseException:
        return False
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
