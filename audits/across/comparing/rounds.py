"""What of two rounds may be set side by side, and a sentence for each part that may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from audits.across.comparing.by_domain import DOMAIN, NO_ANSWERS, answers_beside, other_kinds_sentence
from audits.across.comparing.change import (
    GRADES,
    THEME,
    aligned,
    measures_beside_paper,
    measures_of,
    measures_published,
)
from audits.across.comparing.compare import Measure
from audits.across.models import ThemeMatch
from audits.across.recurrence import basis_of
from audits.across.rounds import Basis, what_differs, why_not
from audits.rollup.counting.counts import count
from audits.rollup.counting.figures import AGENCY, ANSWER, CHECK, QUESTION, RETURN, Unit
from audits.rollup.counting.gather import gather, gather_each
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE
from audits.rollup.writing import counts_of
from audits.scope.models import Audit


@dataclass(frozen=True)
class Both:
    """The measures of an earlier round and of this one that may be compared; `refused` says why others may not, and
    `noted` what to know of those that are."""

    before: tuple[Measure, ...] = ()
    now: tuple[Measure, ...] = ()
    refused: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()


def beside_an_audit(audit: Audit, other: Audit) -> Both:
    """Two audits held here. The unit and the way the cases were chosen must be alike for anything, the scale for
    grades. Answers to one tool are set side by side as it has them, those to two by the list of domains. Five queries.

    That the one follows the other is a person's word that they look at the same theme, however it is worded.
    """
    mine = basis_of(audit)
    theirs = replace(basis_of(other), theme=mine.theme)
    clauses = what_differs(mine, replace(theirs, scale=mine.scale, tool=mine.tool))
    if clauses:
        return Both(refused=(why_not(other.reference, audit.reference, clauses),))
    gathered = gather_each([audit, other])
    now, before = (count(rows) for rows in gathered)
    refused, left_out = unlike(mine, theirs, audit, other)
    answers = answers_beside(gathered[0], gathered[1], (now, before)) if DOMAIN not in left_out else NO_ANSWERS
    refused += answers.refused
    for one in (before, now):
        if not has_agreed(one):
            refused.append(f"Nothing is agreed in {one.reference} yet, so it has no grades and themes to compare.")
            left_out |= {GRADES, THEME}
    these = without(measures_of(now, answers.now), left_out)
    those = without(measures_of(before, answers.before), left_out)
    return Both(tuple(aligned(those, these, homes_of([audit, other]))), tuple(these), tuple(refused), answers.noted)


def unlike(mine: Basis, theirs: Basis, audit: Audit, other: Audit) -> tuple[list[str], set[str]]:
    """Sentences for another scale, and for a tool where one of the two has none, and what they leave out."""
    refused, left_out = [], set()
    both_asked = bool(mine.tool and theirs.tool)
    for key, called, same in ((GRADES, "Grades", "tool"), (DOMAIN, "Answers", "scale")):
        clauses = what_differs(mine, replace(theirs, **{same: getattr(mine, same)}))
        if clauses and not (key == DOMAIN and both_asked):
            refused.append(f"{called}: {why_not(other.reference, audit.reference, clauses)}")
            left_out.add(key)
    return refused, left_out


def has_agreed(rollup: RollUp) -> bool:
    return bool(rollup.grades.agreed and rollup.grades.agreed.n) or any(
        one.count.denominator for one in rollup.findings.themes
    )


def without(measures: Sequence[Measure], left_out: set[str]) -> list[Measure]:
    return [one for one in measures if one.key.split(":")[0] not in left_out]


def homes_of(audits: Sequence[Audit]) -> dict[str, str]:
    """For each theme that was matched across audits: the theme that it is."""
    rows = (
        ThemeMatch.objects.filter(theme__audit__in=audits, state=ThemeMatch.State.SAME)
        .order_by()
        .values_list("theme__uid", Coalesce(F("practice_theme__merged_into"), F("practice_theme")))
    )
    return {f"{THEME}:{uid}": str(home) for uid, home in rows}


def beside_paper(audit: Audit, row: Mapping[str, Any], figures: Sequence[Mapping[str, Any]]) -> Both:
    """The figures that a round published, each beside the measure of this audit that it was typed in for."""
    basis, unit, scale = basis_of(audit), row["unit"], row["scale"]
    rows = gather(audit)
    rollup = count(rows)
    if unit and unit not in (rollup.unit.plural, basis.unit):
        return Both(refused=(f"{row['label']} counted {unit}, not {basis.unit}, so nothing of it is compared.",))
    refused = []
    usable = [one for one in figures if one["key"]]
    if scale and scale != basis.scale and any(one["key"].startswith(GRADES) for one in usable):
        usable = [one for one in usable if not one["key"].startswith(GRADES)]
        refused.append(
            f"Grades are not compared: {row['label']} was graded as {scale}, "
            f"{'not ' + basis.scale if basis.scale else 'and this audit is not graded'}."
        )
    here = {one.key: one for one in [*counted_of(rollup, audit, usable), *measures_beside_paper(rollup, rows)]}
    before = []
    for one in measures_published(usable, rollup.unit):
        now = here.get(one.key)
        if now is None:
            refused.append(f"“{one.label}” is not compared: this audit does not count it.")
        else:
            before.append(
                replace(one, label=now.label, unit=now.unit, more_is_better=now.more_is_better, is_theme=now.is_theme)
            )
    if any(one.key.startswith(f"{DOMAIN}:") for one in before):
        refused += filter(None, [other_kinds_sentence([(audit.reference, rollup)])])
    return Both(tuple(before), tuple(here[one.key] for one in before), tuple(refused))


def counted_of(rollup: RollUp, audit: Audit, figures: Sequence[Mapping[str, Any]]) -> list[Measure]:
    """What the analysis counts under the keys that figures of a pack name ("grades.agreed.GOOD"). Which way is good
    is said with the figure."""
    ways = {one["key"]: one["more_is_better"] for one in figures if "." in one["key"]}
    if not ways:
        return []
    found = {key: one for key, one in counts_of(rollup, audit, INSIDE).items() if key in ways}
    return [
        Measure(
            key,
            one.get("statement") or one.get("label") or one["text"],
            unit_of(one["unit"], rollup),
            one["numerator"],
            one["denominator"],
            ways[key],
        )
        for key, one in found.items()
    ]


def unit_of(word: str, rollup: RollUp) -> Unit:
    """The unit whose word stands beside a count."""
    known = (rollup.unit, rollup.person, ANSWER, QUESTION, CHECK, RETURN, AGENCY)
    return next((unit for unit in known if word in (unit.singular, unit.plural)), Unit(word, word))
