"""The involvement check on one page: whom to ask, what each agency says, agencies from outside the area."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, JournalEntry
from audit_project.refused import Refused, Stale
from audits.returns.models import AgencyReturn
from audits.sample import acts
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit, Invitation
from tests.conftest import NOW, Cast, give_role, make_person

SignIn = Callable[..., Client]
GRID = "/audits/T-2026-01/involvement/"
ASK = f"{GRID}ask/"
ANSWERS = f"{GRID}answers/"
OUTSIDE = f"{GRID}out-of-area/"


@pytest.fixture
def cases(audit: Audit, cast: Cast) -> list[Case]:
    """Three cases of an audit whose sample is being chosen."""
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.SAMPLE)
    audit.refresh_from_db()
    return [Case.objects.create(audit=audit, number=number, added_at=NOW, added_by=cast.lead) for number in (1, 2, 3)]


def asked(audit: Audit) -> set[tuple[int, str]]:
    return set(Involvement.objects.filter(case__audit=audit).values_list("case__number", "agency__name"))


def ask(cases: list[Case], *agencies: Agency) -> list[Involvement]:
    return [Involvement.objects.create(case=case, agency=agency) for case in cases for agency in agencies]


def row_of(question: Involvement, answer: str = "", **more: Any) -> dict[str, Any]:
    """What a browser sends for one row of the page."""
    prefix = f"case-{question.case.number}-{question.agency_id}"
    words = {"answer": answer, "version": question.version, **more}
    return {f"{prefix}-{name}": value for name, value in words.items()}


# Whom to ask


def test_the_lead_asks_everybody_about_everything(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.lead).post(ASK, {"everything": "on"}, follow=True)
    names = ("Hillside School", "Example Police", "School Nursing")
    assert asked(cases[0].audit) == {(number, name) for number in (1, 2, 3) for name in names}
    assert "9 questions asked." in page.content.decode()
    assert "0 of the 9 questions are answered." in page.content.decode()
    assert JournalEntry.objects.filter(verb="added", kind="involvement", person_id_then=cast.lead.pk).count() == 9


def test_whole_rows_columns_and_cells(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    sent = {"cases": ["1"], "agencies": [str(cast.police.pk)], "cells": [f"3-{cast.school.pk}"]}
    sign_in(cast.lead).post(ASK, sent)
    assert asked(cases[0].audit) == {
        (1, "Hillside School"), (1, "Example Police"), (1, "School Nursing"),
        (2, "Example Police"), (3, "Example Police"), (3, "Hillside School"),
    }  # fmt: skip


def test_a_question_nobody_has_answered_is_taken_back(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    first, second = ask(cases[:1], cast.school, cast.police)
    acts.answer_involvement(second, by=cast.police_contact, now=NOW, version=1, answer="NOTKNOWN")
    client = sign_in(cast.lead)
    sent = {"back": [str(first.uid), str(second.uid)], "cells": [f"2-{cast.school.pk}"]}
    page = client.post(ASK, sent, follow=True).content.decode()
    assert asked(cases[0].audit) == {(1, "Example Police"), (2, "Hillside School")}
    assert "1 question taken back." in page
    assert "1 question stays: the agency has answered meanwhile." in page
    assert JournalEntry.objects.filter(verb="removed", kind="involvement", object_uid=str(first.uid)).exists()


def test_nothing_ticked_and_things_of_nobody(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    other = Audit.objects.create(reference="T-2026-09", theme="x", created_at=NOW, state="sample")
    foreign = Involvement.objects.create(
        case=Case.objects.create(audit=other, number=1, added_at=NOW), agency=cast.school
    )
    client = sign_in(cast.lead)
    assert "Tick what you want to ask" in client.post(ASK, {}).content.decode()
    uninvited = Agency.objects.create(name="Other School", sector_id="SCH")
    for sent in (
        {"cells": [f"99-{cast.school.pk}"]}, {"cells": [f"1-{uninvited.pk}"]}, {"cells": ["x"]}, {"cases": ["77"]},
        {"agencies": [str(uninvited.pk)]}, {"back": [str(foreign.uid)]}, {"back": ["x"]},
    ):  # fmt: skip
        page = client.post(ASK, sent)
        assert "Choose cases and agencies of this page." in page.content.decode(), sent
    assert asked(cases[0].audit) == set()
    assert Involvement.objects.filter(pk=foreign.pk).exists()


def test_a_case_that_is_agreed_or_left_out_is_not_asked_about(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    Case.objects.filter(number=1).update(state=Case.State.AGREED)
    Case.objects.filter(number=2).update(state=Case.State.EXCLUDED)
    sign_in(cast.lead).post(ASK, {"everything": "on"})
    assert {number for number, _ in asked(cases[0].audit)} == {3}
    assert "Case 2" not in sign_in(cast.lead).get(GRID).content.decode()
    (left_out,) = ask([cases[1]], cast.police)
    assert "Case 2" not in sign_in(cast.police_contact).get(GRID).content.decode()
    cases[1].refresh_from_db()
    one = f"/audits/T-2026-01/cases/2/involvement/{left_out.uid}/"
    refused = sign_in(cast.police_contact).post(one, {"answer": "KNOWN", "version": 1})
    assert refused.status_code == 403
    assert "This case has left the audit" in refused.content.decode()


def test_services_of_an_invited_organisation_are_asked_on_wish(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    Invitation.objects.create(audit=cases[0].audit, agency=cast.trust, invited_at=NOW, invited_by=cast.lead)
    ward = Agency.objects.create(name="Children’s Ward", sector_id="ACU", parent=cast.trust)
    client = sign_in(cast.lead)
    assert "Children’s Ward" not in client.get(ASK).content.decode()
    assert "Children’s Ward" in client.get(f"{ASK}?services=yes").content.decode()
    client.post(f"{ASK}?services=yes", {"cells": [f"1-{ward.pk}"]})
    assert asked(cases[0].audit) == {(1, "Children’s Ward")}


def test_only_the_lead_asks(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.school_contact, cast.scrutineer):
        assert sign_in(person).post(ASK, {"everything": "on"}).status_code == 403
    assert sign_in(cast.other_lead).post(ASK, {"everything": "on"}).status_code == 404
    Audit.objects.update(state=Audit.State.CLOSED)
    refused = sign_in(cast.lead).post(ASK, {"everything": "on"})
    assert refused.status_code == 403
    assert "This audit is closed, so no more agencies can be asked." in refused.content.decode()
    assert asked(cases[0].audit) == set()


# An agency's answers


def test_a_contact_answers_all_cases_with_one_save(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    first, second, third = ask(cases, cast.school)
    client = sign_in(cast.school_contact)
    page = client.get(GRID).content.decode()
    assert "3 of the 3 questions on this page have no answer yet." in page
    sent = row_of(first, "KNOWN", auditor=cast.auditor.pk) | row_of(second, "NOTKNOWN") | row_of(third)
    page = client.post(ANSWERS, sent, follow=True).content.decode()
    assert "2 answers are saved." in page
    rows = {row.case.number: row for row in Involvement.objects.select_related("case")}
    assert [(rows[n].answer_id, rows[n].auditor) for n in (1, 2, 3)] == [
        ("KNOWN", cast.auditor), ("NOTKNOWN", None), (None, None),
    ]  # fmt: skip
    assert rows[1].answered_by == cast.school_contact
    assert not AgencyReturn.objects.exists()


def test_known_opens_the_return_when_returns_are_open(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.update(state=Audit.State.RETURNS)
    first, second, _ = ask(cases, cast.school)
    sent = row_of(first, "KNOWN", auditor=cast.auditor.pk) | row_of(second, "NOTKNOWN")
    page = sign_in(cast.school_contact).post(ANSWERS, sent, follow=True).content.decode()
    assert list(AgencyReturn.objects.values_list("case__number", "agency__name")) == [(1, "Hillside School")]
    assert "Its return: not started, audited by Ada Auditor." in page
    first.refresh_from_db()
    late = sign_in(cast.school_contact).post(ANSWERS, row_of(first, "NOTKNOWN"))
    assert "A return is already open for this agency" in late.content.decode()
    assert Involvement.objects.get(pk=first.pk).answer_id == "KNOWN"


def test_which_service_knows_the_child(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    Invitation.objects.create(audit=cases[0].audit, agency=cast.trust, invited_at=NOW, invited_by=cast.lead)
    ward = Agency.objects.create(name="Ward 7", sector_id="ACU", parent=cast.trust)
    elsewhere = Agency.objects.create(name="Ward 9", sector_id="ACU", parent=cast.police)
    first, second, third = ask(cases, cast.trust)
    client = sign_in(cast.trust_contact)
    refused = client.post(ANSWERS, row_of(first, "KNOWN", service=elsewhere.pk))
    assert "Choose one of the answers on the list." in refused.content.decode()
    refused = client.post(ANSWERS, row_of(second, "NOTKNOWN", service=ward.pk))
    assert "Name a service only where your agency knows the case." in refused.content.decode()
    refused = client.post(ANSWERS, row_of(third, service=ward.pk))
    assert "Choose whether your agency knows this case." in refused.content.decode()
    assert not Involvement.objects.filter(answer__isnull=False).exists()
    client.post(ANSWERS, row_of(first, "KNOWN", service=ward.pk))
    first.refresh_from_db()
    assert (first.answer_id, first.service) == ("KNOWN", ward)
    assert "Ward 7" in sign_in(cast.lead).get(GRID).content.decode()
    # Not known after all: the service goes with the answer.
    client.post(ANSWERS, row_of(first, "NOTKNOWN", service=ward.pk))
    first.refresh_from_db()
    assert (first.answer_id, first.service) == ("NOTKNOWN", None)


def test_the_page_of_one_question_names_the_service_too(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    Invitation.objects.create(audit=cases[0].audit, agency=cast.trust, invited_at=NOW, invited_by=cast.lead)
    ward = Agency.objects.create(name="Ward 7", sector_id="ACU", parent=cast.trust)
    (asked_one,) = ask(cases[:1], cast.trust)
    address = f"/audits/T-2026-01/cases/1/involvement/{asked_one.uid}/"
    client = sign_in(cast.trust_contact)
    wrong = client.post(address, {"answer": "NOTKNOWN", "service": ward.pk, "version": 1})
    assert "Name a service only where the agency knows the case." in wrong.content.decode()
    client.post(address, {"answer": "KNOWN", "service": ward.pk, "version": 1})
    asked_one.refresh_from_db()
    assert (asked_one.answer_id, asked_one.service) == ("KNOWN", ward)


def test_my_work_and_my_agency_lead_to_the_page(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    ask(cases, cast.school)
    ask(cases[:1], cast.police)
    for address in ("/", "/my-agency/"):
        page = sign_in(cast.school_contact).get(address).content.decode()
        assert "You have 3 involvement questions to answer" in page, address
        assert f'href="{GRID}"' in page
        assert "T-2026-01: 3 cases, known to Hillside School or not?" in page
    assert f'href="{GRID}"' in sign_in(cast.school_contact).get("/audits/T-2026-01/").content.decode()
    assert f'href="{GRID}"' in sign_in(cast.lead).get("/audits/T-2026-01/cases/").content.decode()


def test_two_contacts_at_once_lose_nothing(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    first, second, _ = ask(cases, cast.school)
    old = row_of(first, "KNOWN", auditor=cast.auditor.pk) | row_of(second, "WITHHELD")
    acts.answer_involvement(first, by=cast.lead, now=NOW, version=1, answer="MOVED")
    clash = sign_in(cast.school_contact).post(ANSWERS, old)
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "Moved" in page
    assert "Someone else saved this while you were writing" in page
    assert Involvement.objects.get(pk=second.pk).answer_id is None  # all or nothing
    kept = row_of(first, "KNOWN", auditor=cast.auditor.pk, version=2) | row_of(second, "WITHHELD")
    assert 'name="case-1-' in page
    assert 'value="2"' in page
    sign_in(cast.school_contact).post(ANSWERS, kept)
    assert list(Involvement.objects.order_by("case__number").values_list("answer", flat=True)) == [
        "KNOWN", "WITHHELD", None,
    ]  # fmt: skip


def test_a_row_nobody_touched_is_not_written_back(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    first, second, _ = ask(cases, cast.school)
    client = sign_in(cast.school_contact)
    opened = client.get(GRID).context["forms"]
    marks = {form.prefix: form["opened"].value() for form in opened}
    acts.answer_involvement(first, by=cast.lead, now=NOW, version=1, answer="MOVED")
    sent = {f"{prefix}-opened": mark for prefix, mark in marks.items()}
    first.version = 1
    page = client.post(ANSWERS, sent | row_of(first) | row_of(second, "NOTKNOWN"), follow=True)
    assert "1 answer is saved." in page.content.decode()
    assert Involvement.objects.get(pk=first.pk).answer_id == "MOVED"


def test_nobody_answers_for_another_agency_or_audit(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    mine, theirs = ask(cases[:1], cast.school, cast.police)
    other = Audit.objects.create(reference="T-2026-09", theme="x", created_at=NOW, state="sample")
    far = Involvement.objects.create(case=Case.objects.create(audit=other, number=8, added_at=NOW), agency=cast.school)
    sent = row_of(mine, "NOTKNOWN") | row_of(theirs, "KNOWN") | row_of(far, "KNOWN")
    page = sign_in(cast.school_contact).post(ANSWERS, sent, follow=True).content.decode()
    assert "1 answer is saved." in page
    assert "2 answers were not saved" in page
    assert "Example Police" not in sign_in(cast.school_contact).get(GRID).content.decode()
    for row, answer in ((mine, "NOTKNOWN"), (theirs, None), (far, None)):
        row.refresh_from_db()
        assert row.answer_id == answer
    wrong = sign_in(cast.police_contact).post(ANSWERS, row_of(theirs, "KNOWN", auditor=cast.auditor.pk))
    assert "Choose one of the answers on the list." in wrong.content.decode()
    for code in ("NOPE", "NOTREQUIRED", "x" * 300):
        wrong = sign_in(cast.police_contact).post(ANSWERS, row_of(theirs, code))
        assert "Choose one of the answers on the list." in wrong.content.decode(), code
    assert sign_in(cast.auditor).get(GRID).status_code == 404  # named in no case of this audit
    assert sign_in(cast.scrutineer).post(ANSWERS, row_of(theirs, "KNOWN")).status_code == 403
    theirs.refresh_from_db()
    assert theirs.answer_id is None


def test_the_lead_answers_for_an_agency_that_rang(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    _mine, theirs = ask(cases[:1], cast.school, cast.police)
    client = sign_in(cast.lead)
    page = client.get(f"{ANSWERS}?agency={cast.police.pk}").content.decode()
    assert "Does Example Police know these cases?" in page
    assert "Hillside School" not in page
    client.post(f"{ANSWERS}?agency={cast.police.pk}", row_of(theirs, "KNOWN"))
    theirs.refresh_from_db()
    assert (theirs.answer_id, theirs.answered_by) == ("KNOWN", cast.lead)
    for odd in ("x", "0", "9" * 30, "-1", "²"):
        assert client.get(f"{ANSWERS}?agency={odd}").status_code == 200


def test_a_question_taken_back_meanwhile_is_told(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    first, second, _ = ask(cases, cast.school)
    first.delete()
    sent = {f"case-1-{cast.school.pk}-answer": "KNOWN"} | row_of(second, "NOTKNOWN")
    page = sign_in(cast.school_contact).post(ANSWERS, sent, follow=True).content.decode()
    assert "1 answer is saved." in page
    assert "1 answer was not saved: the question is no longer asked." in page


def test_a_question_taken_back_while_it_is_answered(cases: list[Case], cast: Cast) -> None:
    (question,) = ask(cases[:1], cast.school)
    Involvement.objects.filter(pk=question.pk).delete()
    with pytest.raises(Refused, match="This question has been taken back"):
        acts.answer_involvement(question, by=cast.school_contact, now=NOW, version=1, answer="KNOWN")


@pytest.mark.django_db(transaction=True)
def test_one_page_and_one_question_saved_at_the_same_moment(cases: list[Case], cast: Cast) -> None:
    """Both hold the audit first, so that neither waits for the other for ever; one is told of the other's answer."""
    Audit.objects.update(state=Audit.State.RETURNS)
    questions = ask(cases, cast.school)
    told: list[str] = []
    start = threading.Barrier(2)

    def save(rows: list[Involvement]) -> None:
        start.wait()
        try:
            with transaction.atomic():
                for row in rows:
                    own = Involvement.objects.select_related("case__audit", "agency").get(pk=row.pk)
                    acts.answer_involvement(own, by=cast.school_contact, now=NOW, version=1, answer="KNOWN")
        except Stale:
            told.append("clash")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[rows]) for rows in (questions, questions[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert told == ["clash"]
    assert Involvement.objects.filter(answer="KNOWN").count() == AgencyReturn.objects.count() == 3


# Two of one sector, and agencies from outside


def test_two_schools_answer_about_one_child(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    second = Agency.objects.create(name="Valley School", sector_id="SCH")
    Invitation.objects.create(audit=cases[0].audit, agency=second, invited_at=NOW, invited_by=cast.lead)
    teacher = make_person("Tina Teacher")
    give_role(teacher, second, "agency_contact", by=cast.lead)
    Audit.objects.update(state=Audit.State.RETURNS)
    sign_in(cast.lead).post(ASK, {"cells": [f"1-{cast.school.pk}", f"1-{second.pk}"]})
    for person, agency in ((cast.school_contact, cast.school), (teacher, second)):
        question = Involvement.objects.get(agency=agency)
        sign_in(person).post(ANSWERS, row_of(question, "KNOWN"))
    found = AgencyReturn.objects.order_by("agency__name").values_list("agency__name", "case__number")
    assert list(found) == [("Hillside School", 1), ("Valley School", 1)]


def test_an_agency_from_outside_is_added_invited_and_asked(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    sent = {"name": "Farshire Police", "sector": "POL", "cases": [cases[0].pk, cases[2].pk]}
    page = sign_in(cast.lead).post(OUTSIDE, sent, follow=True).content.decode()
    added = Agency.objects.get(name="Farshire Police")
    assert added.is_out_of_area
    assert added.sector_id == "POL"
    assert asked(cases[0].audit) == {(1, "Farshire Police"), (3, "Farshire Police")}
    assert cases[0].audit.invitations.filter(agency=added).exists()
    assert "Nobody at Farshire Police would get this e-mail: ring them" in page
    journal = JournalEntry.objects.filter(verb="added", person_id_then=cast.lead.pk)
    assert set(journal.values_list("kind", flat=True)) == {"agency", "invitation", "involvement"}


def test_a_name_on_the_list_is_offered(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    there = Agency.objects.create(name="Farshire Police", sector_id="POL", is_out_of_area=True)
    client = sign_in(cast.lead)
    sent = {"name": "farshire police", "sector": "POL", "cases": [cases[1].pk]}
    page = client.post(OUTSIDE, sent).content.decode()
    assert "Farshire Police is on the list of agencies already. Tick below that you mean it." in page
    assert "Ask Farshire Police, which is on the list" in page
    assert asked(cases[0].audit) == set()
    # The tick is for the agency that was offered, not for another that is typed since.
    client.post(OUTSIDE, sent | {"use_existing": "on", "offered": there.pk, "name": "Hillside School"})
    assert asked(cases[0].audit) == set()
    client.post(OUTSIDE, sent | {"use_existing": "on", "offered": there.pk})
    assert asked(cases[0].audit) == {(2, "Farshire Police")}
    assert Agency.objects.filter(name__iexact="farshire police").get() == there


def test_an_agency_out_of_use_or_nonsense_is_refused(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    Agency.objects.create(name="Closed School", sector_id="SCH", is_active=False)
    client = sign_in(cast.lead)
    good = {"name": "Farshire Police", "sector": "POL", "cases": [cases[1].pk]}
    for wrong, words in (
        ({"name": ""}, "Enter the agency&#x27;s name."),
        ({"name": "x" * 121}, "Use 120 characters or fewer"),
        ({"name": "Closed School", "use_existing": "on"}, "An agency of this name is no longer in use."),
        ({"name": "Example Partnership", "use_existing": "on"}, "This is the partnership itself."),
        ({"sector": "NONE"}, "Choose one of the answers on the list."),
        ({"cases": []}, "Choose at least one case."),
        ({"cases": ["999999"]}, "Choose one of the answers on the list."),
    ):
        assert words in client.post(OUTSIDE, good | wrong).content.decode(), wrong
    assert asked(cases[0].audit) == set()
    assert not Agency.objects.filter(is_out_of_area=True).exists()


# Size


def test_as_many_questions_at_any_size(cases: list[Case], cast: Cast, sign_in: SignIn) -> None:
    audit = cases[0].audit
    ask(cases[:1], cast.school)
    small = queries(sign_in, cast)
    many = [Agency.objects.create(name=f"School {n}", sector_id="SCH") for n in range(57)]
    Invitation.objects.bulk_create(Invitation(audit=audit, agency=one, invited_at=NOW) for one in many)
    more = Case.objects.bulk_create(Case(audit=audit, number=n, added_at=NOW) for n in range(4, 31))
    page = sign_in(cast.lead).post(ASK, {"everything": "on"}, follow=True).content.decode()
    assert "1799 questions asked." in page
    assert "0 of the 1800 questions are answered." in page
    assert len(more) == 27
    assert Involvement.objects.count() == 1800
    assert queries(sign_in, cast) == small
    assert max(small) <= 14  # whom to look for, and what was sent
    shown = sign_in(cast.lead).get(ASK).content.decode()
    assert "Page 1 of 2" in shown
    assert "on all pages" in shown


def queries(sign_in: SignIn, cast: Cast) -> list[int]:
    """How many queries the grid, the page of ticks and a contact's page take."""
    found = []
    for person, address in ((cast.lead, GRID), (cast.lead, ASK), (cast.school_contact, GRID)):
        client = sign_in(person)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert client.get(address).status_code == 200
        found.append(len(taken))
    return found
