"""An auditor's returns over all audits: in which order, how far, due in working days, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person
from audits.returns import acts
from audits.returns.due import due_in_words
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, open_return
from tests.returns.conftest import Ready, opened

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


def another_case(audit: Audit, cast: Cast, number: int) -> Case:
    return Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW, added_by=cast.lead)


def another_audit(audit: Audit, reference: str, due: date | None, state: str = "returns") -> Audit:
    twin = Audit.objects.get(pk=audit.pk)
    twin.pk, twin.reference, twin.returns_due, twin.state = None, reference, due, state
    twin.uid = type(twin)._meta.get_field("uid").default()
    twin.save(force_insert=True)
    return twin


def test_what_is_to_finish_stands_first_by_its_day(
    cast: Cast, audit: Audit, police: AgencyReturn, ready: Ready, sign_in: SignIn
) -> None:
    handed_in = opened(another_case(audit, cast, 2), cast.police, cast.police_auditor, cast.lead)
    acts.submit_return(ready(handed_in), by=cast.police_auditor, now=NOW)
    sooner = another_audit(audit, "T-2026-02", TODAY + timedelta(days=1))
    open_return(another_case(sooner, cast, 7), cast.police, cast.police_auditor)
    over = another_audit(audit, "T-2025-03", TODAY - timedelta(days=90), "closed")
    open_return(another_case(over, cast, 8), cast.police, cast.police_auditor)
    page = sign_in(cast.police_auditor).get("/returns/").content.decode()
    order = [page.index(f">{words}<") for words in (
        "T-2026-02, case 7", "T-2026-01, case 1", "T-2026-01, case 2", "T-2025-03, case 8",
    )]  # fmt: skip
    assert order == sorted(order)
    assert "This audit’s returns are closed" in page
    assert "work-row--late" not in page  # nobody can finish it any more


def test_how_far_each_has_come(cast: Cast, police: AgencyReturn, sign_in: SignIn) -> None:
    first, second, third = police.answers.order_by("standard__number")[:3]
    given = [
        acts.AnswerInput(first.standard_id, 1, "YES", "RATED"),
        acts.AnswerInput(second.standard_id, 1, "", "CANTTELL"),
        acts.AnswerInput(third.standard_id, 1, "", "NA"),
    ]
    acts.save_answers(police, by=cast.police_auditor, now=NOW, answers=given)
    page = sign_in(cast.police_auditor).get("/returns/").content.decode()
    assert f"2 of {police.answers.all().count() - 1} answered" in page
    assert "In progress" in page


@pytest.mark.parametrize(
    ("state", "seen"), [("to-finish", {1}), ("submitted", {2}), ("accepted", set()), ("x' or 1=1", {1, 2})]
)
def test_the_address_narrows_the_list(
    state: str, seen: set[int], cast: Cast, audit: Audit, police: AgencyReturn, ready: Ready, sign_in: SignIn
) -> None:
    other = opened(another_case(audit, cast, 2), cast.police, cast.police_auditor, cast.lead)
    acts.submit_return(ready(other), by=cast.police_auditor, now=NOW)
    page = sign_in(cast.police_auditor).get("/returns/", {"state": state}).content.decode()
    assert {number for number in (1, 2) if f"case {number}<" in page} == seen
    if not seen:
        assert "You have no return in this state." in page


def test_a_colleague_and_another_agency_find_none_of_them(cast: Cast, school: AgencyReturn, sign_in: SignIn) -> None:
    for person in (cast.colleague, cast.police_auditor):
        page = sign_in(person).get("/returns/").content.decode()
        assert "case 1" not in page
        assert "No return is yours yet" in page


def test_who_is_no_auditor_has_no_such_list(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.lead).get("/returns/").status_code == 404
    assert "My returns" not in sign_in(cast.lead).get("/").content.decode()
    assert '<a class="govuk-service-navigation__link" href="/returns/">My returns' in (
        sign_in(cast.auditor).get("/").content.decode()
    )


def test_a_long_list_has_pages_and_costs_no_more(
    cast: Cast, audit: Audit, police: AgencyReturn, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(cast.police_auditor)
    client.get("/returns/")
    with django_assert_num_queries(6):  # session, person, their roles, how many, the rows, their progress
        client.get("/returns/")
    for number in range(2, 31):
        open_return(another_case(audit, cast, number), cast.police, cast.police_auditor)
    with django_assert_num_queries(6):
        first = client.get("/returns/?state=to-finish").content.decode()
    assert "Page 1 of 2" in first
    assert "?state=to-finish&amp;page=2" in first
    assert "case 30<" in client.get("/returns/?state=to-finish&page=2").content.decode()


@pytest.mark.parametrize(
    ("due", "words", "late"),
    [
        (date(2026, 3, 11), "Due in 3 working days", False),  # from a Friday over a weekend
        (date(2026, 3, 9), "Due in 1 working day", False),
        (date(2026, 3, 7), "Due before the next working day", False),
        (date(2026, 3, 6), "Due today", False),
        (date(2026, 3, 5), "1 working day late", True),
        (date(2026, 3, 4), "2 working days late", True),
        (date(2026, 4, 7), "Due in 20 working days", False),  # Good Friday and Easter Monday lie between
    ],
)
def test_due_in_working_days(due: date, words: str, late: bool) -> None:
    found = due_in_words(due, date(2026, 3, 6))
    assert found is not None
    assert (found.words, found.late) == (words, late)


def test_late_over_a_weekend_is_late_and_says_so() -> None:
    found = due_in_words(date(2026, 3, 7), date(2026, 3, 8))
    assert found is not None
    assert found.late
    assert found.words == "Late, by no working day yet"
    assert due_in_words(None, TODAY) is None
