"""Two agencies become one: what is shown before, what stands in the way, and that nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from agencies.directory import acts as agency_acts
from agencies.merging import acts as merging
from agencies.merging.pointers import pointers
from agencies.models import Agency, AgencyName, JournalEntry, Membership, Person, PersonInvitation, Sector
from audit_project.refused import Refused
from audits.desk.packs.load import Loader
from audits.meeting.models import AgreedFinding, Attendance, Meeting
from audits.meeting.running.models import IndependentView
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn, Answer, OwnGrade
from audits.returns.steps.models import AgencyStep
from audits.sample.models import Case, CaseAccess, Involvement
from audits.scope.messages.models import SentMessage
from audits.scope.models import Audit, Invitation
from tests.access.world import World, build
from tests.conftest import NOW, TODAY, Cast, give_role, make_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def force(cast: Cast) -> Agency:
    """The police once more, under the name that somebody added them by a second time."""
    return Agency.objects.create(name="Example Constabulary", sector_id="POL")


def whole(agency: Agency) -> Agency:
    return Agency.objects.select_related("sector", "parent__sector").get(pk=agency.pk)


def planned(one: Agency, other: Agency, cast: Cast) -> merging.Plan:
    return merging.plan(whole(one), whole(other), by=cast.administrator, now=NOW)


def merge(one: Agency, other: Agency, cast: Cast) -> None:
    mark = planned(one, other, cast).mark
    merging.merge_agencies(whole(one), whole(other), by=cast.administrator, now=NOW, mark=mark)


@pytest.fixture
def world(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast, force: Agency) -> World:
    """An audit at its meetings, in which the police have one of everything."""
    made = build(case, school_return, police_return, cast)
    meeting = Meeting.objects.get(case=case)
    Attendance.objects.create(meeting=meeting, agency=cast.police, name="An officer")
    IndependentView.objects.create(meeting=meeting, person=cast.panel, agency=cast.police)
    AgreedFinding.objects.filter(case=case).first().agencies.add(cast.police)  # type: ignore[union-attr]
    own = {"agency_return": police_return, "audit": case.audit, "case": case, "agency": cast.police}
    OwnGrade.objects.get_or_create(**own)
    DomainGrade.objects.get_or_create(domain_id="REC", **own)
    AgencyStep.objects.get_or_create(kind="own", text="Answer within a day.", **own)
    CaseAccess.objects.create(
        case=case, person=cast.police_contact, agency=cast.police, since=TODAY, because="test", opened_at=NOW,
        opened_by=cast.lead,
    )  # fmt: skip
    SentMessage.objects.create(
        audit=case.audit, agency=cast.police, person=cast.police_contact, kind="opened", for_day=TODAY, sent_at=NOW
    )
    service = Agency.objects.create(name="Custody", sector_id="POL", parent=cast.police)
    Involvement.objects.filter(agency=cast.police, case=case).update(service=service)
    Involvement.objects.filter(agency=cast.school, case=case).update(service=cast.police)
    Agency.objects.create(name="Old Police", sector_id="POL", is_active=False, merged_into=cast.police)
    AgencyName.objects.create(agency=cast.police, name="Example Police Force", until=TODAY, renamed_at=NOW)
    invite(cast.police, "new@police.example", "agency_contact", "1")
    made.audit.concerns.update(responsible=cast.police, agency=cast.police)
    return made


def invite(agency: Agency, email: str, role: str, secret: str) -> PersonInvitation:
    return PersonInvitation.objects.create(
        email=email, name="New", agency=agency, role=role, secret_hash=secret * 64, sent_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )  # fmt: skip


def columns_of_the_database() -> set[tuple[str, str]]:
    """(table, column) of every foreign key to the table of agencies, as PostgreSQL knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.conrelid::regclass::text, a.attname from pg_constraint c join pg_attribute a"
            " on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
            " where c.contype = 'f' and c.confrelid = 'agencies_agency'::regclass"
        )
        return {(table, column) for table, column in cursor.fetchall()}


