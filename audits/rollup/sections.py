"""The analysis page in sections: which tables stand together, under which heading, in the order they are read."""

from __future__ import annotations

from dataclasses import dataclass

from audits.rollup.counts import RollUp
from audits.rollup.tables import OneWay, Tables, TwoWay

# Each section's anchor and title, and the beginnings of the keys of its tables.
SECTIONS = (
    ("agreed", "What was agreed", ("grades.agreed", "themes.")),
    ("people", "The {people}", ("members.",)),
    ("part", "Who took part", ("involvement", "returns")),
    ("own", "Grades of the agencies’ own practice", ("grades.",)),
    ("answers", "Answers to the questions", ("answers.",)),
)


@dataclass(frozen=True)
class PageSection:
    """One heading of the page with its tables."""

    anchor: str
    title: str
    one_way: tuple[OneWay, ...]
    two_way: tuple[TwoWay, ...]


def sections_of(tables: Tables, rollup: RollUp) -> tuple[PageSection, ...]:
    """Every table in the first section that takes its key; sections without a table are left out."""
    left_one, left_two = list(tables.one_way), list(tables.two_way)
    found = []
    for anchor, title, begins in SECTIONS:
        one_way = tuple(table for table in left_one if table.key.startswith(begins))
        two_way = tuple(table for table in left_two if table.key.startswith(begins))
        left_one = [table for table in left_one if table not in one_way]
        left_two = [table for table in left_two if table not in two_way]
        if one_way or two_way:
            found.append(PageSection(anchor, title.format(people=rollup.person.plural), one_way, two_way))
    return tuple(found)
