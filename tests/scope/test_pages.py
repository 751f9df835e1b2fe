"""The pages of setting up: they work for the lead; they are closed to agencies, to strangers, in a wrong state."""

from __future__ import annotations

import pytest

from agencies.models import JournalEntry
from audits.scope.models import Audit, AuditTeam
from audits.tools.models import AuditTool
from tests.conftest import TODAY, Cast

SECTIONS = ["theme", "terms", "dates", "selection", "scale"]


def text(response) -> str:
    return response.content.decode()


def test_a_lead_sets_an_audit_up(cast: Cast, sign_in) -> None:
    client = sign_in(cast.lead)
    assert "Set up an audit" in text(client.get("/audits/new/"))
    response = client.post("/audits/new/", {"reference": "A-2026-05", "theme": "Neglect", "why": "It grew."})
    assert response.headers["Location"] == "/audits/A-2026-05/set-up/"
    page = text(client.get("/audits/A-2026-05/set-up/"))
    assert "Neglect" in page
    assert "Move on to: Choosing the sample" in page
    assert "Neglect" not in page.split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize("who", ["auditor", "safeguarding_lead", "administrator", "stranger"])
def test_others_do_not_learn_that_audits_are_set_up_here(cast: Cast, sign_in, who: str) -> None:
    assert sign_in(getattr(cast, who)).get("/audits/new/").status_code == 404


def test_a_new_audit_says_what_is_wrong_field_by_field(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.lead)
    page = text(client.post("/audits/new/", {"reference": "a 1", "theme": ""}))
    assert "Use 2 to 30 capital letters, figures and hyphens" in page
    assert "Enter theme." in page
    again = text(client.post("/audits/new/", {"reference": audit.reference, "theme": "x"}))
    assert "There is already an audit with this reference." in again
    long = text(client.post("/audits/new/", {"reference": "A-2", "theme": "x" * 1_000_000}))
    assert "Use 200 characters or fewer" in long
    assert "Enter theme." in text(client.post("/audits/new/", {"reference": "A-2", "theme": "\x00\x02"}))
    assert Audit.objects.count() == 1


@pytest.mark.parametrize("slug", SECTIONS)
def test_the_lead_opens_each_section_and_nobody_else_does(cast: Cast, sign_in, audit: Audit, slug: str) -> None:
    address = f"/audits/{audit.reference}/set-up/{slug}/"
    assert sign_in(cast.lead).get(address).status_code == 200
    assert sign_in(cast.scrutineer).get(address).status_code == 403
    assert sign_in(cast.school_contact).get(address).status_code == 403
    assert sign_in(cast.other_lead).get(address).status_code == 404


def test_a_section_that_is_none_is_not_found(cast: Cast, sign_in, audit: Audit) -> None:
    assert sign_in(cast.lead).get(f"/audits/{audit.reference}/set-up/nothing/").status_code == 404


