"""The first screen of the analysis: what a safeguarding lead puts before a board. Each part says one thing and leads to
the room where its table stands; nothing here is counted that is not counted there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from audits.rollup.counting.gathered import Rows
from audits.rollup.counting.practice import HANDED_IN, NOT_YET
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE, Fact, facts_of, in_five
from audits.rollup.pictures.dots import row_of_dots
from audits.rollup.pictures.grades import GradeStrip, strip_of
from audits.rollup.sections import PageSection
from audits.rollup.tables import OneWay, TableLine, TwoWay
from audits.rollup.wording.amounts import in_words
from audits.rollup.wording.practice import returns_out, still_to_agree
from audits.scope.models import Audit

MOST_THEMES = 6  # of a kind: the others stand in their room


@dataclass(frozen=True)
class RankedRow:
    """One theme with its number, drawn beside it."""

    line: TableLine
    picture: SafeString | str


@dataclass(frozen=True)
class Ranked:
    """The themes of one kind, those of most cases first, and how many are not shown."""

    table: OneWay
    rows: tuple[RankedRow, ...]
    more: int


@dataclass(frozen=True)
class Board:
    first: tuple[Fact, ...]
    grades: GradeStrip | None
    good: Ranked | None
    develop: Ranked | None
    heat: TwoWay | None
    missing: tuple[str, ...]

    @property
    def heading(self) -> str:
        """ "In five sentences": as many as there are."""
        n = len(self.first)
        return f"In {in_words(n)} sentence{'' if n == 1 else 's'}"

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.grades or self.good or self.develop or (self.heat and self.heat.rows))


def board_of(rollup: RollUp, audit: Audit, bands: Rows, tier: str, sections: Iterable[PageSection]) -> Board:
    """The board in one tier, of the tables that stand in the rooms behind it. A square has the mark of a qualifier
    inside only: which grade it stands beside is more than the table of qualifiers says."""
    sections = tuple(sections)
    one_way = {table.key: table for section in sections for table in section.one_way}
    two_way = {table.key: table for section in sections for table in section.two_way}
    inside = tier == INSIDE
    return Board(
        first=in_five(facts_of(rollup, audit, tier)),
        grades=strip_of(one_way.get("grades.agreed"), bands, one_way.get("grades.qualifier"), crossed=inside),
        good=ranked(one_way.get("themes.good")),
        develop=ranked(one_way.get("themes.develop")),
        heat=two_way.get(rollup.answers.by_sector.attribute),
        missing=missing(rollup) if inside else (),
    )


def ranked(table: OneWay | None) -> Ranked | None:
    if table is None:
        return None
    rows = tuple(RankedRow(line, row_of_dots(line.n, line.out_of)) for line in table.lines[:MOST_THEMES])
    return Ranked(table, rows, len(table.lines) - len(rows))


def missing(rollup: RollUp) -> tuple[str, ...]:
    """What is not in yet: returns that are expected; cases without an agreed grade or, ungraded, anything agreed."""
    states, agreed = rollup.returns.states, rollup.grades.agreed
    out = states.n - sum(row.count.numerator for row in states.rows if row.key in HANDED_IN)
    said = [returns_out(out, states.n)]
    n = rollup.sample.cases.numerator
    if agreed is not None:
        waiting = agreed.rows[0].count.excluded.get(NOT_YET, 0) if agreed.rows else 0
        said.append(still_to_agree("No grade is agreed yet", waiting, n, rollup.unit))
    else:
        waiting = next((theme.count.excluded.get(NOT_YET, 0) for theme in rollup.findings.themes), 0)
        said.append(still_to_agree("Nothing is agreed yet", waiting, n, rollup.unit))
    return tuple(filter(None, said))
