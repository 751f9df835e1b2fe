"""The one place that counts. Plain rows in, counts out: each with its unit, numerator, denominator, what was left out
and the cases it stands on.

Only cases of headline strands are counted, unless the strands are pooled on purpose; the others are named in
`strands_left_out`. Practice is counted in audits of cases ("3 of the 4 audits"), facts about people in people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audits.returns.models import AgencyReturn
from audits.rollup.figures import (
    AGENCY,
    ANSWER,
    AUDIT,
    RETURN,
    About,
    Axis,
    Cell,
    Count,
    Distribution,
    Grid,
    Heading,
    Row,
    Unit,
)
from audits.rollup.gather import Gathered, Rows, gather
from audits.rollup.names import AgencyName
from audits.rollup.wording import Band, Qualified
from audits.rollup.wording_people import UNBORN_AGE, Age, why_not_n
from audits.scope.models import Audit

PEOPLE_LIKE = ("child", "adult", "family", "young person", "baby", "person")
HANDED_IN = ("submitted", "accepted")
NOT_YET = "not yet agreed"
ANSWERS = (Heading("YES", "Yes"), Heading("PARTLY", "Partly"), Heading("NO", "No"))
RETURN_STATES = dict(AgencyReturn.State.choices)
VIEWS = (("accepted", "Accepted"), ("challenged", "Challenged"))


@dataclass(frozen=True)
class ThemeCount:
    """A theme and the distinct cases with agreed findings under it; the agencies, domains and findings behind it."""

    uid: str
    kind: str
    statement: str
    amount_as_given: str
    count: Count
    agencies: tuple[str, ...]
    domains: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True)
class RollUp:
    """Everything counted of one audit. `grades` and `own` are None where the audit has no scale."""

    reference: str
    audit: Audit
    unit: Unit
    person: Unit
    cases: Count
    strands_left_out: Mapping[str, int]
    grades: Distribution | None
    bands: tuple[Band, ...]
    qualified: tuple[Qualified, ...]
    own: Distribution | None
    views: Distribution | None
    by_domain_and_sector: Grid
    by_domain_and_agency: Grid
    by_domain_and_case: Grid
    answer_states: Distribution
    themes: tuple[ThemeCount, ...]
    sex: Distribution
    ages: tuple[Age, ...]
    ages_not_recorded: int
    age: Distribution
    ethnicity: Distribution
    ethnic_groups: int
    plans: Distribution
    without_plan: int
    siblings: Distribution
    agencies: tuple[AgencyName, ...]
    took_part: Count
    involvement: Distribution
    returns: Distribution
    overrides: Rows
    figures: Rows


def roll_up(audit: Audit, *, pooled: bool = False) -> RollUp:
    """Count one audit, in four queries. `pooled` counts every strand together."""
    return count(gather(audit), pooled=pooled)


def count(rows: Gathered, *, pooled: bool = False) -> RollUp:
    """The pivot: no query."""
    audit = rows.audit
    aside = {strand["pk"]: strand["name"] for strand in rows.frame["strands"] if not strand["headline"]}
    aside = {} if pooled else aside
    cases = [case for case in rows.cases if case["strand_id"] not in aside]
    left_out = Counter(aside[case["strand_id"]] for case in rows.cases if case["strand_id"] in aside)
    numbers = {case["pk"]: case["number"] for case in cases}
    own = [row for row in rows.agencies if row["case_id"] in numbers]
    unit = AUDIT if audit.unit_singular in PEOPLE_LIKE else Unit(audit.unit_singular, audit.unit_plural)
    members = [(member, case["number"]) for case in cases for member in case["member_rows"]]
    person = person_of(members)
    ages, unknown_ages = ages_of(members)
    took_part = {row["agency_id"]: name_of(row) for row in own if row["state"] in HANDED_IN}
    return RollUp(
        reference=audit.reference,
        audit=audit,
        unit=unit,
        person=person,
        cases=Count(unit, len(cases), len(cases), cases=tuple(numbers.values()), about=About.PRACTICE),
        strands_left_out=dict(left_out),
        **grades_of(rows.frame["bands"], cases, unit),
        own=own_grades(rows.frame["bands"], own, numbers),
        views=panel_views(own, numbers) if rows.frame["bands"] else None,
        **answers_of(rows, own, numbers),
        themes=themes_of(rows, cases, own, unit),
        sex=people("members.sex", "Sex", members, "sex", person, unknown=("U",)),
        ages=ages,
        ages_not_recorded=unknown_ages,
        age=age_bands(members, person),
        ethnicity=people("members.ethnicity", "Ethnicity", members, "ethnicity", person, unknown_group="Not known"),
        ethnic_groups=len({member["group"] for member, _ in members if member["group"] not in (None, "Not known")}),
        plans=plans_of(members, person),
        without_plan=sum(1 for member, _ in members if not member["plans"]),
        siblings=siblings_of(members, person),
        agencies=tuple(took_part.values()),
        took_part=Count(AGENCY, len(took_part), len({row["agency_id"] for row in own}), about=About.PRACTICE),
        involvement=involvement_of(own, numbers),
        returns=returns_of(own, numbers),
        overrides=rows.frame["overrides"],
        figures=rows.frame["figures"],
    )


def is_agreed(case: Mapping[str, Any]) -> bool:
    """A case counts as agreed when its meeting closed; one recorded from paper when it says anything agreed."""
    return case["state"] == "agreed" or bool(case["grade"]) or bool(case["finding_rows"])


def grades_of(bands: Rows, cases: Rows, unit: Unit) -> dict[str, Any]:
    """The agreed grades with their qualifiers; what is not graded is left out by its state."""
    if not bands:
        return {"grades": None, "bands": (), "qualified": ()}
    graded = [case for case in cases if case["grade"]]
    excluded = Counter(
        (case["grade_state"] or NOT_YET).lower() if case["state"] == "agreed" else NOT_YET
        for case in cases
        if not case["grade"]
    )
    found: dict[int, list[int]] = defaultdict(list)
    for case in graded:
        found[case["grade"]].append(case["number"])
    lines = tuple(
        Row(band["code"], band["label"], practice(unit, found[band["pk"]], len(graded), excluded)) for band in bands
    )
    carried = Counter(case["qualifier"] for case in graded if case["qualifier"])
    return {
        "grades": Distribution(
            "grades.agreed", "Agreed grade of the multi-agency practice", unit, len(graded), lines, about=About.PRACTICE
        ),
        "bands": tuple(Band(band["label"], len(found[band["pk"]]), band["positive"]) for band in bands),
        "qualified": tuple(Qualified(label, n) for label, n in sorted(carried.items())),
    }


def practice(
    unit: Unit, numbers: Iterable[int], out_of: int | None, excluded: Mapping[str, int] | None = None
) -> Count:
    """A count of practice: how many, out of how many, on which cases."""
    standing = tuple(numbers)
    return Count(unit, len(standing), out_of, excluded or {}, cases=tuple(sorted(set(standing))), about=About.PRACTICE)


def own_grades(bands: Rows, own: Rows, numbers: Mapping[int, int]) -> Distribution | None:
    """Each agency's grade of its own practice, of the returns that are in."""
    if not bands:
        return None
    handed_in = [row for row in own if row["state"] in HANDED_IN]
    rated = [row for row in handed_in if row["band"]]
    excluded = Counter((row["grade_state"] or "not answered").lower() for row in handed_in if not row["band"])
    found: dict[int, list[int]] = defaultdict(list)
    for row in rated:
        found[row["band"]].append(numbers[row["case_id"]])
    lines = tuple(
        Row(band["code"], band["label"], practice(RETURN, found[band["pk"]], len(rated), excluded)) for band in bands
    )
    return Distribution(
        "grades.own", "Agencies' grades of their own practice", RETURN, len(rated), lines, about=About.PRACTICE
    )


