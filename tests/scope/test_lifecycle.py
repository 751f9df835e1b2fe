"""Every stage of an audit to every other, by everybody: what the table allows is what happens, and nothing else."""

from __future__ import annotations

from dataclasses import fields

import pytest

from agencies.models import Person
from audit_project.refused import Refused
from audits.scope import acts
from audits.scope.lifecycle import MOVES, next_states, what_blocks
from audits.scope.models import Audit, AuditTeam
from tests.conftest import NOW, TODAY, Cast

STATES = Audit.State.values
LEAD_MAY = {
    ("setup", "sample"),
    ("sample", "returns"),
    ("sample", "setup"),
    ("returns", "meeting"),
    ("meeting", "reporting"),
    ("meeting", "returns"),
    ("reporting", "published"),
    ("reporting", "meeting"),
    ("published", "closed"),
    ("published", "reporting"),
}
SAFEGUARDING_LEAD_MAY = {("reporting", "published")}


@pytest.fixture
def unblocked(audit: Audit) -> Audit:
    """Recorded from paper, so that only the table and its rules stand in the way."""
    Audit.objects.update(origin="recorded", recorded_from="A report")
    audit.refresh_from_db()
    return audit


def moves_of(person: Person, audit: Audit) -> set[tuple[str, str]]:
    done = set()
    for before in STATES:
        for after in STATES:
            Audit.objects.update(state=before)
            audit.refresh_from_db()
            try:
                acts.move_audit(audit, after, by=person, now=NOW, reason="A return came late.")
            except Refused:
                audit.refresh_from_db()
                assert audit.state == before
            else:
                done.add((before, after))
    return done


def test_the_lead_moves_along_the_table(cast: Cast, unblocked: Audit) -> None:
    assert moves_of(cast.lead, unblocked) == LEAD_MAY


def test_a_safeguarding_lead_publishes_and_moves_nothing_else(cast: Cast, unblocked: Audit) -> None:
    assert moves_of(cast.safeguarding_lead, unblocked) == SAFEGUARDING_LEAD_MAY


def test_nobody_else_moves_an_audit(cast: Cast, unblocked: Audit) -> None:
    AuditTeam.objects.create(
        audit=unblocked, person=cast.police_auditor, part="chair", since=TODAY, given_at=NOW, given_by=cast.lead
    )
    may = {"lead", "safeguarding_lead", "second_safeguarding_lead"}
    people = {one.name: getattr(cast, one.name) for one in fields(cast)}
    others = [person for name, person in people.items() if isinstance(person, Person) and name not in may]
    assert len(others) > 10
    for person in others:
        for before, allowed in MOVES.items():
            for check in allowed.values():
                unblocked.state = before
                with pytest.raises(Refused):
                    check(person, unblocked)


def test_only_a_dip_sample_goes_without_a_meeting(cast: Cast, unblocked: Audit) -> None:
    assert "reporting" not in next_states(unblocked)
    with pytest.raises(Refused, match="Only a dip sample goes without a meeting"):
        acts.move_audit(unblocked, "reporting", by=cast.lead, now=NOW)
    Audit.objects.update(is_dip_sample=True)
    unblocked.refresh_from_db()
    assert "reporting" in next_states(unblocked)
    acts.move_audit(unblocked, "reporting", by=cast.lead, now=NOW)


def test_what_stands_in_the_way_is_said_for_each_stage(cast: Cast, audit: Audit, case) -> None:
    audit.state = "meeting"
    assert what_blocks(audit, "reporting") == ["Agree at least one case at its meeting."]
    assert what_blocks(audit, "returns") == []
    audit.state = "reporting"
    assert what_blocks(audit, "published") == ["Publish the briefing: that moves the audit on."]
    case.state = "agreed"
    case.save()
    audit.state = "meeting"
    assert what_blocks(audit, "reporting") == []


def test_two_people_cannot_both_make_one_move(cast: Cast, unblocked: Audit) -> None:
    second = Audit.objects.get(pk=unblocked.pk)
    acts.move_audit(unblocked, "meeting", by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Someone else has just moved this on"):
        acts.move_audit(second, "meeting", by=cast.lead, now=NOW)
