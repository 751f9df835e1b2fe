"""What leaves of a whole audit, whatever was counted: no small number about children, no total beside one held back, no
case, and nothing that the disclosure policy didn't make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.rollup import facts, tables
from audits.rollup.counting.counts import count, roll_up
from audits.rollup.counting.gather import CHOSEN
from audits.rollup.counting.gathered import Gathered, framed
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.disclosure import publishing as disclosure
from audits.rollup.disclosure.policy import MayNotLeave
from audits.rollup.facts import INSIDE, PUBLISHED, Fact, facts_of
from audits.rollup.models import Override
from audits.rollup.sections import sections_of
from audits.rollup.wording.amounts import NUMBER_WORDS
from audits.rollup.writing import as_json, as_text
from audits.scope.models import Audit
from tests.conftest import NOW
from tests.rollup.conftest import Build, child

SEXES = [("F", "Female"), ("M", "Male"), ("U", "Not known"), (None, None)]
ETHNICITIES = [
    ("WBRI", "British", "White"),
    ("ABAN", "Bangladeshi", "Asian"),
    ("MWBC", "White and Black Caribbean", "Mixed"),
    (None, None, None),
]
PLANS = [{"code": "CP", "label": "Child Protection plan"}, {"code": "CIN", "label": "Child in Need plan"}]
BANDS = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
AGES = st.one_of(
    st.just(("unborn", None, None)),
    st.tuples(st.just("child"), st.integers(0, 17), st.just("years")),
    st.tuples(st.just("child"), st.integers(0, 23), st.just("months")),
    st.just(("child", None, "")),
)


@st.composite
def members(draw: st.DrawFn) -> dict[str, Any]:
    kind, age, unit = draw(AGES)
    code, sex = draw(st.sampled_from(SEXES))
    ethnicity, label, group = draw(st.sampled_from(ETHNICITIES))
    return {
        "kind": kind, "age": age, "unit": unit, "sex": sex, "sex_code": code, "ethnicity": label,
        "ethnicity_code": ethnicity, "group": group, "siblings": draw(st.sampled_from([True, False, None])),
        "plans": draw(st.lists(st.sampled_from(PLANS), unique_by=lambda plan: plan["code"], max_size=2)),
    }  # fmt: skip


@st.composite
def audits(draw: st.DrawFn) -> tuple[RollUp, Audit]:
    """An audit of up to 24 cases, with children, agreed grades, themes, own grades and answers of three agencies."""
    audit = Audit(
        reference="P-2026-01", unit_singular="child", unit_plural="children", selection="random",
        threshold=draw(st.integers(0, 8)), small_n=draw(st.integers(2, 20)),
    )  # fmt: skip
    cases, agencies, cells = [], [], []
    for number in range(1, draw(st.integers(0, 24)) + 1):
        graded = draw(st.sampled_from([1, 2, 3, 4, None]))
        themes = draw(st.sets(st.sampled_from([1, 2]))) if graded else set()
        cases.append(
            {
                "pk": 100 + number, "number": number, "strand_id": None, "state": "agreed" if graded else "returns",
                "grade": graded, "grade_state": None, "qualifier": "with elements of good practice" if graded else None,
                "qualifier_code": "ELEMENTS" if graded else None, "member_rows": [draw(members())], "linked": None,
                "finding_rows": [
                    {"uid": f"f{number}{one}", "kind": "good", "theme": one, "domain": "REC", "scope": "between",
                     "agencies": [1]}
                    for one in sorted(themes)
                ],
            }
        )  # fmt: skip
        for agency, name in ((1, "Hillside School"), (2, "Police"), (3, "Canal Street Surgery")):
            published_as = "organisation" if agency == 2 else "sector"
            agencies.append(
                {
                    "case_id": 100 + number, "agency_id": agency, "name": name, "sector": str(agency),
                    "sector_label": ["Schools", "Police", "GPs"][agency - 1], "published_as": published_as,
                    "parent": None, "parent_sector": None, "parent_published_as": None, "answer_code": "KNOWN",
                    "answer_label": "Known", "state": draw(st.sampled_from(["accepted", None])),
                    "band": draw(st.sampled_from([1, 2, 3, 4])), "grade_state": None, "view": "accepted",
                    "outside": False,
                    "place": 1, "view_place": None, "voices": [],
                }
            )  # fmt: skip
            value = draw(st.sampled_from(["YES", "NO", "PARTLY", ""]))
            cells.append((agency, "REC", 100 + number, value, "RATED" if value else "NA", draw(st.integers(1, 4))))
    frame: dict[str, list[dict[str, Any]]] = {
        "bands": [
            {"code": label[:4].upper(), "label": label, "short": label[:2], "positive": place < 2, "pk": place + 1}
            for place, label in enumerate(BANDS)
        ],
        "domains": [{"code": "REC", "label": "Recognition"}],
        "states": [
            {"code": "RATED", "label": "Answered", "counts": True},
            {"code": "NA", "label": "Not applicable", "counts": False},
        ],
        "strands": [],
        "draws": [{"number": 1}],
        "areas": [],
        "conditions": [],
        "sources": [],
        "themes": [
            {"pk": place, "uid": f"t{place}", "kind": kind, "statement": f"What was {kind}", "amount": ""}
            for place, kind in ((1, "good"), (2, "develop"))
        ],
        "chosen": [
            {**dict.fromkeys(CHOSEN), "uid": f"c{place}", "theme": 2, "phrase": "", **how}
            for place, how in enumerate(
                (
                    {"way": "part", "plan": "CP", "plan_label": "Child Protection plan"},
                    {"way": "part", "plan": "CLA", "plan_label": "Looked after child"},
                    {"way": "about", "phrase": "half"},
                )
            )
        ],
        "replies": [],
        "part_replies": [],
        "overrides": [],
        "figures": [],
        "concerns": [],
        "left": [],
        "door": [],
        "open": [],
    }
    return count(Gathered(audit.reference, audit, framed(frame), cases, agencies, cells)), audit


@settings(deadline=None, max_examples=40)
@given(audits())
def test_no_small_number_about_children_and_no_total_beside_one_held_back(found: tuple[RollUp, Audit]) -> None:
    rollup, audit = found
    counts = as_json(rollup, audit, PUBLISHED)["counts"]
    tables: dict[str, list[dict[str, Any]]] = {}
    for key, row in counts.items():
        if key.startswith("members"):
            tables.setdefault(".".join(key.split(".")[:2]), []).append(row)
    for rows in tables.values():
        for row in rows:
            for n in (row["numerator"], *row["excluded"].values()):
                assert n is None or not 1 <= n <= audit.threshold
            if row["denominator"] is not None:  # the others, by taking away
                assert not 1 <= row["denominator"] - row["numerator"] <= audit.threshold
        if any(row["numerator"] is None for row in rows):
            assert all(row["denominator"] is None and not row["excluded"] for row in rows)
            assert all(" of " not in row["text"] for row in rows)
    for section in sections_of(rollup, audit, PUBLISHED):
        for table in section.one_way:
            if any(line.number == "held back" for line in table.lines):
                assert (table.n, table.note) == ("", "")
    shown = {row["label"] for rows in tables.values() for row in rows if row.get("label") and row["numerator"]}
    exact = as_json(rollup, audit, INSIDE)["counts"]
    small = {
        row["label"]
        for key, row in exact.items()
        if key.startswith("members.") and 1 <= row["numerator"] <= audit.threshold
    }
    words = as_text(rollup, audit, PUBLISHED).splitlines()
    for label in small - shown:  # a row held back is not named
        assert not any(line.startswith(f"  {label}:") for line in words)


@settings(deadline=None, max_examples=40)
@given(audits())
def test_a_sentence_held_back_holds_no_number(found: tuple[RollUp, Audit]) -> None:
    for fact in facts_of(*found, PUBLISHED):
        if fact.held_back:
            assert not re.search(rf"\d|\b({'|'.join(NUMBER_WORDS)}|both|all|neither)\b", fact.text.lower()), fact.text


@settings(deadline=None, max_examples=40)
@given(audits(), st.sampled_from([INSIDE, PUBLISHED]))
def test_every_percentage_is_of_the_two_numbers_it_stands_beside(found: tuple[RollUp, Audit], tier: str) -> None:
    rollup, audit = found
    text = as_text(rollup, audit, tier)
    printed = re.findall(r"(\d+) of (?:the )?(\d+)(?: \w+)? \((?:(?:more|less) than )?(\d+)%\)", text)
    within = re.findall(r"Of the (\d+) audits [^,]+, (\d+) \((?:(?:more|less) than )?(\d+)%\)", text)
    printed += [(numerator, denominator, percent) for denominator, numerator, percent in within]
    assert len(printed) == text.count("%")  # none stands without its numbers
    for numerator, denominator, percent in ((int(a), int(b), int(c)) for a, b, c in printed):
        assert denominator >= audit.small_n
        exact = Decimal(100 * numerator) / denominator
        assert exact.quantize(Decimal(1), ROUND_HALF_UP) == percent or f"than {percent}%" in text


@settings(deadline=None, max_examples=20)
@given(audits())
def test_no_case_and_no_school_or_surgery_by_name(found: tuple[RollUp, Audit]) -> None:
    rollup, audit = found
    text = str(as_json(rollup, audit, PUBLISHED)) + as_text(rollup, audit, PUBLISHED)
    assert "'cases'" not in str(as_json(rollup, audit, PUBLISHED)["tables"])
    assert not any("cases" in row for row in as_json(rollup, audit, PUBLISHED)["counts"].values())
    for word in ("Case 1", "Hillside", "Canal Street"):
        assert word not in text


# --- by type ----------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=20)
@given(audits())
def test_every_published_sentence_is_the_policys_own(found: tuple[RollUp, Audit]) -> None:
    for fact in facts_of(*found, PUBLISHED):
        assert isinstance(fact.passed, disclosure.Publishable)
        assert (fact.text, fact.held_back, fact.judge) == (fact.passed.text, fact.passed.held_back, fact.passed.judge)


@pytest.mark.django_db
def test_a_sentence_that_did_not_pass_stops_the_whole(four_cases: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    rollup = roll_up(four_cases)
    monkeypatch.setattr(facts, "agencies", lambda *_: Fact("agencies", "Hillside School took part."))
    with pytest.raises(MayNotLeave, match="without passing the disclosure policy"):
        facts_of(rollup, four_cases, PUBLISHED)
    assert any("Hillside School" in fact.text for fact in facts_of(rollup, four_cases, INSIDE))


@pytest.mark.django_db
def test_a_sentence_about_people_cannot_leave_as_one_about_practice(four_cases: Audit) -> None:
    rollup = roll_up(four_cases)
    girls = rollup.people.sex.rows[0].count
    with pytest.raises(MayNotLeave, match="counts people"):
        disclosure.publish_sentence("f", "Three were girls.", [girls], facts.policy_of(rollup))


@pytest.mark.django_db
def test_when_the_policy_holds_everything_back_nothing_gets_past_it(
    four_cases: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every function of the policy is made to hold back what it is given. A number that still appears went round it."""
    rollup = roll_up(four_cases)

    def count_held(counted: Any, fact: str, policy: Any, overrides: Any = ()) -> disclosure.PublishableCount:
        return disclosure._neutral(counted, fact, policy)

    def table_held(table: Any, policy: Any, overrides: Any = (), **_: Any) -> disclosure.PublishableDistribution:
        rows = tuple(
            disclosure.PublishableRow(row.key, "label", disclosure._neutral(row.count, "f", policy))
            for row in table.rows
        )
        held = {"held_back": True, "passed": disclosure._PASSED, "label": "label", "rows": rows}
        return disclosure.PublishableDistribution(table.attribute, "held back", **held)

    def sentence_held(fact: str, *_: Any, **__: Any) -> disclosure.Publishable:
        return disclosure.Publishable(fact, "held back", held_back=True, passed=disclosure._PASSED)

    def names_held(*_: Any) -> disclosure.PublishableNames:
        return disclosure.PublishableNames("agencies", "held back", held_back=True, passed=disclosure._PASSED)

    def grid_held(grid: Any, policy: Any) -> Any:
        return disclosure.PublishableGrid(grid.attribute, "held back", held_back=True, passed=disclosure._PASSED)

    def sample_held(counted: Any, policy: Any) -> disclosure.PublishableCount:
        return disclosure._neutral(counted, "cases", policy)

    monkeypatch.setattr(disclosure, "publish_count", count_held)
    monkeypatch.setattr(disclosure, "publish_distribution", table_held)
    monkeypatch.setattr(disclosure, "publish_sentence", sentence_held)
    monkeypatch.setattr(disclosure, "publish_ages", lambda *_, **__: sentence_held("members.age"))
    monkeypatch.setattr(disclosure, "publish_participants", names_held)
    monkeypatch.setattr(disclosure, "publish_grid", grid_held)
    monkeypatch.setattr(disclosure, "publish_sample", sample_held)
    monkeypatch.setattr(tables, "few_sectors", lambda *_: "")  # its one number is the threshold
    out = as_json(rollup, four_cases, PUBLISHED)
    assert len(out["counts"]) > 20
    assert len(out["sentences"]) > 8
    assert [value for value in leaves(out) if isinstance(value, int) and not isinstance(value, bool)] == []
    assert {row["text"] for row in out["sentences"].values()} == {"held back"}
    printed = "\n".join(as_text(rollup, four_cases, PUBLISHED).splitlines()[1:])
    assert not re.search(r"\d", printed), printed


def leaves(value: Any) -> Iterator[Any]:
    """Every value at the end of a branch."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield value


@pytest.mark.django_db
def test_an_audit_of_one_case_publishes_no_grade_and_no_theme_of_that_child(build: Build) -> None:
    case = build.case(1, child())
    build.agreed(case, "RI")
    build.finding(build.theme("School rang the same day.", "good"), case)
    build.handed_in(case, build.cast.school, {"REC": ["YES", "NO"]})
    rollup = roll_up(build.audit)
    for told in (as_text(rollup, build.audit, PUBLISHED), str(as_json(rollup, build.audit, PUBLISHED))):
        assert "School rang" not in told
        assert "requires improvement" not in told.lower()
        assert "We looked closely at the work with 1" in told
    held = {fact.key.partition(":")[0] for fact in facts_of(rollup, build.audit, PUBLISHED) if fact.held_back}
    assert {"grades.agreed", "theme"} <= held
    Override.objects.create(
        audit=build.audit, fact="practice", reason="The family asked for it.", made_at=NOW, made_by=build.cast.lead,
        made_by_name="Dana Lead",
    )  # fmt: skip
    told = as_text(roll_up(build.audit), build.audit, PUBLISHED)
    assert "School rang" in told
    assert "requires improvement" in told
