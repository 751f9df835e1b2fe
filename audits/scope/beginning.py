"""How an audit begins: from a preset, from an entry of the yearly programme, or as a round after an earlier audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audits.scope import rules
from audits.scope.acts import add_area, add_strand, create_audit, invite_agency
from audits.scope.models import Audit
from audits.scope.presets import BY_PRESET, timetable
from audits.scope.programme.models import ProgrammeEntry
from audits.tools.models import AuditTool

# What later steps bring from the earlier audit into its re-audit: (audit, earlier, by=, now=). They add themselves in
# audits/desk/follow_ups.py.
WHEN_FOLLOWED: list[Callable[..., object]] = []
CARRIED = (
    "why", "drivers", "key_lines", "unit_singular", "unit_plural", "cohort_words", "graded", "scale", "grades_domains",
    "asks_of_people", "tool", "small_n", "threshold",
)  # fmt: skip


def begin_audit(
    *,
    by: Person,
    now: datetime,
    reference: str,
    theme: str,
    preset: str,
    why: str = "",
    follows: Audit | None = None,
    other_board: str = "",
    entry: ProgrammeEntry | None = None,
) -> Audit:
    """Set up an audit of one kind with all that follows from the kind; whoever begins it is its first lead.

    A re-audit carries over the tool (in the same version, so that the rounds compare), scale, unit, thresholds, the
    agencies that are still in use, and what `WHEN_FOLLOWED` brings. A joint audit gets both boards as areas, each
    with its strand. One transaction.
    """
    rules.check_can_create(by, timezone.localdate(now))
    if preset not in BY_PRESET:
        raise Refused("Choose what kind of audit this is.", on="preset")
    if preset == Audit.Preset.RE_AUDIT and follows is None:
        raise Refused("Choose the earlier audit that this one follows.", on="follows")
    if preset == Audit.Preset.JOINT and not other_board.strip():
        raise Refused("Enter the name of the other board or area.", on="other_board")
    if follows is not None and not Audit.objects.visible_to(by).filter(pk=follows.pk).exists():
        raise Refused("Choose an earlier audit that you may see.", on="follows")
    with transaction.atomic():
        fields = fields_of(preset, now) | ({name: getattr(follows, name) for name in CARRIED} if follows else {})
        if why.strip():
            fields["why"] = why
        audit = create_audit(by=by, now=now, reference=reference, theme=theme, preset=preset, follows=follows, **fields)
        if follows is not None:
            carry_over(audit, follows, by=by, now=now)
        if preset == Audit.Preset.JOINT:
            set_up_boards(audit, other_board.strip(), by=by, now=now)
        if entry is not None:
            take_from_programme(entry, audit, by=by, now=now)
    return audit


def fields_of(preset: str, now: datetime) -> dict[str, Any]:
    """What an audit of this kind begins with, before anybody has changed it."""
    kind = BY_PRESET[preset]
    tool = AuditTool.objects.filter(code=kind.tool, is_active=True).order_by("-edition").first() if kind.tool else None
    return {
        "is_dip_sample": not kind.meets,
        "tool": tool,
        **timetable(preset, timezone.localdate(now)),
    }


def carry_over(audit: Audit, earlier: Audit, *, by: Person, now: datetime) -> None:
    """Bring the earlier audit's agencies and what later steps keep of it."""
    for invitation in earlier.invitations.select_related("agency").order_by("id"):
        if invitation.agency.is_active:
            invite_agency(audit, invitation.agency, by=by, now=now)
    for bring in WHEN_FOLLOWED:
        bring(audit, earlier, by=by, now=now)


def set_up_boards(audit: Audit, other_board: str, *, by: Person, now: datetime) -> None:
    """Both boards as areas, each with a strand: they are reported apart unless someone says so."""
    for code, name in (("own", "Our own area"), ("other", other_board)):
        area = add_area(audit, by=by, now=now, name=name)
        add_strand(audit, by=by, now=now, code=code, name=name, area=area)


def take_from_programme(entry: ProgrammeEntry, audit: Audit, *, by: Person, now: datetime) -> None:
    """The entry of the yearly programme is this audit; an entry can begin one audit only."""
    written = ProgrammeEntry.objects.filter(pk=entry.pk, audit__isnull=True).update(
        audit=audit, version=entry.version + 1
    )
    if written != 1:
        raise Refused("Somebody has just begun an audit from this entry of the programme.")
    journal.record(by, "edited", entry, now=now)