def test_every_key_that_the_database_has_is_swept_and_the_history_tables_as_well() -> None:
    swept = {(pointer.model._meta.db_table, pointer.field.column) for pointer in pointers()}
    assert columns_of_the_database() <= swept
    assert {name for name in (pointer.name for pointer in pointers()) if "Event" in name} >= {
        "audits.AnswerEvent.agency", "audits.FindingEvent.agency", "audits.OwnGradeEvent.agency",
    }  # fmt: skip


def test_every_row_that_may_be_there_only_once_is_folded_or_stands_in_the_way() -> None:
    once = {pointer.name for pointer in pointers() if list(pointer.once())}
    assert once <= set(merging.FOLDS) | set(merging.TWICE), "say what a merge does where both agencies have one"


def test_everything_that_pointed_at_one_points_at_the_other(world: World, cast: Cast, force: Agency) -> None:
    before = {pointer.name: pointer.rows(cast.police).count() for pointer in pointers()}
    assert [name for name, n in before.items() if n == 0 and name.partition(".")[0] in ("agencies", "audits")] == []
    there = {pointer.name: pointer.rows(force).count() for pointer in pointers()}
    rows = {pointer.name: pointer.model._base_manager.count() for pointer in pointers()}
    merge(cast.police, force, cast)
    own = {"agencies.Agency.merged_into", "agencies.AgencyName.agency", "agencies.Membership.agency"}
    for pointer in pointers():
        left = pointer.rows(cast.police).count()
        assert left == 0, pointer.name
        if pointer.name not in own:
            assert pointer.rows(force).count() == before[pointer.name] + there[pointer.name], pointer.name
            assert pointer.model._base_manager.count() == rows[pointer.name], pointer.name
    one = Agency.objects.get(pk=cast.police.pk)
    assert (one.is_active, one.merged_into) == (False, force)
    assert {name.name for name in force.earlier_names.all()} == {"Example Police", "Example Police Force"}
    verbs = JournalEntry.objects.order_by("-pk").values_list("verb", "object_uid")[:2]
    assert set(verbs) == {("merged", str(cast.police.uid)), ("took_in", str(force.uid))}


def test_the_history_of_texts_gets_no_new_step(world: World, cast: Cast, force: Agency) -> None:
    events: Any = Answer._meta.get_field("events").related_model
    before = events.objects.count()
    assert before
    merge(cast.police, force, cast)
    assert events.objects.count() == before
    copied = Answer.objects.values_list("agency_id", "agency_return__agency_id")
    assert all(own == returns for own, returns in copied)


def test_the_preview_says_what_goes_and_writes_nothing(
    world: World, cast: Cast, force: Agency, sign_in: SignIn
) -> None:
    before = (Agency.objects.filter(merged_into=force).count(), AgencyReturn.objects.filter(agency=force).count())
    page = text(sign_in(cast.administrator).get(f"/agencies/{cast.police.uid}/merge/?into={force.uid}"))
    for words in (
        "What would go to Example Constabulary", "2 returns", "1 action", "1 audit that it is asked to", "1 service",
        "1 immediate concern to see to", "1 seat at a meeting", "This cannot be undone.",
    ):  # fmt: skip
        assert words in page
    assert "answer event" not in page.lower()
    for kept in ("The referral had no reply", "She said that it goes on", world.audit.theme, "Told late"):
        assert kept not in page
    after = (Agency.objects.filter(merged_into=force).count(), AgencyReturn.objects.filter(agency=force).count())
    assert after == before


