"""What is counted of one audit, by what it is about: the sample, the grades, the returns, the answers, the findings,
the people and the agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audits.rollup.counting.answers import Answers
from audits.rollup.counting.chosen import ChosenCount
from audits.rollup.counting.figures import Count, Distribution, Grid, Unit
from audits.rollup.counting.gathered import Rows
from audits.rollup.counting.practice import Grades, ThemeCount
from audits.rollup.disclosure.names import NamedAgency
from audits.rollup.wording.people import Age
from audits.scope.models import Audit


@dataclass(frozen=True)
class Sample:
    """The cases, by strand and area, and how they came to be the ones."""

    cases: Count
    looked_at: Count  # of the cases, those whose records were read or whose meeting has begun
    drawn: bool  # a draw stands here, or somebody recorded who drew the sample and how
    strand_cohorts: Mapping[str, tuple[int, int | None]]  # each strand's cases, and the size of its own cohort
    strands_left_out: Mapping[str, int]
    left: Mapping[str, int]  # cases that left once their returns had opened, by their reason; no count holds them
    strands: Mapping[str, int]  # those counted here, with their cases
    areas: tuple[str, ...]
    open_cases: frozenset[int]  # those the reader may open; nothing leads to the others


@dataclass(frozen=True)
class Returns:
    """How far the returns have come, the grades that agencies gave their own practice, and what the panel made of
    them. `own` is None where the audit has no scale."""

    states: Distribution
    own: Distribution | None
    own_by_sector: Grid | None
    own_by_domain: Grid | None  # where the audit asks for a grade in each domain
    views: Distribution | None
    challenged: Distribution | None
    voices: Distribution


@dataclass(frozen=True)
class Findings:
    """The agreed findings: how far they reach, the themes they stand under, and the sentences that a lead chose."""

    reach: Mapping[str, int]
    themes: tuple[ThemeCount, ...]
    chosen: tuple[ChosenCount, ...]


@dataclass(frozen=True)
class People:
    """Those whom the cases are about, one attribute at a time."""

    number: Count
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
    linked_adults: int
    besides: tuple[Distribution, ...] = ()  # what the audit asks of people besides


@dataclass(frozen=True)
class Agencies:
    """Who took part, and whom the cases were known to."""

    names: tuple[NamedAgency, ...]
    took_part: Count
    outside: int  # agencies from outside the area that took part
    involvement: Distribution
    sectors: Distribution


@dataclass(frozen=True)
class RollUp:
    """Everything counted of one audit."""

    reference: str
    audit: Audit
    unit: Unit
    person: Unit
    sample: Sample
    grades: Grades
    returns: Returns
    answers: Answers
    findings: Findings
    people: People
    agencies: Agencies
    concerns: Distribution | None
    sources: Rows
    overrides: Rows
    figures: Rows
