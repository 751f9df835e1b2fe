"""What a leaver or somebody on leave held is nobody's on every list and count, with where somebody else is named."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from agencies.away import acts as away
from agencies.models import Absence, Agency, JournalEntry, Membership, Person
from audit_project.refused import Refused
from audits.actions.acts import add_action, add_recommendation
from audits.concerns import acts as concerns
from audits.concerns.models import ImmediateConcern
from audits.concerns.rules import may_do
from audits.desk.chasing.acts import remind
from audits.desk.nobody import counted, only
from audits.meeting.models import Meeting
from audits.meeting.running.case_actions import hand_over
from audits.meeting.running.models import CaseAction
from audits.returns.holders import holders_of, is_held
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, give_role, make_person, open_return

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=12)


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def leave(person: Person, until: Any = AFTER) -> None:
    Absence.objects.create(person=person, since=BEFORE, until=until, noted_at=NOW, noted_by=person)


def close(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def end_roles(person: Person) -> None:
    Membership.objects.filter(person=person).update(until=BEFORE)


GOES = [leave, close, end_roles]


@pytest.mark.parametrize("goes", GOES)
def test_a_return_of_somebody_who_is_not_there_is_nobodys_everywhere(
    cast: Cast, audit: Audit, school_return: AgencyReturn, police_return: AgencyReturn, sign_in: SignIn,
    goes: Callable[[Person], None],
) -> None:  # fmt: skip
    assert counted(only(audit), cast.lead, TODAY).total() == 0
    goes(cast.auditor)
    assert list(AgencyReturn.objects.filter(is_held(TODAY))) == [police_return]
    fresh = AgencyReturn.objects.select_related("involvement__auditor", "agency")
    assert [one.is_there for one in holders_of(fresh.order_by("pk"), TODAY).values()] == [False, True]
    lead, contact = sign_in(cast.lead), sign_in(cast.school_contact)
    for page in (lead.get("/audits/T-2026-01/returns/?auditor=nobody"), contact.get("/my-agency/?state=no-auditor")):
        said = text(page)
        assert "Auditor: Nobody: " in said
        assert cast.auditor.name in said
        assert cast.police_auditor.name not in said
    assert "1 return without an auditor" in text(contact.get("/"))
    assert "1 thing that nobody has" in text(lead.get("/audits/T-2026-01/"))
    assert "T-2026-01: 1 to give to somebody" in text(lead.get("/"))
    named = text(lead.get("/audits/T-2026-01/nobody/"))
    assert "1 return that nobody has" in named
    beside = f"/audits/T-2026-01/cases/1/involvement/{school_return.involvement.uid}/auditor/"
    assert f'href="{beside}"' in named
    page = lead.post(beside, {"auditor": cast.colleague.pk, "version": school_return.involvement.version})
    assert page.status_code == 302
    assert counted(only(audit), cast.lead, TODAY).total() == 0


def test_it_says_until_when_and_only_on_those_days(cast: Cast, school_return: AgencyReturn) -> None:
    leave(cast.auditor)
    rows = [AgencyReturn.objects.select_related("involvement__auditor", "agency").get()]
    words = holders_of(rows, TODAY)[school_return.pk].words
    assert words == f"Nobody: {cast.auditor.name} is away until {AFTER.day} {AFTER:%B %Y}"
    assert holders_of(rows, AFTER + timedelta(days=1))[school_return.pk].is_there
    Absence.objects.update(until=None)
    assert holders_of(rows, AFTER)[school_return.pk].words == f"Nobody: {cast.auditor.name} is away"


def test_what_was_handed_in_keeps_its_auditors_name(cast: Cast, school_return: AgencyReturn, sign_in: SignIn) -> None:
    AgencyReturn.objects.update(state="submitted", submitted_at=NOW, submitted_by=cast.auditor)
    close(cast.auditor)
    assert f"Auditor: {cast.auditor.name}" in text(sign_in(cast.lead).get("/audits/T-2026-01/returns/"))
    assert counted(only(school_return.audit), cast.lead, TODAY).total() == 0


def test_a_reminder_goes_to_the_contact_instead(
    cast: Cast, audit: Audit, school_return: AgencyReturn, django_capture_on_commit_callbacks: Any
) -> None:
    leave(cast.auditor)
    with django_capture_on_commit_callbacks(execute=True):
        remind(audit, by=cast.lead, now=NOW)
    assert [one.to for one in mail.outbox] == [[cast.school_contact.email]]
    leave(cast.school_contact)
    assert remind(audit, by=cast.lead, now=NOW + timedelta(days=2)).without_anybody == ["Hillside School"]


@pytest.mark.parametrize("goes", GOES)
def test_questions_actions_and_actions_for_a_child_of_an_agency_without_anybody(
    cast: Cast, audit: Audit, case: Case, sign_in: SignIn, goes: Callable[[Person], None]
) -> None:
    Involvement.objects.create(case=case, agency=cast.school)
    advice = add_recommendation(audit, by=cast.lead, now=NOW, text="Tell schools within a day.")
    add_action(advice, by=cast.lead, now=NOW, owner=cast.school, text="Change the form.", due=TODAY)
    of_child = CaseAction.objects.create(
        audit=audit, case=case, agency=cast.school, text="Visit.", days=5, due=TODAY, made_at=NOW, made_by=cast.lead
    )
    assert counted(only(audit), cast.lead, TODAY).total() == 0
    goes(cast.school_contact)
    assert counted(only(audit), cast.lead, TODAY).total() == 3
    said = text(sign_in(cast.lead).get("/audits/T-2026-01/nobody/"))
    for words in ("1 involvement question", "1 action for a child", "1 action"):
        assert f"{words} that nobody has" in said
    assert "Hillside School has no contact who is there" in said
    hand_over(of_child, by=cast.lead, now=NOW, version=1, agency=cast.police)
    assert counted(only(audit), cast.lead, TODAY).total() == 2
    with pytest.raises(Refused, match="Only the audit's lead"):
        hand_over(of_child, by=cast.police_contact, now=NOW, version=2, agency=cast.school)


def test_the_lead_gives_an_action_for_a_child_to_another_agency_on_its_page(
    cast: Cast, audit: Audit, case: Case, sign_in: SignIn
) -> None:
    Involvement.objects.create(case=case, agency=cast.school)
    Meeting.objects.create(case=case)
    row = CaseAction.objects.create(
        audit=audit, case=case, agency=cast.school, text="Visit.", days=5, due=TODAY, made_at=NOW, made_by=cast.lead
    )
    client = sign_in(cast.lead)
    here = reverse("case_action", args=["T-2026-01", row.uid])
    assert "Give it to another agency" in text(client.get(here))
    sent = client.post(here, {"act": "hand", "hand-agency": cast.police.pk, "hand-team": "", "hand-version": 1})
    assert sent.status_code == 302
    row.refresh_from_db()
    assert row.agency == cast.police
    assert "Give it to another agency" not in text(sign_in(cast.police_contact).get(here))


def concern_of(case: Case, by: Person, agency: Agency) -> ImmediateConcern:
    return concerns.raise_concern(
        case, by=by, now=NOW, uid=uuid.uuid4(), kind="child", what="She said so.", rang="Front door", rang_at=NOW,
        they_said="They ring back.", next_check_at=NOW + timedelta(hours=3), agency=agency,
    )  # fmt: skip


@pytest.mark.parametrize("goes", GOES)
def test_a_concern_whose_raiser_is_not_there_is_followed_up_by_somebody_who_is_named(
    cast: Cast, audit: Audit, case: Case, school_return: AgencyReturn, sign_in: SignIn, goes: Callable[[Person], None]
) -> None:
    concern = concern_of(case, cast.auditor, cast.school)
    assert not may_do(cast.lead, concern, "follow")  # whoever raised it is there
    goes(cast.auditor)
    concerns.answer(concern, by=cast.school_contact, now=NOW)
    concerns.close(concern, by=cast.school_contact, now=NOW, text="Seen at home.", copied_to_record=True)
    client = sign_in(cast.lead)
    assert "1 immediate concern that nobody has" in text(client.get("/audits/T-2026-01/nobody/"))
    here = reverse("concern", args=[concern.uid])
    page = text(client.get(here))
    assert "Nobody has this now." in page
    assert f'value="{cast.school_contact.pk}"' not in page  # who closed it does not confirm it
    sent = client.post(here, {"act": "follow", "follow-follower": cast.colleague.pk})
    assert sent.status_code == 302
    assert "Nobody has this now." not in text(client.get(here))
    assert "follows this up in the place of" in text(client.get(here))
    follower = sign_in(cast.colleague)
    assert follower.get(here).status_code == 200
    assert counted(only(audit), cast.lead, TODAY)["T-2026-01"] == 1  # the return they held
    follower.post(here, {"act": "confirm"})
    concern.refresh_from_db()
    assert concern.state == "confirmed"


def test_a_concern_whose_agency_has_nobody(cast: Cast, audit: Audit, case: Case, school_return: AgencyReturn) -> None:
    concern_of(case, cast.auditor, cast.school)
    leave(cast.school_contact)
    assert counted(only(audit), cast.lead, TODAY).total() == 1
    Agency.objects.filter(pk=cast.school.pk).update(deputy=cast.colleague)
    assert counted(only(audit), cast.lead, TODAY).total() == 0


def test_the_page_is_the_leads(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    assert sign_in(cast.scrutineer).get("/audits/T-2026-01/nobody/").status_code == 403
    assert sign_in(cast.other_lead).get("/audits/T-2026-01/nobody/").status_code == 404
    assert "Somebody has everything." in text(sign_in(cast.lead).get("/audits/T-2026-01/nobody/"))


def test_my_work_counts_in_one_query_at_any_number(cast: Cast, audit: Audit, django_assert_num_queries: Any) -> None:
    for number in range(2, 9):
        case = Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW)
        open_return(case, cast.school, cast.auditor)
    close(cast.auditor)
    cast.lead.standing(TODAY)
    with django_assert_num_queries(1):
        assert counted(only(audit), cast.lead, TODAY)["T-2026-01"] == 7


def days(since: Any, until: Any = None) -> dict[str, Any]:
    given = {"since": since, "until": until} if until else {"since": since}
    return {f"{name}_{part}": getattr(day, part) for name, day in given.items() for part in ("day", "month", "year")}


def test_somebody_says_when_they_are_away_and_is_back_early(cast: Cast, sign_in: SignIn) -> None:
    client, here = sign_in(cast.auditor), f"/people/{cast.auditor.uid}/away/"
    assert f'href="{here}"' in text(client.get("/"))
    said = text(client.post(here, days(TODAY, AFTER), follow=True))
    assert f"{AFTER.day} {AFTER:%B %Y}" in said
    row = Absence.objects.get()
    assert client.post(here, days(TODAY + timedelta(days=3))).status_code == 200  # overlaps
    assert Absence.objects.count() == 1
    assert client.post(f"/absences/{row.uid}/end/").status_code == 302
    assert not Absence.objects.exists()
    assert set(JournalEntry.objects.filter(kind="person").values_list("verb", flat=True)) >= {
        "noted_absence", "ended_absence",
    }  # fmt: skip


def test_an_absence_that_has_begun_keeps_its_days(cast: Cast) -> None:
    row = away.note_absence(cast.auditor, by=cast.auditor, now=NOW - timedelta(days=9), since=TODAY - timedelta(days=9))
    away.end_absence(row, by=cast.auditor, now=NOW)
    row.refresh_from_db()
    assert row.until == BEFORE
    with pytest.raises(Refused, match="over already"):
        away.end_absence(row, by=cast.auditor, now=NOW)
    with pytest.raises(Refused, match="still to come"):
        away.note_absence(cast.auditor, by=cast.auditor, now=NOW, since=BEFORE, until=BEFORE)


def test_who_notes_it_for_whom(cast: Cast, sign_in: SignIn) -> None:
    here = f"/people/{cast.auditor.uid}/away/"
    expected = {"auditor": 200, "school_contact": 200, "administrator": 200}
    for who in ("auditor", "colleague", "school_contact", "police_contact", "lead", "administrator", "stranger"):
        assert sign_in(getattr(cast, who)).get(here).status_code == expected.get(who, 404), who
    row = away.note_absence(cast.auditor, by=cast.school_contact, now=NOW, since=TODAY)
    assert sign_in(cast.police_contact).post(f"/absences/{row.uid}/end/").status_code == 404
    assert sign_in(cast.colleague).post(f"/absences/{row.uid}/end/").status_code == 404
    assert sign_in(cast.administrator).post(f"/absences/{row.uid}/end/").status_code == 302


def test_the_contacts_page_says_who_is_away(cast: Cast, school_return: AgencyReturn, sign_in: SignIn) -> None:
    leave(cast.auditor)
    said = text(sign_in(cast.school_contact).get("/my-agency/"))
    assert f"away until {AFTER.day} {AFTER:%B %Y}" in said


def test_a_guest_has_no_days_away(cast: Cast) -> None:
    guest = make_person("Gus Guest", is_guest=True)
    give_role(make_person("Ada Other"), cast.school, "auditor", by=cast.lead)
    with pytest.raises(Refused):
        away.note_absence(guest, by=guest, now=NOW, since=TODAY)
