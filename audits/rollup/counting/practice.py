"""What is counted about practice: agreed and own grades, the panel's views, themes, involvement, returns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audits.meeting.models import AGREED_GRADE
from audits.returns.models import AgencyReturn
from audits.rollup.counting.figures import (
    CHECK,
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
from audits.rollup.counting.gathered import Gathered, Rows
from audits.rollup.disclosure.names import NamedAgency
from audits.rollup.wording.amounts import capital
from audits.rollup.wording.practice import Band, Qualified
from audits.scope.models import Audit

HANDED_IN = ("submitted", "accepted")
NOT_ANSWERED = "Not answered yet"
NOT_YET = "not yet agreed"
NO_GRADE = "without a recorded grade"
NOTHING = "with nothing to audit"
RETURN_STATES = dict(AgencyReturn.State.choices)
VIEWS = (("accepted", "Accepted"), ("challenged", "Challenged"))


@dataclass(frozen=True)
class ThemeCount:
    """A theme and the distinct cases with agreed findings under it; the agencies, domains and findings behind it."""

    uid: str
    kind: str
    place: int  # among those of its kind, in the order of the audit's list
    statement: str
    amount_as_given: str
    count: Count
    agencies: tuple[str, ...]
    domains: tuple[str, ...]
    findings: tuple[str, ...]
    scopes: tuple[str, ...] = ()  # codes, each once


def is_counted(theme: ThemeCount, audit: Audit) -> bool:
    """Whether the number of cases says how often a theme was found. Not where its amount is known in words alone; nor
    where an audit on paper named it and nobody recorded in which cases, which is no "none"."""
    if theme.count.numerator:
        return not theme.amount_as_given
    return not theme.amount_as_given and audit.origin != Audit.Origin.RECORDED


def practice(
    unit: Unit, numbers: Iterable[int], out_of: int | None, excluded: Mapping[str, int] | None = None
) -> Count:
    """A count of practice: how many, out of how many, on which cases."""
    standing = tuple(numbers)
    return Count(unit, len(standing), out_of, excluded or {}, cases=tuple(sorted(set(standing))), about=About.PRACTICE)


def is_agreed(case: Mapping[str, Any]) -> bool:
    """A case counts as agreed when its meeting closed or anything of it was agreed; of an audit recorded from paper,
    every case: what nobody wrote down of it was not found in it."""
    agreed = case["grade"] or case["finding_rows"] or case.get("said_anything") or case.get("recorded")
    return case["state"] == "agreed" or bool(agreed)


@dataclass(frozen=True)
class Grades:
    """The grades that the meetings agreed. `agreed` is None where the audit has no scale."""

    agreed: Distribution | None
    bands: tuple[Band, ...]
    qualified: tuple[Qualified, ...]
    qualifiers: Distribution | None
    by_domain: Grid | None = None  # where the audit asks for a grade in each domain


def grades_of(bands: Rows, cases: Rows, unit: Unit) -> Grades:
    """The agreed grades with their qualifiers; what is not graded is left out by its state."""
    if not bands:
        return Grades(None, (), (), None)
    graded = [case for case in cases if case["grade"]]
    excluded = Counter(
        (case["grade_state"] or (NO_GRADE if case.get("recorded") else NOT_YET)).lower()
        if case["state"] == "agreed" or case.get("recorded")
        else NOT_YET
        for case in cases
        if not case["grade"]
    )
    found: dict[int, list[int]] = defaultdict(list)
    for case in graded:
        found[case["grade"]].append(case["number"])
    lines = tuple(
        Row(band["code"], band["label"], practice(unit, found[band["pk"]], len(graded), excluded)) for band in bands
    )
    carried: dict[tuple[str, str], list[int]] = defaultdict(list)
    for case in graded:
        if case["qualifier"]:
            carried[case["qualifier"], case["qualifier_code"]].append(case["number"])
    beside = tuple(
        Row(code, capital(label), practice(unit, standing, len(graded), excluded))
        for (label, code), standing in sorted(carried.items())
    )
    return Grades(
        Distribution("grades.agreed", AGREED_GRADE, unit, len(graded), lines, about=About.PRACTICE),
        tuple(Band(band["label"], len(found[band["pk"]]), band["positive"]) for band in bands),
        tuple(Qualified(label, len(ones), code) for (label, code), ones in sorted(carried.items())),
        Distribution(
            "grades.qualifier", "What stands beside the agreed grade", unit, len(graded), beside, about=About.PRACTICE
        ),
    )


def has_nothing(row: Mapping[str, Any]) -> bool:
    """Whether a return was handed in saying that there is nothing to audit: neither expected nor a fail."""
    return row["state"] is not None and row["answer_code"] not in (None, "KNOWN")


def left_out_as_nothing(own: Rows) -> dict[str, int]:
    """How many returns a count leaves out because they had nothing to audit; no entry when there is none."""
    n = sum(map(has_nothing, own))
    return {NOTHING: n} if n else {}


def own_grades(bands: Rows, own: Rows, numbers: Mapping[int, int]) -> Distribution | None:
    """Each agency's grade of its own practice, of the returns that are in."""
    if not bands:
        return None
    handed_in = [row for row in own if row["state"] in HANDED_IN and not has_nothing(row)]
    rated = [row for row in handed_in if row["band"]]
    excluded = Counter((row["grade_state"] or "not answered").lower() for row in handed_in if not row["band"])
    excluded.update(left_out_as_nothing(own))
    found: dict[int, list[int]] = defaultdict(list)
    for row in rated:
        found[row["band"]].append(numbers[row["case_id"]])
    lines = tuple(
        Row(band["code"], band["label"], practice(RETURN, found[band["pk"]], len(rated), excluded)) for band in bands
    )
    return Distribution(
        "grades.own", "Agencies' grades of their own practice", RETURN, len(rated), lines, about=About.PRACTICE
    )


