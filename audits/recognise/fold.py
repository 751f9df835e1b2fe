"""A text as a reader sees it: full-width digits, odd spaces and dashes made plain, invisible characters left out.

Each character of the plain text knows where it stood in the text as typed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2032": "'", "\u201c": '"', "\u201d": '"'}
DASHES = {"\u2212", "\u2043", "\u00ad"}


@dataclass(frozen=True)
class Folded:
    """The plain text, and for each of its characters the place in the text as typed."""

    text: str
    places: tuple[int, ...] | None  # None: character for character the same

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in the text as typed."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=4096)
def plain(character: str) -> str:
    """What one character counts as: a digit of any script is its figure, a mark or invisible sign is nothing."""
    if character == "\n":
        return character
    if character in QUOTES:
        return QUOTES[character]
    kind = unicodedata.category(character)
    if character == "\u00ad" or kind in ("Cf", "Mn", "Me"):
        return ""
    if kind == "Pd" or character in DASHES:
        return "-"
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if character.isspace() or kind == "Cc":
        return " " if character.isspace() else ""
    apart = unicodedata.normalize("NFKD", character)
    return "".join(one for one in apart if unicodedata.category(one) not in ("Mn", "Me", "Cf"))


def fold(text: str) -> Folded:
    if text.isascii() and text.replace("\n", " ").isprintable():
        return Folded(text, None)
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in plain(character):
            characters.append(one)
            places.append(place)
    return Folded("".join(characters), tuple(places))
