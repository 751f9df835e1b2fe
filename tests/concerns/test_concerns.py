"""An immediate concern is recorded at once, reaches those who must answer, and stays red until its raiser agrees."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from agencies.models import Agency, FrontDoor, Person
from audit_project.refused import Refused
from audits.concerns import acts
from audits.concerns.lifecycle import MOVES
from audits.concerns.models import ConcernEntry, ImmediateConcern
from audits.concerns.watching import ask_the_next, wait_of
from audits.returns.models import AgencyReturn
from audits.rollup.counting.counts import roll_up
from audits.rollup.writing import as_json
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=False)
LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 6, 8, 10, 0, tzinfo=LONDON)
FRIDAY_LATE = datetime(2026, 6, 12, 16, 30, tzinfo=LONDON)
WORDS = "She said that it happened again last night."
SignIn = Callable[[Person], Client]
State = ImmediateConcern.State


def raised(case: Case, by: Person, now: datetime = MONDAY, **more: Any) -> ImmediateConcern:
    given = {
        "kind": "child", "what": WORDS, "rang": "Front door", "rang_at": now,
        "they_said": "A social worker visits today.", "next_check_at": now + timedelta(hours=3),
    }  # fmt: skip
    return acts.raise_concern(case, by=by, now=now, **(given | more))


@pytest.fixture(autouse=True)
def team_since_spring(audit: Audit) -> None:
    """The lead has led the audit since before the days of these tests."""
    AuditTeam.objects.filter(audit=audit).update(since=date(2026, 3, 1))


@pytest.fixture
def concern(
    case: Case, school_return: AgencyReturn, cast: Cast, django_capture_on_commit_callbacks: Any
) -> ImmediateConcern:
    """Raised by the school's auditor on a Monday at ten."""
    with django_capture_on_commit_callbacks(execute=True):
        return raised(case, cast.auditor, agency=cast.school)


def sent_form(**more: str) -> dict[str, str]:
    return {
        "kind": "child", "what": WORDS, "rang": "Front door",
        "rang_on_day": "1", "rang_on_month": "6", "rang_on_year": "2026",
        "rang_time": "10:00", "they_said": "They visit.", "check_on_day": "2",
        "check_on_month": "6", "check_on_year": "2026", "check_time": "9:00",
    } | more  # fmt: skip


def test_it_is_recorded_and_those_who_must_answer_are_told_without_a_word_of_the_case(
    concern: ImmediateConcern, cast: Cast
) -> None:
    assert {notice.person for notice in concern.notices.all()} == {cast.school_contact, cast.lead}
    assert sorted(one.to[0] for one in mail.outbox) == sorted([cast.school_contact.email, cast.lead.email])
    for one in mail.outbox:
        for words in (WORDS, "T-2026-01", "Hillside", "A theme nobody may see", "child may be"):
            assert words not in f"{one.subject} {one.body}"
        assert f"/concerns/{concern.uid}/" in one.body


def test_the_deputy_is_told_too(case: Case, school_return: AgencyReturn, cast: Cast) -> None:
    Agency.objects.filter(pk=cast.school.pk).update(deputy=cast.colleague)
    concern = raised(case, cast.auditor, agency=Agency.objects.get(pk=cast.school.pk))
    assert cast.colleague in {notice.person for notice in concern.notices.all()}
    acts.answer(concern, by=cast.colleague, now=MONDAY)
    assert concern.state == State.ANSWERED


def test_pressed_twice_it_is_one_concern_and_two_people_raise_two(
    case: Case, school_return: AgencyReturn, cast: Cast, sign_in: SignIn
) -> None:
    where = "/audits/T-2026-01/cases/1/concern/"
    for person in (cast.lead, cast.auditor):
        client = sign_in(person)
        found = re.search(r'name="once" value="([^"]+)"', client.get(where).content.decode())
        assert found is not None
        first, second = (client.post(where, sent_form(once=found[1])) for _ in range(2))
        assert first.headers["Location"] == second.headers["Location"]
    assert {row.raised_by for row in ImmediateConcern.objects.all()} == {cast.lead, cast.auditor}
    assert ImmediateConcern.objects.count() == 2


