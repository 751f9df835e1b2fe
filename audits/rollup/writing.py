"""An audit's counts as a file: JSON under stable keys (docs/roll-up.md), or text to read."""

from __future__ import annotations

from typing import Any

from audits.rollup.counting.chosen import ChosenCount
from audits.rollup.counting.figures import Cell, Count, Distribution, Grid
from audits.rollup.counting.mismatch import beside, is_compared, mismatch
from audits.rollup.counting.practice import ThemeCount, is_counted
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.disclosure import publishing as disclosure
from audits.rollup.facts import INSIDE, chosen_said, facts_of, key_of, leaves, overrides_of, policy_of
from audits.rollup.sections import sections_of
from audits.rollup.tables import TwoWay, counted_in, distributions, grids
from audits.rollup.wording.amounts import SMALL_N
from audits.rollup.wording.practice import out_of
from audits.scope.models import Audit

DECIDED = "Printed by a recorded decision."  # who decided, and why, is for the sign-off page


def as_json(rollup: RollUp, audit: Audit, tier: str) -> dict[str, Any]:
    """Every count as {unit, numerator, denominator, excluded, text}, by key; what is held back has null for numbers."""
    counts = counts_of(rollup, audit, tier)
    return {
        "format": "roll-up/1",
        "reference": rollup.reference,
        "tier": tier,
        "unit": {"singular": audit.unit_singular, "plural": audit.unit_plural},
        "strands_left_out": strands_of(rollup, tier),
        "counts": counts,
        "tables": {grid.attribute: grid_json(grid, audit, tier) for grid in grids(rollup, tier)},
        "sentences": sentences_of(rollup, audit, tier),
        **({"published_figures": figures_of(rollup, audit)} if tier == INSIDE else {}),
    }


def strands_of(rollup: RollUp, tier: str) -> dict[str, int | None]:
    """The strands reported by themselves, with their cases; outside by name alone: one may be a single child's."""
    return {name: n if tier == INSIDE else None for name, n in rollup.sample.strands_left_out.items()}


def counts_of(rollup: RollUp, audit: Audit, tier: str) -> dict[str, dict[str, Any]]:
    """The single counts by their stable keys."""
    cases = exact(rollup.sample.cases, audit.small_n)
    if tier != INSIDE:
        cases = disclosure.publish_sample(rollup.sample.cases, policy_of(rollup)).as_json()
    counts = {"cases": cases, "members": one(rollup.people.number, "members", rollup, tier)}
    for table in distributions(rollup, tier):
        for key, row in rows_of(table, rollup, audit, tier).items():
            counts[f"{table.attribute}.{key}"] = row
    for theme in rollup.findings.themes:
        counted = one(theme.count, key_of(theme), rollup, tier) if is_counted(theme, audit) else in_words(theme)
        says = theme.statement if tier == INSIDE or leaves(rollup, theme) else ""
        counts[theme_key(theme)] = {**counted, "statement": says}
    said = chosen_said(rollup)
    for chosen in rollup.findings.chosen:
        if chosen.uid in said:
            counts[chosen_key(chosen)] = chosen_json(rollup, chosen, said[chosen.uid].passed, tier)
    counts["agencies.took_part"] = one(rollup.agencies.took_part, "agencies", rollup, tier)
    return counts


def chosen_json(rollup: RollUp, one: ChosenCount, passed: disclosure.Publishable, tier: str) -> dict[str, Any]:
    """The count of a sentence that a lead chose: within a part, that is what it is out of."""
    if tier == INSIDE:
        return {**exact(one.count, rollup.audit.small_n), "part": one.which}
    count = disclosure.publish_count_of(passed, one.count, policy_of(rollup)).as_json()
    return {**count, "part": "" if passed.held_back else one.which}


def in_words(theme: ThemeCount) -> dict[str, Any]:
    """A theme whose amount is known in words alone, or not at all: no number stands for it."""
    unit = theme.count.unit.plural
    return {"unit": unit, "numerator": None, "denominator": None, "excluded": {}, "text": theme.amount_as_given}


def one(count: Count, fact: str, rollup: RollUp, tier: str) -> dict[str, Any]:
    """A count in the tier: exact with its cases, or as the policy lets it leave."""
    if tier == INSIDE:
        return exact(count, rollup.audit.small_n)
    return disclosure.publish_count(count, fact, policy_of(rollup), overrides_of(rollup)).as_json()


def exact(count: Count, small_n: int = SMALL_N) -> dict[str, Any]:
    text = count.text or out_of(count.numerator, count.denominator, count.unit, small_n)
    return {**count.as_json(), "text": text, "cases": list(count.cases)}


