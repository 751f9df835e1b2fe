"""Which lines of a text are headings and which are questions. It knows no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audits.tools.from_list.answers import answers_of
from audits.tools.from_list.reading import ListedQuestion

NUMBERED = re.compile(r"\s*\(?(\d{1,3}(?:\.\d{1,3})*)[.):]?\s+\S")
PART = re.compile(
    r"\s*(?:section|domain|theme|part|area)\s+(?:\d{1,3}|[a-z]|[ivx]{1,5})\s*[:.\u2013\u2014-]", re.IGNORECASE
)
PAGE = re.compile(r"\s*page \d+(?: of \d+)?\s*", re.IGNORECASE)
PAGE_NUMBER = "It is the number of a page."


def items_of_text(text: str) -> Iterator[ListedQuestion]:
    """One question a line; a heading ends with a colon, or is in capitals, or is numbered above others."""
    lines = [(at, line.strip()) for at, line in enumerate(text.split("\n"), 1) if line.strip()]
    for place, (at, line) in enumerate(lines):
        following = lines[place + 1][1] if place + 1 < len(lines) else ""
        yield item_of(f"Line {at:,}", line, following)


def item_of(place: str, line: str, following: str) -> ListedQuestion:
    if PAGE.fullmatch(line):
        return ListedQuestion(place, line, left_out=PAGE_NUMBER)
    if is_heading(line) or stands_above(line, following):
        return ListedQuestion(place, line, is_heading=True)
    before, _, last = line.rpartition("\t")
    if before.strip() and answers_of(last, alone=True):
        return ListedQuestion(place, before, answers=last)
    return ListedQuestion(place, line)


def is_heading(line: str) -> bool:
    """Whether a line is a heading by itself: it ends with a colon, is in capitals, or says "Section 2:"."""
    if line.endswith("?"):
        return False
    letters = [sign for sign in line if sign.isalpha()]
    capitals = len(letters) > 3 and line.upper() == line
    return line.endswith(":") or capitals or bool(PART.match(line)) or bool(re.match(r"#{1,6}\s", line))


def stands_above(line: str, following: str) -> bool:
    """Whether the line is numbered "1" and the one after it "1.1"."""
    own, next_one = NUMBERED.match(line), NUMBERED.match(following)
    return bool(own and next_one and "?" not in line and next_one[1].startswith(f"{own[1]}."))
