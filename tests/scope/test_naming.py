"""A rename doesn't rewrite finished audits; and two schools one after the other are told apart by their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from agencies.directory.acts import edit_agency
from agencies.models import Agency, Person
from audit_project.refused import Refused
from audits.desk.packs.dump import dump
from audits.desk.packs.load import load
from audits.returns.models import AgencyReturn
from audits.rollup.counting.counts import roll_up
from audits.rollup.counting.gather import gather
from audits.sample import acts
from audits.sample.models import Case, Involvement
from audits.scope.acts import move_audit
from audits.scope.models import Audit
from audits.scope.naming import keep_names, names_then
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def rename(agency: Agency, name: str, cast: Cast, days: int = 1) -> None:
    agency.refresh_from_db()
    edit_agency(agency, by=cast.administrator, now=NOW + timedelta(days=days), version=agency.version, name=name)


def names_in(audit: Audit) -> set[str]:
    return {row["name"] for row in gather(Audit.objects.get(pk=audit.pk)).agencies}


def test_a_rename_is_seen_while_the_audit_is_under_way_and_not_once_it_is_finished(
    cast: Cast, audit: Audit, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    AgencyReturn.objects.update(state="submitted", submitted_at=NOW, submitted_by=cast.auditor)
    rename(cast.school, "Hillside Academy", cast, -1)
    assert names_in(audit) == {"Hillside Academy"}
    keep_names(audit, by=cast.lead, now=NOW)
    rename(cast.school, "Ridge Academy", cast, 1)
    rename(cast.school, "Summit Academy", cast, 2)
    assert names_in(audit) == {"Hillside Academy"}
    assert names_then(audit) == {cast.school.pk: "Hillside Academy"}
    assert [one.name for one in roll_up(Audit.objects.get(pk=audit.pk)).agencies.names] == ["Hillside Academy"]
    Audit.objects.update(state="published")
    client = sign_in(cast.lead)
    for page in ("", "returns/", "cases/1/"):
        said = text(client.get(f"/audits/T-2026-01/{page}"))
        assert "Hillside Academy" in said, page
        assert "Summit Academy" not in said, (page, said[max(0, said.find("Summit") - 200) :][:300])
    assert Agency.objects.get(pk=cast.school.pk).name == "Summit Academy"


def test_a_service_keeps_its_organisations_name_of_then(cast: Cast, audit: Audit, case: Case) -> None:
    Involvement.objects.create(case=case, agency=cast.school_nursing)
    keep_names(audit, by=cast.lead, now=NOW)
    was = cast.trust.name
    rename(cast.trust, "Another Trust", cast)
    assert {row["parent"] for row in gather(Audit.objects.get(pk=audit.pk)).agencies} == {was}


def test_names_are_kept_when_it_is_published_and_follow_again_when_it_is_worked_on(cast: Cast, audit: Audit) -> None:
    Audit.objects.update(state="published")
    audit.refresh_from_db()
    keep_names(audit, by=cast.lead, now=NOW)
    assert Audit.objects.get().named_at == NOW
    move_audit(audit, "reporting", by=cast.lead, now=NOW, reason="A number was wrong.")
    assert Audit.objects.get().named_at is None


def test_two_schools_one_after_the_other_are_told_apart(cast: Cast, audit: Audit, case: Case, sign_in: SignIn) -> None:
    second = Agency.objects.create(name="Second School", sector_id="SCH")
    first_asked = Involvement.objects.create(case=case, agency=cast.school)
    second_asked = Involvement.objects.create(case=case, agency=second)
    acts.answer_involvement(
        first_asked, by=cast.school_contact, now=NOW, version=1, answer="KNOWN",
        knew_from=date(2024, 9, 4), knew_until=date(2026, 3, 28),
    )  # fmt: skip
    acts.answer_involvement(second_asked, by=cast.lead, now=NOW, version=1, answer="KNOWN", knew_from=date(2026, 4, 14))
    said = text(sign_in(cast.lead).get("/audits/T-2026-01/cases/1/"))
    assert "from 4 September 2024 to 28 March 2026" in said
    assert "from 14 April 2026" in said
    packed = dump(audit)
    days = {(row.get("knew_from"), row.get("knew_until")) for row in packed["cases"][0]["involvement"]}
    assert days == {("2024-09-04", "2026-03-28"), ("2026-04-14", None)}
    packed["audit"]["reference"] = "P-2026-01"
    again = load(packed, by=cast.lead, now=NOW)
    assert set(Involvement.objects.filter(case__audit=again).values_list("knew_from", "knew_until")) == {
        (date(2024, 9, 4), date(2026, 3, 28)), (date(2026, 4, 14), None),
    }  # fmt: skip


def test_the_page_asks_for_the_days_and_refuses_an_end_before_the_beginning(
    cast: Cast, case: Case, sign_in: SignIn
) -> None:
    asked = Involvement.objects.create(case=case, agency=cast.school)
    here = f"/audits/T-2026-01/cases/1/involvement/{asked.uid}/"
    client = sign_in(cast.school_contact)
    page = text(client.get(here))
    assert "Known to the agency from" in page
    given = {"answer": "KNOWN", "version": 1, "knew_from_day": 4, "knew_from_month": 9, "knew_from_year": 2025}
    bad = given | {"knew_until_day": 3, "knew_until_month": 9, "knew_until_year": 2025}
    assert "The last day must not be before the first." in text(client.post(here, bad))
    assert client.post(here, given).status_code == 302
    asked.refresh_from_db()
    assert asked.when_known == "from 4 September 2025"


def test_an_agency_that_does_not_know_the_case_has_no_days(cast: Cast, case: Case) -> None:
    asked = Involvement.objects.create(case=case, agency=cast.school)
    acts.answer_involvement(
        asked, by=cast.school_contact, now=NOW, version=1, answer="NOTKNOWN", knew_from=date(2025, 9, 4)
    )
    asked.refresh_from_db()
    assert asked.when_known == ""
    with pytest.raises(Refused, match="before the first"):
        acts.answer_involvement(
            asked, by=cast.school_contact, now=NOW, version=2, answer="KNOWN", knew_from=date(2025, 9, 4),
            knew_until=date(2025, 9, 3),
        )  # fmt: skip
