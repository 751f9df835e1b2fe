"""Asking many agencies about many cases at once, taking questions back, and asking an agency from outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.directory.acts import add_out_of_area
from agencies.models import Agency, Person, Sector
from audit_project.refused import Refused
from audits.sample import rules
from audits.sample.involvement.grid import SETTLED, agencies_of
from audits.sample.models import Case, Involvement
from audits.scope.acts import invite_agency
from audits.scope.models import Audit


@dataclass(frozen=True)
class Ticked:
    """What somebody ticked: single cells (case number, agency's key), whole rows and columns, everything."""

    cells: frozenset[tuple[int, int]] = frozenset()
    cases: frozenset[int] = frozenset()  # asked of every invited agency
    agencies: frozenset[int] = frozenset()  # asked about every case
    everything: bool = False


@dataclass(frozen=True)
class AskingOutcome:
    """What came of it. `kept` questions were to be taken back and have been answered meanwhile."""

    asked: int = 0
    taken_back: int = 0
    kept: int = 0


def change_questions(
    audit: Audit, *, by: Person, now: datetime, ticked: Ticked, back: Iterable[UUID] = ()
) -> AskingOutcome:
    """Ask what was ticked and is not asked yet, and take back the questions `back` that nobody has answered."""
    rules.check_can_ask_agencies(by, audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        taken_back, kept = take_back(audit, set(back), by, now)
        return AskingOutcome(ask_about(audit, ticked, by, now), taken_back, kept)


def ask_about(audit: Audit, ticked: Ticked, by: Person, now: datetime) -> int:
    """Make the questions; returns how many are new."""
    cases = {case.number: case for case in audit.cases.exclude(state__in=SETTLED)}
    agencies = {one.pk: one for one in agencies_of(audit, services=True) if one.is_active}
    invited = audit.invitations.filter(agency__is_active=True).values_list("agency_id", flat=True)
    wanted = set(ticked.cells) | {(number, key) for number in ticked.cases for key in invited}
    columns = {*ticked.agencies, *(invited if ticked.everything else ())}
    wanted |= {(number, key) for key in columns for number in cases}
    if any(number not in cases or key not in agencies for number, key in wanted):
        raise Refused("Choose cases of this audit that are not agreed yet, and agencies that are invited to it.")
    known = set(Involvement.objects.filter(case__audit=audit).values_list("case__number", "agency_id"))
    rows = []
    for number, key in sorted(wanted - known):
        cases[number].audit = audit
        rows.append(Involvement(case=cases[number], agency=agencies[key]))
    Involvement.objects.bulk_create(rows, batch_size=500)
    journal.record_each(by, "added", rows, now=now)
    return len(rows)


def take_back(audit: Audit, keys: set[UUID], by: Person, now: datetime) -> tuple[int, int]:
    """Delete questions that nobody has answered; those that somebody has stay. How many of each."""
    if not keys:
        return 0, 0
    rows = list(Involvement.objects.filter(case__audit=audit, uid__in=keys).select_related("case__audit"))
    if len(rows) < len(keys):
        raise Refused("Choose questions of this audit. Somebody else may have taken one back already: look again.")
    unanswered = [row for row in rows if row.answer_id is None]
    for row in unanswered:
        rules.check_can_ask(by, row.case, timezone.localdate(now))
    journal.record_each(by, "removed", unanswered, now=now)
    Involvement.objects.filter(pk__in=[row.pk for row in unanswered]).delete()
    return len(unanswered), len(rows) - len(unanswered)


def ask_out_of_area(
    audit: Audit, *, by: Person, now: datetime, name: str, sector: Sector, cases: Iterable[Case]
) -> Agency:
    """Add an agency from outside the area, invite it and ask it about these cases, all or nothing."""
    with transaction.atomic():
        agency = add_out_of_area(by=by, now=now, name=name, sector=sector)
        return ask_one_more(audit, agency, by=by, now=now, cases=cases)


def ask_one_more(audit: Audit, agency: Agency, *, by: Person, now: datetime, cases: Iterable[Case]) -> Agency:
    """Invite an agency that is on the list, where it is not invited yet, and ask it about these cases."""
    with transaction.atomic():
        if not audit.invitations.filter(agency=agency).exists():
            invite_agency(audit, agency, by=by, now=now)
        numbers = {(case.number, agency.pk) for case in cases}
        change_questions(audit, by=by, now=now, ticked=Ticked(cells=frozenset(numbers)))
    return agency
