"""Every stage of a case to every other, by everybody; and who sees a case is who may read it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.sample import acts, rules
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit, AuditTeam
from tests.conftest import NOW, TODAY, Cast

LEAVES = {(state, "excluded") for state in ("sample", "returns", "meeting", "agreed")}
LEAD_MAY = {
    *LEAVES,
    ("sample", "returns"),
    ("returns", "meeting"),
    ("meeting", "agreed"),
    ("meeting", "returns"),
    ("agreed", "meeting"),
}
CHAIR_MAY = LEAD_MAY - {("sample", "returns"), ("meeting", "returns")}
CONTACT_MAY = {("sample", "returns")}


def people_of(cast: Cast) -> dict[str, Person]:
    found = {one.name: getattr(cast, one.name) for one in fields(cast)}
    return {name: person for name, person in found.items() if isinstance(person, Person)}


def moves_of(person: Person, case: Case) -> set[tuple[str, str]]:
    done = set()
    for before in Case.State.values:
        for after in Case.State.values:
            Case.objects.update(state=before)
            case.refresh_from_db(fields=["state", "version"])
            try:
                acts.move_case(case, after, by=person, now=NOW)
            except Refused:
                continue
            done.add((before, after))
    return done


def test_a_case_moves_by_its_table_and_its_people(cast: Cast, case: Case) -> None:
    Involvement.objects.create(case=case, agency=cast.school)
    AuditTeam.objects.create(
        audit=case.audit, person=cast.police_auditor, part="chair", since=TODAY, given_at=NOW, given_by=cast.lead
    )
    expected = {
        "lead": LEAD_MAY, "police_auditor": CHAIR_MAY, "school_contact": CONTACT_MAY, "scrutineer": LEAVES,
    }  # fmt: skip
    for name, person in people_of(cast).items():
        assert moves_of(person, case) == expected.get(name, set()), name


def test_returns_of_a_case_wait_for_the_audit(cast: Cast, case: Case) -> None:
    Case.objects.update(state="sample")
    Audit.objects.update(state="sample")
    fresh = Case.objects.select_related("audit").get(pk=case.pk)
    with pytest.raises(Refused, match="Open the audit's returns first"):
        acts.move_case(fresh, "returns", by=cast.lead, now=NOW)


def test_who_sees_a_case_is_who_may_read_it(cast: Cast, school_return) -> None:
    case = school_return.case
    see = {name for name, one in people_of(cast).items() if Case.objects.visible_to(one).filter(pk=case.pk).exists()}
    assert see == {"lead", "scrutineer", "auditor", "school_contact"}
    for name in see:
        assert allowed(rules.check_can_read_case, getattr(cast, name), case)


def test_who_may_answer_sees_the_question(cast: Cast, school_return) -> None:
    asked = school_return.involvement
    for name, person in people_of(cast).items():
        if rules.can_answer(person, asked):
            assert Involvement.objects.visible_to(person).filter(pk=asked.pk).exists(), name
