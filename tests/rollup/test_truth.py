"""No sentence says more than was recorded: the independent checker reads audits made by chance, full of holes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.desk.packs.load import load
from audits.rollup.counts import roll_up
from audits.rollup.facts import INSIDE, TIERS, facts_of
from audits.rollup.facts_inside import facts_inside
from audits.rollup.writing import as_json
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.packs.test_round_trip import packs
from tests.rollup.truth import Said, Truth

pytestmark = pytest.mark.django_db
UNITS = [("child", "children"), ("adult", "adults"), ("family", "families"), ("contact", "contacts"), ("Form", "forms")]
AMOUNTS = [
    "",
    "",
    "some",
    "several",
    "one",
    "a significant proportion",
    "a number of",
    "most",
    "about a third",
    "often",
]
STATES = ["returns", "meeting", "agreed", "returns", "agreed"]
HOW = ["whole", "random", "random", "stratified", "criterion", "quota", "whole", "chosen", "not_stated"]


@st.composite
def audits(draw: st.DrawFn) -> dict[str, Any]:
    """A pack of any unit, way of selecting and hole; and the states of its cases if it were carried out here."""
    pack = draw(packs())
    one, several = draw(st.sampled_from(UNITS))
    n = len(pack["cases"])
    if "scale" in pack:  # a good band that nobody is given, beside the good one that some are
        best = {"code": "TOP", "abbreviation": "T", "label": "Outstanding", "positive": True}
        pack["scale"] = {**pack["scale"], "code": "own-four", "bands": [best, *pack["scale"]["bands"]]}
    theme = pack["themes"][0]
    for case in pack["cases"][: draw(st.integers(0, n))]:
        found = {"state": "agreed", "kind": theme["kind"], "text": "It was late.", "theme": theme["key"]}
        case["agreed_findings"] = [*case["agreed_findings"], found]
    pack["audit"] |= {
        "unit_singular": one, "unit_plural": several, "selection": draw(st.sampled_from(HOW)),
        "cohort_size": draw(st.sampled_from([n + 3, n, None])), "is_dip_sample": draw(st.booleans()),
        "drawn_how": draw(st.sampled_from(["", "The analyst, by random numbers."])),
        "graded": draw(st.sampled_from(["not_stated", "multi_agency", "response"])),
    }  # fmt: skip
    for theme in pack["themes"]:
        theme.pop("amount_as_given", None)
        if amount := draw(st.sampled_from(AMOUNTS)):
            theme["amount_as_given"] = amount
    states = draw(st.none() | st.lists(st.sampled_from(STATES), min_size=n, max_size=n))
    return {"pack": pack, "states": states}


def carried_out_here(audit: Audit, states: list[str]) -> Audit:
    """The same rows as of an audit that is worked on here: its cases are in these states."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audits_audit SET origin = 'worked' WHERE id = %s", [audit.pk])
        for number, state in zip(sorted(audit.cases.values_list("number", flat=True)), states, strict=True):
            cursor.execute(
                "UPDATE audits_case SET state = %s WHERE audit_id = %s AND number = %s", [state, audit.pk, number]
            )
    return Audit.objects.select_related("scale", "tool").get(pk=audit.pk)


def faults_of(audit: Audit) -> list[str]:
    """What the checker finds in both tiers."""
    truth, rollup = Truth(audit.pk), roll_up(audit)
    found = []
    for tier in TIERS:
        facts = [*facts_of(rollup, audit, tier), *(facts_inside(rollup, audit) if tier == INSIDE else ())]
        said = [Said(fact.key, fact.text, fact.held_back, fact.judge, tier) for fact in facts]
        counts = as_json(rollup, audit, tier)["counts"]
        found += [f"{tier}: {fault}" for fault in truth.faults({one.key: one for one in said}, counts)]
    return found


@pytest.mark.slow
@given(audits())
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_sentence_says_more_than_was_recorded(cast: Cast, made: dict[str, Any]) -> None:
    with transaction.atomic():
        audit = load(made["pack"], by=cast.lead, now=NOW)
        if made["states"] is not None:
            audit = carried_out_here(audit, made["states"])
        faults = faults_of(audit)
        transaction.set_rollback(True)
    assert faults == []
