"""The lists of words that the recogniser goes by, each kept beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of words as it is kept beside this file; lines that begin with # say what it is."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def lower_words_of(name: str) -> frozenset[str]:
    return frozenset(map(str.lower, words_of(name)))