def test_from_a_case_page_social_care_answers_or_else_the_partnership(case: Case, cast: Cast) -> None:
    assert raised(case, cast.lead).responsible == cast.partnership
    care = Agency.objects.create(name="Example Social Care", sector_id="CSC")
    case.involvements.create(agency=care)
    assert raised(case, cast.lead).responsible == care


def test_a_mail_server_that_fails_loses_nothing(
    case: Case, school_return: AgencyReturn, cast: Cast, sign_in: SignIn, settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    settings.EMAIL_BACKEND = "tests.concerns.broken_mail.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        concern = raised(case, cast.auditor, agency=cast.school)
    assert set(concern.notices.values_list("delivered", flat=True)) == {False}
    page = sign_in(cast.auditor).get(f"/concerns/{concern.uid}/").content.decode()
    assert "The e-mail could not be sent: ring them." in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rang_time": "x"}, "Enter a time of the day, like 14:30."),
        ({"rang_on_year": "2099"}, "This time lies in the future."),
        ({"check_on_year": "2025"}, "The next check must come after you rang."),
        ({"what": "x" * 4001}, "Use 4,000 characters or fewer"),
        ({"kind": "other"}, "Choose one of the answers on the list."),
        ({"they_said": ""}, "Say what they will do."),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_words_stay(
    case: Case, school_return: AgencyReturn, cast: Cast, sign_in: SignIn, more: dict[str, str], words: str
) -> None:
    answer = sign_in(cast.auditor).post("/audits/T-2026-01/cases/1/concern/", sent_form(**more))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "Front door" in page
    assert not ImmediateConcern.objects.exists()


def test_the_page_carries_whose_it_is_whoever_opened_it_before(
    case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast, sign_in: SignIn
) -> None:
    for person in (cast.auditor, cast.police_auditor):
        page = sign_in(person).get("/audits/T-2026-01/cases/1/concern/").content.decode()
        assert re.findall(r'name="whose" value="([^"]*)"', page) == [str(person.uid)]


def test_it_can_be_raised_when_the_audit_is_closed(
    case: Case, school_return: AgencyReturn, cast: Cast, sign_in: SignIn
) -> None:
    Audit.objects.filter(pk=case.audit_id).update(state="closed")
    answer = sign_in(cast.auditor).post("/audits/T-2026-01/cases/1/concern/", sent_form())
    assert answer.status_code == 302
    assert ImmediateConcern.objects.get().what == WORDS


def test_only_those_whose_business_it_is_see_it(concern: ImmediateConcern, cast: Cast, sign_in: SignIn) -> None:
    for name in ("auditor", "school_contact", "lead", "scrutineer"):
        assert sign_in(getattr(cast, name)).get(f"/concerns/{concern.uid}/").status_code == 200, name
    for name in ("police_auditor", "police_contact", "colleague", "other_lead", "panel", "administrator", "reader",
                 "stranger", "superuser", "safeguarding_lead"):  # fmt: skip
        assert sign_in(getattr(cast, name)).get(f"/concerns/{concern.uid}/").status_code == 404, name


def test_it_stands_at_the_top_of_the_case_and_of_my_work_for_those_alone(
    concern: ImmediateConcern, cast: Cast, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    assert "1 immediate concern open" in sign_in(cast.school_contact).get("/").content.decode()
    assert f"/concerns/{concern.uid}/" in sign_in(cast.auditor).get("/audits/T-2026-01/cases/1/").content.decode()
    other = sign_in(cast.police_auditor).get("/audits/T-2026-01/cases/1/").content.decode()
    assert f"/concerns/{concern.uid}/" not in other
    assert "Raise an immediate concern" in other


def test_the_whole_way_answered_closed_confirmed(concern: ImmediateConcern, cast: Cast, sign_in: SignIn) -> None:
    manager, raiser = sign_in(cast.school_contact), sign_in(cast.auditor)
    at = f"/concerns/{concern.uid}/"
    manager.post(at, {"act": "answer"})
    manager.post(at, {"act": "close", "close-text": "Visited, and seen alone.", "close-copied": "yes"})
    concern.refresh_from_db()
    assert (concern.state, concern.copied_to_record, concern.closed_by) == ("closed", True, cast.school_contact)
    assert "Yes, it was dealt with" in raiser.get(at).content.decode()
    raiser.post(at, {"act": "confirm"})
    concern.refresh_from_db()
    assert concern.state == State.CONFIRMED
    assert concern.what == WORDS
    kinds = [entry.kind for entry in concern.entries.all()]
    assert kinds == ["answered", "closed", "confirmed"]


def test_its_raiser_escalates_and_the_safeguarding_leads_read_it(
    concern: ImmediateConcern, cast: Cast, sign_in: SignIn
) -> None:
    acts.close(concern, by=cast.school_contact, now=MONDAY, text="Rang.", copied_to_record=False)
    sign_in(cast.auditor).post(f"/concerns/{concern.uid}/", {"act": "escalate", "escalate-text": "Nobody has gone."})
    concern.refresh_from_db()
    assert concern.state == State.ESCALATED
    page = sign_in(cast.safeguarding_lead).get(f"/concerns/{concern.uid}/").content.decode()
    assert "Nobody has gone." in page


def test_the_lead_passes_it_on_to_another_agency_of_the_case(
    concern: ImmediateConcern, police_return: AgencyReturn, cast: Cast
) -> None:
    acts.pass_on(concern, by=cast.lead, now=MONDAY, agency=cast.police)
    assert concern.responsible == cast.police
    acts.answer(concern, by=cast.police_contact, now=MONDAY)
    with pytest.raises(Refused, match="was asked about this case"):
        acts.pass_on(concern, by=cast.lead, now=MONDAY, agency=cast.trust)
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.pass_on(concern, by=cast.auditor, now=MONDAY, agency=cast.school)


def test_additions_only(concern: ImmediateConcern, cast: Cast) -> None:
    entry = acts.add_concern_entry(concern, by=cast.auditor, now=MONDAY, text="Rang again.")
    with pytest.raises(Exception, match="Cannot update"):
        ConcernEntry.objects.filter(pk=entry.pk).update(text="Other words")


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("to", State.values)
def test_who_moves_it_where(concern: ImmediateConcern, cast: Cast, state: str, to: str) -> None:
    """The whole table: from every state to every state, by everybody."""
    manager, raiser = {"school_contact", "lead"}, {"auditor"}
    allowed = {
        ("open", "answered"): manager, ("open", "closed"): manager, ("open", "escalated"): raiser,
        ("answered", "closed"): manager, ("answered", "escalated"): raiser, ("escalated", "answered"): manager,
        ("escalated", "closed"): manager, ("closed", "confirmed"): raiser, ("closed", "escalated"): raiser,
    }.get((state, to), set())  # fmt: skip
    check = MOVES.get(State(state), {}).get(State(to))
    concern.state = state
    for name in ("auditor", "school_contact", "lead", "police_contact", "safeguarding_lead", "administrator"):
        try:
            if check is None:
                raise Refused("No such move.")
            check(getattr(cast, name), concern)
            may = True
        except Refused:
            may = False
        assert may == (name in allowed), (name, state, to)


def test_nobody_has_answered_is_said_by_the_clock_and_the_next_name_is_asked_once(
    concern: ImmediateConcern, cast: Cast
) -> None:
    assert not wait_of(concern, MONDAY + timedelta(minutes=59)).overdue
    late = MONDAY + timedelta(hours=1)
    assert wait_of(concern, late).overdue
    assert ask_the_next(MONDAY + timedelta(minutes=59)) == 0
    assert ask_the_next(late) == 1
    assert ask_the_next(late) == 0
    asked = concern.notices.get(because="unanswered").person
    assert asked in (cast.safeguarding_lead, cast.second_safeguarding_lead)
    assert ask_the_next(late + timedelta(hours=1)) == 1
    acts.answer(concern, by=cast.school_contact, now=late + timedelta(hours=1))
    assert ask_the_next(late + timedelta(days=2)) == 0
    assert wait_of(concern, late + timedelta(days=2)).working_hours == 2


def test_at_closing_time_the_next_name_is_asked_and_nobody_watches_the_weekend(
    case: Case, school_return: AgencyReturn, cast: Cast
) -> None:
    concern = raised(case, cast.auditor, FRIDAY_LATE, agency=cast.school)
    assert not wait_of(concern, FRIDAY_LATE + timedelta(minutes=14)).overdue
    assert wait_of(concern, FRIDAY_LATE + timedelta(minutes=15)).steps == 1  # a quarter to five
    assert wait_of(concern, FRIDAY_LATE + timedelta(days=2)).steps == 1
    monday = datetime(2026, 6, 15, 9, 45, tzinfo=LONDON)
    assert wait_of(concern, monday).steps == 2
    assert wait_of(concern, monday).working_hours == 1
    assert wait_of(concern, monday).hours == 65


def test_the_command_runs_twice(concern: ImmediateConcern, capsys: pytest.CaptureFixture[str]) -> None:
    ImmediateConcern.objects.filter(pk=concern.pk).update(raised_at=NOW - timedelta(days=10))
    call_command("watch_concerns")
    call_command("watch_concerns")
    first, second = capsys.readouterr().out.strip().splitlines()
    assert not first.startswith("0 ")
    assert second == "0 people were asked."


def test_whom_to_ring_is_chosen_by_the_clock(
    case: Case, school_return: AgencyReturn, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    FrontDoor.objects.create(number="01632 960100", duty_number="01632 960199")
    client = sign_in(cast.auditor)
    for moment, words in ((MONDAY, "Front door: 01632 960100, until 4:45pm today"), (FRIDAY_LATE + timedelta(hours=3),
                          "Emergency duty team: 01632 960199")):  # fmt: skip
        monkeypatch.setattr("audits.concerns.views.timezone.now", lambda at=moment: at)
        page = client.get("/audits/T-2026-01/cases/1/concern/").content.decode()
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
        assert words in text
        assert "In danger this minute: 999." in text


def test_the_administrator_keeps_the_numbers(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    given = {"name": "First Response", "number": "01632 960100", "opens": "8:30", "closes": "17:00",
             "duty_name": "Night team", "duty_number": "01632 960199", "version": "1"}  # fmt: skip
    assert client.post("/front-door/", given).status_code == 302
    door = FrontDoor.objects.get()
    assert (door.name, door.number, door.closes.hour) == ("First Response", "01632 960100", 17)
    page = client.post("/front-door/", given | {"closes": "8:00", "version": "2"}).content.decode()
    assert "The closing time must be after the opening time." in page
    assert client.post("/front-door/", given | {"number": "1", "version": "1"}).status_code == 409


def test_a_page_of_a_concern_asks_few_questions(
    concern: ImmediateConcern, cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.lead)
    with django_assert_max_num_queries(22):
        client.get(f"/concerns/{concern.uid}/")


def test_the_number_and_the_waits_are_counted_inside_and_nowhere_else(
    case: Case, school_return: AgencyReturn, cast: Cast
) -> None:
    """Counted by hand: one answered after 20 minutes, one after three hours, one two working days later, one open."""
    for wait in (timedelta(minutes=20), timedelta(hours=3), timedelta(days=2), None):
        concern = raised(case, cast.auditor, agency=cast.school)
        if wait is not None:
            acts.answer(concern, by=cast.school_contact, now=MONDAY + wait)
    inside = as_json(roll_up(case.audit), case.audit, "inside")
    found = {key: row["numerator"] for key, row in inside["counts"].items() if key.startswith("concerns.")}
    assert found == {"concerns.in_time": 1, "concerns.same_day": 1, "concerns.late": 1, "concerns.not_yet": 1}
    assert {row["denominator"] for key, row in inside["counts"].items() if key.startswith("concerns.")} == {4}
    outside = json.dumps(as_json(roll_up(case.audit), case.audit, "published"))
    assert "oncern" not in outside
    assert WORDS not in json.dumps(inside)


def test_a_concern_is_late_on_the_first_page_only_once_it_is(
    concern: ImmediateConcern, cast: Cast, sign_in: SignIn, time_machine: Any
) -> None:
    """Not from the moment it was raised: "Late" beside nought hours would say what nobody recorded."""
    for minutes, late in ((0, 0), (59, 0), (61, 1)):
        time_machine.move_to(MONDAY + timedelta(minutes=minutes))
        for person in (cast.auditor, cast.school_contact):
            page = sign_in(person).get("/").content.decode()
            assert "an immediate concern" in page.lower() or "immediate concern" in page
            assert page.count(">Late<") == late, (minutes, person.name)
