"""How a meeting begins: what everybody is asked before the case is spoken of, and whether enough of them are there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies import journal
from agencies.models import Person, Sector
from agencies.writing import write
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.meeting import rules
from audits.meeting.hold import lock_meeting
from audits.meeting.models import NO_QUORUM, Attendance, Meeting
from audits.scope.models import Audit
from audits.scope.rules import check_leads


@dataclass(frozen=True)
class Quorum:
    """Whether a meeting has its quorum: the rule of its audit in a sentence, and what is missing, a sentence each."""

    rule: str
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return not self.missing


def quorum_of(audit: Audit, attendances: Iterable[Attendance]) -> Quorum:
    """The audit's rule against those who came; services of one organisation are one agency. One query."""
    seats = [row.agency for row in attendances if row.attended]
    agencies = {agency.parent_id or agency.pk for agency in seats}
    sectors = {agency.sector_id for agency in seats} | {one.parent.sector_id for one in seats if one.parent}
    needed = list(audit.quorum_sectors.order_by("order", "code"))
    fewest, missing = audit.quorum_agencies or 0, []
    if len(agencies) < fewest:
        missing.append(f"{there_in_words(len(agencies))} on the list as present; {fewest} are needed.")
    absent = [sector.label for sector in needed if sector.code not in sectors]
    missing += [f"Nobody from {label} is on the list as present." for label in absent]
    return Quorum(rule_in_words(fewest, needed), tuple(missing))


def there_in_words(n: int) -> str:
    return "No agency is" if n == 0 else "One agency is" if n == 1 else f"{n} agencies are"


def rule_in_words(fewest: int, sectors: Iterable[Sector]) -> str:
    """ "At least 4 agencies, with Police and Children's social care among them."; empty where nothing is asked."""
    names = [sector.label for sector in sectors]
    among = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    if fewest and names:
        return f"At least {fewest} agencies, with {among} among them."
    if fewest:
        return f"At least {fewest} agencies."
    return f"Somebody from {among}." if names else ""


def begin_meeting(
    meeting: Meeting,
    *,
    by: Person,
    now: datetime,
    version: int | None,
    without_quorum_because: str = "",
    **said: Any,
) -> None:
    """Record what was asked at the start. Without its quorum a meeting goes on for a written reason alone."""
    with transaction.atomic():
        held = lock_meeting(meeting.case)
        rules.check_can_record(by, held)
        if quorum_of(meeting.case.audit, held.attendances.select_related("agency__parent")).is_met:
            without_quorum_because = ""
        elif not without_quorum_because.strip():
            raise Refused(NO_QUORUM, on="without_quorum_because")
        said |= {"without_quorum_because": without_quorum_because, "begun_at": now, "begun_by": by}
        write(held, by=by, now=now, verb="began_meeting", version=version or 0, **said)


def set_running(
    audit: Audit,
    *,
    by: Person,
    now: datetime,
    version: int | None,
    quorum_agencies: int | None,
    quorum_sectors: Iterable[Sector],
    independent_views: bool,
) -> None:
    """How this audit's meetings run: their quorum, and whether each member gives a view before anybody speaks."""
    rules.check_audit_not_closed(audit)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        check_leads(by, audit)
        write_version(audit, version or 0, quorum_agencies=quorum_agencies, independent_views=independent_views)
        audit.quorum_sectors.set(quorum_sectors)
        journal.record(by, "edited", audit, now=now, kind="meetings")
