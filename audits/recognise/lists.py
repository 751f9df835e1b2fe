"""The lists of words that the recogniser goes by, each kept in the folder beside this file, in small letters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of words; lines that begin with # say what it is."""
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
