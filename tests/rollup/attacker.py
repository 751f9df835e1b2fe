"""A reader who knows the rule and tries every table that would have been printed as this one was.

Nothing of how the policy works is written down here: another table of the same people is made, the application prints
it, and where the two read alike to the letter (the lines in their order, the labels, the totals, the sentence) the
reader can't tell them apart. What a held-back number is in all of those is what it may be.

Two readers are tried. One knows which values occur among the children and whether somebody is without one; the other
knows the lists of codes alone. Both know how many children there are.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audits.rollup import facts
from audits.rollup.counting.figures import Distribution
from audits.rollup.counting.people import age_bands, ages_of, several_of, siblings_of, tables_of_people
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.disclosure.publishing import NO_VALUE
from audits.rollup.tables import published
from audits.scope.models import Audit

MISSING = "in no row"
Table = dict[str, int]  # value to number of children; those without one under MISSING
TRIES = 6000
GUIDED = 3000


@dataclass(frozen=True)
class Attribute:
    """One thing asked of each child: its values as recorded, what a child with one looks like, which row that is."""

    key: str
    values: Mapping[str, Mapping[str, Any]]
    row_of: Callable[[str], str] = str
    several: bool = False


@dataclass(frozen=True)
class Known:
    """A held-back number that is known too well: what it may be, and what it is."""

    row: str
    may_be: tuple[int, ...]
    is_: int
    reader: str


NOBODY: dict[str, Any] = {
    "kind": "child", "age": None, "unit": None, "sex_code": None, "sex": None, "ethnicity_code": None,
    "ethnicity": None, "group": None, "siblings": None, "plans": [],
}  # fmt: skip


def printed(attribute: Attribute, table: Table, rollup: RollUp, audit: Audit) -> tuple[Any, ...]:
    """All that the published tier says of the attribute if this were its table: total, lines in order, sentence."""
    changed = with_table(attribute, table, rollup)
    one_way = published(distribution(attribute.key, changed), changed, audit)
    about = facts.ABOUT_PEOPLE[attribute.key]
    said = about(changed, facts.policy_of(changed), facts.overrides_of(changed), facts.PUBLISHED)
    lines = tuple((line.label, line.number, line.of, line.percent, line.share) for line in one_way.lines)
    return one_way.n, lines, one_way.note, one_way.shows, (said.text, said.judge) if said else ""


def with_table(attribute: Attribute, table: Table, rollup: RollUp) -> RollUp:
    return replace(rollup, people=replace(rollup.people, **fields_of(attribute, table, rollup)))


def distribution(key: str, rollup: RollUp) -> Distribution:
    found: Distribution = getattr(rollup.people, {"members.plan": "plans"}.get(key, key.partition(".")[2]))
    return found


def fields_of(attribute: Attribute, table: Table, rollup: RollUp) -> dict[str, Any]:
    members = [({**NOBODY, **looks}, 1) for looks in people_of(attribute, table)]
    match attribute.key:
        case "members.sex":
            return {"sex": tables_of_people(members, rollup.person)["sex"]}
        case "members.ethnicity":
            return {"ethnicity": tables_of_people(members, rollup.person)["ethnicity"]}
        case "members.siblings":
            return {"siblings": siblings_of(members, rollup.person)}
        case "members.age":
            ages, unknown = ages_of(members)
            return {"ages": ages, "ages_not_recorded": unknown, "age": age_bands(members, rollup.person)}
        case _:
            return {"plans": several_of("plans", members, rollup.person)}


def people_of(attribute: Attribute, table: Table) -> list[Mapping[str, Any]]:
    """Children of whom this is the table."""
    if not attribute.several:
        missing = [{}] * table.get(MISSING, 0)
        return [attribute.values[value] for value, n in table.items() if value != MISSING for _ in range(n)] + missing
    n, without = table["*"], table.get(MISSING, 0)
    held: list[list[Any]] = [[] for _ in range(n - without)]
    place = 0
    for value, count in table.items():
        if value in ("*", MISSING):
            continue
        for _ in range(count):
            held[place % len(held)].append(attribute.values[value])
            place += 1
    return [{"plans": plans} for plans in held] + [{"plans": []} for _ in range(without)]


def known_too_well(attribute: Attribute, table: Table, rollup: RollUp, audit: Audit) -> list[Known]:
    """The numbers held back of this table that one of the two readers knows to fewer values than the threshold, or to
    be small whichever of them it is; unless that was known before anything was printed."""
    everything = {**dict.fromkeys((*attribute.values, MISSING), 0), **table}
    knows_which = Attack(attribute, table, 1, rollup, audit)
    return [
        *knows_which.told(),
        *knows_which.known("knows which values occur"),
        *Attack(attribute, everything, 0, rollup, audit).known("knows the lists alone"),
    ]


class Attack:
    """One reader before one table: `least` is 1 where they know that each value occurs."""

    def __init__(self, attribute: Attribute, table: Table, least: int, rollup: RollUp, audit: Audit) -> None:
        self.attribute, self.table, self.least, self.rollup, self.audit = attribute, table, least, rollup, audit
        self.said = self.print(table)
        self.truly = by_row(attribute, table)
        self.values = values_of(attribute, table)
        self.before = priors(attribute, table, least)
        self.after = {row: {n} for row, n in self.truly.items()}
        labels = {line.key: line.label for line in distribution(attribute.key, self.changed(table)).rows}
        labels[MISSING] = NO_VALUE
        shown = {label for label, number, *_ in self.said[1] if number.replace(",", "").isdigit()}
        whole = bool(self.said[0])  # with a total, nothing is held back
        self.hidden = [row for row in self.truly if not whole and labels.get(row) not in shown]
        self.small = range(1, audit.threshold + 1)
        self.tried = {tuple(table.items())}

    def changed(self, table: Table) -> RollUp:
        return with_table(self.attribute, table, self.rollup)

    def print(self, table: Table) -> tuple[Any, ...]:
        return printed(self.attribute, table, self.rollup, self.audit)

    def is_wide(self, row: str) -> bool:
        may_be = self.after[row]
        small = [n in self.small for n in may_be]
        return may_be == self.before[row] or not any(small) or (len(may_be) >= self.audit.threshold and not all(small))

    def narrow(self) -> list[str]:
        return [row for row in self.hidden if not self.is_wide(row)]

    def told(self) -> list[Known]:
        """The small numbers that are simply printed: of a row, of all the others, of those in no row."""
        n = self.table.get("*", 0)
        return [
            Known(row, (number,), number, "reads")
            for row, number in self.truly.items()
            if row not in self.hidden and (number in self.small or n - number in self.small)
        ]

    def known(self, reader: str) -> list[Known]:
        tables = alike(self.attribute, self.table, self.least, set(self.truly) - set(self.hidden))
        for table in itertools.islice(tables, TRIES):
            narrow = self.narrow()
            if not narrow:
                return []
            if self.take(table) and not self.attribute.several:
                self.exchange(table, narrow)
        return [Known(row, tuple(sorted(self.after[row])), self.truly[row], reader) for row in self.narrow()]

    def take(self, table: Table) -> bool:
        """Whether this table would have been printed alike; what it says of each number is kept."""
        key = tuple(table.items())
        if key in self.tried:
            return False
        self.tried.add(key)
        if self.print(table) != self.said:
            return False
        for row, n in by_row(self.attribute, table).items():
            self.after[row].add(n)
        return True

    def exchange(self, table: Table, narrow: list[str]) -> None:
        """What one number may be, another may be too, where the two are exchanged: tried as well."""
        rows = by_row(self.attribute, table)
        for row in narrow:
            for other in self.hidden:
                if rows[other] not in self.after[row]:
                    exchanged = {row: rows[other], other: rows[row]}
                    self.take({**table, **{
                        value: n for one, number in exchanged.items()
                        for value, n in spread(self.table, self.values[one], number)
                    }})  # fmt: skip


def by_row(attribute: Attribute, table: Table) -> dict[str, int]:
    return {row: sum(table[value] for value in values) for row, values in values_of(attribute, table).items()}


def priors(attribute: Attribute, table: Table, least: int) -> dict[str, set[int]]:
    """What each number may be before anything is printed; that somebody has a value is known."""
    n = table["*"] if attribute.several else sum(table.values())
    fewest = dict.fromkeys(values_of(attribute, table), least)
    found = {}
    for row, own in fewest.items():
        most = n - max(sum(fewest.values()) - own, 0)
        if attribute.several:
            most = n if row != MISSING and not fewest.get(MISSING) else n - 1
        elif row == MISSING:
            most = min(most, n - 1)
        found[row] = set(range(own, most + 1)) if len(fewest) > 1 else {n}
    return found


def values_of(attribute: Attribute, table: Table) -> dict[str, list[str]]:
    """The values that stand in each row."""
    found: dict[str, list[str]] = {}
    for value in table:
        if value != "*":
            found.setdefault(value if value == MISSING else attribute.row_of(value), []).append(value)
    return found


def alike(attribute: Attribute, table: Table, least: int, shown: set[str]) -> Iterator[Table]:
    """Other tables of the same people, the likeliest to be printed alike first, then by chance without end."""
    values = {row: values for row, values in values_of(attribute, table).items() if row not in shown}
    if attribute.several:
        yield from several_alike(table, list(values), least)
        return
    now = {row: by_row(attribute, table)[row] for row in values}
    fewest = dict.fromkeys(values, least)
    for rows in rows_alike(now, fewest):
        if all(rows[row] >= fewest[row] for row in rows):
            yield {**table, **{value: n for row in rows for value, n in spread(table, values[row], rows[row])}}


def spread(table: Table, values: list[str], n: int) -> Iterator[tuple[str, int]]:
    """A row's children over its values: one to each that occurs, as far as they go, the rest to the most frequent."""
    main, *others = sorted(values, key=lambda value: -table[value])
    rest = n
    for value in others:
        here = 1 if table[value] and rest > 1 else 0
        rest -= here
        yield value, here
    yield main, rest


