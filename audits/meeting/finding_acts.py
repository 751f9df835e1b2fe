"""What people do with findings: group what agencies found, confirm, reword or decline it, sort it under themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from agencies import journal
from agencies.models import Agency, Person
from agencies.writing import write
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits import lifecycle
from audits.meeting import rules
from audits.meeting.hold import lock_meeting
from audits.meeting.lifecycle import FINDING_MOVES
from audits.meeting.models import AgreedFinding, FindingDecision, Meeting, Theme
from audits.returns.models import Finding
from audits.sample.models import Case
from audits.scope.models import Audit


def propose_finding(
    case: Case,
    *,
    by: Person,
    now: datetime,
    kind: str,
    sources: Sequence[Finding] = (),
    agencies: Iterable[Agency] | None = None,
    theme: Theme | None = None,
    **said: Any,
) -> AgreedFinding:
    """Group source findings of the case into one proposed finding. Without `agencies` it concerns those of its
    sources. A recorded audit's findings have no sources."""
    with transaction.atomic():
        rules.check_can_group(by, lock_meeting(case))
        found = loaded(sources)
        rules.check_sources(case, kind, found)
        last = AgreedFinding.objects.filter(case=case).aggregate(last=Max("order"))["last"] or 0
        finding = AgreedFinding(audit=case.audit, case=case, kind=kind, order=last + 1)
        rules.check_theme(finding, theme)
        write(finding, by=by, now=now, verb="added", theme=theme, **said)
        gather(finding, found, by=by, now=now)
        finding.agencies.set(agencies if agencies is not None else {source.agency_id for source in found})
    return finding


def regroup(
    finding: AgreedFinding, *, by: Person, now: datetime, version: int, sources: Sequence[Finding]
) -> AgreedFinding:
    """Change which source findings a proposed finding is grouped from; its agencies follow them."""
    with transaction.atomic():
        rules.check_can_group(by, lock_meeting(finding.case))
        current = fresh(finding, version, sources=[source.text for source in sources])
        if current.state != AgreedFinding.State.PROPOSED:
            raise Refused("This finding has been decided, so what it is grouped from stays.")
        found = loaded(sources)
        rules.check_sources(current.case, current.kind, found, into=current)
        FindingDecision.objects.filter(agreed_finding=current).delete()
        gather(current, found, by=by, now=now)
        current.agencies.set({source.agency_id for source in found})
        write_version(current, version)
        journal.record(by, "edited", current, now=now)
    return current


def ungroup(finding: AgreedFinding, *, by: Person, now: datetime, version: int) -> None:
    """Take a proposed finding away; its source findings can be grouped again."""
    with transaction.atomic():
        rules.check_can_group(by, lock_meeting(finding.case))
        current = fresh(finding, version)
        if current.state != AgreedFinding.State.PROPOSED:
            raise Refused("This finding has been decided. Decline it instead of taking it away.")
        journal.record(by, "removed", current, now=now)
        current.delete()


def confirm_finding(finding: AgreedFinding, *, by: Person, now: datetime, version: int) -> AgreedFinding:
    """The meeting agrees with the finding as it is written."""
    return decide(
        finding, AgreedFinding.State.AGREED, by=by, now=now, version=version, yours={}, fields={"declined_reason": ""}
    )


def decline(finding: AgreedFinding, *, by: Person, now: datetime, version: int, reason: str) -> AgreedFinding:
    """The meeting does not agree with the finding, and says why. It leaves its theme."""
    fields = {"declined_reason": reason, "theme": None}
    yours = {"declined_reason": reason}
    return decide(finding, AgreedFinding.State.DECLINED, by=by, now=now, version=version, yours=yours, fields=fields)


def decide(
    finding: AgreedFinding,
    to: str,
    *,
    by: Person,
    now: datetime,
    version: int,
    yours: dict[str, Any],
    fields: dict[str, Any],
) -> AgreedFinding:
    with transaction.atomic():
        lock_meeting(finding.case)
        current = fresh(finding, version, **yours)
        lifecycle.move(
            current,
            to,
            FINDING_MOVES,
            by=by,
            now=now,
            verb="decided_finding",
            decided_at=now,
            decided_by=by,
            **fields,
        )
    return current