def test_one_confirmation_merges_and_the_page_says_where_it_went(
    world: World, cast: Cast, force: Agency, sign_in: SignIn
) -> None:
    admin, here = sign_in(cast.administrator), f"/agencies/{cast.police.uid}/merge/"
    mark = planned(cast.police, force, cast).mark
    assert mark in text(admin.get(f"{here}?into={force.uid}"))
    answer = admin.post(here, {"into": force.uid, "mark": mark})
    assert answer.headers["Location"] == f"/agencies/{force.uid}/"
    gone = text(admin.get(f"/agencies/{cast.police.uid}/"))
    assert f'was merged into <a class="govuk-link" href="/agencies/{force.uid}/">Example Constabulary</a>' in gone
    found = text(admin.get("/agencies/?q=example+police"))
    assert "Example Constabulary" in found
    assert "Before: Example Police" in found
    assert f"/agencies/{cast.police.uid}/" not in found
    again = admin.post(here, {"into": force.uid, "mark": mark})
    assert again.status_code == 403


def test_what_has_changed_since_is_refused_and_shown_again(
    world: World, cast: Cast, force: Agency, sign_in: SignIn
) -> None:
    admin, here = sign_in(cast.administrator), f"/agencies/{cast.police.uid}/merge/"
    mark = planned(cast.police, force, cast).mark
    Agency.objects.create(name="Dogs", sector_id="POL", parent=cast.police)
    answer = admin.post(here, {"into": force.uid, "mark": mark})
    assert answer.status_code == 409
    assert merging.CHANGED in text(answer)
    assert "2 services" in text(answer)
    assert Agency.objects.get(pk=cast.police.pk).merged_into is None
    assert admin.post(here, {"into": force.uid, "mark": "x" * 64}).status_code == 409
    assert admin.post(here, {"into": force.uid, "mark": planned(cast.police, force, cast).mark}).status_code == 302


def into(cast: Cast, one: Agency, other: Agency, sign_in: SignIn) -> str:
    """What the page says stands in the way; sent all the same, it changes nothing."""
    admin, here = sign_in(cast.administrator), f"/agencies/{one.uid}/merge/"
    shown = text(admin.get(f"{here}?into={other.uid}"))
    assert "Merge the two" not in shown
    admin.post(here, {"into": other.uid, "mark": "0" * 64})
    assert Agency.objects.get(pk=one.pk).merged_into_id is None
    return shown


def test_an_agency_is_not_merged_into_itself_or_its_own_service(cast: Cast, sign_in: SignIn) -> None:
    assert "An agency cannot be merged into itself." in into(cast, cast.school, cast.school, sign_in)
    for one, other in ((cast.trust, cast.school_nursing), (cast.school_nursing, cast.trust)):
        said = into(cast, one, other, sign_in)
        assert "School Nursing is a service of Example Healthcare Trust." in said


def test_what_else_stands_in_the_way(case: Case, cast: Cast, force: Agency, sign_in: SignIn) -> None:
    assert "The partnership itself is never merged." in into(cast, cast.partnership, force, sign_in)
    assert "The partnership itself is never merged." in into(cast, force, cast.partnership, sign_in)
    elsewhere = Agency.objects.create(name="Front Desk", sector_id="POL", parent=cast.police)
    assert "can only be merged into an organisation" in into(cast, cast.trust, elsewhere, sign_in)
    Agency.objects.filter(pk=force.pk).update(is_active=False)
    assert "is not in use. Bring it back first." in into(cast, cast.police, force, sign_in)
    gone = Agency.objects.create(name="Gone", sector_id="POL", is_active=False, merged_into=cast.police)
    assert "Gone was merged into another already." in into(cast, force, gone, sign_in)
    Agency.objects.create(name="front desk", sector_id="POL", parent=cast.trust)
    assert "Both have a service of the same name." in into(cast, cast.police, cast.trust, sign_in)


def test_two_that_answered_about_one_case_stay_two(case: Case, police_return: AgencyReturn, cast: Cast, force: Agency,
                                                  sign_in: SignIn) -> None:  # fmt: skip
    asked = Involvement.objects.create(case=case, agency=force)
    said = into(cast, cast.police, force, sign_in)
    assert "Both are asked about the same case: T-2026-01 (1)." in said
    AgencyReturn.objects.create(audit=case.audit, case=case, agency=force, involvement=asked, opened_at=NOW)
    assert "Both have a return for the same case: T-2026-01 (1)." in into(cast, cast.police, force, sign_in)