def own_by_sector(bands: Rows, own: Rows, numbers: Mapping[int, int]) -> Grid | None:
    """The same by sector: each cell, how many of the sector's graded returns carry the band."""
    if not bands:
        return None
    codes = {band["pk"]: band["code"] for band in bands}
    rated = [row for row in own if row["state"] in HANDED_IN and row["band"] and not has_nothing(row)]
    sectors = {row["sector"]: row["sector_label"] for row in rated}
    n = Counter(row["sector"] for row in rated)
    found: dict[tuple[str, str], list[int]] = {(sector, code): [] for sector in sectors for code in codes.values()}
    for row in rated:
        found[row["sector"], codes[row["band"]]].append(numbers[row["case_id"]])
    return Grid(
        "grades.own_by_sector",
        "Own grades by sector",
        RETURN,
        tuple(Heading(code, label) for code, label in sectors.items()),
        tuple(Heading(band["code"], band["label"]) for band in bands),
        {
            (sector, code): Cell(n[sector], {code: len(standing)}, cases=tuple(sorted(set(standing))))
            for (sector, code), standing in found.items()
        },
        about=About.PRACTICE,
        rows_are=Axis.SECTOR,
        columns_are=Axis.GRADE,
    )


def panel_views(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """How often the panel accepted and challenged an agency's own grade; returns it gave no view on are left out."""
    seen = [row for row in own if row["view"] and not has_nothing(row)]
    without = sum(1 for row in own if row["state"] in HANDED_IN and not row["view"] and not has_nothing(row))
    lines = tuple(
        Row(
            key,
            label,
            practice(
                RETURN,
                [numbers[row["case_id"]] for row in seen if row["view"] == key],
                len(seen),
                {"without a view": without},
            ),
        )
        for key, label in VIEWS
    )
    return Distribution(
        "grades.views", "The panel's view of the own grades", RETURN, len(seen), lines, about=About.PRACTICE
    )


def themes_of(rows: Gathered, cases: Rows, own: Rows, unit: Unit) -> tuple[ThemeCount, ...]:
    """Themes ranked by the distinct cases with agreed findings under them."""
    agreed = [case for case in cases if is_agreed(case)]
    excluded = {NOT_YET: len(cases) - len(agreed)}
    labels = {row["code"]: row["label"] for row in rows.frame.tool.domains}
    names = {row["agency_id"]: full_name(row) for row in own}
    under: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for case in agreed:
        for finding in case["finding_rows"]:
            under[finding["theme"]].append((case["number"], finding))
    found = []
    places: Counter[str] = Counter()
    for theme in rows.frame.findings.themes:
        standing = under[theme["pk"]]
        places[theme["kind"]] += 1
        agencies = {names.get(one, "") for _, finding in standing for one in finding["agencies"]}
        found.append(
            ThemeCount(
                uid=str(theme["uid"]),
                kind=theme["kind"],
                place=places[theme["kind"]],
                statement=theme["statement"],
                amount_as_given=theme["amount"],
                count=practice(unit, sorted({number for number, _ in standing}), len(agreed), excluded),
                agencies=tuple(sorted(filter(None, agencies))),
                domains=tuple(dict.fromkeys(labels[one["domain"]] for _, one in standing if one["domain"])),
                findings=tuple(str(one["uid"]) for _, one in standing),
                scopes=tuple(dict.fromkeys(one["scope"] for _, one in standing if one["scope"])),
            )
        )
    return tuple(sorted(found, key=lambda theme: (theme.kind != "good", -theme.count.numerator)))


def reach_of(cases: Rows) -> dict[str, int]:
    """How far the agreed findings reach: by scope, each finding once; only those of agreed cases, empty where nobody
    recorded it."""
    return dict(Counter(finding["scope"] for case in cases if is_agreed(case) for finding in case["finding_rows"]))


def full_name(row: Mapping[str, Any]) -> str:
    """A service with its organisation: "Healthcare Trust: School Nursing"."""
    return f"{row['parent']}: {row['name']}" if row["parent"] else str(row["name"])


def name_of(row: Mapping[str, Any]) -> NamedAgency:
    parent = (
        NamedAgency(row["parent"], row["parent_sector"], row["parent_published_as"])
        if row["parent"] is not None
        else None
    )
    return NamedAgency(row["name"], row["sector_label"], row["published_as"], parent)


def involvement_of(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """What agencies answered when they were asked whether they know the child; none is a fail."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in own:
        answer = (row["answer_code"], row["answer_label"]) if row["answer_code"] else ("not_answered", NOT_ANSWERED)
        found[answer].append(numbers[row["case_id"]])
    lines = tuple(
        Row(code, label, practice(CHECK, standing, len(own)))
        for (code, label), standing in sorted(found.items(), key=lambda item: (-len(item[1]), item[0][1]))
    )
    return Distribution(
        "involvement", "Agencies' answers to the involvement check", CHECK, len(own), lines, about=About.PRACTICE
    )


def sectors_of(handed_in: Rows, numbers: Mapping[int, int], unit: Unit) -> Distribution:
    """In how many cases each sector has a return that is in. Two schools or two forces of one case count once."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in handed_in:
        found[row["sector"], row["sector_label"]].add(numbers[row["case_id"]])
    lines = tuple(
        Row(code, label, practice(unit, sorted(standing), len(numbers))) for (code, label), standing in found.items()
    )
    return Distribution(
        "sectors", "Sectors with a return that is in", unit, len(numbers), lines, multi_coded=True, about=About.PRACTICE
    )


def returns_of(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """How far the expected returns have come; one with nothing to audit is not expected."""
    expected = [
        row for row in own if (row["state"] is not None or row["answer_code"] == "KNOWN") and not has_nothing(row)
    ]
    excluded = left_out_as_nothing(own)
    lines = []
    for state, label in (("", "Not opened"), *RETURN_STATES.items()):
        standing = [numbers[row["case_id"]] for row in expected if (row["state"] or "") == state]
        if standing:
            lines.append(Row(state or "not_opened", label, practice(RETURN, standing, len(expected), excluded)))
    return Distribution("returns", "Returns", RETURN, len(expected), tuple(lines), about=About.PRACTICE)
