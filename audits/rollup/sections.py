"""The analysis in rooms and sections: which sentences and tables stand together, under which heading, in the order they
are read.

A theme is read in its table, where it stands with its number; its sentence is for the briefing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE, Fact, facts_of
from audits.rollup.facts_inside import facts_inside
from audits.rollup.tables import OneWay, TwoWay, tables_of
from audits.scope.models import Audit


class Room(NamedTuple):
    """One page of the analysis behind its board: its part of the address, and its name."""

    slug: str
    name: str


GRADES, THEMES, PEOPLE = Room("grades", "Grades"), Room("themes", "Themes"), Room("people", "Cases and people")
PART, QUESTIONS, VOICES = Room("taking-part", "Who took part"), Room("questions", "Questions"), Room("voices", "Voices")
# What an audit on paper printed stands in a room of its own, which only such an audit has.
PRINTED = Room("as-published", "Figures as published")
ROOMS = (GRADES, THEMES, PEOPLE, PART, QUESTIONS, VOICES)

# Each section's room, anchor and title, and the beginnings of the keys of its sentences and tables.
SECTIONS = (
    (GRADES, "agreed", "What was agreed", ("grades.agreed", "grades.qualifier")),
    (GRADES, "own", "Grades of the agencies’ own practice", ("grades.",)),
    (THEMES, "themes", "Themes", ("themes.", "findings.", "said:good:", "said:develop:")),
    (PEOPLE, "sample", "The sample", ("selection", "sample.")),
    (PEOPLE, "people", "The {people}", ("members.",)),
    (PART, "part", "Who took part", ("agencies", "sectors", "involvement", "returns", "concerns")),
    (QUESTIONS, "answers", "Answers to the questions", ("answers.", "said:question:")),
    (VOICES, "voices", "Voices in the records", ("voices",)),
    (VOICES, "sources", "What other sources say", ("sources.",)),
)


@dataclass(frozen=True)
class PageSection:
    """One heading with its sentences and tables, and the room where it stands."""

    room: Room
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
    for room, anchor, title, begins in SECTIONS:
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
            title = title.format(people=rollup.person.plural)
            found.append(PageSection(room, anchor, title, facts, tuple(one_way), two_way))
    return tuple(found)
