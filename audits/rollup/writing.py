"""An audit's counts as a file: JSON under stable keys (docs/roll-up.md), or text to read."""

from __future__ import annotations

from typing import Any

from audits.rollup import disclosure
from audits.rollup.counts import RollUp
from audits.rollup.facts import INSIDE, facts_of, overrides_of, policy_of
from audits.rollup.figures import Distribution
from audits.rollup.mismatch import mismatch
from audits.rollup.tables import distributions, grids, tables_of
from audits.scope.models import Audit


def as_json(rollup: RollUp, audit: Audit, tier: str) -> dict[str, Any]:
    """Every count as {unit, numerator, denominator, excluded, text}, by key; what is held back has null for numbers."""
    policy = policy_of(audit)
    counts: dict[str, Any] = {"cases": rollup.cases.as_json()}
    for table in distributions(rollup):
        for key, row in rows_of(table, rollup, audit, tier).items():
            counts[f"{table.attribute}.{key}"] = row
    for theme in rollup.themes:
        passed = disclosure.publish_count(theme.count, f"theme:{theme.uid}", policy)
        counts[f"themes.{theme.kind}.{theme.uid}"] = {
            **(theme.count.as_json() if tier == INSIDE else passed.as_json()),
            "statement": theme.statement,
        }
    counts["agencies.took_part"] = rollup.took_part.as_json()
    facts = facts_of(rollup, audit, tier)
    return {
        "format": "roll-up/1",
        "reference": rollup.reference,
        "tier": tier,
        "unit": {"singular": audit.unit_singular, "plural": audit.unit_plural},
        "strands_left_out": dict(rollup.strands_left_out),
        "counts": counts,
        "tables": {grid.attribute: table_json(rollup, audit, tier, grid.attribute) for grid in grids(rollup, tier)},
        "sentences": {
            fact.key: {"text": fact.text, "held_back": fact.held_back, "judge": fact.judge, "override": fact.override}
            for fact in facts
        },
        **({"published_figures": figures_of(rollup)} if tier == INSIDE else {}),
    }


def rows_of(table: Distribution, rollup: RollUp, audit: Audit, tier: str) -> dict[str, Any]:
    """The lines of a one-way table by key, in the tier."""
    if tier == INSIDE:
        return {row.key: {**row.count.as_json(), "label": row.label} for row in table.rows}
    passed = disclosure.publish_distribution(table, policy_of(audit), overrides_of(rollup))
    return {row.key: {**row.count.as_json(), "label": row.label} for row in passed.rows}


def table_json(rollup: RollUp, audit: Audit, tier: str, attribute: str) -> dict[str, Any]:
    table = next((one for one in tables_of(rollup, audit, tier).two_way if one.key == attribute), None)
    if table is None:
        return {}
    return {
        label: {column: square.words for column, square in zip(table.columns, squares, strict=True)}
        for label, squares in table.rows
    }


def figures_of(rollup: RollUp) -> list[dict[str, Any]]:
    """Figures as published, each with the sentence of its mismatch when its own numbers say otherwise."""
    return [{**figure, "mismatch": mismatch(figure)} for figure in rollup.figures]


def as_text(rollup: RollUp, audit: Audit, tier: str) -> str:
    """The sentences, then every table, to read or to print."""
    lines = [f"{rollup.reference}: findings and analysis ({tier})", ""]
    lines += [fact.text for fact in facts_of(rollup, audit, tier)]
    tables = tables_of(rollup, audit, tier)
    for table in tables.one_way:
        lines += ["", f"{table.caption}{f' ({table.n})' if table.n else ''}"]
        lines += [f"  {line.label}: {line.number}{share(line.of, line.percent)}" for line in table.lines]
        lines += [f"  {table.note}"] if table.note else []
    for crossed in tables.two_way:
        lines += ["", crossed.caption]
        for label, squares in crossed.rows:
            cells = "; ".join(f"{column}: {one.words}" for column, one in zip(crossed.columns, squares, strict=True))
            lines.append(f"  {label} - {cells}")
        lines.append(f"  {crossed.note}")
    if tier == INSIDE:
        lines += [f"Published: {one['text']} {one['mismatch']}".rstrip() for one in figures_of(rollup)]
    return "\n".join(lines)


def share(of: str, percent: str) -> str:
    if not of:
        return ""
    return f" of {of} ({percent})" if percent else f" of {of}"
