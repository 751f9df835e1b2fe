"""No sentence says more than was recorded: the independent checker reads audits made by chance, full of holes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Person
from audits.codes.models import Condition
from audits.desk.packs.load import load
from audits.returns.models import Answer
from audits.rollup.chosen.models import ChosenWording
from audits.rollup.counting.counts import roll_up
from audits.rollup.facts import INSIDE, TIERS, facts_of
from audits.rollup.facts_inside import facts_inside
from audits.rollup.wording.amounts import FRACTIONS
from audits.rollup.writing import as_json
from audits.scope.models import Audit
from audits.tools.models import Standard
from tests.conftest import NOW, Cast
from tests.packs.test_round_trip import packs
from tests.rollup.conftest import Build
from tests.rollup.truth import Said
from tests.rollup.truth_chosen import TruthOfChosen

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


PHRASES = [f"{how}{part}" for how in ("", "just over ", "just under ", "about ", "over ") for part in FRACTIONS]


def choose_everything(audit: Audit, by: Person) -> None:
    """Each theme and question, said in every way and within every part, whether it makes a sentence or not."""
    ChosenWording.objects.filter(audit=audit).delete()  # the pack's own are among them
    standards = list(Standard.objects.filter(domain__tool=audit.tool)) if audit.tool else []
    parts: list[dict[str, Any]] = [{"condition": condition} for condition in Condition.objects.all()]
    parts += [{"plan_id": code} for code in ("CP", "PLO", "CLA")]
    parts += [{"answered": one, "answer": answer} for one in standards for answer in Answer.Value.values]
    ways = [*({"way": "part", **part} for part in parts), *({"way": "about", "phrase": one} for one in PHRASES)]
    things: list[dict[str, Any]] = [{"theme": theme} for theme in audit.themes.all()]
    things += [{"standard": standard} for standard in standards]
    rows = [{**thing, **way} for thing in things for way in ways]
    rows += [{"standard": standard, "way": "met"} for standard in standards]
    ChosenWording.objects.bulk_create(
        ChosenWording(audit=audit, chosen_at=NOW, chosen_by=by, order=n, **row) for n, row in enumerate(rows)
    )


def faults_of(audit: Audit) -> list[str]:
    """What the checker finds in both tiers."""
    truth, rollup = TruthOfChosen(audit.pk), roll_up(audit)
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
        choose_everything(audit, cast.lead)
        faults = faults_of(audit)
        transaction.set_rollback(True)
    assert faults == []


WRONG = [
    ("Of the 2 audits", "Of the 4 audits", "denominator"),
    ("plan, both:", "plan, 1:", "denominator"),
    ("Signs were missed.", "Signs were seen.", "theme"),
    ("Yes or partly in 4 of the 5 answers", "Yes or partly in 4 of the 6 answers", "denominator"),
    ("Yes or partly in", "Yes in", "answers"),
    (" 1 answer of “cannot tell from the record” is left out.", "", "denominator"),
]


@pytest.mark.parametrize(("said", "wrong", "kind"), WRONG)
def test_the_checker_finds_a_chosen_sentence_that_is_wrong(
    said: str, wrong: str, kind: str, four_cases: Audit, build: Build
) -> None:
    by = {"audit": four_cases, "chosen_at": NOW, "chosen_by": build.cast.lead}
    ChosenWording.objects.create(
        theme=four_cases.themes.get(statement="Signs were missed."), way="part", condition_id="CP", **by
    )
    for standard in build.of_domain("REC"):
        ChosenWording.objects.create(standard=standard, way="met", **by)
    truth, facts = TruthOfChosen(four_cases.pk), facts_of(roll_up(four_cases), four_cases, INSIDE)
    texts = {fact.key: fact.text for fact in facts if fact.key.startswith("said:")}
    assert [fault for key, text in texts.items() for fault in truth.of_sentence(Said(key, text, False, ""))] == []
    key, text = next((key, text) for key, text in texts.items() if said in text)
    faults = list(truth.of_sentence(Said(key, text.replace(said, wrong), False, "")))
    assert [fault.partition(":")[0] for fault in faults] == [kind]