def reword_finding(finding: AgreedFinding, *, by: Person, now: datetime, version: int, text: str) -> AgreedFinding:
    """Change the words of a finding. What was first proposed to the meeting is kept beside it, once.

    While the meeting is being prepared nobody has read the proposal yet, so nothing is kept.
    """
    with transaction.atomic():
        held = lock_meeting(finding.case)
        rules.check_can_group(by, held)
        current = fresh(finding, version, text=text)
        if current.state == AgreedFinding.State.DECLINED:
            raise Refused("This finding was declined. Confirm it before you change its words.")
        fields: dict[str, Any] = {"text": text}
        if held.state != Meeting.State.PREPARING and not current.original_text and text.strip() != current.text:
            fields["original_text"] = current.text
        return write(current, by=by, now=now, verb="edited", version=version, **fields)


def mark_finding(
    finding: AgreedFinding, *, by: Person, now: datetime, version: int, exemplar: bool, missed_opportunity: bool
) -> AgreedFinding:
    """Mark a finding that others could learn from, or a missed opportunity; or take the mark off."""
    fields: dict[str, Any] = {"exemplar": exemplar, "missed_opportunity": missed_opportunity}
    with transaction.atomic():
        rules.check_can_group(by, lock_meeting(finding.case))
        current = fresh(finding, version, **fields)
        return write(current, by=by, now=now, verb="edited", version=version, **fields)


def put_under_theme(
    finding: AgreedFinding, theme: Theme | None, *, by: Person, now: datetime, version: int | None = None
) -> AgreedFinding:
    """Put a finding under a theme of its audit and kind; None takes it out."""
    with transaction.atomic():
        rules.check_can_theme(by, lock_meeting(finding.case))
        current = fresh(finding, version, theme=theme)
        rules.check_theme(current, theme)
        return write(current, by=by, now=now, verb="themed", theme=theme)


def add_theme(audit: Audit, *, by: Person, now: datetime, kind: str, **said: Any) -> Theme:
    """Add a theme to the audit: a kind and a statement."""
    rules.check_can_edit_themes(by, audit)
    last = Theme.objects.filter(audit=audit, kind=kind).aggregate(last=Max("order"))["last"] or 0
    return write(Theme(audit=audit, kind=kind, order=last + 1), by=by, now=now, verb="added", **said)


def edit_theme(theme: Theme, *, by: Person, now: datetime, version: int, statement: str) -> Theme:
    """Change a theme's statement; its kind stays, for the findings under it are of that kind."""
    rules.check_can_edit_themes(by, theme.audit)
    return write(theme, by=by, now=now, verb="edited", version=version, statement=statement)


def remove_theme(theme: Theme, *, by: Person, now: datetime, version: int) -> None:
    """Take away a theme under which nothing stands."""
    rules.check_can_edit_themes(by, theme.audit)
    with transaction.atomic():
        if AgreedFinding.objects.filter(theme=theme).exists():
            raise Refused("Findings stand under this theme. Put them under another first.")
        if theme.recommendations.exists():
            raise Refused("A recommendation rests on this theme, so it stays.")
        if theme.matches.exists():
            raise Refused("Somebody has matched this theme across audits, so it stays. It can be merged into another.")
        write_version(theme, version)
        journal.record(by, "removed", theme, now=now)
        theme.delete()


def fresh(finding: AgreedFinding, version: int | None, **yours: Any) -> AgreedFinding:
    """The finding as it stands now, held; `Stale` when the person saw an earlier one (None: they saw this one)."""
    current = (
        AgreedFinding.objects.select_related("case__audit", "case__meeting", "audit")
        .select_for_update(of=("self",))
        .filter(pk=finding.pk)
        .first()
    )
    if current is None:
        raise Refused("Someone else has just taken this finding away.")
    if version is not None and current.version != version:
        theirs = {name: getattr(current, name, None) for name in yours} | {"text": current.text}
        raise Stale(
            "Someone else changed this finding while you were writing. Both versions are shown below.",
            theirs=theirs,
            yours=yours,
            version=current.version,
        )
    return current


def loaded(sources: Iterable[Finding]) -> list[Finding]:
    """The source findings with their returns and what they are already grouped into, in one query."""
    keys = [source.pk for source in sources]
    return (
        list(Finding.objects.filter(pk__in=keys).select_related("agency_return__involvement", "decision"))
        if keys
        else []
    )


def gather(finding: AgreedFinding, sources: Iterable[Finding], *, by: Person, now: datetime) -> None:
    FindingDecision.objects.bulk_create(
        FindingDecision(finding=source, agreed_finding=finding, grouped_at=now, grouped_by=by) for source in sources
    )