def panel_views(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """How often the panel accepted and challenged an agency's own grade; returns it gave no view on are left out."""
    seen = [row for row in own if row["view"]]
    without = sum(1 for row in own if row["state"] in HANDED_IN and not row["view"])
    lines = tuple(
        Row(
            key,
            label,
            practice(
                RETURN,
                [numbers[row["case_id"]] for row in seen if row["view"] == key],
                len(seen),
                {"no view given": without},
            ),
        )
        for key, label in VIEWS
    )
    return Distribution(
        "grades.views", "The panel's view of the own grades", RETURN, len(seen), lines, about=About.PRACTICE
    )


def answers_of(rows: Gathered, own: Rows, numbers: Mapping[int, int]) -> dict[str, Any]:
    """The three tables of answers, and the states of the answers that are none; of returns that are in."""
    handed_in = {(row["case_id"], row["agency_id"]): row for row in own if row["state"] in HANDED_IN}
    labels = {state["code"]: state["label"] for state in rows.frame["states"]}
    by: dict[str, dict[tuple[str, str], dict[str, Any]]] = {name: {} for name in ("sector", "agency", "case")}
    states: Counter[str] = Counter()
    heads: dict[str, dict[str, str]] = {"sector": {}, "agency": {}, "case": {}}
    domains: set[str] = set()
    for agency, domain, case, value, state, n in rows.cells:
        row = handed_in.get((case, agency))
        if row is None:
            continue
        domains.add(domain)
        states[state] += n
        number = numbers[case]
        full = f"{row['parent']}: {row['name']}" if row["parent"] else row["name"]
        for name, key, label in (
            ("sector", row["sector"], row["sector_label"]),
            ("agency", str(agency), full),
            ("case", str(number), f"Case {number}"),
        ):
            heads[name][key] = label
            cell = by[name].setdefault((domain, key), {"answers": Counter(), "excluded": Counter(), "cases": set()})
            if value:
                cell["answers"][value] += n
                cell["cases"].add(number)
            else:
                cell["excluded"][labels[state].lower()] += n
    lines = tuple(Heading(row["code"], row["label"]) for row in rows.frame["domains"] if row["code"] in domains)
    # Agencies and sectors stand in the order of the sector list, cases by their number.
    places = {
        "sector": {row["sector"]: place for place, row in reversed(list(enumerate(own)))},
        "agency": {str(row["agency_id"]): place for place, row in reversed(list(enumerate(own)))},
        "case": {str(number): number for number in numbers.values()},
    }

    def grid(name: str, label: str, axis: Axis) -> Grid:
        columns = sorted(heads[name], key=lambda key: (places[name].get(key, 0), key))
        return Grid(
            f"answers.by_domain_and_{name}",
            label,
            ANSWER,
            lines,
            tuple(Heading(key, heads[name][key]) for key in columns),
            {
                place: Cell(
                    sum(cell["answers"].values()), cell["answers"], cell["excluded"], tuple(sorted(cell["cases"]))
                )
                for place, cell in by[name].items()
            },
            ANSWERS,
            About.PRACTICE,
            Axis.DOMAIN,
            axis,
        )

    total = sum(states.values())
    return {
        "by_domain_and_sector": grid("sector", "Answers by domain and sector", Axis.SECTOR),
        "by_domain_and_agency": grid("agency", "Answers by domain and agency", Axis.AGENCY),
        "by_domain_and_case": grid("case", "Answers by domain and case", Axis.CASE),
        "answer_states": Distribution(
            "answers.states",
            "What became of the questions asked",
            ANSWER,
            total,
            tuple(
                Row(row["code"], row["label"], Count(ANSWER, states[row["code"]], total, about=About.PRACTICE))
                for row in rows.frame["states"]
                if states[row["code"]]
            ),
            about=About.PRACTICE,
        ),
    }


def themes_of(rows: Gathered, cases: Rows, own: Rows, unit: Unit) -> tuple[ThemeCount, ...]:
    """Themes ranked by the distinct cases with agreed findings under them."""
    agreed = [case for case in cases if is_agreed(case)]
    excluded = {NOT_YET: len(cases) - len(agreed)}
    labels = {row["code"]: row["label"] for row in rows.frame["domains"]}
    names = {row["agency_id"]: f"{row['parent']}: {row['name']}" if row["parent"] else row["name"] for row in own}
    under: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for case in agreed:
        for finding in case["finding_rows"]:
            under[finding["theme"]].append((case["number"], finding))
    found = []
    for theme in rows.frame["themes"]:
        standing = under[theme["pk"]]
        agencies = {names.get(one, "") for _, finding in standing for one in finding["agencies"]}
        found.append(
            ThemeCount(
                uid=str(theme["uid"]),
                kind=theme["kind"],
                statement=theme["statement"],
                amount_as_given=theme["amount"],
                count=practice(unit, sorted({number for number, _ in standing}), len(agreed), excluded),
                agencies=tuple(sorted(filter(None, agencies))),
                domains=tuple(dict.fromkeys(labels[one["domain"]] for _, one in standing if one["domain"])),
                findings=tuple(str(one["uid"]) for _, one in standing),
            )
        )
    return tuple(sorted(found, key=lambda theme: (theme.kind != "good", -theme.count.numerator)))


Members = list[tuple[dict[str, Any], int]]


def person_of(members: Members) -> Unit:
    """Children, or people where an adult is among those counted."""
    only_children = all(member["kind"] != "adult" for member, _ in members)
    return Unit("child", "children") if only_children else Unit("person", "people")


def people(
    key: str,
    label: str,
    members: Members,
    column: str,
    person: Unit,
    unknown: tuple[str, ...] = (),
    unknown_group: str = "",
) -> Distribution:
    """One attribute of the people counted; those not known or not recorded stand in no row, and the note says so."""
    found: dict[str, list[int]] = defaultdict(list)
    missing: Counter[str] = Counter()
    for member, number in members:
        value = member[column]
        if value is None:
            missing["not recorded"] += 1
        elif (unknown and member["sex_code"] in unknown) or (unknown_group and member["group"] == unknown_group):
            missing["not known"] += 1
        else:
            found[value].append(number)
    known = sum(len(numbers) for numbers in found.values())
    lines = tuple(
        Row(value, value, Count(person, len(numbers), known, missing, cases=tuple(sorted(set(numbers)))))
        for value, numbers in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    table = Distribution(key, label, person, len(members), lines)
    return Distribution(key, label, person, len(members), lines, why_not_n(table, missing))


def ages_of(members: Members) -> tuple[tuple[Age, ...], int]:
    """The ages as recorded, and how many are not."""
    ages = []
    for member, _ in members:
        if member["kind"] == "unborn":
            ages.append(UNBORN_AGE)
        elif member["age"] is not None:
            ages.append(Age(member["age"], member["unit"]))
    return tuple(ages), len(members) - len(ages)


AGE_BANDS = (("Unborn", -2, 0), ("Under 1", 0, 1), ("1 to 4", 1, 5), ("5 to 10", 5, 11), ("11 to 15", 11, 16),
             ("16 and 17", 16, 18), ("18 and over", 18, 200))  # fmt: skip


def age_bands(members: Members, person: Unit) -> Distribution:
    """Ages in bands of completed years."""
    found: dict[str, list[int]] = {label: [] for label, _, _ in AGE_BANDS}
    missing: Counter[str] = Counter()
    for member, number in members:
        if member["kind"] == "unborn":
            found["Unborn"].append(number)
        elif member["age"] is None:
            missing["not recorded"] += 1
        else:
            spoken, unit = Age(member["age"], member["unit"]).spoken()
            years = spoken if unit == "years" else spoken // 12 if unit == "months" else 0
            found[next(label for label, low, high in AGE_BANDS[1:] if low <= years < high)].append(number)
    known = sum(len(numbers) for numbers in found.values())
    lines = tuple(
        Row(label, label, Count(person, len(numbers), known, missing, cases=tuple(sorted(set(numbers)))))
        for label, numbers in found.items()
        if numbers
    )
    table = Distribution("members.age", "Age", person, len(members), lines)
    return Distribution("members.age", "Age", person, len(members), lines, why_not_n(table, missing))


def plans_of(members: Members, person: Unit) -> Distribution:
    """Plans and statuses at the stated date; several may hold at once."""
    found: dict[str, list[int]] = defaultdict(list)
    for member, number in members:
        for plan in member["plans"]:
            found[plan].append(number)
    lines = tuple(
        Row(plan, plan, Count(person, len(numbers), len(members), cases=tuple(sorted(set(numbers)))))
        for plan, numbers in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    table = Distribution("members.plan", "Plan or status", person, len(members), lines, multi_coded=True)
    without = {"none recorded": sum(1 for member, _ in members if not member["plans"])}
    note = why_not_n(table, without)
    return Distribution("members.plan", "Plan or status", person, len(members), lines, note, multi_coded=True)


def siblings_of(members: Members, person: Unit) -> Distribution:
    """Whether each was part of a sibling group; what is not recorded is left out."""
    label = "Part of a sibling group"
    missing = Counter(["not recorded"] * sum(1 for member, _ in members if member["siblings"] is None))
    known = [(member, number) for member, number in members if member["siblings"] is not None]
    lines = []
    for key, words, value in (("in", "In a sibling group", True), ("out", "Not in a sibling group", False)):
        numbers = [number for member, number in known if member["siblings"] is value]
        if numbers:
            standing = tuple(sorted(set(numbers)))
            lines.append(Row(key, words, Count(person, len(numbers), len(known), missing, cases=standing)))
    table = Distribution("members.siblings", label, person, len(members), tuple(lines))
    return Distribution("members.siblings", label, person, len(members), tuple(lines), why_not_n(table, missing))


def name_of(row: Mapping[str, Any]) -> AgencyName:
    parent = (
        AgencyName(row["parent"], row["parent_sector"], row["parent_published_as"])
        if row["parent"] is not None
        else None
    )
    return AgencyName(row["name"], row["sector_label"], row["published_as"], parent)


def involvement_of(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """What agencies answered when they were asked whether they know the child; none is a fail."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in own:
        found[row["answer_label"] or "Not answered yet"].append(numbers[row["case_id"]])
    lines = tuple(Row(label, label, practice(ANSWER, standing, len(own))) for label, standing in found.items())
    return Distribution(
        "involvement", "Agencies' answers to the involvement check", ANSWER, len(own), lines, about=About.PRACTICE
    )


def returns_of(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """How far the expected returns have come."""
    expected = [row for row in own if row["state"] is not None or row["answer_code"] == "KNOWN"]
    lines = []
    for state, label in (("", "Not opened"), *RETURN_STATES.items()):
        standing = [numbers[row["case_id"]] for row in expected if (row["state"] or "") == state]
        if standing:
            lines.append(Row(state or "not_opened", label, practice(RETURN, standing, len(expected))))
    return Distribution("returns", "Returns", RETURN, len(expected), tuple(lines), about=About.PRACTICE)
