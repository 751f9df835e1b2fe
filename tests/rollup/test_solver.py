"""Five hundred audits by chance, and a solver that tries to work out what each holds back.

What the reader is taken to know, and how the programme reads what is published, is said in solver.py; why it is
enough, in docs/decisions/0034. Where the reader knew a number to less than the threshold beforehand (four children in
all), what is published must tell them nothing more.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from audits.rollup import coarse, disclosure, facts, tables
from audits.rollup.counts import RollUp, count
from audits.rollup.gather import Gathered
from audits.scope.models import Audit
from tests.rollup.solver import pinned

AUDITS = 500
IN_ONE_TEST = 50
SEXES = (("F", "Female"), ("M", "Male"))
AGES = (("unborn", None, None), ("child", 5, "months"), ("child", 3, "years"), ("child", 4, "years"),
        ("child", 7, "years"), ("child", 10, "years"), ("child", 13, "years"), ("child", 15, "years"),
        ("child", 17, "years"), ("adult", 19, "years"))  # fmt: skip
ETHNICITIES = (("WBRI", "White British", "White"), ("WIRI", "Irish", "White"), ("ABAN", "Bangladeshi", "Asian"),
               ("AIND", "Indian", "Asian"), ("BAFR", "African", "Black"), ("MWBC", "Caribbean and White", "Mixed"),
               ("NOBT", "Not obtained", "Not known"))  # fmt: skip
PLANS = ("CP", "CIN", "CLA", "EH")
STATES = (("RATED", "Answered"), ("NA", "Not applicable"), ("CANTTELL", "Cannot tell from the record"))
SECTORS = (("SCH", "Schools"), ("POL", "Police"), ("GP", "GPs"), ("HOU", "Housing"))
DOMAINS = (("REC", "Recognition"), ("INFO", "Sharing"), ("PLAN", "Planning"))


def made_by(seed: int) -> tuple[RollUp, Audit]:
    """An audit of 1 to 60 children: few or many values, even or lopsided, recorded whole or with gaps."""
    dice = random.Random(seed)
    audit = Audit(
        reference=f"S-{seed}", unit_singular="child", unit_plural="children", selection="random",
        threshold=dice.choice([5, 5, 5, 3, 8]), small_n=10,
    )  # fmt: skip
    gaps, lopsided = dice.choice([0.0, 0.0, 0.05, 0.3]), dice.choice([0.0, 1.0, 2.5])

    def one_of(values: Any) -> Any:
        if dice.random() < gaps:
            return None
        return dice.choices(values, [1 / (place + 1) ** lopsided for place in range(len(values))])[0]

    ages = dice.sample(AGES, dice.randint(1, len(AGES)))
    cases, agencies, cells = [], [], []
    rare, aside = dice.random() * 0.4, dice.choice([0.0, 0.0, 0.2])
    for number in range(1, dice.choice([dice.randint(1, 12), dice.randint(1, 60)]) + 1):
        people = []
        for _ in range(dice.choice([1, 1, 1, 2, 3])):
            kind, age, unit = one_of(ages) or ("child", None, None)
            sex, ethnicity, siblings = one_of(SEXES), one_of(ETHNICITIES), one_of([True, False])
            people.append(
                {
                    "kind": kind, "age": age, "unit": unit, "sex_code": sex and sex[0], "sex": sex and sex[1],
                    "ethnicity_code": ethnicity and ethnicity[0], "ethnicity": ethnicity and ethnicity[1],
                    "group": ethnicity and ethnicity[2], "siblings": siblings,
                    "plans": [{"code": one, "label": f"Plan {one}"} for one in PLANS if dice.random() < 0.3],
                }
            )  # fmt: skip
        cases.append(
            {
                "pk": number, "number": number, "strand_id": 2 if dice.random() < aside else 1,
                "state": "agreed", "grade": 1, "grade_state": None,
                "qualifier": None, "qualifier_code": None, "member_rows": people, "linked": None, "finding_rows": [],
            }
        )  # fmt: skip
        for place, (sector, label) in enumerate(SECTORS):
            if place and dice.random() > (rare if place > 1 else 0.8):
                continue
            agencies.append(
                {
                    "case_id": number, "agency_id": place, "name": label, "sector": sector, "sector_label": label,
                    "published_as": "sector", "parent": None, "parent_sector": None, "parent_published_as": None,
                    "answer_code": "KNOWN", "answer_label": "Known", "state": "accepted", "band": None,
                    "grade_state": "Not graded", "view": None, "outside": False, "place": None,
                    "view_place": None, "voices": [],
                }
            )  # fmt: skip
            for domain, _ in DOMAINS:
                for _ in range(4):
                    state = dice.choices([one for one, _ in STATES], [8, 1, 1])[0]
                    value = dice.choice(["YES", "YES", "PARTLY", "NO"]) if state == "RATED" else ""
                    cells.append((place, domain, number, value, state, 1))
    frame: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            "bands",
            "strands",
            "draws",
            "areas",
            "conditions",
            "sources",
            "themes",
            "figures",
            "concerns",
            "door",
            "open",
        )
    }
    frame["strands"] = [
        {"pk": 1, "code": "CH", "name": "Children", "headline": True, "cohort": None},
        {"pk": 2, "code": "YA", "name": "Young adults", "headline": False, "cohort": None},
    ]
    frame["domains"] = [{"code": code, "label": label} for code, label in DOMAINS]
    frame["states"] = [{"code": code, "label": label, "counts": code == "RATED"} for code, label in STATES]
    decided = dice.random() < 0.2
    frame["overrides"] = [
        {"uid": "o", "fact": f"members.{fact}", "reason": "Agreed.", "name": "A lead", "by": "", "at": "2026-03-01"}
        for fact in dice.sample(["sex", "age", "siblings", "plan", "ethnicity"], dice.randint(1, 4))
    ] if decided else []  # fmt: skip
    return count(Gathered(audit.reference, audit, frame, cases, agencies, cells)), audit


@pytest.mark.parametrize("first", range(0, AUDITS, IN_ONE_TEST))
def test_no_number_held_back_can_be_worked_out(first: int) -> None:
    found = {seed: pinned(*made_by(seed)) for seed in range(first, first + IN_ONE_TEST)}
    assert {seed: numbers for seed, numbers in found.items() if numbers} == {}


def only_the_small_ones(numbers: dict[str, int], missing: int, policy: Any, **_: Any) -> frozenset[str]:
    return frozenset(key for key, n in numbers.items() if policy.holds_back(n))


def and_the_next_smallest(numbers: dict[str, int], missing: int, policy: Any, **_: Any) -> frozenset[str]:
    """As it was before: a second row only where one was held back alone."""
    held = set(only_the_small_ones(numbers, missing, policy))
    others = sorted((key for key in numbers if key not in held), key=lambda key: numbers[key])
    return frozenset(held | set(others[:1])) if len(held) == 1 else frozenset(held)


def most_of_any(n: int, threshold: int) -> bool:
    return n >= 5


def every_table(rollup: RollUp, tier: str) -> Any:
    return (*kept(rollup, tier), *([] if rollup.answer_states in kept(rollup, tier) else [rollup.answer_states]))


kept = tables.distributions

WEAKER: list[tuple[str, list[tuple[Any, str]], Callable[..., Any]]] = [
    ("only the small rows are held back", [(disclosure, "held_rows")], only_the_small_ones),
    ("a second row wherever one stands alone", [(disclosure, "held_rows")], and_the_next_smallest),
    ("most is said of any five", [(coarse, "may_say_most")], most_of_any),
    ("what all answers came to is printed", [(tables, "distributions")], every_table),
]


@pytest.mark.parametrize(("weaker", "places", "instead"), WEAKER, ids=[name for name, *_ in WEAKER])
def test_the_solver_finds_what_a_weaker_policy_gives_away(
    weaker: str, places: list[tuple[Any, str]], instead: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part of the policy is needed: without it, the same reader works something out."""
    for module, name in places:
        monkeypatch.setattr(module, name, instead)
    if places[0][0] is tables:  # the command and the page read the same list of tables
        monkeypatch.setattr("audits.rollup.writing.distributions", instead)
    assert any(pinned(*made_by(seed)) for seed in range(150)), weaker


def test_what_is_published_is_not_empty() -> None:
    """A policy that held everything back would pass the solver as well."""
    shown = held = 0
    for seed in range(100):
        rollup, audit = made_by(seed)
        for table in (rollup.sex, rollup.age, rollup.ethnicity, rollup.siblings):
            passed = disclosure.publish_distribution(table, facts.policy_of(audit), facts.overrides_of(rollup))
            shown += sum(1 for row in passed.rows if not row.count.held_back)
            held += passed.held_back
    assert shown > 200
    assert held > 100
