"""Whatever an audit pack says comes out as it went in, and counts the same: tried on packs that nobody thought of."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.desk.packs.dump import dump
from audits.desk.packs.load import load
from audits.rollup.counting.counts import roll_up
from audits.rollup.writing import as_json
from tests.conftest import NOW, Cast
from tests.packs.test_packs import contains, pack

pytestmark = pytest.mark.django_db

AGENCIES = ("A Trust", "Force elsewhere", "A Trust: Midwifery")
BANDS = ("HI", "MID", "LO")
WORDS = st.text("aZé9'<&{%👶- \n", min_size=1, max_size=40).map(str.strip).filter(bool)
LINE = WORDS.map(lambda text: " ".join(text.split())[:30].strip()).filter(bool)
KIND = st.sampled_from(("good", "develop"))
PAST_DAY = st.dates().filter(lambda day: 1990 < day.year < 2020).map(str)
DAY = st.dates().filter(lambda day: 1990 < day.year < 2030).map(str)


def maybe(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these keys, each there or not."""
    return st.fixed_dictionaries({}, optional=parts)


def grade(more: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.fixed_dictionaries({"band": st.sampled_from(BANDS), "reason": WORDS}, optional=more),
        st.fixed_dictionaries({"state": st.sampled_from(("NOTGRADED", "CANTTELL")), "reason": WORDS}),
    )


def finding() -> st.SearchStrategy[dict[str, Any]]:
    def one(kind: str) -> st.SearchStrategy[dict[str, Any]]:
        flag = "exemplar" if kind == "good" else "missed_opportunity"
        return st.fixed_dictionaries(
            {"kind": st.just(kind), "domain": st.sampled_from(("VOICE", "FAMILY")), "text": WORDS},
            optional={flag: st.booleans(), "scope": st.sampled_from(("", "agency", "between", "system"))},
        )

    return KIND.flatmap(one)


MEMBER = st.one_of(
    st.fixed_dictionaries({"kind": st.just("unborn")}, optional={"in_sibling_group": st.booleans()}),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("child", "adult")),
            "age_number": st.integers(0, 90),
            "age_unit": st.sampled_from(("days", "weeks", "months", "years")),
        },
        optional={
            "sex": st.sampled_from(("F", "M", "U")),
            "ethnicity": st.sampled_from(("WBRI", "NOBT", "ABAN")),
            "first_language": st.sampled_from(("ENGLISH", "AFRICA", "NK")),
            "special_needs": st.sampled_from(("NONE", "PLAN")),
            "is_subject": st.booleans(),
            "in_sibling_group": st.booleans(),
            "plans_at_date": st.lists(st.sampled_from(("CP", "PLO", "CIN")), unique=True),
            "plans_in_period": st.lists(st.sampled_from(("CP", "EH")), unique=True),
            "category": st.sampled_from(("NEG", "SAB")),
            "disabilities": st.lists(st.sampled_from(("LD", "COMM")), unique=True),
        },
    ),
    st.fixed_dictionaries({"kind": st.just("child")}),  # nothing recorded but that there is a child
)
ANSWER = st.one_of(
    st.fixed_dictionaries({"value": st.sampled_from(("YES", "PARTLY", "NO"))}, optional={"comment": WORDS}),
    st.fixed_dictionaries({"state": st.sampled_from(("NA", "CANTTELL"))}),
)


STEP = st.one_of(
    st.fixed_dictionaries({"kind": st.sampled_from(("own", "partnership")), "text": WORDS}),
    st.fixed_dictionaries({"kind": st.just("done"), "text": WORDS}, optional={"done_on": PAST_DAY}),
)


@st.composite
def one_return(draw: st.DrawFn, agency: str, frame: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "agency": agency,
        "state": draw(st.sampled_from(("in_progress", "submitted", "accepted"))),
        "findings": draw(st.lists(finding(), max_size=2)),
        "steps": draw(st.lists(STEP, max_size=2)),
        "records_read": draw(st.lists(st.sampled_from(("child", "parent")), unique=True)),
    }
    if frame["asked"]:
        found["answers"] = [{"domain": "VOICE", "number": number, **draw(ANSWER)} for number in (1, 2)]
    if frame["by_domain"]:
        found["domain_grades"] = [{"domain": "VOICE", **draw(grade({}))}]
    if frame["graded"]:
        found["own_grade"] = draw(grade({"child_safe_today": st.sampled_from(("yes", "no"))}))
        if draw(st.booleans()):
            found["panel_view"] = {"view": "challenged", "why": draw(WORDS), "band": draw(st.sampled_from(BANDS))}
    return found


