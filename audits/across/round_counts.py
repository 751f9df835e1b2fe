"""One theme in audits that are alike: how many agreed cases in each, those in which it was not found as well."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.models import Person
from audits.across.models import PracticeTheme, ThemeMatch
from audits.across.queries import counted
from audits.across.recurrence import AuditLine, analysis_read_by, audits_counted, found_in
from audits.across.rounds import Stood, what_differs, why_not
from audits.meeting.models import AgreedFinding, Theme
from audits.rollup.counting.figures import About, Count
from audits.sample.queries import still_in


@dataclass(frozen=True)
class SideBySide:
    """The rounds that are alike, the oldest first; the others each with the sentence that refuses them."""

    beside: str
    choices: tuple[str, ...]
    rounds: tuple[Stood, ...]
    refused: tuple[str, ...]


def side_by_side(practice: PracticeTheme, person: Person, beside: str = "") -> SideBySide:
    """The theme in every round that is like the one named `beside` (the newest in which it was found, otherwise).

    A round in which the theme was not found counts as none, once all its themes of the kind are matched; until then
    nobody knows. Four queries at any number of audits.
    """
    everything = audits_counted()
    seen = analysis_read_by(person, [audit.pk for audit in everything])
    audits = [audit for audit in everything if audit.pk in seen]
    found = {row["audit"]: row for row in found_in(ThemeMatch.of(practice)) if row["audit"] in seen}
    held = [audit for audit in audits if audit.pk in found]
    if not held:
        return SideBySide("", (), (), ())
    base = next((audit for audit in held if audit.reference == beside), held[0])
    rounds, refused, waiting = [], [], not_all_matched(practice.kind)
    for audit in reversed(audits):
        clauses = what_differs(base.basis, audit.basis)
        if clauses:
            if audit.pk in found:
                refused.append(why_not(audit.reference, base.reference, clauses))
        elif audit.pk not in found and audit.pk in waiting:
            refused.append(f"{audit.reference} is left out: not all its themes of this kind are matched yet.")
        elif audit.pk in found and not found[audit.pk]["cases"]:
            refused.append(f"{audit.reference} is left out: it gave the amount in words, without a number.")
        else:
            rounds.append(stood(audit, found[audit.pk]["cases"] if audit.pk in found else 0))
    return SideBySide(base.reference, tuple(audit.reference for audit in held), tuple(rounds), tuple(refused))


def stood(audit: AuditLine, cases: int) -> Stood:
    found = Count(audit.unit, cases, max(audit.n, cases), about=About.PRACTICE)
    return Stood(audit.reference, found, audit.small_n)


def not_all_matched(kind: str) -> set[int]:
    """Audits with an agreed theme of the kind that nobody has matched, or with agreed findings under no theme."""
    matched = ThemeMatch.objects.filter(state=ThemeMatch.State.SAME).values("theme_id")
    agreed = AgreedFinding.objects.filter(counted("audit__"), still_in(), state="agreed", kind=kind)
    open_themes = Theme.objects.filter(pk__in=agreed.values("theme_id")).exclude(pk__in=matched)
    return set(agreed.filter(theme__in=open_themes).values_list("audit_id", flat=True)) | set(
        agreed.filter(theme=None).values_list("audit_id", flat=True)
    )
