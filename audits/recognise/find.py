"""Finds the words of a text that would identify somebody, or may."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from audits.recognise.found import Found, hint
from audits.recognise.names import names_in, overlaps, short_names
from audits.recognise.numbers import numbers_in

MOST_HINTS = 2
HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")


@dataclass(frozen=True)
class Known:
    """What the recogniser is told: the schools, surgeries and others that are never named outside, in lower case."""

    places: frozenset[str] = field(default_factory=frozenset)


def known_of(agencies: Iterable[str]) -> Known:
    """From the names of the agencies that are published by their sector only."""
    return Known(short_names(agencies))


def find(text: str, known: Known | None = None) -> tuple[Found, ...]:
    """Everything that would identify somebody or may, in the order of the text; places are those of `text` itself."""
    plain = plain_signs(text)
    kept: list[Found] = []
    taken: list[tuple[int, int]] = []
    for one in numbers_in(plain):
        if not overlaps(taken, one.start, one.end):
            taken.append((one.start, one.end))
            kept.append(one)
    places = known.places if known else frozenset()
    kept += [one for one in names_in(plain, places) if not overlaps(taken, one.start, one.end)]
    ordered = sorted(kept, key=lambda one: (one.start, one.end))
    return tuple(Found(one.kind, one.start, one.end, text[one.start : one.end]) for one in ordered)


def plain_signs(text: str) -> str:
    """The text with one kind of space, hyphen and figure, sign for sign, so that every place stays where it was."""
    return "".join(plain_sign(sign) for sign in text.translate(HYPHENS))


def plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if unicodedata.category(sign) == "Zs":
        return " "
    figure = unicodedata.decimal(sign, None)
    if figure is not None:
        return str(int(figure))
    wide = unicodedata.normalize("NFKC", sign)
    return wide if len(wide) == 1 and wide.isascii() else sign


def quiet_hints(text: str, known: Known | None = None) -> list[str]:
    """What is said quietly under a field while it is filled in: two sentences at most, what stops a submit first."""
    found = sorted(find(text, known), key=lambda one: not one.stops)
    return list(dict.fromkeys(hint(one) for one in found))[:MOST_HINTS]
