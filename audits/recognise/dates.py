"""Full dates in a text, and which of them somebody was born on: a date counts when words beside it say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audits.recognise.lists import words_of

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
DATE = re.compile(
    rf"(?<![\d/.-])(?:"
    rf"{DAY} ?[/.\-] ?{MONTH} ?[/.\-] ?{YEAR}(?![\d/])"
    rf"|{DAY} {MONTH} (?:19|20)\d\d(?!\d)"
    rf"|(?:19|20)\d\d[/.\-]{MONTH}[/.\-]{DAY}(?!\d)"
    rf"|{DAY}(?:st|nd|rd|th)?(?: of)?[ \-]?(?:{MONTHS})\b\.?(?:,?[ \-]?{YEAR}(?!\d))?"
    rf"|(?:{MONTHS})\b\.? {DAY}(?:st|nd|rd|th)?(?!\d)(?:,? {YEAR}(?!\d))?"
    rf")",
    re.IGNORECASE,
)
BIRTH = re.compile(
    r"(?<![\w-])(?:d\.? ?o\.? ?b(?![a-z])\.?|dates? of birth|birth ?dates?|birth ?days?|(?<!new )(?<!first )born"
    r"|b\.(?= ?\d))",
    re.IGNORECASE,
)
RUN_TOGETHER = re.compile(r"[ :=.\-]{0,4}(?P<date>\d{8}|\d{6})(?!\d)")

# How far a date may stand from the word, in characters and in words.
NEAR, WORDS_AFTER, WORDS_BEFORE = 60, 7, 5
WORD = re.compile(r"[a-z']+", re.IGNORECASE)
# Between the word and the date these say that the date is of something else.
ELSE = words_of("not_of_birth")
# Before the word, only these may stand between.
LINKS = words_of("links_to_birth")


def full_dates(text: str) -> list[tuple[int, int]]:
    """Where full dates stand, births or not."""
    return [match.span() for match in DATE.finditer(text)]


def births(text: str) -> Iterator[tuple[int, int]]:
    """Where dates stand that are said to be a birth."""
    for word in BIRTH.finditer(text):
        run = RUN_TOGETHER.match(text, word.end())
        if run and word.group()[0] in "dD":
            yield run.span("date")
            continue
        after = DATE.search(text, word.end(), word.end() + NEAR)
        if after and says_birth(text[word.end() : after.start()]):
            yield after.span()
            continue
        before = None
        for match in DATE.finditer(text, max(0, word.start() - NEAR), word.start()):
            before = match
        if before and is_linked(text[before.end() : word.start()]):
            yield before.span()


def says_birth(between: str) -> bool:
    if any(mark in between for mark in ".!?;\n") and between.strip(" .:;-\n"):
        return False
    words = [word.lower() for word in WORD.findall(between)]
    return len(words) <= WORDS_AFTER and not ELSE.intersection(words)


def is_linked(between: str) -> bool:
    if any(mark in between for mark in ".!?;\n"):
        return False
    words = [word.lower() for word in WORD.findall(between)]
    return len(words) <= WORDS_BEFORE and LINKS.issuperset(words)
