"""The names of police operations: an investigation into few people, known to everybody who had to do with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audits.recognise.lists import words_of

NAME = r"[A-Z][A-Za-z]{2,30}(?:['\-][A-Za-z]{1,20})?"
CALLED = re.compile(rf"(?<![\w-])(?P<word>[Oo]peration|OPERATION|[Oo]p|OP)\b\.? (?P<name>{NAME}(?: {NAME}){{0,2}})")


def operations(text: str) -> Iterator[tuple[int, int]]:
    """Where an operation is called by its name; the national schemes are none."""
    for match in CALLED.finditer(text):
        length = words_of_name(match["word"], match["name"].split(" "))
        if length:
            yield match.start(), match.start("name") + length


def words_of_name(word: str, names: list[str]) -> int:
    """How many characters of what follows are the name; 0 where it is none."""
    first, *more = names
    base = first.lower().removesuffix("'s")
    if base in words_of("national_operations") or base in words_of("no_operation"):
        return 0
    field = words_of("field_words")
    if base in field and word != "Operation":  # "after the operation Health met", and a text all in capitals
        return 0
    length = len(first)
    for one in more:
        if one.lower() in field and one.lower() not in words_of("names_and_words"):
            break
        length += 1 + len(one)
    return length
