"""What an agency is called, now and before, how it is found, and under what name it is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.directory import acts as agency_acts
from agencies.models import Agency, AgencyName, JournalEntry, Person, Sector
from audit_project.refused import Refused
from audits.recognise.find import find
from audits.recognise.known import known_places
from tests.conftest import NOW, TODAY, Cast, give_role, make_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def rename(agency: Agency, name: str, cast: Cast, **more: Any) -> None:
    agency.refresh_from_db()
    agency_acts.edit_agency(
        agency, by=cast.administrator, now=NOW, version=agency.version, name=name, sector=agency.sector, **more
    )


def test_a_name_that_changes_is_kept_with_its_last_day_and_still_found(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    sent = {"name": "Hilltop Academy", "sector": "SCH", "version": "1"}
    assert admin.post(f"/agencies/{cast.school.uid}/edit/", sent).status_code == 302
    kept = AgencyName.objects.get()
    assert (kept.name, kept.until, kept.renamed_by) == ("Hillside School", TODAY, cast.administrator)
    page = text(admin.get(f"/agencies/{cast.school.uid}/"))
    assert f"Until {TODAY:%-d %B %Y}: Hillside School" in page
    assert '<h1 class="govuk-heading-l own-words">Hilltop Academy</h1>' in page
    found = text(admin.get("/agencies/?q=hillside"))
    assert "Hilltop Academy" in found
    assert "Before: Hillside School" in found
    assert "Example Police" not in found
    assert JournalEntry.objects.latest("pk").verb == "renamed"


def test_a_change_that_is_no_new_name_keeps_none(cast: Cast) -> None:
    rename(cast.school, "Hillside School", cast, is_out_of_area=True)
    assert not AgencyName.objects.exists()
    assert JournalEntry.objects.latest("pk").verb == "edited"


def test_a_service_is_found_by_its_earlier_name_under_its_organisation(cast: Cast, sign_in: SignIn) -> None:
    rename(cast.school_nursing, "Public Health Nursing", cast)
    found = text(sign_in(cast.administrator).get("/agencies/?q=school+nurs"))
    assert "Example Healthcare Trust" in found
    assert "Public Health Nursing" in found
    assert "Hillside School" not in found


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("sector=POL", "Example Police", "Hillside School"),
        ("sector=SN", "Example Healthcare Trust", "Example Police"),
        ("use=no", "Example Police", "Hillside School"),
        ("use=yes", "Hillside School", "Example Police"),
        ("q=%25", "No agency fits", "Hillside School"),
        ("q=hill&sector=POL", "No agency fits", "Hillside School"),
    ],
)
def test_the_list_is_narrowed(cast: Cast, sign_in: SignIn, asked: str, there: str, gone: str) -> None:
    Agency.objects.filter(pk=cast.police.pk).update(is_active=False)
    page = text(sign_in(cast.administrator).get(f"/agencies/?{asked}"))
    assert there in page
    assert gone not in page


def test_what_is_no_answer_narrows_nothing_and_is_said(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.administrator).get("/agencies/?sector=MOON&use=perhaps"))
    assert "Choose one of the answers on the list." in page
    assert "Hillside School" in page


def test_the_search_stays_in_the_address_from_page_to_page(cast: Cast, sign_in: SignIn) -> None:
    Agency.objects.bulk_create(Agency(name=f"Primary {number}", sector_id="SCH") for number in range(45))
    page = text(sign_in(cast.administrator).get("/agencies/?q=primary&sector=SCH"))
    assert "45 agencies found" in page
    assert 'href="?q=primary&amp;sector=SCH&amp;page=2"' in page


@pytest.mark.parametrize("many", [5, 300])
def test_the_list_and_a_page_take_the_same_queries_however_many_there_are(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    made = Agency.objects.bulk_create(Agency(name=f"School {number}", sector_id="SCH") for number in range(many))
    Agency.objects.bulk_create(Agency(name="Nursery", sector_id="SCH", parent=one) for one in made)
    for one in made[:20]:
        AgencyName.objects.create(agency=one, name=f"Old {one.pk}", until=TODAY, renamed_at=NOW)
        AgencyName.objects.create(agency=cast.trust, name=f"Older {one.pk}", until=TODAY, renamed_at=NOW)
        give_role(make_person(f"Contact {one.pk}"), cast.trust, "agency_contact", by=cast.lead)
    admin = sign_in(cast.administrator)
    with django_assert_num_queries(9):
        assert admin.get("/agencies/?q=s").status_code == 200
    with django_assert_num_queries(16):
        assert admin.get(f"/agencies/{cast.trust.uid}/").status_code == 200


def test_the_page_shows_contacts_people_deputy_and_how_it_is_published(cast: Cast, sign_in: SignIn) -> None:
    rename(cast.police, "Example Police", cast, deputy=cast.police_auditor, wants_approval=True)
    admin = sign_in(cast.administrator)
    page = text(admin.get(f"/agencies/{cast.police.uid}/"))
    assert "By its own name" in page
    assert "Piers Contact" in page
    assert 'Deputy for immediate concerns</dt><dd class="govuk-summary-list__value own-words">Pat Police' in page
    assert 'Returns approved first</dt><dd class="govuk-summary-list__value">Yes' in page
    assert 'href="/front-door/"' in page
    assert "Nobody is told what this agency owes" in text(admin.get(f"/agencies/{cast.partnership.uid}/"))
    nursing = text(admin.get(f"/agencies/{cast.school_nursing.uid}/"))
    assert "Tess Contact</a> (Example Healthcare Trust)" in nursing


def test_only_the_administrator_opens_it(cast: Cast, sign_in: SignIn) -> None:
    here = f"/agencies/{cast.school.uid}/"
    assert sign_in(cast.administrator).get(here).status_code == 200
    assert sign_in(cast.school_contact).get(here).status_code == 403
    assert sign_in(cast.police_contact).get(here).status_code == 404


@pytest.mark.parametrize(
    ("sector_says", "agency_says", "organisation_says", "named"),
    [
        ("organisation", False, False, True),
        ("organisation", True, False, False),
        ("organisation", False, True, False),
        ("sector", False, False, False),
        ("sector", True, False, False),
    ],
)
def test_an_agency_can_only_tighten_how_it_is_published(
    cast: Cast, sector_says: str, agency_says: bool, organisation_says: bool, named: bool
) -> None:
    Sector.objects.filter(code="SN").update(published_as=sector_says)
    Agency.objects.filter(pk=cast.school_nursing.pk).update(only_by_sector=agency_says)
    Agency.objects.filter(pk=cast.trust.pk).update(only_by_sector=organisation_says)
    service = Agency.objects.select_related("sector", "parent__sector").get(pk=cast.school_nursing.pk)
    assert service.named_outside is named


def found_in(said: str) -> list[str]:
    return [said[one.start : one.end] for one in find(said, known_places())]


def test_a_name_that_is_published_only_as_its_sector_is_found_in_texts_now_and_as_it_was(cast: Cast) -> None:
    said = "The officer of Copperfield House rang."
    Agency.objects.filter(pk=cast.police.pk).update(name="Copperfield House")
    assert not found_in(said)
    cast.police.refresh_from_db()
    rename(cast.police, "Riverside House", cast, only_by_sector=True)
    assert "Copperfield House" in found_in(said)
    assert "Riverside House" in found_in("Then Riverside House rang.")


def test_an_agency_that_was_merged_is_changed_no_more(cast: Cast, sign_in: SignIn) -> None:
    other = Agency.objects.create(name="Hillside Schol", sector_id="SCH", is_active=False, merged_into=cast.school)
    admin = sign_in(cast.administrator)
    page = text(admin.get(f"/agencies/{other.uid}/"))
    assert "was merged into" in page
    assert "/edit/" not in page
    for path in ("edit", "out-of-use", "services/add"):
        assert "Change that one." in text(admin.get(f"/agencies/{other.uid}/{path}/"))
    assert admin.post(f"/agencies/{other.uid}/use/").status_code == 403
    with pytest.raises(Refused, match="Change that one"):
        agency_acts.reactivate_agency(other, by=cast.administrator, now=NOW + timedelta(days=1))
