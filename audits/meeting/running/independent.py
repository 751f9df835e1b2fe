"""Each member's own view of the grade, given before anybody speaks and hidden until all have given theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from agencies.queries import in_force
from agencies.writing import write
from audit_project.refused import Refused, allowed
from audits.codes.models import NOT_GRADED, UNANSWERED, AnswerState
from audits.meeting import rules
from audits.meeting.hold import lock_meeting
from audits.meeting.models import Meeting
from audits.meeting.running.models import IndependentView
from audits.sample.models import Case, CaseAccess
from audits.scope.models import AuditTeam
from audits.tools.models import RatingBand

NONE_GIVEN = "In this audit nobody gives a view of their own first."
GIVES = (AuditTeam.Part.PANEL, AuditTeam.Part.CHAIR)


@dataclass(frozen=True)
class Views:
    """Who is to give a view, how many have, and the views themselves once all have."""

    asked: int
    given: int
    waiting: tuple[str, ...]
    shown: tuple[IndependentView, ...]

    @property
    def is_complete(self) -> bool:
        return self.given >= self.asked


def givers(meeting: Meeting, on: date) -> dict[int, str]:
    """Members of the panel, with its chair, to whom the case is open: key and name."""
    team = AuditTeam.objects.filter(in_force(on), audit_id=meeting.case.audit_id, part__in=GIVES)
    reads = CaseAccess.objects.filter(in_force(on), case_id=meeting.case_id).values("person_id")
    return dict(team.filter(person__in=reads).order_by("person__name").values_list("person_id", "person__name"))


def views_of(meeting: Meeting, on: date) -> Views:
    """How far the views have come; two queries. What somebody gave is read here by nobody before the last has given."""
    asked = givers(meeting, on)
    given = list(
        IndependentView.objects.filter(meeting=meeting)
        .exclude(state=UNANSWERED)
        .select_related("person", "band", "state", "agency")
        .order_by("person__name")
    )
    waiting = tuple(name for pk, name in asked.items() if pk not in {row.person_id for row in given})
    shown = tuple(given) if not waiting else ()
    return Views(len(given) + len(waiting), len(given), waiting, shown)


def check_can_give(person: Person, meeting: Meeting, on: date | None = None) -> None:
    """Somebody round the table, while the meeting is open and not all have given theirs."""
    if not meeting.case.audit.independent_views:
        raise Refused(NONE_GIVEN)
    if meeting.state != Meeting.State.OPEN:
        raise Refused("The meeting is not open, so no view can be given.")
    on = on or timezone.localdate()
    if person.pk not in givers(meeting, on):
        raise Refused("Only the panel and its chair give a view of their own.")
    if views_of(meeting, on).is_complete:
        raise Refused("Everybody has given their view, so it stays as it was given.")


def can_give(person: Person, meeting: Meeting) -> bool:
    return allowed(check_can_give, person, meeting)


def check_views_are_in(meeting: Meeting, on: date) -> None:
    """The agreed grade waits for the last view."""
    if not meeting.case.audit.independent_views or not meeting.case.audit.scale_id:
        return
    views = views_of(meeting, on)
    if not views.is_complete:
        raise Refused(
            f"{views.given} of {views.asked} have given their own view. The grade is agreed when the last one has, or "
            "when it is recorded why somebody gives none."
        )


def give_view(
    meeting: Meeting,
    *,
    by: Person,
    now: datetime,
    version: int | None = None,
    band: RatingBand | None = None,
    state: AnswerState | None = None,
    **said: Any,
) -> IndependentView:
    """Give one's own view, or change it while others are still to give theirs."""
    rules.check_grade(meeting.case.audit, band, state)
    with transaction.atomic():
        held = lock_meeting(meeting.case)
        check_can_give(by, held, timezone.localdate(now))
        row = IndependentView.objects.filter(meeting=held, person=by).first() or IndependentView(
            meeting=held, person=by, agency_id=agency_of(by)
        )
        said |= {"band": band, "state_id": rules.state_of(band, state), "given_at": now}
        return write(row, by=by, now=now, verb="gave_own_view", of=held, version=version or 0, **said)


def agency_of(person: Person) -> int | None:
    """The key of the agency that somebody sits there for, where it is one alone."""
    agencies = person.standing().agency_ids()
    return agencies[0] if len(agencies) == 1 else None


def go_without(meeting: Meeting, *, by: Person, now: datetime, person: Person, reason: str) -> None:
    """Record that a member gives no view, and why: the others do not wait for them."""
    with transaction.atomic():
        held = lock_meeting(meeting.case)
        rules.check_can_record(by, held)
        if person.pk not in givers(held, timezone.localdate(now)):
            raise Refused("Choose somebody whose view is still to come.", on="person")
        row = IndependentView.objects.filter(meeting=held, person=person).first()
        if row is not None and row.state_id != UNANSWERED:
            raise Refused("This member has given a view meanwhile.", on="person")
        row = row or IndependentView(meeting=held, person=person)
        write(row, by=by, now=now, verb="saved", of=held, state_id=NOT_GRADED, reason=reason, given_at=now)


def own_view(case: Case, person: Person) -> IndependentView | None:
    """What this person gave; nobody else's."""
    return IndependentView.objects.filter(meeting__case=case, person=person).select_related("band").first()
