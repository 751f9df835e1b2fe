"""Full dates in a text, and which of them somebody was born on: a date counts when words beside it say so.

Births are found in figures and in words: "born on 9 January", "turned seven on the ninth of January".
"""

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
UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
ORDINAL = (
    r"(?:tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    rf"|thirtieth|(?:twenty|thirty)[ -]?(?:{UNITS})|{UNITS})"
)
ONES = "one|two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
UP_TO_99 = rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{ONES}))?|{TEENS}|{ONES})"
YEAR_IN_WORDS = rf"(?:two thousand(?: and)?(?: {UP_TO_99}\b)?|(?:nineteen|twenty)[ -]{UP_TO_99}\b)"
ITS_YEAR = rf"(?:,? (?:in )?(?:(?:19|20)\d\d(?!\d)|{YEAR_IN_WORDS}))?"
FEASTS = (
    r"christmas (?:day|eve)|boxing day|new year'?s (?:day|eve)|(?:st\.? )?valentine'?s day|hallowe'?en|bonfire night"
    r"|st\.? (?:george|david|patrick|andrew)'?s day|may day|leap day|good friday|easter (?:sunday|monday)"
    r"|(?:mother|father)'?s day|mothering sunday"
)
# A month in small letters that is another word too ("the second may wait") needs its "of".
IN_WORDS = re.compile(
    rf"(?<![\w-])(?:"
    rf"(?:the )?{ORDINAL}(?: day)?(?: of (?:{MONTHS})| (?-i:(?!may|mar|march|jan)\b)(?:{MONTHS}))\b\.?{ITS_YEAR}"
    rf"|(?:the )?{DAY}(?:st|nd|rd|th)? day of (?:{MONTHS})\b\.?{ITS_YEAR}"
    rf"|(?:{MONTHS})\b\.?,? (?:the )?{ORDINAL}\b{ITS_YEAR}"
    rf"|(?:{FEASTS})\b{ITS_YEAR}"
    rf")",
    re.IGNORECASE,
)
AGE = rf"(?:\d{{1,2}}|{UP_TO_99})"
TURNED = re.compile(
    r"(?:\bturn(?:ed|s|ing)?|\breach(?:ed|es|ing)? the age of"
    r"|\b(?:she|he|they|who|child|boy|girl|brother|sister|baby|twins?)(?: (?:has|had|then|just)){0,2} bec(?:ame|omes?))"
    rf"(?: just| only)? {AGE}\b(?![\-/%.]\w)(?: years?(?: old| of age)?)?",
    re.IGNORECASE,
)
# "turned nine" and "turned nine officers away": after an age these go on, or nothing does.
GOES_ON = re.compile(r"\W{0,3}(?:$|[.,;:!?)\n]| (?:and|but|was|were|is|he|she|they|so|when|while|in|at|who|with)\b)")
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
# Between an age and the day it was turned, and between a day and who turned an age on it.
ON_THE_DAY = frozenset(("on", "the", "last", "this", "in", "only", "just")) | {
    f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
}
WHO_TURNS = LINKS | words_of("who_turns")


def full_dates(text: str) -> list[tuple[int, int]]:
    """Where full dates stand, births or not."""
    return [match.span() for match in DATE.finditer(text)]


def births(text: str) -> Iterator[tuple[int, int]]:
    """Where dates stand that are said to be a birth, or the day on which somebody turned an age."""
    for word in BIRTH.finditer(text):
        run = RUN_TOGETHER.match(text, word.end())
        if run and word.group()[0] in "dD":
            yield run.span("date")
            continue
        after = date_after(text, word.end())
        if after and says_birth(text[word.end() : after[0]]):
            yield after
            continue
        before = date_before(text, word.start())
        if before and is_linked(text[before[1] : word.start()], LINKS):
            yield before
    for word in TURNED.finditer(text):
        after = date_after(text, word.end())
        if after and is_linked(text[word.end() : after[0]], ON_THE_DAY):
            yield after
            continue
        before = date_before(text, word.start()) if GOES_ON.match(text, word.end()) else None
        if before and is_linked(text[before[1] : word.start()], WHO_TURNS):
            yield before


def date_after(text: str, place: int) -> tuple[int, int] | None:
    """The first date after a place, in figures or in words."""
    found = [match for match in (one.search(text, place, place + NEAR) for one in (DATE, IN_WORDS)) if match]
    return min((match.span() for match in found), key=lambda span: (span[0], -span[1]), default=None)


def date_before(text: str, place: int) -> tuple[int, int] | None:
    """The last date before a place."""
    spans = [match.span() for one in (DATE, IN_WORDS) for match in one.finditer(text, max(0, place - NEAR), place)]
    return max(spans, key=lambda span: span[1], default=None)


def says_birth(between: str) -> bool:
    if any(mark in between for mark in ".!?;\n") and between.strip(" .:;-\n"):
        return False
    words = [word.lower() for word in WORD.findall(between)]
    return len(words) <= WORDS_AFTER and not ELSE.intersection(words)


def is_linked(between: str, links: frozenset[str]) -> bool:
    if any(mark in between for mark in ".!?;\n"):
        return False
    words = [word.lower() for word in WORD.findall(between)]
    return len(words) <= WORDS_BEFORE and links.issuperset(words)