def rows_of(table: Distribution, rollup: RollUp, audit: Audit, tier: str) -> dict[str, dict[str, Any]]:
    """The lines of a one-way table by key, in the tier."""
    if tier == INSIDE:
        return {row.key: {**exact(row.count, audit.small_n), "label": row.label} for row in table.rows}
    passed = disclosure.publish_distribution(table, policy_of(rollup), overrides_of(rollup))
    return {row.key: {**row.count.as_json(), "label": row.label} for row in passed.rows}


def grid_json(grid: Grid, audit: Audit, tier: str) -> dict[str, Any]:
    """A two-way table, row by row: each cell a count, with all its answers and (inside) its cases."""
    return {
        "label": grid.label,
        "columns": {column.key: column.label for column in grid.columns},
        "rows": {
            row.key: {
                "label": row.label,
                "cells": {
                    column.key: cell_json(grid.cells[row.key, column.key], grid, column.key, audit, tier)
                    for column in grid.columns
                    if (row.key, column.key) in grid.cells
                },
            }
            for row in grid.rows
        },
    }


def cell_json(cell: Cell, grid: Grid, column: str, audit: Audit, tier: str) -> dict[str, Any]:
    n = cell.answers.get(counted_in(grid, column), 0)
    return {
        "unit": grid.unit.of(cell.n),
        "numerator": n,
        "denominator": cell.n,
        "excluded": dict(cell.excluded),
        "text": out_of(n, cell.n, grid.unit, audit.small_n),
        **({"answers": dict(cell.answers)} if grid.answers else {}),
        **({"cases": list(cell.cases)} if tier == INSIDE else {}),
    }


def theme_key(theme: ThemeCount) -> str:
    """ "themes.develop.2": the second area for development in the audit's list, wherever it was loaded."""
    return f"themes.{theme.kind}.{theme.place}"


def chosen_key(one: ChosenCount) -> str:
    """ "said.develop.2": the second sentence that was chosen for an area for development."""
    return f"said.{one.kind}.{one.place}"


def sentences_of(rollup: RollUp, audit: Audit, tier: str) -> dict[str, dict[str, Any]]:
    """The sentences by key, in the order they are read."""
    keys = {key_of(theme): theme_key(theme) for theme in rollup.findings.themes}
    keys |= {one.key: chosen_key(one) for one in rollup.findings.chosen}
    return {
        keys.get(fact.key, fact.key): {
            "text": fact.text,
            "held_back": fact.held_back,
            "judge": fact.judge,
            "override": fact.override if tier == INSIDE or not fact.override else DECIDED,
        }
        for fact in facts_of(rollup, audit, tier)
    }


def figures_of(rollup: RollUp, audit: Audit) -> list[dict[str, Any]]:
    """Figures as published, each beside what is counted here under its key, with a sentence where they differ."""
    counts = counts_of(rollup, audit, INSIDE) if rollup.figures else {}
    return [
        {
            **figure,
            "counted": counts[figure["key"]]["text"] if figure["key"] in counts else "",
            "compared": is_compared(figure, counts.get(figure["key"])),
            "mismatch": " ".join(filter(None, (mismatch(figure), beside(figure, counts.get(figure["key"]))))),
        }
        for figure in rollup.figures
    ]


def as_text(rollup: RollUp, audit: Audit, tier: str) -> str:
    """The sentences, then every table, to read or to print."""
    lines = [f"{rollup.reference}: findings and analysis ({tier})"]
    for section in sections_of(rollup, audit, tier):
        lines += ["", section.title, "=" * len(section.title)]
        lines += [fact.text for fact in section.facts]
        for table in section.one_way:
            lines += ["", f"{table.caption}{f' ({table.n})' if table.n else ''}"]
            lines += [f"  {line.label.removesuffix('.')}: {line.said}" for line in table.lines]
            lines += [f"  {table.note}"] if table.note else []
        for crossed in section.two_way:
            lines += ["", crossed.caption, *grid_lines(crossed), f"  {crossed.note}"]
    if tier == INSIDE and rollup.figures:
        lines += ["", "Figures as published"]
        lines += [f"  {one['text']} {one['mismatch']}".rstrip() for one in figures_of(rollup, audit)]
    return "\n".join(lines)


def grid_lines(table: TwoWay) -> list[str]:
    """A two-way table in lines: under each row's label, a cell a line with what it leaves out."""
    lines = []
    for label, squares in table.rows:
        lines.append(f"  {label}")
        for column, found in zip(table.columns, squares, strict=True):
            lines.append(f"    {column.label}: {found.words}{f' (and {found.left_out})' if found.left_out else ''}")
    return lines
