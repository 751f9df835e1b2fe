"""Which audits stand on a person's list, and which pages of an audit they may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from agencies.models import Person
from audits.returns.models import AgencyReturn
from audits.rollup.rules import can_read_roll_up
from audits.sample.models import Case
from audits.scope.lifecycle import is_forward, next_states, what_blocks
from audits.scope.models import Audit
from audits.scope.rules import leads, parts_of


@dataclass(frozen=True)
class PageLink:
    """One page of an audit that this person may open."""

    label: str
    url: str
    hint: str


# (words, route, hint, who: parts in the team or roles)
LEAD = {"lead"}
READERS = {"lead", "scrutineer", "safeguarding_lead"}
TEAM = {"chair", "panel", "minutes", "governance"}
ALL_PLACES = (
    ("Set up and scope", "audit_set_up", "Theme, terms of reference, period, tool and dates", LEAD),
    ("Stages", "audit_stages", "Where it stands, what is in the way, what went back", READERS | TEAM),
    (
        "How information is handled",
        "audit_information",
        "Controllers, agreements, lawful basis, how long it is kept",
        {"lead", "governance", "scrutineer"},
    ),
    ("Agencies taking part", "audit_agencies", "Who is invited", LEAD),
    ("Team", "audit_team", "Who plays which part", LEAD),
    ("Sample", "cases", "The cases and who knows them", {"lead", "scrutineer"}),
    (
        "Involvement check",
        "involvement_grid",
        "Which agency knows which case",
        {"lead", "scrutineer", "agency_contact"},
    ),
    (
        "Returns",
        "returns",
        "Each agency's audit of its own records",
        {"lead", "scrutineer", "auditor", "agency_contact"},
    ),
    (
        "Meeting",
        "meetings",
        "Findings and grades agreed, case by case",
        {"lead", "scrutineer", "panel", "chair", "minutes"},
    ),
    ("Findings and analysis", "roll_up", "What the audit found, counted", READERS | TEAM),
    ("Report and briefing", "briefing_draft", "Draft, check, sign off", READERS),
    ("Actions", "actions", "What follows, owned and dated", READERS | {"agency_contact"}),
    ("Messages sent", "audit_sent", "Which e-mails went out, when, to whom", {"lead", "scrutineer"}),
    ("Activity log", "activity", "Who did and read what", {"lead", "scrutineer"}),
)


@dataclass(frozen=True)
class NextStep:
    """Where the lead takes the audit next, and what still stands in the way, in words."""

    words: str
    blocks: tuple[str, ...]
    url: str


def next_step(audit: Audit, person: Person) -> NextStep | None:
    """The next stage of an audit for its lead; None for others, and for an audit that is over."""
    if not leads(person, audit):
        return None
    forward = [state for state in next_states(audit) if is_forward(audit.state, state)]
    if not forward:
        return None
    words = Audit.State(forward[0]).label
    return NextStep(words, tuple(what_blocks(audit, forward[0])), reverse("audit_set_up", args=[audit.reference]))


def return_of_guest(person: Person) -> AgencyReturn | None:
    """The one return that a guest's link leads to; None when the link has ended."""
    found: AgencyReturn | None = AgencyReturn.objects.visible_to(person).select_related("audit").first()
    return found


def audits_listed(person: Person) -> QuerySet[Any]:
    """The audits a person may see, newest first, with the number of cases: one correlated sub-query, no join."""
    sampled = Case.objects.filter(audit=OuterRef("pk")).exclude(state=Case.State.EXCLUDED)
    cases = sampled.order_by().values("audit").annotate(n=Count("*")).values("n")
    return (
        Audit.objects.visible_to(person)
        .annotate(case_count=Coalesce(Subquery(cases, output_field=IntegerField()), 0))
        .order_by("-created_at", "-id")
    )


def places_of_audit(audit: Audit, person: Person) -> list[PageLink]:
    """The pages of the audit that belong to this person's parts and roles, in the order of the work."""
    on = timezone.localdate()
    held = set(parts_of(person, audit, on))
    held |= set(person.standing(on).roles) - {"audit_lead", "scrutineer"}
    found = []
    for label, route, hint, who in ALL_PLACES:
        if not held & who or (route == "roll_up" and not can_read_roll_up(person, audit)):
            continue
        try:
            found.append(PageLink(label, reverse(route, args=[audit.reference]), hint))
        except NoReverseMatch:
            continue
    return found
