"""The page of the stages: where audit and cases stand, what is in the way in words, what went back and why."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast, open_return


def text(response) -> str:
    return response.content.decode()


def test_what_comes_next_and_what_is_in_the_way(cast: Cast, sign_in, audit: Audit, case, school_return) -> None:
    page = text(sign_in(cast.lead).get(f"/audits/{audit.reference}/stages/"))
    assert "<strong>Returns open</strong>: now" in page
    assert "Moved on by the audit’s lead." in page
    assert "0 of 1" in page
    assert "1 return is still out. The meeting may start without them" in page
    Audit.objects.update(state="meeting")
    assert "Agree at least one case at its meeting." in text(
        sign_in(cast.safeguarding_lead).get(f"/audits/{audit.reference}/stages/")
    )


def test_agencies_and_strangers_find_nothing(cast: Cast, sign_in, audit: Audit, school_return) -> None:
    address = f"/audits/{audit.reference}/stages/"
    assert sign_in(cast.school_contact).get(address).status_code == 403
    assert sign_in(cast.administrator).get(address).status_code == 404


def test_the_audit_goes_back_with_a_reason_that_everybody_in_the_team_reads(cast: Cast, sign_in, audit: Audit) -> None:
    Audit.objects.update(state="meeting")
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/go-back/"
    assert "Say why it goes back." in text(client.post(address, {"to": "returns"}))
    assert "Choose one of the answers" in text(client.post(address, {"to": "closed", "reason": "So."}))
    client.post(address, {"to": "returns", "reason": "Two <b>schools</b> came late."})
    audit.refresh_from_db()
    assert audit.state == "returns"
    page = text(sign_in(cast.scrutineer).get(f"/audits/{audit.reference}/stages/"))
    assert "the audit went from “Meetings” back to “Returns open”" in page
    assert "Two &lt;b&gt;schools&lt;/b&gt; came late." in page
    assert sign_in(cast.scrutineer).post(address, {"to": "sample", "reason": "x"}).status_code == 403


@pytest.mark.parametrize("size", [2, 30])
def test_the_page_asks_the_same_number_of_questions_at_any_size(cast: Cast, sign_in, audit: Audit, size: int) -> None:
    for number in range(1, size + 1):
        state = ("returns", "meeting", "agreed")[number % 3]
        one = Case.objects.create(audit=audit, number=number, state=state, added_at=NOW, added_by=cast.lead)
        open_return(one, cast.school, cast.auditor)
        handed_in = open_return(one, cast.police, cast.police_auditor)
        AgencyReturn.objects.filter(pk=handed_in.pk).update(
            state="submitted", submitted_at=NOW, submitted_by=cast.police_auditor
        )
    client = sign_in(cast.lead)
    with CaptureQueriesContext(connection) as asked:
        page = text(client.get(f"/audits/{audit.reference}/stages/"))
    assert page.count("1 of 2") == size
    assert len(asked) <= 13, [one["sql"][:90] for one in asked]
