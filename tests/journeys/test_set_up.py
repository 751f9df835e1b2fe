"""From nothing to open returns, through the pages alone: the lead sets up and asks, the agency answers."""

from __future__ import annotations

from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from audits.tools.models import AuditTool
from tests.conftest import Cast


def test_an_audit_goes_from_its_set_up_to_open_returns(cast: Cast, sign_in) -> None:
    lead, contact, auditor = sign_in(cast.lead), sign_in(cast.school_contact), sign_in(cast.auditor)
    root = "/audits/A-2026-11"

    def post(client, address: str, **given: object) -> None:
        response = client.post(f"{root}/{address}", given)
        assert response.status_code == 302, response.content.decode()

    lead.post("/audits/new/", {"reference": "A-2026-11", "theme": "Neglect", "why": "It grew."})
    post(
        lead,
        "set-up/scale/",
        version=1,
        tool=AuditTool.objects.get(code="familial-csa").pk,
        scale="",
        small_n=10,
        threshold=5,
    )
    post(lead, "set-up/dates/", version=2, facts_on_day="30", facts_on_month="9", facts_on_year="2026")
    post(lead, "agencies/", agencies=[cast.school.pk, cast.police.pk])
    assert contact.get(f"{root}/").status_code == 404  # still being set up: nobody's business yet
    post(lead, "move/", to="sample")
    post(lead, "cases/", number="")
    post(lead, "cases/1/members/add/", kind="child", is_subject="on", age_number="9", age_unit="years", sex="F")
    assert auditor.get(f"{root}/cases/1/").status_code == 404
    post(lead, "cases/1/ask/", agencies=[cast.school.pk, cast.police.pk])
    assert "Say how this information is handled" in lead.get(f"{root}/set-up/").content.decode()
    refused = lead.post(f"{root}/move/", {"to": "returns"})
    assert "Say how this information is handled" in refused.content.decode()
    page = lead.get(f"{root}/information/").content.decode()
    assert "Children Act 2004" in page  # a suggestion, until somebody confirms it
    soon = {"day": "1", "month": "9", "year": "2027"}
    post(
        lead,
        "information/",
        version=1,
        controllers="Millbrook Council",
        host="Millbrook Council",
        contacts="dpo@council.example",
        dpia_reference="DPIA-9",
        sharing_reference="ISA-9",
        lawful_basis="A task in the public interest.",
        confirms_basis="on",
        **{f"dpia_review_on_{part}": value for part, value in soon.items()},
        **{f"sharing_review_on_{part}": value for part, value in soon.items()},
    )
    post(lead, "move/", to="returns")
    assert not AgencyReturn.objects.exists()

    question = Involvement.objects.get(agency=cast.school)
    post(contact, f"cases/1/involvement/{question.uid}/", version=1, answer="KNOWN", auditor=cast.auditor.pk)
    opened = AgencyReturn.objects.get()
    assert (opened.agency, opened.state) == (cast.school, "not_started")
    assert Case.objects.get().state == "returns"
    assert Audit.objects.get().state == "returns"
    page = auditor.get(f"{root}/cases/1/")
    assert page.status_code == 200
    assert "Not started" in page.content.decode()
    assert "Example Police" not in page.content.decode()
