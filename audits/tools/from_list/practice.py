"""Which of the field's domains of practice a heading is about, by its words: a guess, to be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable

# For each domain the beginnings of words that speak of it. The first domain with most of them is the guess.
WORDS: dict[str, tuple[str, ...]] = {
    "VOICE": (
        "voice",
        "lived experience",
        "child's view",
        "wishes",
        "feelings",
        "seen alone",
        "daily life",
    ),
    "REC": ("recogni", "identif", "early help", "referral", "threshold", "indicator", "front door", "contact", "signs"),
    "INFO": ("information", "sharing", "share", "consent", "record", "chronolog", "communicat"),
    "ASSESS": ("assess", "analys", "risk", "harm", "history"),
    "PLAN": ("plan", "review", "conference", "core group", "strategy", "outcome"),
    "INTERV": ("interven", "timel", "drift", "delay", "support", "service", "visit", "action", "response"),
    "FAMILY": ("parent", "carer", "famil", "father", "mother", "engag"),
    "IDENT": ("identity", "race", "ethnic", "cultur", "disab", "religio", "divers", "equal", "language", "protected"),
    "JOINT": ("joint", "multi-agency", "multiagency", "partnership", "agencies", "together", "inter-agency"),
    "CHALL": ("challeng", "curio", "escalat", "disguised", "disagree"),
    "SUPER": ("supervis", "manage", "oversight", "leader", "workforce", "training"),
    "IMPACT": ("impact", "difference", "effect", "change", "progress"),
}
PATTERNS = {
    code: re.compile("|".join(rf"\b{re.escape(word)}" for word in words), re.I) for code, words in WORDS.items()
}
FEWEST = 2  # words of the questions that a guess by them alone needs


def score(text: str) -> dict[str, int]:
    """How many different words of each domain a text holds."""
    return {code: len({found.casefold() for found in pattern.findall(text)}) for code, pattern in PATTERNS.items()}


def headed(heading: str, offered: Iterable[str]) -> str:
    """The code of the domain that the words of a heading speak of most; empty where they speak of none."""
    return guess(heading, (), offered)


def guess(heading: str, questions: Iterable[str], offered: Iterable[str]) -> str:
    """The code of the domain that a heading is most likely about, else that of its questions; empty when nobody
    could say."""
    codes = [code for code in WORDS if code in set(offered)]
    for text, least in ((heading, 1), (" ".join(questions), FEWEST)):
        found = score(text.replace("\u2019", "'"))
        best = max(codes, key=lambda code: found[code], default="")
        if best and found[best] >= least:
            return best
    return ""
