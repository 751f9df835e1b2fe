"""What is done with an immediate concern: raised, answered, added to, passed on, closed, confirmed, escalated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, Person
from agencies.writing import write
from audit_project.refused import Refused
from audits import lifecycle
from audits.concerns import rules
from audits.concerns.lifecycle import MOVES
from audits.concerns.models import ConcernEntry, ConcernNotice, ImmediateConcern
from audits.concerns.telling import leading_on, responsible_people, safeguarding_leads, tell
from audits.sample.models import Case

State = ImmediateConcern.State
Kind = ConcernEntry.Kind
Because = ConcernNotice.Because
SOCIAL_CARE = "CSC"


def raise_concern(
    case: Case, *, by: Person, now: datetime, agency: Agency | None = None, **said: Any
) -> ImmediateConcern:
    """Record a concern at once and tell who must answer it.

    `agency` is the one whose return it was raised from; on a case page it is the raiser's own, where it was asked.
    """
    rules.check_can_raise(by, case, timezone.localdate(now))
    own = agency or own_agency(case, by, now)
    concern = ImmediateConcern(
        audit=case.audit, case=case, agency=own or partnership(), responsible=own or answering_agency(case),
        raised_at=now, raised_by=by,
    )  # fmt: skip
    with transaction.atomic():
        write(concern, by=by, now=now, verb="raised_concern", **said)
        told = [*responsible_people(concern.responsible, now), *leading_on(case.audit, now)]
        tell(concern, (person for person in told if person.pk != by.pk), Because.RAISED, now)
    return concern


def own_agency(case: Case, by: Person, now: datetime) -> Agency | None:
    """The agency of the person's own that was asked about the case."""
    mine = by.standing(timezone.localdate(now)).agency_ids()
    asked = case.involvements.select_related("agency__parent").order_by("pk")
    return next((row.agency for row in asked if {row.agency_id, row.agency.parent_id} & set(mine)), None)


def answering_agency(case: Case) -> Agency:
    """Who answers for a concern that no agency raised about its own records: social care, or else the partnership."""
    asked = (
        case.involvements.select_related("agency__parent").filter(agency__sector_id=SOCIAL_CARE).order_by("pk").first()
    )
    return asked.agency if asked is not None else partnership()


def partnership() -> Agency:
    found: Agency = Agency.objects.get(is_partnership=True)
    return found


def add_concern_entry(concern: ImmediateConcern, *, by: Person, now: datetime, text: str) -> ConcernEntry:
    """Add to a concern; what was written before stays as it was."""
    rules.check_can_add(by, concern, timezone.localdate(now))
    return add_line(concern, Kind.ADDED, text, by, now)


def add_line(concern: ImmediateConcern, kind: str, text: str, by: Person, now: datetime) -> ConcernEntry:
    row = ConcernEntry(concern=concern, kind=kind, added_at=now, added_by=by)
    return write(row, by=by, now=now, verb="added_to_concern", of=concern, text=text)


def move(concern: ImmediateConcern, to: str, entry: str, text: str, by: Person, now: datetime, **fields: Any) -> None:
    """Move the concern and add what was said with it, in one transaction."""
    with transaction.atomic():
        row = ImmediateConcern.objects.select_for_update(of=("self",)).select_related(*WITH).get(pk=concern.pk)
        lifecycle.move(row, to, MOVES, by=by, now=now, **fields)
        add_line(row, entry, text, by, now)
    concern.refresh_from_db()


WITH = ("audit", "case", "responsible__parent", "raised_by", "followed_by")


def answer(concern: ImmediateConcern, *, by: Person, now: datetime) -> None:
    """Somebody of the responsible agency is dealing with it. The first answer is what the hours are counted to."""
    first = {} if concern.answered_at else {"answered_at": now, "answered_by_id": by.pk}
    move(concern, State.ANSWERED, Kind.ANSWERED, "", by, now, **first)


def close(concern: ImmediateConcern, *, by: Person, now: datetime, text: str, copied_to_record: bool) -> None:
    """The responsible manager closes it, with what was done; whoever raised it is asked to confirm."""
    first = {} if concern.answered_at else {"answered_at": now, "answered_by_id": by.pk}
    with transaction.atomic():
        move(
            concern, State.CLOSED, Kind.CLOSED, text, by, now,
            closed_at=now, closed_by_id=by.pk, copied_to_record=copied_to_record, **first,
        )  # fmt: skip
        tell(concern, [concern.follower], Because.CLOSED, now)


def confirm_concern(concern: ImmediateConcern, *, by: Person, now: datetime) -> None:
    """Whoever raised it says that it was dealt with."""
    move(concern, State.CONFIRMED, Kind.CONFIRMED, "", by, now)


def escalate(concern: ImmediateConcern, *, by: Person, now: datetime, text: str) -> None:
    """Whoever raised it is not content: the lead and the safeguarding leads are told."""
    with transaction.atomic():
        move(
            concern, State.ESCALATED, Kind.ESCALATED, text, by, now,
            closed_at=None, closed_by_id=None, copied_to_record=None,
        )  # fmt: skip
        told = [*leading_on(concern.audit, now), *safeguarding_leads(now)]
        tell(concern, (person for person in told if person.pk != by.pk), Because.ESCALATED, now)


def name_follower(concern: ImmediateConcern, *, by: Person, now: datetime, follower: Person) -> None:
    """Name who says whether it was dealt with, in the place of whoever raised it and can no longer; they are told."""
    rules.check_can_name_follower(by, concern, timezone.localdate(now), follower=follower)
    words = f"{follower.name} follows this up in the place of {concern.follower.name}."
    with transaction.atomic():
        ImmediateConcern.objects.filter(pk=concern.pk).update(followed_by=follower)
        concern.followed_by = follower
        add_line(concern, Kind.FOLLOWED, words, by, now)
        tell(concern, [follower], Because.NAMED, now)


def pass_on(concern: ImmediateConcern, *, by: Person, now: datetime, agency: Agency, text: str = "") -> None:
    """The lead gives the concern to another agency of the case, whose people are told."""
    rules.check_can_pass_on(by, concern, timezone.localdate(now))
    if agency.pk == concern.responsible_id:
        raise Refused("This agency has the concern already.")
    if not concern.case.involvements.filter(agency=agency).exists() and not agency.is_partnership:
        raise Refused("Choose an agency that was asked about this case.")
    with transaction.atomic():
        ImmediateConcern.objects.filter(pk=concern.pk).update(responsible=agency)
        concern.responsible = agency
        add_line(concern, Kind.PASSED_ON, f"To {agency.full_name}. {text}".strip(), by, now)
        tell(concern, responsible_people(agency, now), Because.RAISED, now)
