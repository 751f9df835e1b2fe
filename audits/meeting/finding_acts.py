"""What people do with findings: group what agencies found, confirm, reword or decline it, sort it under themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from agencies import journal
from agencies.models import Agency, Person
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits import lifecycle
from audits.codes.models import PracticeDomain
from audits.meeting import rules
from audits.meeting.hold import hold
from audits.meeting.lifecycle import FINDING_MOVES
from audits.meeting.models import AgreedFinding, FindingDecision, Meeting, Theme
from audits.meeting.words import required
from audits.returns.models import Finding, Kind, Scope
from audits.sample.models import Case
from audits.scope.models import Audit

NO_TEXT = "Write the finding."


def propose(
    case: Case,
    *,
    by: Person,
    now: datetime,
    kind: str,
    domain: PracticeDomain | None,
    scope: str,
    text: str,
    sources: Sequence[Finding] = (),
    agencies: Iterable[Agency] | None = None,
    missed_opportunity: bool = False,
    exemplar: bool = False,
    theme: Theme | None = None,
) -> AgreedFinding:
    """Group source findings of the case into one proposed finding. Without `agencies` it concerns those of its
    sources. A recorded audit's findings have no sources."""
    text = required(text, 4000, NO_TEXT)
    check_nature(kind, scope, missed_opportunity, exemplar)
    with transaction.atomic():
        rules.check_can_group(by, hold(case))
        found = loaded(sources)
        rules.check_sources(case, kind, found)
        last = AgreedFinding.objects.filter(case=case).aggregate(last=Max("order"))["last"]
        finding = AgreedFinding(
            audit=case.audit,
            case=case,
            kind=kind,
            domain=domain,
            scope=scope,
            text=text,
            missed_opportunity=missed_opportunity,
            exemplar=exemplar,
            order=(last or 0) + 1,
        )
        rules.check_theme(finding, theme)
        finding.theme = theme
        finding.save(force_insert=True)
        gather(finding, found, by=by, now=now)
        finding.agencies.set(agencies if agencies is not None else {source.agency_id for source in found})
        journal.record(by, "added", finding, now=now)
    return finding


def regroup(
    finding: AgreedFinding, *, by: Person, now: datetime, version: int, sources: Sequence[Finding]
) -> AgreedFinding:
    """Change which source findings a proposed finding is grouped from; its agencies follow them."""
    with transaction.atomic():
        rules.check_can_group(by, hold(finding.case))
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
        rules.check_can_group(by, hold(finding.case))
        current = fresh(finding, version)
        if current.state != AgreedFinding.State.PROPOSED:
            raise Refused("This finding has been decided. Decline it instead of taking it away.")
        journal.record(by, "removed", current, now=now)
        current.delete()


def confirm(finding: AgreedFinding, *, by: Person, now: datetime, version: int) -> AgreedFinding:
    """The meeting agrees with the finding as it is written."""
    return decide(
        finding, AgreedFinding.State.AGREED, by=by, now=now, version=version, yours={}, fields={"declined_reason": ""}
    )


def decline(finding: AgreedFinding, *, by: Person, now: datetime, version: int, reason: str) -> AgreedFinding:
    """The meeting does not agree with the finding, and says why. It leaves its theme."""
    reason = required(reason, 2000, "Say why the finding was declined.")
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
        hold(finding.case)
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


def reword(finding: AgreedFinding, *, by: Person, now: datetime, version: int, text: str) -> AgreedFinding:
    """Change the words of a finding. What was first proposed to the meeting is kept beside it, once.

    While the meeting is being prepared nobody has read the proposal yet, so nothing is kept.
    """
    text = required(text, 4000, NO_TEXT)
    with transaction.atomic():
        held = hold(finding.case)
        rules.check_can_group(by, held)
        current = fresh(finding, version, text=text)
        if current.state == AgreedFinding.State.DECLINED:
            raise Refused("This finding was declined. Confirm it before you change its words.")
        fields = {"text": text}
        if held.state != Meeting.State.PREPARING and not current.original_text and text != current.text:
            fields["original_text"] = current.text
        write_version(current, version, **fields)
        journal.record(by, "edited", current, now=now)
    return current


def mark(
    finding: AgreedFinding, *, by: Person, now: datetime, version: int, exemplar: bool, missed_opportunity: bool
) -> AgreedFinding:
    """Mark a finding that others could learn from, or a missed opportunity; or take the mark off."""
    fields = {"exemplar": exemplar, "missed_opportunity": missed_opportunity}
    with transaction.atomic():
        rules.check_can_group(by, hold(finding.case))
        current = fresh(finding, version, **fields)
        write_version(current, version, **fields)
        journal.record(by, "edited", current, now=now)
    return current


def put_under_theme(
    finding: AgreedFinding, theme: Theme | None, *, by: Person, now: datetime, version: int | None = None
) -> AgreedFinding:
    """Put a finding under a theme of its audit and kind; None takes it out."""
    with transaction.atomic():
        rules.check_can_theme(by, hold(finding.case))
        current = fresh(finding, version, theme=theme)
        rules.check_theme(current, theme)
        write_version(current, current.version, theme=theme)
        journal.record(by, "themed", current, now=now)
    return current


def add_theme(
    audit: Audit, *, by: Person, now: datetime, kind: str, statement: str, amount_as_given: str = ""
) -> Theme:
    """Add a theme to the audit: a kind and a statement."""
    rules.check_can_edit_themes(by, audit)
    statement = check_statement(audit, kind, statement)
    with transaction.atomic():
        last = Theme.objects.filter(audit=audit, kind=kind).aggregate(last=Max("order"))["last"]
        theme = Theme.objects.create(
            audit=audit, kind=kind, statement=statement, amount_as_given=amount_as_given, order=(last or 0) + 1
        )
        journal.record(by, "added", theme, now=now)
    return theme


def edit_theme(theme: Theme, *, by: Person, now: datetime, version: int, statement: str) -> Theme:
    """Change a theme's statement; its kind stays, for the findings under it are of that kind."""
    rules.check_can_edit_themes(by, theme.audit)
    statement = check_statement(theme.audit, theme.kind, statement, besides=theme)
    with transaction.atomic():
        write_version(theme, version, statement=statement)
        journal.record(by, "edited", theme, now=now)
    return theme


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


def check_statement(audit: Audit, kind: str, statement: str, besides: Theme | None = None) -> str:
    if kind not in Kind.values:
        raise Refused("Choose good practice or area for development.")
    statement = required(statement, 600, "Write the theme in a sentence.")
    same = Theme.objects.filter(audit=audit, kind=kind, statement=statement)
    if (same.exclude(pk=besides.pk) if besides is not None else same).exists():
        raise Refused("There is already a theme with this statement.")
    return statement


def check_nature(kind: str, scope: str, missed_opportunity: bool, exemplar: bool) -> None:
    if kind not in Kind.values:
        raise Refused("Choose good practice or area for development.")
    if scope and scope not in Scope.values:
        raise Refused("Choose how far the finding reaches.")
    if kind == Kind.GOOD and missed_opportunity:
        raise Refused("Good practice cannot be a missed opportunity.")
    if kind == Kind.DEVELOP and exemplar:
        raise Refused("Only good practice can be an exemplar.")


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
