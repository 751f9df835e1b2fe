"""What one round measured, to be set beside another: the agreed grades, the answers of each domain, each theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from audits.across.comparing.by_domain import DOMAIN, by_the_list, domain_measures, own_in
from audits.across.comparing.compare import Measure
from audits.across.rounds import plain
from audits.returns.models import Kind
from audits.rollup.counting.figures import ANSWER, Unit
from audits.rollup.counting.gathered import Gathered
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.wording.amounts import capital, listed

GRADES, THEME = "grades", "theme"
POSITIVE = f"{GRADES}:positive"


def measures_of(rollup: RollUp, answers: Iterable[Measure] | None = None) -> list[Measure]:
    """Each measure of an audit by its key. A theme that was looked for and not found is none of so many. The answers
    are those of each domain by itself, where they are not given."""
    answers = domain_measures(rollup) if answers is None else answers
    return [*grade_measure(rollup), *answers, *theme_measures(rollup)]


def measures_beside_paper(rollup: RollUp, rows: Gathered) -> list[Measure]:
    """What a round from paper may be set beside: each domain by itself, and those of the list that domains of the
    tool's own are counted as, where the tool has not got them itself."""
    alone = domain_measures(rollup)
    keys = {one.key for one in alone}
    more = by_the_list(rollup, rows.frame.tool.domains, own_in(rows)).measures
    return measures_of(rollup, [*alone, *(one for one in more if one.key not in keys)])


def grade_measure(rollup: RollUp) -> Iterator[Measure]:
    """How many of the graded cases were graded as one of the scale's positive bands."""
    positive = [band for band in rollup.grades.bands if band.positive]
    if rollup.grades.agreed is None or not rollup.grades.agreed.n or not positive:
        return
    label = f"Graded {listed([band.label for band in positive], joint='or')}"
    yield Measure(POSITIVE, label, rollup.unit, sum(band.n for band in positive), rollup.grades.agreed.n)


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