def test_words_are_kept_exactly_and_never_become_markup(cast: Cast, sign_in, audit: Audit) -> None:
    words = "<script>alert(1)</script> 🧸 {{ audit }} & “so”"
    client = sign_in(cast.lead)
    client.post(f"/audits/{audit.reference}/set-up/theme/", {"version": 1, "theme": "T", "why": words})
    audit.refresh_from_db()
    assert audit.why == words
    for address in ("set-up/", "set-up/theme/"):
        page = text(client.get(f"/audits/{audit.reference}/{address}"))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_second_to_save_sees_both_texts_and_may_save_again(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/set-up/theme/"
    client.post(address, {"version": 1, "theme": "T", "why": "Their words"})
    clash = client.post(address, {"version": 1, "theme": "T", "why": "My own words"})
    assert clash.status_code == 409
    assert "Their words" in text(clash)
    assert text(clash).count("My own words") == 2  # beside theirs, and still in the form
    assert 'name="version" value="2"' in text(clash)
    assert client.post(address, {"version": 2, "theme": "T", "why": "My own words"}).status_code == 302
    audit.refresh_from_db()
    assert audit.why == "My own words"


def test_dates_are_asked_in_three_boxes_and_their_order_is_checked(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/set-up/dates/"
    given = {"version": 1, "period_from_day": "2", "period_from_month": "1", "period_from_year": "2026"}
    later = given | {"period_to_day": "1", "period_to_month": "1", "period_to_year": "2026"}
    assert "must end on or after the day it begins" in text(client.post(address, later))
    assert "Enter a real date" in text(
        client.post(address, given | {"facts_on_day": "31", "facts_on_month": "2", "facts_on_year": "2026"})
    )
    assert (
        client.post(
            address, given | {"period_to_day": "3", "period_to_month": "1", "period_to_year": "2026"}
        ).status_code
        == 302
    )
    assert "2 January 2026" in text(client.get(f"/audits/{audit.reference}/set-up/"))


def test_the_tool_stays_once_returns_are_open(cast: Cast, sign_in, audit: Audit) -> None:
    response = sign_in(cast.lead).post(
        f"/audits/{audit.reference}/set-up/scale/",
        {"version": 1, "tool": "", "scale": "", "small_n": 10, "threshold": 5},
    )
    assert "The tool cannot change once returns are open" in text(response)


def test_numbers_outside_their_limits_are_refused_in_words(cast: Cast, sign_in, audit: Audit) -> None:
    given = {"version": 1, "tool": audit.tool_id, "scale": audit.scale_id, "small_n": "9" * 30, "threshold": "0"}
    page = text(sign_in(cast.lead).post(f"/audits/{audit.reference}/set-up/scale/", given))
    assert "Enter a whole number from 2 to 100." in page
    assert "Enter a whole number from 1 to 20." in page
    wrong = text(
        sign_in(cast.lead).post(f"/audits/{audit.reference}/set-up/scale/", given | {"scale": "99999", "version": "x"})
    )
    assert "Choose one of the answers on the list." in wrong


def test_a_published_audit_is_no_longer_set_up(cast: Cast, sign_in, audit: Audit) -> None:
    Audit.objects.update(state="published")
    response = sign_in(cast.lead).get(f"/audits/{audit.reference}/set-up/theme/")
    assert response.status_code == 403
    assert "can no longer be changed" in text(response)
    assert JournalEntry.objects.filter(refused=True, person_name_then="Lena Lead").exists()


def test_the_overview_is_for_the_team_and_safeguarding_leads(cast: Cast, sign_in, audit: Audit) -> None:
    address = f"/audits/{audit.reference}/set-up/"
    assert "First reason." in text(sign_in(cast.safeguarding_lead).get(address))
    assert "Change" not in text(sign_in(cast.scrutineer).get(address)).split("<main")[1]
    assert sign_in(cast.school_contact).get(address).status_code == 403
    assert sign_in(cast.auditor).get(address).status_code == 404
    assert sign_in(cast.stranger).get(address).status_code == 404


def test_the_overview_asks_few_questions(cast: Cast, sign_in, audit: Audit, django_assert_max_num_queries) -> None:
    client = sign_in(cast.lead)
    client.get(f"/audits/{audit.reference}/set-up/")
    with django_assert_max_num_queries(8):
        client.get(f"/audits/{audit.reference}/set-up/")


def test_the_audit_moves_on_from_its_page_and_says_what_stands_in_the_way(cast: Cast, sign_in, audit: Audit) -> None:
    Audit.objects.update(state="sample", facts_on=None, tool=None)
    client = sign_in(cast.lead)
    page = text(client.get(f"/audits/{audit.reference}/set-up/"))
    for sentence in ("Choose the audit tool.", "Give the date that ages and plans", "Add at least one case."):
        assert sentence in page
    refused = client.post(f"/audits/{audit.reference}/move/", {"to": "returns"})
    assert "Choose the audit tool." in text(refused)
    audit.refresh_from_db()
    assert audit.state == "sample"
    assert "Say why it goes back." in text(client.post(f"/audits/{audit.reference}/move/", {"to": "setup"}))
    audit.refresh_from_db()
    assert audit.state == "sample"
    assert "cannot become" in text(client.post(f"/audits/{audit.reference}/move/", {"to": "\U0001f9f8"}))


@pytest.mark.parametrize("who", ["scrutineer", "panel", "safeguarding_lead", "school_contact"])
def test_nobody_but_the_lead_moves_it(cast: Cast, sign_in, audit: Audit, who: str) -> None:
    response = sign_in(getattr(cast, who)).post(f"/audits/{audit.reference}/move/", {"to": "meeting"})
    assert response.status_code == 403
    audit.refresh_from_db()
    assert audit.state == "returns"


def test_the_lead_gives_a_part_and_ends_it(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/team/"
    assert "Paula Panel" in text(client.get(address))
    assert client.post(address, {"person": cast.police_auditor.pk, "part": "chair"}).status_code == 302
    part = AuditTeam.objects.get(person=cast.police_auditor)
    assert (part.part, part.given_by, part.since) == ("chair", cast.lead, TODAY)
    client.post(f"{address}{part.uid}/end/")
    part.refresh_from_db()
    assert part.until == TODAY
    own = AuditTeam.objects.get(person=cast.lead)
    assert client.post(f"{address}{own.uid}/end/").status_code == 403
    assert "Choose one of the answers" in text(client.post(address, {"person": cast.lead.pk, "part": "chair"}))


def test_the_scrutineer_reads_the_team_and_gives_no_part(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.scrutineer)
    address = f"/audits/{audit.reference}/team/"
    assert "Give the part" not in text(client.get(address))
    assert client.post(address, {"person": cast.panel.pk, "part": "chair"}).status_code == 403
    assert sign_in(cast.police_contact).get(address).status_code == 403


def test_agencies_are_invited_from_the_page(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/agencies/"
    assert "Hillside School" in text(client.get(address))
    assert "Choose at least one agency." in text(client.post(address, {}))
    assert client.post(address, {"agencies": [cast.trust.pk]}).status_code == 302
    assert audit.invitations.filter(agency=cast.trust).exists()
    assert client.post(f"{address}{cast.trust.uid}/uninvite/").status_code == 302
    assert client.post(f"{address}{cast.trust.uid}/uninvite/").status_code == 404
    assert "Choose one of the answers" in text(client.post(address, {"agencies": [99999]})) or "not one of" in text(
        client.post(address, {"agencies": [99999]})
    )
    assert sign_in(cast.scrutineer).post(address, {"agencies": [cast.trust.pk]}).status_code == 403
    assert sign_in(cast.other_lead).get(address).status_code == 404


def test_areas_and_strands_are_added_from_the_page(cast: Cast, sign_in, audit: Audit) -> None:
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/strands/"
    assert client.post(address, {"act": "area", "area-name": "North board"}).status_code == 302
    again = text(client.post(address, {"act": "area", "area-name": "north board"}))
    assert "There is already an area with this name." in again
    area = audit.areas.get()
    given = {"act": "strand", "strand-code": "north", "strand-name": "Northern", "strand-area": area.pk}
    assert client.post(address, given).status_code == 302
    assert "Northern (North board)" in text(client.get(address))
    assert "There is already a strand with this code." in text(client.post(address, given))
    assert sign_in(cast.scrutineer).post(address, given).status_code == 403


def test_a_tool_may_be_chosen_while_the_audit_is_set_up(cast: Cast, sign_in, audit: Audit) -> None:
    Audit.objects.update(state="setup", tool=None)
    response = sign_in(cast.lead).post(
        f"/audits/{audit.reference}/set-up/scale/",
        {
            "version": 1,
            "tool": AuditTool.objects.get(code="familial-csa").pk,
            "scale": "",
            "small_n": 10,
            "threshold": 5,
        },
    )
    assert response.status_code == 302
    audit.refresh_from_db()
    assert (audit.tool, audit.scale) == (AuditTool.objects.get(code="familial-csa"), None)