def rows_alike(now: Table, fewest: Table) -> Iterator[Table]:
    """Other numbers that come to the same: two exchanged, all in one row, a few of one size and the rest small, some
    moved from one row to another, then by chance."""
    total, rows = sum(now.values()), list(now)
    dice = random.Random(total)
    for one, other in itertools.permutations(rows, 2):
        yield {**now, one: now[other], other: now[one]}
    for row in rows:
        yield {**fewest, row: total - sum(fewest.values()) + fewest[row]}
    for one, other in itertools.permutations(rows, 2):
        yield {**fewest, one: total - sum(fewest.values()) + fewest[one] - 1, other: fewest[other] + 1}
    for step in range(1, total + 1):
        for one, other in itertools.permutations([row for row in rows if now[row]], 2):
            if now[one] - step >= fewest[one]:
                yield {**now, one: now[one] - step, other: now[other] + step}
    for _ in range(GUIDED if len(rows) > 1 else 0):
        order = dice.sample(rows, len(rows))
        there = [row for row in order if now[row] or fewest[row]] if dice.random() < 0.5 else order
        filled = there[: dice.randint(min(2, len(there)), len(there))]
        large = dice.randint(1, max(len(filled) - 1, 1))
        few = {row: dice.randint(1, 9) for row in filled[large:]}
        size, rest = divmod(total - sum(few.values()), large)
        if size > 0:
            few[filled[-1]] = few.get(filled[-1], 0) + rest
            yield {**dict.fromkeys(rows, 0), **dict.fromkeys(filled[:large], size), **few}
    spare = total - sum(fewest.values())
    while len(rows) > 1:
        bars = sorted(dice.sample(range(spare + len(rows) - 1), len(rows) - 1))
        ends = itertools.pairwise((-1, *bars, spare + len(rows) - 1))
        yield {row: fewest[row] + after - before - 1 for row, (before, after) in zip(rows, ends, strict=True)}


