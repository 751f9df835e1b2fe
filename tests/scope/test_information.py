"""How information is handled and how long it is kept: who says it, what it holds back, what a hold stops."""

from __future__ import annotations

import pytest

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.scope.information import acts as information
from audits.scope.information.models import Retention
from audits.scope.models import Audit, AuditTeam
from tests.conftest import NOW, TODAY, Cast, say_how_handled


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def governance(cast: Cast, audit: Audit):
    """The audit's information governance lead, who is a police officer otherwise."""
    AuditTeam.objects.create(
        audit=audit, person=cast.panel, part="governance", since=TODAY, given_at=NOW, given_by=cast.lead
    )
    return cast.panel


def test_what_is_missing_is_said_line_by_line(cast: Cast, audit: Audit) -> None:
    assert information.what_is_missing(audit) == ["Say how this information is handled."]
    information.write_information(audit, by=cast.lead, now=NOW, version=1, host="The council")
    missing = information.what_is_missing(audit)
    assert "Say who the controllers of the information are." in missing
    assert "Say who hosts it." not in missing
    assert information.UNCONFIRMED in missing
    audit.information.delete()
    say_how_handled(audit, cast.lead)
    assert information.what_is_missing(audit) == []


def test_new_words_of_the_lawful_basis_are_confirmed_anew(cast: Cast, audit: Audit) -> None:
    say_how_handled(audit, cast.lead)
    row = information.write_information(
        audit, by=cast.lead, now=NOW, version=2, lawful_basis="Another basis.", confirms_basis=False
    )
    assert row.lawful_basis_confirmed_at is None
    assert information.what_is_missing(audit) == [information.UNCONFIRMED]
    row = information.write_information(
        audit, by=cast.lead, now=NOW, version=3, lawful_basis="Another basis.", confirms_basis=True
    )
    assert (row.lawful_basis_confirmed_by, information.what_is_missing(audit)) == (cast.lead, [])


def test_the_governance_lead_may_and_others_only_read(cast: Cast, sign_in, audit: Audit, governance) -> None:
    address = f"/audits/{audit.reference}/information/"
    page = text(sign_in(governance).get(address))
    assert "This is only a suggestion" in page
    assert sign_in(governance).post(address, {"version": 1, "host": "The council"}).status_code == 302
    read = text(sign_in(cast.scrutineer).get(address))
    assert "The council" in read
    assert "<textarea" not in read
    assert sign_in(cast.scrutineer).post(address, {"version": 2, "host": "Me"}).status_code == 403
    assert sign_in(cast.school_contact).get(address).status_code == 403
    assert sign_in(cast.stranger).get(address).status_code == 404


def test_two_who_write_at_once_see_both(cast: Cast, sign_in, audit: Audit) -> None:
    address = f"/audits/{audit.reference}/information/"
    client = sign_in(cast.lead)
    client.post(address, {"version": 1, "host": "The council", "lawful_basis": "A task."})
    clash = client.post(address, {"version": 1, "host": "The police", "lawful_basis": "A task."})
    assert clash.status_code == 409
    assert "The council" in text(clash)
    assert "The police" in text(clash)
    with pytest.raises(Stale):
        information.set_retention(audit, by=cast.lead, now=NOW, version=9, key_review_on=TODAY)


def test_dates_are_suggested_until_they_are_saved(cast: Cast, sign_in, audit: Audit) -> None:
    Audit.objects.update(report_due=TODAY)
    address = f"/audits/{audit.reference}/retention/"
    client = sign_in(cast.lead)
    assert "They hold once you have saved them." in text(client.get(address))
    assert not Retention.objects.exists()
    client.post(address, {"version": 1, "key_review_on_day": 1, "key_review_on_month": 2, "key_review_on_year": 2028})
    row = Retention.objects.get()
    assert (row.key_review_on.isoformat(), row.returns_review_on) == ("2028-02-01", None)


def test_a_hold_stops_removal_until_it_is_lifted(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/"
    assert "Say why the audit is held." in text(client.post(address + "hold/", {"reason": " "}))
    information.check_not_held(audit)
    client.post(address + "hold/", {"reason": "An inquest was announced."})
    with pytest.raises(Refused, match="on legal hold"):
        information.check_not_held(audit)
    page = text(client.get(address + "retention/"))
    assert "This audit is on legal hold" in page
    assert "An inquest was announced." in page
    assert "on hold already" in text(client.post(address + "hold/", {"reason": "Again."}))
    assert sign_in(cast.scrutineer).post(address + "hold/lift/").status_code == 403
    assert sign_in(cast.police_contact).post(address + "hold/lift/").status_code == 403
    Audit.objects.update(state="closed")  # a hold is lifted, or put on, after the end as well
    client.post(address + "hold/lift/")
    information.check_not_held(audit)
    verbs = JournalEntry.objects.filter(kind="retention", refused=False).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["put_on_hold", "lifted_hold"]
    assert client.post(address + "information/", {"version": 1}).status_code == 403
