"""A reader who works out what is held back: a linear programme over everything that is printed of one audit.

The reader knows how many children there were, which values occur among them (so each is one at least), how many
questions each sector was asked in a domain, and how the policy chooses its words. Everything else is read off what is
published: the counts of the command, the lines of the page, the sentences.

Every number is in two sums at most, and the sums of each of the two kinds (of a cell, of an answer; of a table, of a
sentence) have no part in common or hold one another. In such a programme the least and the most are whole numbers, so
that the solver needs no whole-number search to find how narrow a number is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy

from audits.rollup.coarse import MOST, may_say_most
from audits.rollup.counts import RollUp
from audits.rollup.facts import INSIDE, PUBLISHED, Fact
from audits.rollup.sections import sections_of
from audits.rollup.tables import OneWay
from audits.rollup.writing import as_json
from audits.scope.models import Audit

ONE_VALUE = ("members.sex", "members.age", "members.ethnicity", "members.siblings")
SEVERAL = "members.plan"
WHAT = ("YES", "PARTLY", "NO")


@dataclass
class Programme:
    """Whole numbers from nought, and what is known of their sums."""

    names: dict[str, int] = field(default_factory=dict)
    lowest: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    sums: list[tuple[float, float, list[str]]] = field(default_factory=list)

    def unknown(self, name: str, lowest: float, highest: float) -> None:
        self.names[name] = len(self.lowest)
        self.lowest.append(lowest)
        self.highest.append(highest)

    def between(self, lowest: float, highest: float, *names: str) -> None:
        self.sums.append((lowest, highest, list(names)))

    def fix(self, n: float, *names: str) -> None:
        self.between(n, n, *names)

    def widths(self, names: list[str]) -> dict[str, tuple[float, float]]:
        """How low and how high each may be: two runs of the solver each."""
        if not names:
            return {}
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for low, high in zip(self.lowest, self.highest, strict=True):
            solver.addVar(low, high)
        for low, high, parts in self.sums:
            places = [self.names[part] for part in parts]
            solver.addRow(low, high, len(places), places, [1.0] * len(places))
        found = {}
        for name in names:
            place = self.names[name]
            solver.changeColCost(place, 1.0)
            ends = []
            for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
                solver.changeObjectiveSense(sense)
                solver.run()
                assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, (
                    "what is printed contradicts itself"
                )
                ends.append(solver.getInfo().objective_function_value)
            solver.changeColCost(place, 0.0)
            found[name] = (ends[0], ends[1])
        return found


@dataclass(frozen=True)
class Pinned:
    """A number that was held back and lies within less than the threshold all the same."""

    what: str
    lowest: float
    highest: float
    truly: float


def pinned(rollup: RollUp, audit: Audit) -> list[Pinned]:
    """Every number held back of the audit that what is published pins down to less than the threshold; where the reader
    knew it to less beforehand (four children in all), to less than they knew."""
    truth = {**as_json(rollup, audit, INSIDE), "without": rollup.without_plan}
    known, read = Programme(), Programme()
    for programme in (known, read):
        set_up(programme, truth)
    hidden = read_people(read, rollup, audit, truth) + read_answers(read, rollup, audit, truth)
    before, after = known.widths(hidden), read.widths(hidden)
    values = true_values(truth)
    found = []
    for name in hidden:
        (low, high), (least, most) = after[name], before[name]
        assert low - 1e-6 <= values[name] <= high + 1e-6, f"what is printed is not true of {name}"
        if high - low < min(audit.threshold, most - least) - 1e-6:
            found.append(Pinned(name, low, high, values[name]))
    return found


def rows_of(counts: Mapping[str, Any], table: str) -> dict[str, Any]:
    return {key: row for key, row in counts.items() if key.startswith(f"{table}.")}


def missing_of(table: str) -> str:
    return f"{table} of none"


def without_of(truth: dict[str, Any]) -> int:
    """How many are without a plan, which the file says nowhere: of the sentence of plans, in full."""
    return int(truth["without"])


def set_up(programme: Programme, truth: dict[str, Any]) -> None:
    """What the reader knows before anything is published."""
    counts, n = truth["counts"], truth["counts"]["members"]["numerator"]
    for table in ONE_VALUE:
        names = list(rows_of(counts, table))
        for name in names:
            programme.unknown(name, 1, n)
        missing = n - sum(counts[name]["numerator"] for name in names)
        programme.unknown(missing_of(table), 1 if missing else 0, n if missing else 0)
        programme.fix(n, *names, missing_of(table))
    plans = list(rows_of(counts, SEVERAL))
    for name in plans:
        programme.unknown(name, 1, n)
    programme.unknown(missing_of(SEVERAL), 1 if without_of(truth) else 0, n if without_of(truth) else 0)
    programme.between(n, math.inf, *plans, missing_of(SEVERAL))  # whoever has none of them has none at all
    for place, cell in cells_of(truth).items():
        asked = cell["denominator"] + sum(cell["excluded"].values())
        parts = [part_of(place, one) for one in (*WHAT, *states_of(truth))]
        for part in parts:
            programme.unknown(part, 0, asked)
        programme.fix(asked, *parts)


def cells_of(out: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    rows = out["tables"]["answers.by_domain_and_sector"]["rows"]
    return {(row, column): cell for row, one in rows.items() for column, cell in one["cells"].items()}


def states_of(truth: dict[str, Any]) -> list[str]:
    return sorted({state for cell in cells_of(truth).values() for state in cell["excluded"]})


def part_of(place: tuple[str, str], what: str) -> str:
    return f"{place[0]} {place[1]} {what}"


def true_values(truth: dict[str, Any]) -> dict[str, float]:
    values = {key: row["numerator"] for key, row in truth["counts"].items()}
    n = values["members"]
    for table in ONE_VALUE:
        values[missing_of(table)] = n - sum(row["numerator"] for row in rows_of(truth["counts"], table).values())
    values[missing_of(SEVERAL)] = without_of(truth)
    for place, cell in cells_of(truth).items():
        for what in WHAT:
            values[part_of(place, what)] = cell["answers"].get(what, 0)
        for state in states_of(truth):
            values[part_of(place, state)] = cell["excluded"].get(state, 0)
    return values


def read_people(programme: Programme, rollup: RollUp, audit: Audit, truth: dict[str, Any]) -> list[str]:
    """What is printed of the children, and the rows that are not."""
    counts = as_json(rollup, audit, PUBLISHED)["counts"]
    exact = truth["counts"]
    hidden = []
    for table in (*ONE_VALUE, SEVERAL):
        printed = {key: row for key, row in rows_of(counts, table).items() if row["numerator"] is not None}
        for key, row in printed.items():
            programme.fix(row["numerator"], key)
            if row["denominator"] is not None and table != SEVERAL:
                programme.fix(row["denominator"], *rows_of(exact, table))
            if row["excluded"]:
                programme.fix(sum(row["excluded"].values()), missing_of(table))
        hidden += [key for key in rows_of(exact, table) if key not in printed]
        if len(printed) < len(rows_of(exact, table)) or not printed:
            hidden.append(missing_of(table))  # those in no row are people too
    read_page(programme, rollup, audit, exact)
    return hidden


def read_page(programme: Programme, rollup: RollUp, audit: Audit, exact: dict[str, Any]) -> None:
    """The lines and the sentences of the page: the same numbers, and words that stand in their place."""
    n = exact["members"]["numerator"]
    by_label = {(key.rpartition(".")[0], row.get("label")): key for key, row in exact.items()}
    for section in sections_of(rollup, audit, PUBLISHED):
        for table in section.one_way:
            for line in table.lines:
                key = by_label.get((table.key, line.label))
                if key is not None and table.key in (*ONE_VALUE, SEVERAL) and line.number.replace(",", "").isdigit():
                    programme.fix(int(line.number.replace(",", "")), key)
                if line.percent:
                    assert line.of, "a percentage stands beside the two numbers it is of"
        for fact in section.facts:
            if fact.key == SEVERAL:
                read_plans(programme, fact, audit, section.one_way)
            if fact.key == "members.sex" and fact.held_back:
                read_words(programme, fact.text, n, audit.threshold)
            assert not (fact.held_back and re.search(r"\d", fact.text)), fact.text


def read_plans(programme: Programme, fact: Fact, audit: Audit, tables: tuple[OneWay, ...]) -> None:
    """The sentence says how many are without; kept back beside a table that is whole, it says that they are few."""
    table = next((one for one in tables if one.key == SEVERAL), None)
    if fact.held_back and table is not None and all(line.label != "Others" for line in table.lines):
        programme.between(1, audit.threshold, missing_of(SEVERAL))


def read_words(programme: Programme, text: str, n: int, threshold: int) -> None:
    """ "Most were female." is three quarters or more; where it might be said, its silence says less."""
    sexes = {"female": "members.sex.F", "male": "members.sex.M"}
    mark = math.ceil(MOST * n)
    most = re.fullmatch(r"Most were (\w+)\.", text)
    if most:
        programme.between(mark, n, sexes[most[1]])
    elif may_say_most(n, threshold):
        for name in sexes.values():
            if name in programme.names:
                programme.between(0, mark - 1, name)


def read_answers(programme: Programme, rollup: RollUp, audit: Audit, truth: dict[str, Any]) -> list[str]:
    """What is printed of the answers, cell by cell and all together, and the cells that are not."""
    out = as_json(rollup, audit, PUBLISHED)
    states, hidden = states_of(truth), []
    for place, cell in cells_of(out).items():
        if cell["numerator"] is None:
            hidden += [part_of(place, one) for one in (*WHAT, *states)]
            continue
        for what in WHAT:
            programme.fix(cell["answers"].get(what, 0), part_of(place, what))
        for state in states:
            programme.fix(cell["excluded"].get(state, 0), part_of(place, state))
    labels = {row["label"].lower(): row["numerator"] for row in rows_of(out["counts"], "answers.states").values()}
    for state in states:
        if labels and labels.get(state) is not None:
            programme.fix(labels[state], *(part_of(place, state) for place in cells_of(truth)))
    if labels.get("answered") is not None:
        programme.fix(labels["answered"], *(part_of(place, what) for place in cells_of(truth) for what in WHAT))
    return hidden
