"""Every move of a return by every role: from each state to each other, who may and who may not."""

from __future__ import annotations

from itertools import product

import pytest

from audit_project.refused import Refused
from audits import lifecycle
from audits.lifecycle import Move
from audits.returns import rules
from audits.returns.lifecycle import MOVES
from audits.returns.models import AgencyReturn
from tests.conftest import NOW, Cast

S = AgencyReturn.State
OWN = {"auditor", "school_contact"}
LEADS = {"lead"}
# The whole table: what is not here, nobody may do.
ALLOWED = {
    (S.NOT_STARTED, S.IN_PROGRESS): OWN,
    (S.NOT_STARTED, S.SUBMITTED): OWN,
    (S.IN_PROGRESS, S.SUBMITTED): OWN,
    (S.SENT_BACK, S.SUBMITTED): OWN,
    (S.SENT_BACK, S.IN_PROGRESS): OWN,
    (S.SUBMITTED, S.ACCEPTED): LEADS,
    (S.SUBMITTED, S.SENT_BACK): LEADS,
    (S.ACCEPTED, S.SENT_BACK): LEADS,
}
ROLES = (
    "auditor", "colleague", "school_contact", "police_auditor", "police_contact", "trust_contact", "lead",
    "other_lead", "panel", "safeguarding_lead", "scrutineer", "administrator", "reader", "stranger", "superuser",
)  # fmt: skip
PAIRS = [(one, other) for one, other in product(S.values, S.values) if one != other]


@pytest.mark.parametrize(("from_state", "to_state"), PAIRS)
def test_who_may_make_the_move(school, cast: Cast, from_state: str, to_state: str) -> None:
    fields = {"submitted_at": NOW, "submitted_by": cast.auditor} if to_state == S.SUBMITTED else {}
    may = set()
    for role in ROLES:
        AgencyReturn.objects.filter(pk=school.pk).update(state=from_state)
        row = AgencyReturn.objects.get(pk=school.pk)
        try:
            lifecycle.move(row, to_state, MOVES, by=getattr(cast, role), now=NOW, **fields)
        except Refused:
            assert AgencyReturn.objects.get(pk=school.pk).state == from_state
        else:
            may.add(role)
    assert may == ALLOWED.get((S(from_state), S(to_state)), set())
    assert Move.objects.filter(from_state=from_state, to_state=to_state).count() == len(may)


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("role", ROLES)
def test_the_rule_lets_nobody_read_what_the_queryset_hides(school, cast: Cast, state: str, role: str) -> None:
    AgencyReturn.objects.filter(pk=school.pk).update(state=state)
    row = AgencyReturn.objects.get(pk=school.pk)
    person = getattr(cast, role)
    seen = AgencyReturn.objects.visible_to(person).filter(pk=row.pk).exists()
    drafts = state in (S.NOT_STARTED, S.IN_PROGRESS)
    assert seen == (role in {"auditor", "school_contact", "lead", "scrutineer"})
    if seen:
        assert rules.can_read(person, row) == (role in OWN or not drafts)
    if rules.can_write(person, row):
        assert seen