def several_alike(table: Table, free: list[str], least: int) -> Iterator[Table]:
    """The same where a child may have several values: no sum, but whoever is in a row has some."""
    n, dice = table["*"], random.Random(table["*"])
    rows = [value for value in table if value not in ("*", MISSING)]
    for _ in range(TRIES * 2):
        without = dice.randint(least, n - 1) if MISSING in free and MISSING in table else table.get(MISSING, 0)
        if dice.random() < 0.3:
            without = table.get(MISSING, 0)
        some = n - without
        other = dict(table)
        if MISSING in table:
            other[MISSING] = without
        changed = dice.sample(rows, dice.randint(1, len(rows)))
        for value in rows:
            if value in free and (value in changed or table[value] > some):
                other[value] = min(some, dice.choice([dice.randint(least, some), dice.randint(least, min(some, 9))]))
        held = [other[value] for value in rows]
        if max(held) <= some <= sum(held) and all(number >= least for number in held):
            yield other


def whom_a_child_more_tells(attribute: Attribute, table: Table, more: str, rollup: RollUp, audit: Audit) -> set[str]:
    """What the child may be by whom one of two briefings is larger, to a reader of both who tries every pair."""
    values = {**dict.fromkeys((*attribute.values, MISSING), 0), **table}
    said = (
        printed(attribute, values, rollup, audit),
        printed(attribute, {**values, more: values[more] + 1}, rollup, audit),
    )
    n, found = sum(values.values()), set()
    for bars in itertools.combinations(range(n + len(values) - 1), len(values) - 1):
        ends = itertools.pairwise((-1, *bars, n + len(values) - 1))
        other = {value: after - before - 1 for value, (before, after) in zip(values, ends, strict=True)}
        if printed(attribute, other, rollup, audit) == said[0]:
            found |= {
                value
                for value in set(values) - found
                if printed(attribute, {**other, value: other[value] + 1}, rollup, audit) == said[1]
            }
        if len(found) == len(values):
            break
    return found
