"""E-mail addresses in a text, the spelt-out ones too ("name at school dot uk")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

WRITTEN = re.compile(r"[\w.+%'\-]{1,64}(?:@ ?| @ )(?:[\w\-]{1,63} ?\. ?){1,6}[a-z]{2,24}\b", re.IGNORECASE)
# As it should be written: where one stands, the sentence that goes on after its full stop is no part of it.
PLAIN = re.compile(r"[\w.+%'\-]{1,64}@(?:[\w\-]{1,63}\.){1,6}[a-z]{2,24}\b", re.IGNORECASE)
AT = r"(?: ?[\[({] ?at ?[\])}] ?| at )"
DOT = r"(?: ?[\[({] ?dot ?[\])}] ?| dot |\.)"
SPELT = re.compile(rf"(?<![\w.+\-])[\w.+\-]{{1,64}}{AT}[\w\-]{{1,63}}(?:{DOT}[\w\-]{{1,63}}){{1,5}}", re.IGNORECASE)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    if "@" in text:
        for match in WRITTEN.finditer(text):
            written = PLAIN.match(text, match.start())
            if written and is_address(written.group().strip("'.")):
                yield written.span()
            elif is_address(match.group().replace(" ", "").strip("'.")):
                yield match.span()
    for match in SPELT.finditer(text):
        words = match.group()
        plain = re.sub(DOT, ".", re.sub(AT, "@", words, count=1, flags=re.IGNORECASE), flags=re.IGNORECASE)
        spelt = re.search(r"[\[({] ?(?:at|dot)| dot ", words, re.IGNORECASE)
        if spelt and is_address(plain):
            yield match.span()


def is_address(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True
