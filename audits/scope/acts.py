"""What people do when they set up an audit: scope it, invite agencies, give parts, move it on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Agency, Person
from agencies.rules import check_on_the_list
from agencies.writing import write
from audit_project.refused import Refused
from audits import lifecycle
from audits.scope import rules
from audits.scope.lifecycle import MOVES, WHEN_REACHED, is_forward, what_blocks
from audits.scope.models import PLAYED_ALREADY, Area, Audit, AuditTeam, Invitation, Strand
from audits.scope.reopening.acts import record_reopening

# The fields of an audit that people write. State, origin and who created it change by their own acts only.
SCOPE_FIELDS = frozenset(
    {
        "theme", "why", "drivers", "key_lines", "terms_agreed_by", "terms_agreed_on", "terms_chair",
        "period_from", "period_to", "facts_on", "unit_singular", "unit_plural", "selection", "drawn_how",
        "cohort_words", "graded", "selection_note", "cohort_size", "scale", "grades_domains", "tool",
        "asks_of_people", "follows", "involvement_due", "returns_due", "meeting_on", "report_due",
        "small_n", "threshold", "is_dip_sample", "pre_read_due", "briefing_due", "action_review_due", "re_audit_due",
    }
)  # fmt: skip
CREATE_FIELDS = SCOPE_FIELDS | {"origin", "recorded_from", "preset"}
# What agencies have begun to answer by: it stays as it was when the returns opened.
FIXED_BY_RETURNS = {"tool": "The tool", "scale": "The scale", "grades_domains": "Whether domains are graded"}


def check_fields(given: dict[str, Any], allowed: frozenset[str]) -> None:
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise ValueError(f"not fields of an audit that people write: {', '.join(unknown)}")


def create_audit(*, by: Person, now: datetime, reference: str, theme: str, **fields: Any) -> Audit:
    """Set up an audit. Whoever creates it is its first lead (see docs/decisions)."""
    check_fields(fields, CREATE_FIELDS)
    on = timezone.localdate(now)
    rules.check_can_create(by, on)
    audit = Audit(created_at=now, created_by=by)
    with transaction.atomic():
        write(audit, by=by, now=now, verb="added", reference=reference, theme=theme, **fields)
        AuditTeam.objects.create(audit=audit, person=by, part=AuditTeam.Part.LEAD, since=on, given_at=now, given_by=by)
    rules.forget_parts(by)
    return audit


def edit_scope(audit: Audit, *, by: Person, now: datetime, version: int, **fields: Any) -> None:
    """Change the terms of reference. Raises `Stale` when somebody else saved first."""
    check_fields(fields, SCOPE_FIELDS)
    rules.check_can_set_up(by, audit, timezone.localdate(now))
    for name, words in FIXED_BY_RETURNS.items():
        begun = audit.state not in (Audit.State.SETUP, Audit.State.SAMPLE)
        if begun and name in fields and fields[name] != getattr(audit, name):
            raise Refused(f"{words} cannot change once returns are open: agencies have begun to answer by it.", on=name)
    write(audit, by=by, now=now, verb="edited", version=version, **fields)


def add_area(audit: Audit, *, by: Person, now: datetime, name: str) -> Area:
    rules.check_can_set_up(by, audit, timezone.localdate(now))
    row = Area(audit=audit, order=audit.areas.count() + 1)
    return write(row, by=by, now=now, verb="added", name=name)


def add_strand(audit: Audit, *, by: Person, now: datetime, area: Area | None = None, **said: Any) -> Strand:
    """A part of the sample that is reported by itself."""
    rules.check_can_set_up(by, audit, timezone.localdate(now))
    if area is not None and area.audit_id != audit.pk:
        raise Refused("Choose an area of this audit.", on="area")
    row = Strand(audit=audit, order=audit.strands.count() + 1)
    return write(row, by=by, now=now, verb="added", area=area, **said)


def remove_strand(strand: Strand, *, by: Person, now: datetime) -> None:
    """Take away a strand that no case belongs to and from which nothing was drawn."""
    rules.check_can_set_up(by, strand.audit, timezone.localdate(now))
    if strand.cases.exists():
        raise Refused("Cases belong to this strand, so it stays.")
    if strand.draws.exists():
        raise Refused("A sample was drawn for this strand, so it stays.")
    with transaction.atomic():
        journal.record(by, "removed", strand, now=now)
        strand.delete()


def invite_agency(audit: Audit, agency: Agency, *, by: Person, now: datetime) -> Invitation:
    """Ask an agency or a service to take part."""
    rules.check_can_set_up(by, audit, timezone.localdate(now))
    check_on_the_list(agency)
    row = Invitation(audit=audit, agency=agency, invited_at=now, invited_by=by)
    return write(row, by=by, now=now, verb="added")


def uninvite(audit: Audit, agency: Agency, *, by: Person, now: datetime) -> None:
    """Take an invitation back, as long as the agency has not been asked about any case."""
    rules.check_can_set_up(by, audit, timezone.localdate(now))
    invitation = audit.invitations.filter(agency=agency).first()
    if invitation is None:
        raise Refused("This agency is not invited.")
    asked = audit.cases.filter(involvements__agency__in=[agency, *agency.services.all()])
    if asked.exists():
        raise Refused("This agency has been asked about a case, so its invitation stays.")
    with transaction.atomic():
        journal.record(by, "removed", invitation, now=now)
        invitation.delete()


def give_part(
    audit: Audit,
    person: Person,
    part: str,
    *,
    by: Person,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> AuditTeam:
    """Give a person a part in the audit, from one day (today when not said) to another, both included."""
    on = timezone.localdate(now)
    rules.check_can_give_part(by, audit, person, part, on)
    if part not in AuditTeam.Part.values:
        raise Refused("Choose a part in the audit.", on="part")
    begins = since or on
    if part == AuditTeam.Part.SCRUTINEER and until is None:
        raise Refused("An independent scrutineer is appointed with an end date. Give the last day.", on="until")
    theirs = audit.team.filter(person=person, part=part)
    if theirs.filter(until__isnull=True).exists() or theirs.filter(until__gte=begins).exists():
        raise Refused(PLAYED_ALREADY)
    row = AuditTeam(audit=audit, person=person, part=part, given_at=now, given_by=by)
    team = write(row, by=by, now=now, verb="joined_team", since=begins, until=until)
    rules.forget_parts(person)
    return team


def lead_loaded(audit: Audit, person: Person, *, by: Person, now: datetime) -> AuditTeam:
    """Give an audit that is being loaded its lead, named by whoever runs the server: it belongs to nobody yet."""
    on = timezone.localdate(now)
    if not person.is_active or not person.standing(on).has("audit_lead"):
        raise Refused(f"{person.name} is no audit lead here today, so the audit cannot be theirs.")
    row = AuditTeam(audit=audit, person=person, part=AuditTeam.Part.LEAD, given_at=now, given_by=by)
    team = write(row, by=by, now=now, verb="joined_team", since=on)
    rules.forget_parts(person)
    return team


def end_part(team: AuditTeam, *, by: Person, now: datetime) -> None:
    """End a part today. Somebody who began today keeps today as first and last day."""
    on = timezone.localdate(now)
    rules.check_can_end_part(by, team, on)
    if team.until is not None and team.until <= on:
        raise Refused("This part has already ended.")
    with transaction.atomic():
        team.until = max(on, team.since)
        team.save(update_fields=["until"])
        journal.record(by, "left_team", team, now=now)
    rules.forget_parts(team.person)


def move_audit(audit: Audit, to: str, *, by: Person, now: datetime, reason: str = "") -> None:
    """Move the audit to another stage; raises `Refused` with everything that still stands in the way.

    Going back needs a reason, which is kept.
    """
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        before = audit.state
        if to in MOVES.get(audit.state, {}):
            MOVES[audit.state][to](by, audit)
            standing_in_the_way = what_blocks(audit, to)
            if standing_in_the_way:
                raise Refused(" ".join(standing_in_the_way))
        lifecycle.move(audit, to, MOVES, by=by, now=now)
        if not is_forward(before, to):
            record_reopening(audit, before, to, reason, by=by, now=now)
        for follow in WHEN_REACHED[to]:
            follow(audit, by=by, now=now)
