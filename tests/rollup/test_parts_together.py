"""Sentences within parts of the cases, read together: nothing they come to, added or taken away, is a small number.

The reader here is told of every part published which cases it holds, and counts every piece that the parts make: in one
and not in another, in none, in all. Parts that differ by a case or two are made on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from audits.rollup import facts
from audits.rollup.counting.chosen import ChosenCount
from audits.rollup.counting.practice import practice
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.disclosure.policy import Policy
from audits.rollup.disclosure.suppression import tells_of_few
from tests.rollup.test_attacker import made_by

AUDITS = 400


def parts_by(dice: random.Random, cases: Sequence[int]) -> list[frozenset[int]]:
    """Two to five parts: by chance, one within another, one a case or two larger than another, the same once more."""
    parts = [frozenset(dice.sample(cases, dice.randint(0, len(cases))))]
    for _ in range(dice.randint(1, 4)):
        base, others = dice.choice(parts), dice.sample(cases, dice.randint(min(1, len(cases)), len(cases)))
        parts.append(dice.choice([base, base & set(others), base | set(others[:2]), frozenset(others)]))
    return parts


def told_by(seed: int) -> tuple[list[frozenset[int]], list[frozenset[int]], RollUp]:
    """The parts that a lead chose in one audit, those whose sentences leave, and the audit."""
    rollup, _, _ = made_by(seed)
    dice = random.Random(seed)
    cases = list(rollup.sample.cases.cases)
    whole = frozenset(cases)
    chosen = []
    for place, part in enumerate(parts_by(dice, cases)):
        under = dice.sample(sorted(part), dice.randint(0, len(part)))
        chosen.append(
            ChosenCount(
                uid=str(place), kind="good", way="part", phrase="", text="It was seen.", which="in a part",
                count=practice(rollup.unit, under, len(part), {}), part=part, among=(whole, frozenset()),
            )
        )  # fmt: skip
    made = replace(rollup, findings=replace(rollup.findings, chosen=tuple(chosen)))
    said = facts.publish_chosen(made, facts.policy_of(made), facts.overrides_of(made))
    parts = [one.part for one in chosen if one.uid in said]
    return parts, [one.part for one in chosen if one.uid in said and not said[one.uid].passed.held_back], made


def small_pieces(parts: Sequence[frozenset[int]], whole: frozenset[int], threshold: int) -> list[int]:
    """Every piece, one by one: within each part or outside it, or whichever. How many cases there are is no secret."""
    found = []
    for sides in product((True, False, None), repeat=len(parts)):
        if sides == (None,) * len(parts):
            continue
        piece = set(whole)
        for part, inside in zip(parts, sides, strict=True):
            if inside is not None:
                piece = piece & part if inside else piece - part
        found.append(len(piece))
    return [size for size in found if 1 <= size <= threshold]


def leaks(seed: int) -> list[int]:
    _, leave, rollup = told_by(seed)
    return small_pieces(leave, frozenset(rollup.sample.cases.cases), rollup.audit.threshold)


def test_what_parts_come_to_together_is_never_a_small_number() -> None:
    assert {seed: found for seed in range(AUDITS) if (found := leaks(seed))} == {}


def test_each_part_judged_by_itself_gives_some_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was: the reader above finds what the rule is there for."""

    def alone(parts: Sequence[frozenset[int]], among: Any, policy: Policy) -> bool:
        return tells_of_few(parts[-1:], among, policy)

    monkeypatch.setattr(facts, "tells_of_few", alone)
    assert sum(1 for seed in range(AUDITS) if leaks(seed)) > AUDITS // 20


def test_parts_that_make_no_small_piece_leave() -> None:
    """A rule that held everything back would pass as well."""
    leave = several = held = 0
    for seed in range(AUDITS):
        parts, out, _ = told_by(seed)
        leave += len(out)
        several += len(set(out)) > 1
        held += len(parts) - len(out)
    assert leave > AUDITS // 4
    assert several > AUDITS // 40
    assert held > 0


def test_the_same_part_twice_tells_no_more() -> None:
    part, whole = frozenset(range(8)), (frozenset(range(20)),)
    assert not tells_of_few([part, part], whole, Policy(5))
    assert tells_of_few([part, part | {8}], whole, Policy(5))
    assert not tells_of_few([part, part | set(range(8, 14))], whole, Policy(5))
    assert tells_of_few([part], (frozenset(range(8)), frozenset(range(6, 20))), Policy(5))  # two of them in the second
