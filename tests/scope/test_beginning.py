"""How an audit begins: the days of its stages, what a re-audit and a joint audit bring along, the programme."""

from __future__ import annotations

from datetime import date

import pytest

from audit_project.refused import Refused
from audits.meeting.models import Theme
from audits.scope.beginning import begin_audit
from audits.scope.models import Audit, Invitation, out_of_order
from audits.scope.presets import timetable
from audits.scope.programme.acts import add_programme_entry
from audits.scope.programme.models import ProgrammeEntry
from tests.conftest import NOW, Cast


def text(response) -> str:
    return response.content.decode()


def test_the_days_are_counted_in_working_days_over_christmas() -> None:
    days = timetable("deep_dive", date(2026, 12, 18))  # a Friday: 25 and 28 December and 1 January are holidays
    assert days["involvement_due"] == date(2026, 12, 29)
    assert days["returns_due"] == date(2027, 1, 20)
    assert days["meeting_on"] > days["pre_read_due"] > days["returns_due"]
    assert out_of_order(days.items()) == []


def test_a_dip_sample_has_no_meeting_and_a_stage_before_its_time_is_said() -> None:
    assert "meeting_on" not in timetable("dip_sample", date(2026, 3, 2))
    [(field, sentence)] = out_of_order(
        [("involvement_due", date(2026, 3, 9)), ("returns_due", None), ("meeting_on", date(2026, 3, 2))]
    )
    assert field == "meeting_on"
    assert "before “Agencies say who they know by”" in sentence


def test_an_audit_begun_on_the_page_has_its_days(cast: Cast, sign_in) -> None:
    client = sign_in(cast.lead)
    page = text(client.get("/audits/new/"))
    for words in ("Thematic deep dive", "Dip sample", "Re-audit", "Joint audit with another board"):
        assert words in page
    client.post("/audits/new/", {"reference": "A-1", "theme": "T", "why": "W", "preset": "dip_sample"})
    audit = Audit.objects.get(reference="A-1")
    assert (audit.is_dip_sample, audit.meeting_on, audit.scale) == (True, None, None)
    assert audit.returns_due is not None
    assert (audit.tool.code if audit.tool else "") in ("dip-six", "")  # where that tool is shipped


def test_a_re_audit_brings_its_tool_agencies_and_themes(cast: Cast, sign_in, audit: Audit) -> None:
    Theme.objects.create(audit=audit, kind="develop", statement="Told too late.")
    cast.police.is_active = False
    cast.police.save()
    client = sign_in(cast.lead)
    missing = client.post("/audits/new/", {"reference": "A-2", "theme": "T", "preset": "re_audit"})
    assert "Choose the earlier audit that this one follows." in text(missing)
    client.post("/audits/new/", {"reference": "A-2", "theme": "T", "preset": "re_audit", "follows": audit.pk})
    second = Audit.objects.get(reference="A-2")
    assert (second.follows, second.tool, second.scale) == (audit, audit.tool, audit.scale)
    assert second.why == audit.why
    invited = set(Invitation.objects.filter(audit=second).values_list("agency__name", flat=True))
    assert invited == {"Hillside School", "School Nursing"}  # the police are out of use
    assert [theme.statement for theme in Theme.objects.filter(audit=second)] == ["Told too late."]
    assert audit.themes.count() == 1


def test_nobody_follows_an_audit_that_they_may_not_see(cast: Cast, sign_in, audit: Audit) -> None:
    given = {"reference": "A-3", "theme": "T", "preset": "re_audit", "follows": audit.pk}
    page = text(sign_in(cast.other_lead).post("/audits/new/", given))
    assert "Choose one of the answers on the list." in page
    with pytest.raises(Refused, match="earlier audit that you may see"):
        begin_audit(by=cast.other_lead, now=NOW, reference="A-3", theme="T", preset="re_audit", follows=audit)
    assert not Audit.objects.filter(reference="A-3").exists()


def test_a_joint_audit_has_both_boards_as_strands(cast: Cast) -> None:
    audit = begin_audit(
        by=cast.lead, now=NOW, reference="A-4", theme="T", preset="joint", other_board="Rivershire board"
    )
    assert [strand.name for strand in audit.strands.all()] == ["Our own area", "Rivershire board"]
    with pytest.raises(Refused, match="name of the other board"):
        begin_audit(by=cast.lead, now=NOW, reference="A-5", theme="T", preset="joint")
    assert not Audit.objects.filter(reference="A-5").exists()


def test_one_entry_of_the_programme_begins_one_audit(cast: Cast, sign_in) -> None:
    entry = add_programme_entry(
        by=cast.lead, now=NOW, year=2026, quarter=2, theme="Neglect", reason="It grew.", sponsor="ICB"
    )
    client = sign_in(cast.lead)
    assert "It grew." in text(client.get(f"/audits/new/?entry={entry.uid}"))
    client.post(f"/audits/new/?entry={entry.uid}", {"reference": "A-6", "theme": "Neglect", "why": "It grew."})
    entry.refresh_from_db()
    assert entry.audit == Audit.objects.get(reference="A-6")
    with pytest.raises(Refused, match="just begun an audit from this entry"):
        begin_audit(by=cast.lead, now=NOW, reference="A-7", theme="T", preset="general", entry=entry)
    assert not Audit.objects.filter(reference="A-7").exists()
    page = text(client.get("/programme/?year=2026"))
    assert "A-6" in page
    # Another lead reads the plan and not where somebody else's audit is.
    assert 'href="/audits/A-6/"' not in text(sign_in(cast.other_lead).get("/programme/?year=2026"))


def test_the_programme_is_kept_by_leads_and_read_by_the_partners(cast: Cast, sign_in) -> None:
    lead = sign_in(cast.lead)
    given = {"year": 2026, "quarter": 3, "theme": "Neglect", "reason": "It grew.", "sponsor": "Health"}
    assert lead.post("/programme/add/", given).headers["Location"] == "/programme/?year=2026"
    row = ProgrammeEntry.objects.get()
    page = f"/programme/{row.uid}/"
    assert lead.post(page, given | {"version": 1, "theme": "Housing"}).status_code == 302
    clash = lead.post(page, given | {"version": 1, "theme": "Missing children"})
    assert clash.status_code == 409
    assert "Housing" in text(clash)
    assert "Missing children" in text(clash)
    assert "Choose the quarter." in text(lead.post("/programme/add/", {"year": 2026, "theme": "x"}))
    assert "Housing" in text(sign_in(cast.safeguarding_lead).get("/programme/?year=2026"))
    assert sign_in(cast.safeguarding_lead).post(page, given | {"version": 2}).status_code == 403
    assert sign_in(cast.auditor).get(page).status_code == 404
    assert lead.get("/programme/?year=99999999999999999999").status_code == 200
    assert lead.get("/programme/?year=²").status_code == 200
    lead.post(f"/programme/{row.uid}/remove/")
    assert not ProgrammeEntry.objects.exists()


def test_the_stages_in_a_wrong_order_are_said_on_the_page(cast: Cast, sign_in, audit: Audit) -> None:
    given = {"version": 1, "returns_due_day": 9, "returns_due_month": 3, "returns_due_year": 2027}
    given |= {"involvement_due_day": 10, "involvement_due_month": 3, "involvement_due_year": 2027}
    page = text(sign_in(cast.lead).post(f"/audits/{audit.reference}/set-up/dates/", given))
    assert "This is before “Agencies say who they know by”, which comes first." in page