def test_a_table_that_nobody_folds_stops_a_merge(
    case: Case, cast: Cast, force: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    Invitation.objects.create(audit=case.audit, agency=force, invited_at=NOW)
    monkeypatch.delitem(merging.FOLDS, "audits.Invitation.agency")
    with pytest.raises(Refused, match="Both have audits that it is asked to that cannot be one"):
        merge(cast.police, force, cast)
    assert Invitation.objects.filter(agency=cast.police).exists()


def test_what_both_have_is_left_once(case: Case, audit: Audit, cast: Cast, force: Agency) -> None:
    first = NOW - timedelta(days=30)
    Invitation.objects.filter(agency=cast.police).update(invited_at=first)
    Invitation.objects.create(audit=audit, agency=force, invited_at=NOW)
    meeting = Meeting.objects.create(case=case)
    for agency in (cast.police, force):
        Attendance.objects.create(meeting=meeting, agency=agency, name="An officer")
    reader = make_person("Rita Reader")
    for agency in (cast.police, force):
        give_role(reader, agency, "reader")
        invite(agency, "NEW@police.example" if agency == force else "new@police.example", "reader", str(agency.pk)[-1])
    found = planned(cast.police, force, cast)
    assert ("audit that it is asked to", 1) in found.folds
    merge(cast.police, force, cast)
    assert Invitation.objects.get(audit=audit, agency=force).invited_at == first
    assert Attendance.objects.filter(meeting=meeting).count() == 1
    assert Membership.objects.active(TODAY).filter(person=reader, agency=force).count() == 1
    assert PersonInvitation.objects.filter(agency=force, revoked_at__isnull=True).count() == 1


def test_somebody_who_disagreed_at_a_meeting_for_both_stands_in_the_way(case: Case, cast: Cast, force: Agency) -> None:
    meeting = Meeting.objects.create(case=case)
    Attendance.objects.create(meeting=meeting, agency=force, name="An officer")
    Attendance.objects.create(
        meeting=meeting, agency=cast.police, name="An officer", disagreed=True, disagreement="It was in time."
    )
    with pytest.raises(Refused, match="disagreed with what was agreed"):
        merge(cast.police, force, cast)


def test_a_merge_opens_no_case_to_anybody_until_a_lead_confirms_the_role_again(
    case: Case, police_return: AgencyReturn, cast: Cast, force: Agency, sign_in: SignIn
) -> None:
    assert "4 roles of Example Police open case records." in " ".join(planned(cast.police, force, cast).warnings)
    assert AgencyReturn.objects.visible_to(cast.police_contact).exists()
    merge(cast.police, force, cast)
    contact = Person.objects.get(pk=cast.police_contact.pk)
    assert not AgencyReturn.objects.visible_to(contact).exists()
    waits = Membership.objects.get(person=contact, agency=force, until__isnull=True)
    assert waits.waits
    over = Membership.objects.get(person=contact, until__isnull=False)
    assert (over.agency, over.until, over.confirmed_at is not None) == (force, TODAY - timedelta(days=1), True)
    assert sign_in(cast.lead).post(f"/roles/{waits.uid}/confirm/").status_code == 302
    assert AgencyReturn.objects.visible_to(Person.objects.get(pk=contact.pk)).exists()


def test_nobody_changes_their_own_role_by_merging(cast: Cast, force: Agency, sign_in: SignIn) -> None:
    give_role(cast.administrator, cast.police, "auditor", by=cast.lead)
    assert "Ask another administrator to merge them." in into(cast, cast.police, force, sign_in)
    assert "Ask another administrator to merge them." in into(cast, force, cast.police, sign_in)


def test_unlike_sectors_are_said_and_a_name_that_never_left_does_not_leave_by_a_merge(cast: Cast) -> None:
    Sector.objects.filter(code="SCH").update(published_as="sector")
    said = " ".join(planned(cast.school, cast.police, cast).warnings)
    assert "The sectors are not alike" in said
    assert "Hillside School is published only as its sector, so Example Police is from now on as well." in said
    merge(cast.school, cast.police, cast)
    assert not whole(cast.police).named_outside
    assert Agency.objects.get(pk=cast.police.pk).only_by_sector


def test_the_name_of_one_that_was_merged_is_free_and_a_pack_finds_what_it_became(cast: Cast, force: Agency) -> None:
    merge(force, cast.police, cast)
    loader = Loader(Audit(), {}, cast.lead, NOW)
    loader.load_agencies([{"key": "force", "name": "example constabulary", "sector": "POL"}])
    assert loader.agencies["force"] == cast.police
    agency_acts.edit_agency(
        whole(cast.police), by=cast.administrator, now=NOW, version=whole(cast.police).version,
        name="Example Constabulary", sector=cast.police.sector,
    )  # fmt: skip
    assert Agency.objects.get(pk=cast.police.pk).name == "Example Constabulary"


def test_only_the_administrator_merges(cast: Cast, force: Agency, sign_in: SignIn) -> None:
    here = f"/agencies/{cast.police.uid}/merge/"
    for person, status in ((cast.lead, 403), (cast.police_contact, 403), (cast.school_contact, 404)):
        assert sign_in(person).get(here).status_code == status
        mark = planned(cast.police, force, cast).mark
        assert sign_in(person).post(here, {"into": force.uid, "mark": mark}).status_code == status
    assert Agency.objects.get(pk=cast.police.pk).merged_into is None


def test_the_preview_takes_the_same_queries_however_much_there_is(
    world: World, cast: Cast, force: Agency, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        AgencyName.objects.create(agency=cast.police, name=f"Name {number}", until=TODAY, renamed_at=NOW)
        give_role(make_person(f"Officer {number}"), cast.police, "auditor", by=cast.lead)
    admin = sign_in(cast.administrator)
    with django_assert_max_num_queries(100):
        assert admin.get(f"/agencies/{cast.police.uid}/merge/?into={force.uid}").status_code == 200


@contextmanager
def elsewhere(statement: str, keys: list[int]) -> Iterator[None]:
    """Somebody else, in a connection of their own, holds these rows."""
    where = connection.get_connection_params()
    with psycopg.connect(
        host=where.get("host"), port=where.get("port"), user=where.get("user"), password=where.get("password"),
        dbname=where["dbname"],
    ) as other, other.cursor() as cursor:  # fmt: skip
        cursor.execute(statement, [keys])
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "held"),
    [
        ("an audit that somebody writes in", "SELECT id FROM audits_audit WHERE id = ANY(%s) FOR SHARE"),
        ("an agency that somebody points at", "SELECT id FROM agencies_agency WHERE id = ANY(%s) FOR KEY SHARE"),
    ],
)
def test_a_merge_waits_for_whoever_is_writing(case: Case, cast: Cast, force: Agency, table: str, held: str) -> None:
    keys = [case.audit_id] if "audits_audit" in held else [cast.police.pk]
    mark = planned(cast.police, force, cast).mark
    with elsewhere(held, keys), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            merging.merge_agencies(whole(cast.police), whole(force), by=cast.administrator, now=NOW, mark=mark)
        cursor.execute("SET lock_timeout = 0")
    assert Agency.objects.get(pk=cast.police.pk).merged_into is None
    assert not AgencyName.objects.filter(agency=force).exists()
    merge(cast.police, force, cast)
    assert Agency.objects.get(pk=cast.police.pk).merged_into == force


@pytest.mark.parametrize("asked", ["", "?into=", "?into=nothing", "?into=00000000-0000-0000-0000-000000000000"])
def test_a_choice_that_is_none_is_said(cast: Cast, sign_in: SignIn, asked: str) -> None:
    page = sign_in(cast.administrator).get(f"/agencies/{cast.police.uid}/merge/{asked}")
    assert page.status_code == 200
    assert ("There is a problem" in text(page)) is bool(asked)
