"""The one place that counts, with its parts of practice, answers and people beside it. Plain rows in, counts out: each
with its unit, numerator, denominator, what was left out and the cases it stands on.

Only cases of headline strands are counted, unless the strands are pooled on purpose; the others are named in
`strands_left_out`. Practice is counted in audits of cases ("3 of the 4 audits"), facts about people in people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agencies.models import Person
from audits.rollup.counting.answers import answers_of
from audits.rollup.counting.chosen import chosen_of
from audits.rollup.counting.concerns import concerns_of
from audits.rollup.counting.domain_grades import agreed_by_domain, own_by_domain
from audits.rollup.counting.figures import AGENCY, AUDIT, About, Count, Unit
from audits.rollup.counting.gather import gather
from audits.rollup.counting.gathered import Gathered, Rows
from audits.rollup.counting.panel_views import challenges, voices_of
from audits.rollup.counting.people import (
    Members,
    age_bands,
    ages_of,
    besides_of,
    number_of,
    person_of,
    several_of,
    siblings_of,
    tables_of_people,
)
from audits.rollup.counting.practice import (
    HANDED_IN,
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
from audits.rollup.counting.rolled_up import Agencies, Findings, People, Returns, RollUp, Sample
from audits.scope.models import AskedOfPeople, Audit

PEOPLE_LIKE = ("child", "adult", "young person", "baby", "unborn baby", "person", "infant", "victim", "survivor")


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
    aside = {strand["pk"]: strand["name"] for strand in rows.frame.sample.strands if not strand["headline"]}
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
    themes = themes_of(rows, cases, own, unit)
    handed_in = [row for row in own if row["state"] in HANDED_IN and not has_nothing(row)]
    bands, domains = rows.frame.tool.bands, rows.frame.tool.domains
    return RollUp(
        reference=audit.reference,
        audit=audit,
        unit=unit,
        person=person,
        sample=Sample(
            cases=Count(unit, len(cases), len(cases), cases=tuple(numbers.values()), about=About.PRACTICE),
            looked_at=looked_at(cases, handed_in, unit),
            drawn=bool(rows.frame.sample.draws) or bool(audit.drawn_how.strip()),
            strand_cohorts={one["name"]: (here[one["pk"]], one["cohort"]) for one in rows.frame.sample.strands},
            strands_left_out=dict(left_out),
            left=dict(Counter(row["reason"] for row in rows.frame.sample.left if row["strand"] not in aside)),
            strands={name: n for name, n in ((one["name"], here[one["pk"]]) for one in rows.frame.sample.strands) if n},
            areas=tuple(area["name"] for area in rows.frame.sample.areas),
            open_cases=frozenset(row["number"] for row in rows.frame.sample.open),
        ),
        grades=replace(grades_of(bands, cases, unit), by_domain=agreed_by_domain(bands, domains, cases, unit)),
        returns=Returns(
            states=returns_of(own, numbers),
            own=own_grades(bands, own, numbers),
            own_by_sector=own_by_sector(bands, own, numbers),
            own_by_domain=own_by_domain(bands, domains, own, numbers),
            views=panel_views(own, numbers) if bands else None,
            challenged=challenges(own, numbers) if bands else None,
            voices=voices_of(own, numbers),
        ),
        answers=answers_of(rows, own, numbers),
        findings=Findings(reach_of(cases), themes, chosen_of(rows, cases, own, unit, themes)),
        people=people_of(members, person, sum(case["linked"] or 0 for case in cases), audit.asks_of_people),
        agencies=agencies_of(own, handed_in, numbers, unit),
        concerns=concerns_of(rows.frame.concerns, rows.frame.door, numbers),
        sources=rows.frame.sources,
        overrides=rows.frame.overrides,
        figures=rows.frame.figures,
    )


def people_of(members: Members, person: Unit, linked_adults: int, besides: Sequence[str]) -> People:
    ages, unknown_ages = ages_of(members)
    return People(
        number=number_of(members, person),
        ages=ages,
        ages_not_recorded=unknown_ages,
        age=age_bands(members, person),
        plans=several_of("plans", members, person),
        plans_in_period=several_of("plans_in_period", members, person),
        disabilities=several_of("disabilities", members, person),
        siblings=siblings_of(members, person),
        linked_adults=linked_adults,
        besides=tuple(besides_of(fact, members, person) for fact in AskedOfPeople if fact in besides),
        **tables_of_people(members, person),
    )


def agencies_of(own: Rows, handed_in: Rows, numbers: Mapping[int, int], unit: Unit) -> Agencies:
    took_part = {row["agency_id"]: name_of(row) for row in handed_in}
    return Agencies(
        names=tuple(took_part.values()),
        took_part=Count(
            AGENCY,
            len(took_part),
            len({row["agency_id"] for row in own}),
            cases=tuple(sorted({numbers[row["case_id"]] for row in handed_in})),
            about=About.PRACTICE,
        ),
        outside=len({row["agency_id"] for row in handed_in if row["outside"]}),
        involvement=involvement_of(own, numbers),
        sectors=sectors_of(handed_in, numbers, unit),
    )
