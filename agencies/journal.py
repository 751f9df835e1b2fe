"""Who did what, and who looked: one line for each act, each page that shows a case, each export, each refusal."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from agencies import roles
from agencies.models import JournalEntry
from agencies.sent_once.under_way import note_act
from audit_project.request_context import ACTING_ROLE, REQUEST_ID

if TYPE_CHECKING:
    from agencies.models import Person

# Every verb that the journal may hold, with its words on the activity page.
VERBS: dict[str, str] = {
    "read": "read",
    "refused": "was refused",
    "signed_in": "signed in",
    "signed_out": "signed out",
    "sign_in_failed": "could not sign in",
    "changed_password": "changed their password",
    "asked_for_password": "asked for a new password",
    "added": "added",
    "edited": "edited",
    "renamed": "renamed",
    "merged": "merged into another",
    "took_in": "took in another",
    "matched": "matched with other audits:",
    "told_apart": "told apart from other audits:",
    "judged_change": "judged a change since an earlier round in",
    "withdrew_judgement": "took back a judgement on a change in",
    "removed": "removed",
    "kept_key": "said where the key is kept:",
    "opened_key": "opened the key of",
    "wiped_key": "wiped the key:",
    "kept_own_reference": "kept their own reference for",
    "opened_own_reference": "opened the agency's own reference for",
    "removed_own_reference": "took away their own reference for",
    "sealed_lines": "sealed identifying lines for an agency in",
    "opened_lines": "opened the agency's identifying lines in",
    "removed_lines": "took away identifying lines in",
    "wiped_sealed": "wiped what was sealed for agencies in",
    "sent_names": "sent who the children are to an agency in",
    "received_names": "said that it received who the children are in",
    "destroyed_names": "said that it destroyed who the children are in",
    "set_aside_names": "set aside a sending of who the children are in",
    "drew": "drew the sample in",
    "set_aside": "set aside",
    "left_out": "took out of the audit",
    "asked_to_leave": "asked that a case leaves:",
    "kept_in": "said that a case stays:",
    "put_on_hold": "put on legal hold",
    "lifted_hold": "lifted the legal hold of",
    "deactivated": "deactivated",
    "reactivated": "reactivated",
    "noted_absence": "noted days away of",
    "ended_absence": "ended days away of",
    "gave_role": "gave a role",
    "confirmed_role": "confirmed a role",
    "ended_role": "ended a role",
    "moved": "moved on",
    "joined_team": "added to the audit team",
    "proposed_lead": "proposed a lead for",
    "confirmed_lead": "confirmed who leads",
    "withdrew_lead": "took back who was proposed to lead",
    "left_team": "ended a part in the audit team",
    "told_agencies": "wrote to the agencies asked in",
    "answered_involvement": "answered the involvement check for",
    "assigned": "assigned",
    "decided_family_contact": "decided on family contact in",
    "saved": "saved",
    "checked_words": "checked the words that may identify somebody in",
    "submitted": "submitted",
    "sent_back": "sent back",
    "accepted": "accepted",
    "opened_meeting": "opened the meeting on",
    "sent_pre_read": "sent the pre-read of",
    "began_meeting": "recorded how the meeting began:",
    "gave_own_view": "gave their own view at",
    "closed_meeting": "closed the meeting on",
    "opened_access": "opened case access to",
    "decided_finding": "decided a finding in",
    "themed": "put a finding under a theme in",
    "gave_view": "gave the panel's view in",
    "agreed_grade": "agreed the grade of",
    "drafted": "drafted",
    "confirmed_service": "said that the contact details are a service's in",
    "unconfirmed_service": "took back that the contact details are a service's in",
    "overrode": "recorded an override in",
    "withdrew_override": "withdrew an override in",
    "published": "published",
    "withdrew": "withdrew",
    "exported": "exported",
    "raised_concern": "raised",
    "added_to_concern": "added to",
    "loaded": "loaded",
    "recorded_progress": "recorded progress on",
    "sent_link": "sent a link to",
    "reminded": "sent a reminder about",
    "revoked_link": "revoked a link to",
    "opened_link": "came by their link to",
    "invited": "sent an invitation",
    "accepted_invitation": "accepted an invitation",
    "revoked_invitation": "revoked an invitation",
    "wrong_code": "entered a wrong code for",
}

# Through which of its keys a thing belongs to an audit or a case, nearest first.
OWNERS = ("case", "agency_return", "meeting", "action", "section", "edition", "briefing", "audit")


def record(
    person: Person | None,
    verb: str,
    thing: models.Model | None = None,
    *,
    audit_uid: uuid.UUID | None = None,
    case_uid: uuid.UUID | None = None,
    now: datetime | None = None,
    refused: bool = False,
    kind: str = "",
) -> JournalEntry:
    """Write one line. `thing` is named by its kind and uid alone; its words never enter the journal."""
    line = line_of(person, verb, thing, audit_uid, case_uid, now, refused, kind)
    line.save(force_insert=True)
    note_act(verb)
    return line


def record_each(person: Person, verb: str, things: Iterable[models.Model], *, now: datetime) -> None:
    """Write a line for each of many things that one act has done, in one go."""
    lines = [line_of(person, verb, thing, now=now) for thing in things]
    JournalEntry.objects.bulk_create(lines, batch_size=500)
    if lines:
        note_act(verb)


def line_of(
    person: Person | None,
    verb: str,
    thing: models.Model | None = None,
    audit_uid: uuid.UUID | None = None,
    case_uid: uuid.UUID | None = None,
    now: datetime | None = None,
    refused: bool = False,
    kind: str = "",
) -> JournalEntry:
    """One line that is not written yet."""
    if verb not in VERBS:
        raise ValueError(f"'{verb}' is not a verb of the journal")
    uid: Any = getattr(thing, "uid", None) if thing is not None else None
    return JournalEntry(
        at=now or timezone.now(),
        person_id_then=person.pk if person is not None else None,
        person_name_then=person.name if person is not None else "Nobody signed in",
        acting_role=acting_role_of(person),
        verb=verb,
        kind=kind or (thing._meta.model_name or "" if thing is not None else ""),
        object_uid=str(uid or (thing.pk if thing is not None and thing.pk else "")),
        audit_uid=audit_uid or find_uid(thing, "audit"),
        case_uid=case_uid or find_uid(thing, "case"),
        request_id=REQUEST_ID.get(),
        refused=refused,
    )


def acting_role_of(person: Person | None) -> str:
    """The role in which somebody acts: the one that was set for the time of the act, or those they hold today."""
    if ACTING_ROLE.get() or person is None:
        return ACTING_ROLE.get()
    if person.is_guest:
        return roles.ONE_OFF
    return ", ".join(person.standing().roles)[:40]


def find_uid(thing: models.Model | None, kind: str) -> uuid.UUID | None:
    """The uid of the audit or case that a thing belongs to: its own `audit` or `case`, or its owner's."""
    if thing is None:
        return None
    if thing._meta.model_name == kind:
        return getattr(thing, "uid", None)
    own = {field.name for field in thing._meta.concrete_fields}  # never back from an audit to its briefing
    for name in (kind, *OWNERS):
        owner = getattr(thing, name, None) if name in own else None
        if isinstance(owner, models.Model):
            return find_uid(owner, kind)
    return None


def record_refusal(person: Any, route: str, thing: models.Model | None) -> None:
    """A person was refused a page or an act. Called after the view's own transaction has ended."""
    signed_in = person if getattr(person, "is_authenticated", False) else None
    record(signed_in, "refused", thing, refused=True, kind=route[:40])
