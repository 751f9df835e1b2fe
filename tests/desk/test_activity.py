"""An audit's activity log: who did and read what and who was refused, for its leads and its scrutineer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import journal
from agencies.models import JournalEntry, Person
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast

SignIn = Callable[[Person], Client]
HERE = "/audits/T-2026-01/activity/"
pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def rows(response: Any) -> list[str]:
    return [row.split("</tr>")[0] for row in text(response).split('<tr class="govuk-table__row"> <td')[1:]]


def test_it_says_who_did_and_read_what(case: Case, school_return: AgencyReturn, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.scrutineer).get("/audits/T-2026-01/cases/1/")
    journal.record(cast.auditor, "saved", school_return, now=NOW)
    said = rows(sign_in(cast.lead).get(HERE))
    assert any(cast.scrutineer.name in row and "read the case" in row and ">1</a>" in row for row in said)
    assert any(cast.auditor.name in row and "the return of Hillside School" in row for row in said)


def test_a_refusal_stands_there_with_the_page_that_was_asked_for(
    case: Case, audit: Audit, cast: Cast, sign_in: SignIn
) -> None:
    assert sign_in(cast.other_lead).get("/audits/T-2026-01/cases/1/").status_code == 404
    said = text(sign_in(cast.lead).get(HERE + "?verb=refused"))
    assert cast.other_lead.name in said
    assert "“case”" in said


def test_it_is_for_the_leads_and_the_scrutineer(audit: Audit, case: Case, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.scrutineer).get(HERE).status_code == 200
    for person in (cast.panel, cast.auditor, cast.safeguarding_lead):
        assert sign_in(person).get(HERE).status_code in (403, 404), person.name
    for person in (cast.other_lead, cast.reader, cast.stranger, cast.superuser, cast.administrator):
        assert sign_in(person).get(HERE).status_code == 404, person.name
    assert "/activity/" in text(sign_in(cast.lead).get("/audits/T-2026-01/"))
    assert "/activity/" not in text(sign_in(cast.auditor).get("/audits/T-2026-01/"))


def test_no_word_of_a_case_or_its_theme_stands_in_it(case: Case, audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.lead).get("/audits/T-2026-01/cases/1/")
    assert audit.theme not in text(sign_in(cast.lead).get(HERE))


def test_it_is_narrowed_by_person_act_and_case(case: Case, cast: Cast, sign_in: SignIn) -> None:
    journal.record(cast.auditor, "saved", case, now=NOW)
    journal.record(cast.police_auditor, "read", case, now=NOW)
    client = sign_in(cast.lead)
    mine = rows(client.get(f"{HERE}?person={cast.auditor.pk}"))
    assert len(mine) == 1
    assert "saved" in mine[0]
    assert len(rows(client.get(f"{HERE}?case=1&verb=read&person={cast.police_auditor.pk}"))) == 1
    for nonsense in ("?person=x", "?verb=drop", "?case=99", "?before=0", "?before=%00", "?before=99999999999999999999"):
        response = client.get(HERE + nonsense)
        assert response.status_code in (200, 400), nonsense
        if response.status_code == 200:
            assert "Choose one of the answers on the list." in text(response) or "before" in nonsense


def test_older_entries_are_a_page_away_and_none_is_lost(case: Case, cast: Cast, sign_in: SignIn) -> None:
    for _ in range(120):
        journal.record(cast.auditor, "saved", case, now=NOW)
    client, found, address = sign_in(cast.lead), 0, f"{HERE}?person={cast.auditor.pk}"
    for _ in range(3):
        response = client.get(address)
        found += len(rows(response))
        if "Older" not in text(response):
            break
        address = HERE + response.context["older"]
    assert found == 120


def test_it_costs_the_same_at_any_length(case: Case, school_return: AgencyReturn, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    journal.record(cast.auditor, "saved", school_return, now=NOW)
    client.get(HERE)
    with CaptureQueriesContext(connection) as few:
        client.get(HERE)
    for _ in range(60):
        journal.record(cast.auditor, "saved", school_return, now=NOW)
        journal.record(cast.lead, "read", case, now=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(HERE)
    assert len(many) == len(few) <= 14


def test_the_role_in_which_somebody_acted_is_kept(case: Case, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.scrutineer).get("/audits/T-2026-01/cases/1/")
    entry = JournalEntry.objects.filter(person_id_then=cast.scrutineer.pk).latest("pk")
    assert entry.acting_role == "scrutineer"
    assert "Independent scrutineer" in text(sign_in(cast.lead).get(HERE))
