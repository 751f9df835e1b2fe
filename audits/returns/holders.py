"""Who has a return today: the auditor who is named, or nobody, where they have left, are away, or their link ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from agencies.models import Membership, Person
from audits.returns.links.state import MOST_WRONG_CODES
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.returns.rules import OWED

NOBODY_NAMED = "Nobody is named yet"


@dataclass(frozen=True)
class Holder:
    """Who is named to audit, whether they are there, and the address they are written to; empty where they are not."""

    auditor: Person | None
    is_there: bool
    address: str
    words: str


def links_in_force(on: date) -> Q:
    """Links that open their return to somebody who came by one."""
    return Q(
        revoked_at__isnull=True, until__gte=on, wrong_codes__lt=MOST_WRONG_CODES, person__is_active=True,
        person__is_guest=True,
    )  # fmt: skip


def is_held(on: date) -> Q:
    """Returns whose auditor is there on a day, as `holders_of` finds it; for a filter."""
    own = Membership.objects.at_work(on).filter(
        role="auditor", person=OuterRef("involvement__auditor"), person__is_guest=False
    )
    own = own.filter(Q(agency=OuterRef("agency")) | Q(agency=OuterRef("agency__parent")))
    link = ReturnLink.objects.filter(links_in_force(on), agency_return=OuterRef("pk"))
    return Q(Exists(own)) | Q(Exists(link.filter(person=OuterRef("involvement__auditor"))))


def holders_of(returns: Iterable[AgencyReturn], on: date) -> dict[int, Holder]:
    """Who has each return on a day, by its key; two queries at any number, the second only where somebody came by a
    link."""
    rows = list(returns)
    named = {row.involvement.auditor for row in rows if row.involvement.auditor is not None}
    held = {
        (membership.person_id, membership.agency_id): membership
        for membership in Membership.objects.active(on)
        .filter(role="auditor", person__in=[one.pk for one in named if not one.is_guest])
        .with_absence(on)
    }
    guests = [row.pk for row in rows if row.involvement.auditor is not None and row.involvement.auditor.is_guest]
    links = ReturnLink.objects.filter(links_in_force(on), agency_return__in=guests) if guests else []
    emails = {(link.agency_return_id, link.person_id): link.email for link in links}
    return {row.pk: holder_of(row, held, emails) for row in rows}


def holder_of(row: AgencyReturn, held: dict[tuple[int, int], Any], emails: dict[tuple[int, int], str]) -> Holder:
    auditor = row.involvement.auditor
    if auditor is None:
        return Holder(None, False, "", NOBODY_NAMED)
    if row.state not in OWED:
        return Holder(auditor, True, "", auditor.name)  # their name stands beside what they handed in
    if auditor.is_guest:
        email = emails.get((row.pk, auditor.pk), "")
        words = auditor.name if email else f"Nobody: the link of {auditor.name} ended"
        return Holder(auditor, bool(email), email, words)
    role = next(
        (held[place] for key in (row.agency_id, row.agency.parent_id) if (place := (auditor.pk, key)) in held), None
    )
    if role is None:
        return Holder(auditor, False, "", f"Nobody: {auditor.name} no longer audits for this agency")
    if role.is_away:
        last = role.away_until
        until = f" until {last.day} {last:%B %Y}" if last else ""
        return Holder(auditor, False, "", f"Nobody: {auditor.name} is away{until}")
    return Holder(auditor, True, auditor.email, auditor.name)
