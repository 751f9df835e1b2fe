"""The one place that counts, with its parts of practice, answers and people beside it. Plain rows in, counts out: each
with its unit, numerator, denominator, what was left out and the cases it stands on.

Only cases of headline strands are counted, unless the strands are pooled on purpose; the others are named in
`strands_left_out`. Practice is counted in audits of cases ("3 of the 4 audits"), facts about people in people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from agencies.models import Person
from audits.rollup.counting.answers import answers_of
from audits.rollup.counting.chosen import ChosenCount, chosen_of
from audits.rollup.counting.concerns import concerns_of
from audits.rollup.counting.figures import AGENCY, AUDIT, About, Count, Distribution, Grid, Unit
from audits.rollup.counting.gather import Gathered, Rows, gather
from audits.rollup.counting.panel_views import challenges, voices_of
from audits.rollup.counting.people import (
    age_bands,
    ages_of,
    number_of,
    person_of,
    several_of,
    siblings_of,
    tables_of_people,
)
from audits.rollup.counting.practice import (
    HANDED_IN,
    ThemeCount,
    grades_of,
    has_nothing,
    involvement_of,
    is_agreed,
    name_of,
    own_by_sector,
    own_grades,
    panel_views,
    reach_of,
    returns_of,
    sectors_of,
    themes_of,
)
from audits.rollup.disclosure.names import AgencyName
from audits.rollup.wording.people import Age
from audits.rollup.wording.practice import Band, Qualified
from audits.scope.models import Audit

PEOPLE_LIKE = ("child", "adult", "young person", "baby", "unborn baby", "person", "infant", "victim", "survivor")


@dataclass(frozen=True)
class RollUp:
    """Everything counted of one audit. `grades` and `own` are None where the audit has no scale."""

    reference: str
    audit: Audit
    unit: Unit
    person: Unit
    cases: Count
    looked_at: Count  # of the cases, those whose records were read or whose meeting has begun
    drawn: bool  # a draw stands here, or somebody recorded who drew the sample and how
    strand_cohorts: Mapping[str, tuple[int, int | None]]  # each strand's cases, and the size of its own cohort
    strands_left_out: Mapping[str, int]
    left: Mapping[str, int]  # cases that left once their returns had opened, by their reason; no count holds them
    strands: Mapping[str, int]  # those counted here, with their cases
    areas: tuple[str, ...]
    sources: Rows
    linked_adults: int
    outside: int  # agencies from outside the area that took part
    reach: Mapping[str, int]  # agreed findings by how far they reach
    grades: Distribution | None
    bands: tuple[Band, ...]
    qualified: tuple[Qualified, ...]
    qualifiers: Distribution | None
    own: Distribution | None
    own_by_sector: Grid | None
    views: Distribution | None
    challenged: Distribution | None
    voices: Distribution
    by_domain_and_sector: Grid
    by_domain_and_agency: Grid
    by_domain_and_case: Grid
    answer_states: Distribution
    themes: tuple[ThemeCount, ...]
    chosen: tuple[ChosenCount, ...]
    people: Count
    sex: Distribution
    ages: tuple[Age, ...]
    ages_not_recorded: int
    age: Distribution
    ethnicity: Distribution
    ethnic_group: Distribution
    plans: Distribution
    plans_in_period: Distribution
    disabilities: Distribution
    category: Distribution
    siblings: Distribution
    agencies: tuple[AgencyName, ...]
    took_part: Count
    involvement: Distribution
    sectors: Distribution
    returns: Distribution
    concerns: Distribution | None
    overrides: Rows
    figures: Rows
    open_cases: frozenset[int]  # those the reader may open; nothing leads to the others


def looked_at(cases: Rows, handed_in: Rows, unit: Unit) -> Count:
    """The cases that somebody has looked at: all that were recorded from paper; else those with a return that is in, or
    whose meeting has begun."""
    read = {row["case_id"] for row in handed_in}
    seen = [case["number"] for case in cases if case["pk"] in read or case["state"] == "meeting" or is_agreed(case)]
    return Count(unit, len(seen), len(cases), cases=tuple(seen), about=About.PRACTICE)


def roll_up(audit: Audit, *, pooled: bool = False, reader: Person | None = None) -> RollUp:
    """Count one audit, in four queries. `pooled` counts every strand together; the `reader` changes no number."""
    return count(gather(audit, reader), pooled=pooled)


def count(rows: Gathered, *, pooled: bool = False) -> RollUp:
    """The pivot: no query."""
    audit = rows.audit
    aside = {strand["pk"]: strand["name"] for strand in rows.frame["strands"] if not strand["headline"]}
    aside = {} if pooled else aside
    recorded = audit.origin == Audit.Origin.RECORDED
    # What was recorded from paper was looked at there, whatever of it was written down.
    cases = [{**case, "recorded": recorded} for case in rows.cases if case["strand_id"] not in aside]
    left_out = Counter(aside[case["strand_id"]] for case in rows.cases if case["strand_id"] in aside)
    here = Counter(case["strand_id"] for case in cases)
    numbers = {case["pk"]: case["number"] for case in cases}
    own = [row for row in rows.agencies if row["case_id"] in numbers]
    unit = AUDIT if audit.unit_singular.strip().lower() in PEOPLE_LIKE else Unit(audit.unit_singular, audit.unit_plural)
    members = [(member, case["number"]) for case in cases for member in case["member_rows"]]
    person = person_of(members)
    ages, unknown_ages = ages_of(members)
    themes = themes_of(rows, cases, own, unit)
    tables = tables_of_people(members, person)
    handed_in = [row for row in own if row["state"] in HANDED_IN and not has_nothing(row)]
    took_part = {row["agency_id"]: name_of(row) for row in handed_in}
    return RollUp(
        reference=audit.reference,
        audit=audit,
        unit=unit,
        person=person,
        cases=Count(unit, len(cases), len(cases), cases=tuple(numbers.values()), about=About.PRACTICE),
        looked_at=looked_at(cases, handed_in, unit),
        drawn=bool(rows.frame["draws"]) or bool(audit.drawn_how.strip()),
        strand_cohorts={one["name"]: (here[one["pk"]], one["cohort"]) for one in rows.frame["strands"]},
        strands_left_out=dict(left_out),
        left=dict(Counter(row["reason"] for row in rows.frame["left"] if row["strand"] not in aside)),
        strands={name: n for name, n in ((one["name"], here[one["pk"]]) for one in rows.frame["strands"]) if n},
        areas=tuple(area["name"] for area in rows.frame["areas"]),
        sources=rows.frame["sources"],
        linked_adults=sum(case["linked"] or 0 for case in cases),
        outside=len({row["agency_id"] for row in handed_in if row["outside"]}),
        reach=reach_of(cases),
        **grades_of(rows.frame["bands"], cases, unit),
        own=own_grades(rows.frame["bands"], own, numbers),
        own_by_sector=own_by_sector(rows.frame["bands"], own, numbers),
        views=panel_views(own, numbers) if rows.frame["bands"] else None,
        challenged=challenges(own, numbers) if rows.frame["bands"] else None,
        voices=voices_of(own, numbers),
        **answers_of(rows, own, numbers),
        themes=themes,
        chosen=chosen_of(rows, cases, own, unit, themes),
        people=number_of(members, person),
        sex=tables["sex"],
        ethnicity=tables["ethnicity"],
        ethnic_group=tables["ethnic_group"],
        ages=ages,
        ages_not_recorded=unknown_ages,
        age=age_bands(members, person),
        plans=several_of("plans", members, person),
        plans_in_period=several_of("plans_in_period", members, person),
        disabilities=several_of("disabilities", members, person),
        category=tables["category"],
        siblings=siblings_of(members, person),
        agencies=tuple(took_part.values()),
        took_part=Count(
            AGENCY,
            len(took_part),
            len({row["agency_id"] for row in own}),
            cases=tuple(sorted({numbers[row["case_id"]] for row in handed_in})),
            about=About.PRACTICE,
        ),
        involvement=involvement_of(own, numbers),
        sectors=sectors_of(handed_in, numbers, unit),
        returns=returns_of(own, numbers),
        concerns=concerns_of(rows.frame["concerns"], rows.frame["door"], numbers),
        overrides=rows.frame["overrides"],
        figures=rows.frame["figures"],
        open_cases=frozenset(row["number"] for row in rows.frame["open"]),
    )