@st.composite
def one_case(draw: st.DrawFn, number: int, frame: dict[str, Any]) -> dict[str, Any]:
    case: dict[str, Any] = {"number": number, "members": draw(st.lists(MEMBER, max_size=3))}
    if draw(st.booleans()):
        case["strand"] = draw(st.sampled_from(("north", "south")))
    known = draw(st.lists(st.sampled_from(AGENCIES), unique=True))
    answers = dict.fromkeys(known, "KNOWN")
    answers |= {agency: draw(st.sampled_from(("NOTKNOWN", "MOVED"))) for agency in AGENCIES if agency not in known}
    case["involvement"] = [{"agency": agency, "answer": answer} for agency, answer in answers.items()]
    case["returns"] = [draw(one_return(agency, frame)) for agency in known]
    for agency in [agency for agency in AGENCIES if agency not in known and draw(st.booleans())]:
        nothing = draw(one_return(agency, frame))
        nothing |= {"state": draw(st.sampled_from(("submitted", "accepted"))), "nothing_because": draw(WORDS)}
        case["returns"].append(nothing)
    if draw(st.booleans()):
        case["family_contact"] = {"decision": "no", "why_not": draw(WORDS), "decided_on": draw(DAY)}
    if frame["graded"] and draw(st.booleans()):
        case["agreed_grade"] = draw(grade({"qualifier": st.just("ELEMENTS")}))
    themes = draw(st.lists(st.sampled_from(frame["themes"]), unique_by=lambda theme: theme["key"]))
    if frame["by_domain"] and draw(st.booleans()):
        agreed = draw(grade({}))
        case["agreed_domain_grades"] = [{"domain": "VOICE", **{k: agreed[k] for k in agreed if k != "reason"}}]
    case["agreed_findings"] = [
        {"state": "agreed", "kind": theme["kind"], "text": draw(WORDS), "theme": theme["key"]} for theme in themes
    ]
    return case


WORDING = st.sampled_from(
    [
        {"theme": "theme-1", "way": "part", "condition": "CP"},
        {"theme": "theme-1", "way": "part", "plan": "PLO"},
        {"theme": "theme-1", "way": "about", "phrase": "half"},
        {"theme": "theme-1", "way": "about", "phrase": "about two thirds"},
    ]
)


@st.composite
def packs(draw: st.DrawFn) -> dict[str, Any]:
    """Audits of any unit, with or without a scale and a tool, some cases without a return or anybody in them."""
    base = pack()
    graded, asked = draw(st.booleans()), draw(st.booleans())
    themes = [
        {"key": f"theme-{n}", "kind": draw(KIND), "statement": f"{draw(LINE)} {n}",
         **({"amount_as_given": draw(st.sampled_from(("some", "a number of")))} if draw(st.booleans()) else {})}
        for n in range(1, draw(st.integers(2, 4)))
    ]  # fmt: skip
    by_domain = graded and asked and draw(st.booleans())
    frame = {"graded": graded, "asked": asked, "by_domain": by_domain, "themes": themes}
    numbers = draw(st.lists(st.integers(1, 400), unique=True, max_size=4))
    found = {
        "format": base["format"],
        "audit": {
            "reference": "P-2021-07", "theme": draw(LINE), "why": draw(WORDS), "unit_singular": draw(LINE),
            "unit_plural": draw(LINE), "recorded_from": draw(LINE), "small_n": draw(st.integers(2, 20)),
            "threshold": draw(st.integers(1, 9)), "cohort_size": draw(st.none() | st.integers(0, 500)),
            "grades_domains": by_domain, "asks_of_people": ["first_language", "special_needs"],
        },
        "areas": base["areas"], "strands": base["strands"], "agencies": base["agencies"], "invited": base["invited"],
        "themes": themes,
        "cases": [draw(one_case(number, frame)) for number in numbers],
        "earlier_rounds": draw(
            st.lists(maybe(held=LINE, cases=st.integers(0, 99)), max_size=2).map(
                lambda rows: [{"label": f"Round {n}", **row} for n, row in enumerate(rows)]
            )
        ),
        "published_figures": draw(st.lists(
            st.one_of(
                st.fixed_dictionaries({"key": LINE, "text": WORDS, "amount_as_given": LINE}),
                st.fixed_dictionaries({"key": LINE, "text": WORDS}, optional={
                    "numerator": st.integers(0, 50), "denominator": st.integers(50, 99),
                    "percentage": st.integers(0, 100), "more_is_better": st.booleans(),
                }),
            ), max_size=2,
        )),
        "messages": draw(st.lists(st.fixed_dictionaries({"slot": st.sampled_from((5, 6)), "text": WORDS}), max_size=2)),
    }  # fmt: skip
    if graded:
        found["scale"] = base["scale"]
    found["wordings"] = draw(st.lists(WORDING, max_size=4, unique_by=str))
    if asked:
        found["tool"] = base["tool"]
        first, second = ({"domain": "VOICE", "number": number} for number in (1, 2))
        found["wordings"] += [
            {"question": first, "way": "met"},
            {"question": first, "way": "about", "phrase": "over half"},
            {"question": second, "way": "part", "answered": {**first, "value": draw(st.sampled_from(("YES", "NO")))}},
            {"question": second, "way": "part", "condition": "CP"},
        ]
    return found


def numbers_of(audit: Any) -> dict[str, Any]:
    """What the roll-up counts, without the name it stands under."""
    return {**as_json(roll_up(audit), audit, "inside"), "reference": ""}


@given(packs())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_goes_in_comes_out_and_counts_the_same(cast: Cast, given_pack: dict[str, Any]) -> None:
    with transaction.atomic():
        audit = load(given_pack, by=cast.lead, now=NOW)
        out = dump(audit)
        ordered = {**given_pack, "cases": sorted(given_pack["cases"], key=lambda case: case["number"])}
        assert contains({**out, "messages": by_slot(out)}, {**ordered, "messages": by_slot(given_pack)}) == []
        again = copy.deepcopy(out)
        again["audit"]["reference"] = "P-2021-08"
        copied = load(again, by=cast.lead, now=NOW)
        assert dump(copied) == again
        assert numbers_of(copied) == numbers_of(audit)
        transaction.set_rollback(True)


def by_slot(one: dict[str, Any]) -> list[dict[str, Any]]:
    """Messages are kept in order within their slot."""
    return sorted(one.get("messages", []), key=lambda message: message["slot"])
