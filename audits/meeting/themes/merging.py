"""Merges two themes of one audit: what was agreed under the first stands under the second, and the first is gone.

A later step that points at themes says in `WHEN_MERGED` what becomes of its own rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from agencies import journal
from agencies.merging.acts import CHANGED
from agencies.models import Person
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits.meeting import rules
from audits.meeting.models import AgreedFinding, Theme

WHEN_MERGED: list[Callable[[Theme, Theme, Person, datetime], None]] = []
INTO_ITSELF = "A theme cannot be merged into itself."
NO_THEME = "Choose the theme that this one is merged into."
UNLIKE = "Good practice and areas for development cannot be merged."


@dataclass(frozen=True)
class Merging:
    """What merging `one` into `into` would do: how many findings move, and the cases under both afterwards."""

    one: Theme
    into: Theme
    findings: int
    recommendations: int
    cases: tuple[int, ...]
    in_the_way: str


def others_of(theme: Theme) -> list[Theme]:
    """The audit's other themes of this kind."""
    rows = Theme.objects.filter(audit=theme.audit_id, kind=theme.kind).exclude(pk=theme.pk)
    return list(rows.order_by("order", "pk"))


def look(theme: Theme, uid: str, *, by: Person) -> Merging | None:
    """What would happen; None where the audit has no theme of this address."""
    into = next((one for one in Theme.objects.filter(audit=theme.audit_id) if str(one.uid) == uid), None)
    if into is None:
        return None
    try:
        check_can_merge(theme, into, by=by)
    except Refused as refusal:
        return Merging(theme, into, 0, 0, (), refusal.sentence)
    agreed = AgreedFinding.objects.filter(theme__in=(theme, into), state=AgreedFinding.State.AGREED)
    cases = agreed.order_by("case__number").values_list("case__number", flat=True).distinct()
    findings = AgreedFinding.objects.filter(theme=theme).count()
    return Merging(theme, into, findings, theme.recommendations.count(), tuple(cases), "")


def merge_themes(theme: Theme, into: Theme, *, by: Person, now: datetime, version: int, into_version: int) -> Theme:
    """Everything under the first theme goes to the second, in one act; the journal names both."""
    check_can_merge(theme, into, by=by)
    with transaction.atomic():
        rows = {row.pk: row.version for row in Theme.objects.select_for_update().filter(pk__in=(theme.pk, into.pk))}
        if rows != {theme.pk: version, into.pk: into_version}:
            raise Stale(CHANGED, theirs={}, yours={}, version=version)
        for follow in WHEN_MERGED:
            follow(theme, into, by, now)
        AgreedFinding.objects.filter(theme=theme).update(theme=into, version=F("version") + 1)
        theme.recommendations.update(theme=into, version=F("version") + 1)
        write_version(into, into_version)
        journal.record(by, "merged", theme, now=now)
        journal.record(by, "took_in", into, now=now)
        theme.delete()
    return into


def check_can_merge(theme: Theme, into: Theme, *, by: Person) -> None:
    rules.check_can_edit_themes(by, theme.audit)
    if theme.pk == into.pk:
        raise Refused(INTO_ITSELF)
    if theme.audit_id != into.audit_id:
        raise Refused("Only themes of one audit can be merged here.")
    if theme.kind != into.kind:
        raise Refused(UNLIKE)
