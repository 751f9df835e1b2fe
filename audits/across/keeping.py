"""What is shown before two themes across audits are merged: what both hold, and what would become of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity

from agencies.models import Person
from audit_project.refused import Refused
from audits.across import acts
from audits.across.models import PracticeTheme, ThemeMatch

OFFERED = 50


@dataclass(frozen=True)
class MergePreview:
    """Merging `one` into `into`: how many statements each stands on, and what else a person should know."""

    one: PracticeTheme
    into: PracticeTheme
    moves: int
    there: int
    warnings: tuple[str, ...]
    in_the_way: str


def could_take_in(practice: PracticeTheme, person: Person) -> list[tuple[str, str]]:
    """Other themes of the kind, the most alike first, as choices; the theme itself is never one."""
    rows = (
        PracticeTheme.objects.visible_to(person)
        .filter(kind=practice.kind, merged_into=None)
        .exclude(pk=practice.pk)
        .annotate(score=TrigramSimilarity("statement", practice.statement))
        .order_by("-score", "pk")[:OFFERED]
    )
    return [(str(row.uid), row.statement) for row in rows]


def preview(one: PracticeTheme, uid: str, person: Person) -> MergePreview | None:
    """What would happen; None where the address names no theme that the person may see."""
    into = {str(row.uid): row for row in PracticeTheme.objects.visible_to(person).filter(kind=one.kind)}.get(uid)
    if into is None:
        return None
    try:
        acts.check_can_merge(one, into, by=person)
    except Refused as refusal:
        return MergePreview(one, into, 0, 0, (), refusal.sentence)
    ours = ThemeMatch.of(one)
    same = ours.filter(state=ThemeMatch.State.SAME)
    theirs = ThemeMatch.of(into)
    apart = theirs.filter(state=ThemeMatch.State.OTHER, theme__in=same.values("theme_id")).select_related("theme")
    warnings = [
        f"Somebody said that “{match.theme.statement}” is not the same as the theme it would now stand under."
        for match in apart
    ]
    there = theirs.filter(state=ThemeMatch.State.SAME).count()
    return MergePreview(one, into, same.count(), there, tuple(warnings), "")
