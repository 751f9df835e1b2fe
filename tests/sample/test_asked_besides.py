"""What an audit asks of people besides: on the form and the page where it is ticked, and nowhere where it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agencies.models import Person
from audit_project.refused import Refused
from audits.codes.models import FirstLanguage, LegalStatus, Placement, SpecialNeeds
from audits.sample import acts
from audits.sample.models import Case, CaseMember, Involvement
from audits.scope.acts import edit_scope
from audits.scope.models import AskedOfPeople, Audit
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LABELS = {fact.value: str(fact.label) for fact in AskedOfPeople}
RECORDED = {"first_language": "EASTEUROPE", "legal_status": "INTERIM", "placement": "FOSTER", "special_needs": "PLAN"}
SAID = {
    "first_language": "An eastern European language", "legal_status": "Interim care order",
    "placement": "Foster care", "special_needs": "Education, health and care plan",
}  # fmt: skip


def ask(audit: Audit, *names: str) -> None:
    Audit.objects.filter(pk=audit.pk).update(asks_of_people=list(names))


def of_case(case: Case, rest: str = "") -> str:
    return f"/audits/{case.audit.reference}/cases/{case.number}/{rest}"


def test_nothing_is_asked_at_first(cast: Cast, sign_in: SignIn, case: Case) -> None:
    assert case.audit.asks_of_people == []
    client = sign_in(cast.lead)
    for page in (of_case(case), of_case(case, "members/add/"), of_case(case, "members/1/")):
        shown = client.get(page).content.decode()
        for name, label in LABELS.items():
            assert label not in shown
            assert f'name="{name}"' not in shown


@pytest.mark.parametrize("name", AskedOfPeople.values)
def test_each_is_switched_on_by_itself(cast: Cast, sign_in: SignIn, case: Case, name: str) -> None:
    ask(case.audit, name)
    client = sign_in(cast.lead)
    form = client.get(of_case(case, "members/1/"))
    assert set(form.context["form"].fields) & set(AskedOfPeople.values) == {name}
    sent = {"version": "1", "kind": "child", "is_subject": "on", name: RECORDED[name]}
    assert client.post(of_case(case, "members/1/"), sent).status_code == 302
    assert getattr(case.members.get(), f"{name}_id") == RECORDED[name]
    page = client.get(of_case(case)).content.decode()
    assert SAID[name] in page
    assert [label for label in LABELS.values() if label in page] == [LABELS[name]]


def test_what_is_not_recorded_stands_so_and_nobody_must_record_it(cast: Cast, sign_in: SignIn, case: Case) -> None:
    ask(case.audit, *AskedOfPeople.values)
    client = sign_in(cast.lead)
    assert client.post(of_case(case, "members/add/"), {"kind": "child", "is_subject": "on"}).status_code == 302
    assert case.members.count() == 2
    row = 'key">Legal status</dt><dd class="govuk-summary-list__value">Not recorded</dd>'
    assert client.get(of_case(case)).content.decode().count(row) == 2


def test_switched_off_it_is_kept_and_stands_nowhere_and_comes_back(cast: Cast, sign_in: SignIn, case: Case) -> None:
    ask(case.audit, *AskedOfPeople.values)
    member = acts.add_member(case, by=cast.lead, now=NOW, kind="child", **RECORDED)
    ask(case.audit)
    client = sign_in(cast.lead)
    page = client.get(of_case(case)).content.decode()
    assert not [words for words in (*SAID.values(), *LABELS.values()) if words in page]
    sent = {"version": "1", "kind": "child", "is_subject": "on", "sex": "F", "placement": "CUSTODY"}
    assert client.post(of_case(case, f"members/{member.number}/"), sent).status_code == 302
    member = CaseMember.objects.get(pk=member.pk)
    assert (member.sex_id, {name: getattr(member, f"{name}_id") for name in RECORDED}) == ("F", RECORDED)
    ask(case.audit, *AskedOfPeople.values)
    page = client.get(of_case(case)).content.decode()
    assert all(words in page for words in SAID.values())


def test_an_entry_that_no_list_holds_is_refused(cast: Cast, sign_in: SignIn, case: Case) -> None:
    ask(case.audit, "placement")
    sent = {"kind": "child", "is_subject": "on", "placement": "MOON"}
    page = sign_in(cast.lead).post(of_case(case, "members/add/"), sent)
    assert page.status_code == 200
    assert "Choose one of the answers on the list." in page.content.decode()
    with pytest.raises(Refused):
        acts.add_member(case, by=cast.lead, now=NOW, kind="child", placement="MOON")
    assert case.members.count() == 1


def test_an_agency_that_has_not_answered_reads_nothing_of_it(cast: Cast, sign_in: SignIn, case: Case) -> None:
    Involvement.objects.create(case=case, agency=cast.police)
    ask(case.audit, *AskedOfPeople.values)
    acts.add_member(case, by=cast.lead, now=NOW, kind="child", **RECORDED)
    page = sign_in(cast.police_contact).get(of_case(case))
    assert not [words for words in (*SAID.values(), *LABELS.values()) if words in page.content.decode()]


def test_the_page_of_a_case_asks_the_same_of_the_database(
    cast: Cast, sign_in: SignIn, case: Case, django_assert_max_num_queries
) -> None:
    ask(case.audit, *AskedOfPeople.values)
    for _ in range(5):
        acts.add_member(case, by=cast.lead, now=NOW, kind="child", **RECORDED)
    client = sign_in(cast.lead)
    client.get(of_case(case))
    with django_assert_max_num_queries(14):
        client.get(of_case(case))


def test_the_lead_ticks_what_is_asked_while_the_audit_is_set_up(cast: Cast, sign_in: SignIn, audit: Audit) -> None:
    client, at = sign_in(cast.lead), f"/audits/{audit.reference}/set-up/scale/"
    page = client.get(at)
    sent = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert all(label in page.content.decode() for label in LABELS.values())
    assert client.post(at, sent | {"asks_of_people": ["placement", "first_language"]}).status_code == 302
    audit.refresh_from_db()
    assert sorted(audit.asks_of_people) == ["first_language", "placement"]
    refused = client.post(at, sent | {"version": audit.version, "asks_of_people": ["shoe_size"]})
    assert refused.status_code == 200
    with pytest.raises(Refused):
        edit_scope(audit, by=cast.lead, now=NOW, version=audit.version, asks_of_people=["shoe_size"])


def test_each_list_has_its_entries_and_one_for_what_is_not_known() -> None:
    for model in (FirstLanguage, LegalStatus, Placement, SpecialNeeds):
        rows = list(model.objects.order_by("order"))
        assert [row.order for row in rows] == list(range(1, len(rows) + 1))
        assert (rows[-1].pk, rows[-1].label) == ("NK", "Not known")
        assert len({row.label for row in rows}) == len(rows) >= 5


def test_only_what_is_known_may_be_asked(audit: Audit) -> None:
    audit.asks_of_people = ["shoe_size"]
    with pytest.raises(ValidationError):
        audit.clean_fields()
