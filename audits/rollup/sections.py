"""The analysis in sections: which sentences and tables stand together, under which heading, in the order they are read.

A theme is read in its table, where it stands with its number; its sentence is for the briefing.
"""

from __future__ import annotations

from dataclasses import dataclass

from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE, Fact, facts_of
from audits.rollup.facts_inside import facts_inside
from audits.rollup.tables import OneWay, TwoWay, tables_of
from audits.scope.models import Audit

# Each section's anchor and title, and the beginnings of the keys of its sentences and tables.
SECTIONS = (
    (
        "agreed",
        "What was agreed",
        (
            "selection",
            "sample.",
            "grades.agreed",
            "grades.qualifier",
            "themes.",
            "findings.",
            "said:good:",
            "said:develop:",
        ),
    ),
    ("people", "The {people}", ("members.",)),
    ("part", "Who took part", ("agencies", "sectors", "involvement", "returns", "concerns")),
    ("own", "Grades of the agencies’ own practice", ("grades.",)),
    ("voices", "Voices in the records", ("voices",)),
    ("answers", "Answers to the questions", ("answers.", "said:question:")),
    ("sources", "What other sources say", ("sources.",)),
)


@dataclass(frozen=True)
class PageSection:
    """One heading of the page with its sentences and tables."""

    anchor: str
    title: str
    facts: tuple[Fact, ...]
    one_way: tuple[OneWay, ...]
    two_way: tuple[TwoWay, ...]


def sections_of(rollup: RollUp, audit: Audit, tier: str) -> tuple[PageSection, ...]:
    """Every sentence and table of a tier in the first section that takes its key; an empty section is left out."""
    tables = tables_of(rollup, audit, tier)
    left = [*facts_of(rollup, audit, tier), *(facts_inside(rollup, audit) if tier == INSIDE else ())]
    left_one, left_two = list(tables.one_way), list(tables.two_way)
    found = []
    for anchor, title, begins in SECTIONS:
        facts = tuple(fact for fact in left if fact.key.startswith(begins))
        one_way = sorted(
            (table for table in left_one if table.key.startswith(begins)),
            key=lambda table: next(place for place, begin in enumerate(begins) if table.key.startswith(begin)),
        )
        two_way = tuple(table for table in left_two if table.key.startswith(begins))
        left = [fact for fact in left if fact not in facts]
        left_one = [table for table in left_one if table not in one_way]
        left_two = [table for table in left_two if table not in two_way]
        if facts or one_way or two_way:
            found.append(PageSection(anchor, title.format(people=rollup.person.plural), facts, tuple(one_way), two_way))
    return tuple(found)
