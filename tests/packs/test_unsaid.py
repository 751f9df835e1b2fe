"""Whoever loads a pack is told, by place, what will not be said because its source did not record it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from audits.desk.packs.unsaid import places, unsaid
from audits.rollup.wording.practice import is_amount, vague_sentence


def pack(**changed: Any) -> dict[str, Any]:
    child = {
        "kind": "child",
        "age_number": 9,
        "age_unit": "years",
        "sex": "F",
        "ethnicity": "WBRI",
        "in_sibling_group": True,
    }
    cases = [{"number": n, "members": [dict(child)]} for n in (1, 2)]
    return {
        "format": "audit-pack/1", "audit": {"reference": "P-2020-01", "theme": "Neglect"}, "cases": cases, **changed
    }  # fmt: skip


def test_a_pack_that_records_all_it_says_has_nothing_to_be_told() -> None:
    assert unsaid(pack()) == []


def of_audit(**fields: Any) -> dict[str, Any]:
    return pack(audit={"reference": "P-2020-01", "theme": "Neglect", **fields})


def of_theme(findings: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    made = pack(themes=[{"key": "late", "kind": "develop", "statement": "Plans were late.", **fields}])
    made["cases"][0]["agreed_findings"] = findings
    return made


def of_member(**fields: Any) -> dict[str, Any]:
    made = pack()
    made["cases"][1]["members"][0].update(fields)
    return made


LATE = [{"theme": "late", "kind": "develop", "text": "Late.", "scope": "agency"}]
TOLD = [
    (of_audit(selection="random"), "audit.drawn_how: who drew"),
    (of_audit(selection="stratified"), "audit.drawn_how: who drew"),
    (of_audit(selection="whole"), "audit.cohort_size: it is not recorded"),
    (of_theme([]), "themes[0]: no case and no amount"),
    (of_theme([{**LATE[0], "state": "declined"}]), "themes[0]: no case and no amount"),
    (of_theme(LATE, amount_as_given="some"), "themes[0]: it is said with “some”"),
    (of_theme([], amount_as_given="often"), "themes[0].amount_as_given: “often” is no amount"),
    (of_theme([{**LATE[0], "scope": ""}]), "cases[0].agreed_findings[0].scope: how far"),
    (of_member(sex=None), "cases[1].members[0]: no sex is recorded"),
    (of_member(age_number=None), "cases[1].members[0]: no age is recorded"),
    (of_member(ethnicity=None), "cases[1].members[0]: no ethnicity is recorded"),
    (of_member(in_sibling_group=None), "cases[1].members[0]: no sibling group is recorded"),
    (pack(published_figures=[{"text": "44 of 325"}]), "published_figures[0].key: it has none"),
    (pack(cases=pack()["cases"][:1]), "cases: there is one"),
]


@pytest.mark.parametrize(("given", "begins"), TOLD, ids=[begins.partition(":")[0] for _, begins in TOLD])
def test_what_is_not_recorded_is_told_by_place(given: dict[str, Any], begins: str) -> None:
    (told,) = unsaid(given)
    assert told.startswith(begins)


@pytest.mark.parametrize(
    "given",
    [
        of_audit(selection="random", drawn_how="The analyst, by random numbers."),
        of_audit(selection="whole", cohort_size=2),
        of_theme(LATE),
        of_theme([], amount_as_given="a significant proportion"),
        of_member(kind="unborn", age_number=None),
        of_member(is_subject=False, sex=None),
    ],
)
def test_what_is_recorded_is_not(given: dict[str, Any]) -> None:
    assert unsaid(given) == []


def test_a_grade_of_something_that_nobody_named() -> None:
    made = pack()
    made["cases"][0]["agreed_grade"] = {"band": "RI"}
    assert [one.partition(":")[0] for one in unsaid(made)] == ["audit.graded"]


def test_many_places_are_three_and_a_number() -> None:
    assert places(["a", "b", "c"]) == "a, b, c"
    assert places([*"abcde"]) == "a, b, c and 2 more"


@pytest.mark.parametrize("words", ["some", "a number of", "one", "a third", "often", "in many ways", "Most of the"])
def test_an_amount_is_what_is_not_quoted(words: str) -> None:
    assert is_amount(words) == (not vague_sentence(words, "They rang.").startswith("As given"))


@pytest.mark.django_db
def test_the_command_tells_it_with_and_without_writing(tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(of_audit(selection="random")))
    for options in (["--dry-run"], []):
        out = StringIO()
        call_command("load_audit", str(file), *options, stdout=out)
        assert "This was not recorded, so it will not be said:\n- audit.drawn_how: who drew" in out.getvalue()
