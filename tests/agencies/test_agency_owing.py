"""An agency goes out of use only after what it still owes was shown and ticked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from agencies.directory import acts as agency_acts
from agencies.models import Agency, JournalEntry, Person
from audit_project.refused import Refused
from audits.actions.models import Action, Recommendation
from audits.concerns import acts as concern_acts
from audits.desk.owed import in_audits
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.sample.models import Case, Involvement
from tests.conftest import NOW, TODAY, Cast, make_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SECRET = "She said that it goes on."


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def owing(case: Case, police_return: AgencyReturn, school_return: AgencyReturn, cast: Cast) -> Agency:
    """The police, which owe one thing of every kind."""
    second = Case.objects.create(audit=case.audit, number=2, state="returns", added_at=NOW, added_by=cast.lead)
    Involvement.objects.create(case=second, agency=cast.police)
    advice = Recommendation.objects.create(audit=case.audit, text="Tell schools.")
    Action.objects.create(
        audit=case.audit, recommendation=advice, owner=cast.police, text="Change the form.", due=TODAY
    )
    ReturnLink.objects.create(
        agency_return=police_return, person=make_person("Gita Guest", is_guest=True), email="gita@police.example",
        token_hash="0" * 64, code_hash="!", until=TODAY, sent_at=NOW, sent_by=cast.police_contact,
    )  # fmt: skip
    concern_acts.raise_concern(
        case, by=cast.police_auditor, now=NOW, kind="child", what=SECRET, rang="Front door",
        rang_at=NOW, they_said="They ring back.", next_check_at=NOW + timedelta(days=1), agency=cast.police,
    )  # fmt: skip
    return cast.police


def test_what_is_owed_is_said_in_counts_and_audits_and_never_in_words_of_a_case(
    owing: Agency, cast: Cast, sign_in: SignIn
) -> None:
    page = text(sign_in(cast.administrator).get(f"/agencies/{owing.uid}/out-of-use/"))
    for sentence in (
        "1 return not handed in: T-2026-01 (1).",
        "1 question whether it knows a child: T-2026-01 (1).",
        "1 open action: T-2026-01 (1).",
        "1 immediate concern to see to: T-2026-01 (1).",
        "1 link to a return in force: T-2026-01 (1).",
    ):
        assert sentence in page
    for kept in (SECRET, "A theme nobody may see", "Known since the spring", "Change the form", "gita@", "case 1"):
        assert kept not in page
    assert sentence in text(sign_in(cast.administrator).get(f"/agencies/{owing.uid}/"))


def test_it_goes_out_of_use_once_that_was_ticked(owing: Agency, cast: Cast, sign_in: SignIn) -> None:
    admin, here = sign_in(cast.administrator), f"/agencies/{owing.uid}/out-of-use/"
    assert "Tick that you have seen what is still owed." in text(admin.post(here, {}))
    assert Agency.objects.get(pk=owing.pk).is_active
    assert admin.post(here, {"seen": "on"}).status_code == 302
    assert not Agency.objects.get(pk=owing.pk).is_active
    assert JournalEntry.objects.latest("pk").verb == "deactivated"
    assert AgencyReturn.objects.filter(agency=owing).count() == 1
    with pytest.raises(Refused, match="Tick that you have seen"):
        agency_acts.deactivate_agency(owing, by=cast.administrator, now=NOW, seen=False)


def test_a_services_debts_are_its_organisations(case: Case, cast: Cast, sign_in: SignIn) -> None:
    Involvement.objects.create(case=case, agency=cast.school_nursing)
    page = text(sign_in(cast.administrator).get(f"/agencies/{cast.trust.uid}/out-of-use/"))
    assert "1 question whether it knows a child" in page


def test_what_is_done_is_not_owed(owing: Agency, cast: Cast, sign_in: SignIn) -> None:
    AgencyReturn.objects.filter(agency=owing).update(state="submitted", submitted_at=NOW, submitted_by=cast.lead)
    Action.objects.update(state="done", evidence="The new form.")
    page = text(sign_in(cast.administrator).get(f"/agencies/{owing.uid}/out-of-use/"))
    assert "not handed in" not in page
    assert "open action" not in page
    ReturnLink.objects.update(until=TODAY - timedelta(days=1))
    assert "in force" not in text(sign_in(cast.administrator).get(f"/agencies/{owing.uid}/"))


def test_nobody_else_takes_an_agency_out_of_use(cast: Cast, sign_in: SignIn) -> None:
    for person, status in ((cast.lead, 403), (cast.police_contact, 403), (cast.school_contact, 404)):
        assert sign_in(person).post(f"/agencies/{cast.police.uid}/out-of-use/", {"seen": "on"}).status_code == status
    assert Agency.objects.get(pk=cast.police.pk).is_active


def test_many_audits_are_named_up_to_five() -> None:
    rows = [(f"A-{number}", number) for number in range(1, 8)]
    assert in_audits(rows) == "A-1 (1), A-2 (2), A-3 (3), A-4 (4), A-5 (5) and 13 in 2 more audits"
