"""The stages of an audit: which may follow which, who moves it, and what still stands in the way, in words."""

from __future__ import annotations

from collections.abc import Callable

from agencies.models import Person
from audit_project.refused import Refused
from audits.lifecycle import Moves
from audits.scope.information.acts import what_is_missing
from audits.scope.models import Audit
from audits.scope.rules import check_can_publish_audit, check_leads

State = Audit.State


def blocks_sample(audit: Audit) -> list[str]:
    return [] if audit.why.strip() else ["Say why the audit is carried out."]


def blocks_returns(audit: Audit) -> list[str]:
    found = []
    if audit.tool is None:
        found.append("Choose the audit tool.")
    elif not audit.tool.domains.filter(standards__isnull=False).exists():
        found.append("The audit tool has no question yet: add its questions, or choose another.")
    elif audit.scale_id is None and audit.tool.asks_on_the_audits_scale:
        found.append("Choose a scale: the audit tool asks questions on it. Or choose another tool.")
    if audit.scale is not None and audit.scale.bands.count() < 2:
        found.append("The rating scale needs two bands at least: add them, or choose another.")
    if audit.facts_on is None:
        found.append("Give the date that ages and plans are stated at.")
    if not audit.unit_singular.strip() or not audit.unit_plural.strip():
        found.append("Name the unit that is audited, for one and for several.")
    if not audit.invitations.exists():
        found.append("Invite at least one agency.")
    if not audit.cases.exclude(state="excluded").exists():
        found.append("Add at least one case.")
    found += what_is_missing(audit)
    unasked = list(
        audit.cases.filter(involvements=None)
        .exclude(state="excluded")
        .order_by("number")
        .values_list("number", flat=True)[:5]
    )
    found += [f"Ask at least one agency about case {number}." for number in unasked]
    return found + blocks_conditions(audit)


def blocks_conditions(audit: Audit) -> list[str]:
    """Which questions a return asks is settled as it opens, by what is recorded of the case until then."""
    if audit.tool is None or not audit.tool.has_conditions:
        return []
    bare = audit.cases.filter(members=None, context=None).exclude(state="excluded").order_by("number")
    return [
        f"Record who is in case {number} and its context: the tool asks some questions only where it is recorded."
        for number in bare.values_list("number", flat=True)[:5]
    ]


def blocks_meeting(audit: Audit) -> list[str]:
    """Late is normal: a meeting may start with returns missing, but not without any case."""
    return [] if audit.cases.exists() else ["Add at least one case."]


def blocks_reporting(audit: Audit) -> list[str]:
    if audit.is_dip_sample or audit.cases.filter(state="agreed").exists():
        return []
    return ["Agree at least one case at its meeting."]


def blocks_published(audit: Audit) -> list[str]:
    published = getattr(audit, "briefing", None) is not None and audit.briefing.editions.exists()
    return [] if published else ["Publish the briefing: that moves the audit on."]


BLOCKS: dict[str, Callable[[Audit], list[str]]] = {
    State.SAMPLE: blocks_sample,
    State.RETURNS: blocks_returns,
    State.MEETING: blocks_meeting,
    State.REPORTING: blocks_reporting,
    State.PUBLISHED: blocks_published,
}


# What later steps do when an audit reaches a stage, in the same transaction: (audit, by=, now=). A step stands above
# this one, so it adds itself here (audits/desk/follow_ups.py) and is never imported from here.
WHEN_REACHED: dict[str, list[Callable[..., object]]] = {state: [] for state in State}


def check_dip_sample(person: Person, audit: Audit) -> None:
    """Only a dip sample goes from its returns to its findings without a meeting."""
    check_leads(person, audit)
    if not audit.is_dip_sample:
        raise Refused("Only a dip sample goes without a meeting. Open the meeting first.")


MOVES: Moves = {
    State.SETUP: {State.SAMPLE: check_leads},
    State.SAMPLE: {State.RETURNS: check_leads, State.SETUP: check_leads},
    State.RETURNS: {State.MEETING: check_leads, State.REPORTING: check_dip_sample},
    State.MEETING: {State.REPORTING: check_leads, State.RETURNS: check_leads},
    State.REPORTING: {State.PUBLISHED: check_can_publish_audit, State.MEETING: check_leads},
    State.PUBLISHED: {State.CLOSED: check_leads, State.REPORTING: check_leads},
    State.CLOSED: {},
}
ORDER = [state.value for state in State]
# Who each rule of the table lets, as the page of the stages says it.
WHO: dict[Callable[..., None], str] = {
    check_leads: "the audit’s lead",
    check_dip_sample: "the audit’s lead",
    check_can_publish_audit: "a safeguarding lead, by publishing the briefing",
}


def is_forward(current: str, to: str) -> bool:
    return ORDER.index(to) > ORDER.index(current)


def what_blocks(audit: Audit, to: str) -> list[str]:
    """Sentences for what must be done before the audit goes on to `to`; none when nothing does.

    Going back is never blocked. An audit recorded from paper is taken as it was.
    """
    if audit.origin == Audit.Origin.RECORDED or not is_forward(audit.state, to) or to not in BLOCKS:
        return []
    return BLOCKS[to](audit)


def next_states(audit: Audit) -> list[str]:
    """The stages the audit's page offers: those of the table, a meeting being left out only by a dip sample."""
    skips = set() if audit.is_dip_sample else {State.REPORTING} if audit.state == State.RETURNS else set()
    return [state for state in MOVES[audit.state] if state not in skips]
