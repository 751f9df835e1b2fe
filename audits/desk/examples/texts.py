"""Reads the words of the example audits: what agencies wrote, what a meeting agreed, all made up."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class FoundText:
    """A finding of an agency's own, and the theme that the meeting will put it under ("" for none)."""

    kind: str
    domain: str
    theme: str
    text: str


@dataclass(frozen=True)
class StepText:
    """What an agency recommends, or has done on a day."""

    kind: str
    text: str
    done_on: date | None = None


@dataclass(frozen=True)
class ReturnText:
    """What one agency wrote about one case. `marks` are its answers by question ("REC2"), in one or two letters."""

    marks: dict[str, str]
    comments: dict[str, str] = field(default_factory=dict)
    findings: tuple[FoundText, ...] = ()
    steps: tuple[StepText, ...] = ()
    voices: dict[str, str] = field(default_factory=dict)
    records: tuple[str, ...] = ("child",)
    on_behalf_of: str = ""
    grade: str = ""
    reason: str = ""
    panel: str = ""
    panel_band: str = ""


@cache
def words(name: str) -> dict[str, Any]:
    """One file of words."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def return_text(given: dict[str, Any], answers: str = "marks") -> ReturnText:
    """What an agency wrote, from its part of a file."""
    return ReturnText(
        marks=dict(mark.split("=") for mark in given.get(answers, "").split()),
        comments=given.get("comments", {}),
        findings=tuple(FoundText(*one) for one in given.get("findings", ())),
        steps=tuple(StepText(*one) for one in given.get("steps", ())),
        voices={whose: given[whose] for whose in ("child", "parent", "practitioner") if whose in given},
        records=tuple(given.get("records", ("child",))),
        on_behalf_of=given.get("on_behalf_of", ""),
        grade=given.get("grade", ""),
        reason=given.get("reason", ""),
        panel=given.get("panel", ""),
        panel_band=given.get("panel_band", ""),
    )


def variant(domain: str, answer: str, place: int, said: set[str]) -> str:
    """A comment for an answer of which the return says nothing of its own, "" where all were `said` in the case."""
    choices: list[str] = words("comments")[domain][answer]
    turned = choices[place % len(choices) :] + choices[: place % len(choices)]
    chosen = next((one for one in turned if one not in said), "")
    said.add(chosen)
    return chosen
