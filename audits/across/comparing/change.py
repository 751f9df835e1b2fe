"""What one round measured, to be set beside another: the agreed grades, the answers of each domain, each theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from audits.across.comparing.compare import Measure
from audits.across.rounds import plain
from audits.returns.models import Kind
from audits.rollup.counting.figures import ANSWER, Unit
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.wording.amounts import capital, listed

GRADES, DOMAIN, THEME = "grades", "domain", "theme"
POSITIVE = f"{GRADES}:positive"


def measures_of(rollup: RollUp) -> list[Measure]:
    """Each measure of an audit by its key. A theme that was looked for and not found is none of so many."""
    return [*grade_measure(rollup), *domain_measures(rollup), *theme_measures(rollup)]


def grade_measure(rollup: RollUp) -> Iterator[Measure]:
    """How many of the graded cases were graded as one of the scale's positive bands."""
    positive = [band for band in rollup.grades.bands if band.positive]
    if rollup.grades.agreed is None or not rollup.grades.agreed.n or not positive:
        return
    label = f"Graded {listed([band.label for band in positive], joint='or')}"
    yield Measure(POSITIVE, label, rollup.unit, sum(band.n for band in positive), rollup.grades.agreed.n)


def domain_measures(rollup: RollUp) -> Iterator[Measure]:
    """Of the questions of a domain that were answered, how many with yes."""
    grid = rollup.answers.by_case
    for line in grid.rows:
        cells = [grid.cells[line.key, column.key] for column in grid.columns if (line.key, column.key) in grid.cells]
        answered = sum(cell.n for cell in cells)
        if answered:
            yes = sum(cell.answers.get("YES", 0) for cell in cells)
            yield Measure(f"{DOMAIN}:{line.key}", f"{line.label}: answered yes", ANSWER, yes, answered)


def theme_measures(rollup: RollUp) -> Iterator[Measure]:
    """The distinct agreed cases with a finding under the theme; fewer is better, unless it is good practice."""
    for theme in rollup.findings.themes:
        count, good = theme.count, theme.kind == Kind.GOOD
        if count.numerator or not theme.amount_as_given:
            if count.denominator:
                key = f"{THEME}:{theme.uid}"
                yield Measure(key, theme.statement, count.unit, count.numerator, count.denominator, good, True)
        else:
            yield Measure(
                f"{THEME}:{theme.uid}", theme.statement, count.unit, None, None, good, True, theme.amount_as_given
            )


def aligned(before: Iterable[Measure], now: Iterable[Measure], homes: Mapping[str, str]) -> list[Measure]:
    """The earlier round's measures, each of its themes under the key that the same theme has in this round.

    Two themes are the same where a person said so across audits (`homes`: the key of the theme across audits by the
    audit's theme), or where they are of one kind and have the same words. Where two of the earlier round's are one of
    this round's, the one that was found in more cases stands for both.
    """
    themes = [one for one in now if one.is_theme]
    by_home = {homes[one.key]: one.key for one in themes if one.key in homes}
    by_words = {(one.more_is_better, plain(one.label)): one.key for one in themes}
    found: dict[str, Measure] = {}
    for one in before:
        key = one.key
        if one.is_theme:
            at_home = by_home.get(homes.get(one.key, ""))
            key = at_home or by_words.get((one.more_is_better, plain(one.label))) or one.key
        twin = found.get(key)
        if twin is None or (twin.numerator or 0) < (one.numerator or 0):
            found[key] = replace(one, key=key)
    return list(found.values())


def measures_published(figures: Sequence[Mapping[str, Any]], unit: Unit) -> list[Measure]:
    """The same from figures as an earlier round published them. A percentage alone stays words: it has no n."""
    return [
        Measure(
            figure["key"],
            capital(figure["text"]),
            ANSWER if figure["key"].startswith(f"{DOMAIN}:") else unit,
            figure["numerator"],
            figure["denominator"],
            figure["more_is_better"],
            figure["key"].startswith(f"{THEME}:"),
            figure["amount"] or as_published(figure),
        )
        for figure in figures
    ]


def as_published(figure: Mapping[str, Any]) -> str:
    """ "45%, without its numbers"; empty where the numbers are known."""
    if figure["numerator"] is not None and figure["denominator"]:
        return ""
    if figure["percentage"] is None:
        return "no number"
    return f"{float(figure['percentage']):g}%, without its numbers"
