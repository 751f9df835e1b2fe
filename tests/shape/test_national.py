"""Made-up audits in bulk: as many as was said, nothing that a check would refuse, only into an empty database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from agencies.models import Person
from audit_project.refused import Refused
from audits.meeting.models import AgreedFinding
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.rollup.counting.counts import roll_up
from audits.sample.models import Case
from audits.scope.models import Audit
from benchmarks.national import LEAD, SIZES, Size, check_keys, make
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def made(db: None) -> None:
    make(SIZES["tiny"], now=NOW, say=lambda words: None)


def test_a_year_of_two_areas_is_there_whole(made: None) -> None:
    assert Audit.objects.count() == 2 * 7
    assert Case.objects.count() == 2 * 69
    assert AgencyReturn.objects.count() == 2 * 552
    assert Answer.objects.count() == 2 * 552 * 12
    assert Finding.objects.count() == 2 * 552 * 3
    assert AgreedFinding.objects.count() > 2 * 69 * 2
    assert Audit.objects.order_by("reference").values_list("reference", flat=True)[0] == "M001-2025-1"


def test_the_large_size_is_as_large_as_it_is_said_to_be() -> None:
    size: Size = SIZES["national"]
    assert size.areas * size.years * 552 == 717_600
    assert size.areas * size.years * 552 * 12 == 8_611_200


def test_every_return_is_of_an_agency_of_its_area(made: None) -> None:
    for audit in Audit.objects.all():
        names = {row.agency.name[:8] for row in AgencyReturn.objects.filter(audit=audit).select_related("agency")}
        assert names == {f"Area {audit.reference[1:4]}"}


def test_what_is_counted_of_it_is_what_is_there(made: None) -> None:
    audit = Audit.objects.get(reference="M002-2025-3")
    cells = roll_up(audit).answers.by_sector.cells.values()
    assert sum(cell.n for cell in cells) == Answer.objects.filter(audit=audit, state="RATED").count() > 800
    assert sum(cell.answers.get("YES", 0) for cell in cells) == Answer.objects.filter(audit=audit, value="YES").count()


def test_its_lead_reads_its_pages(made: None, sign_in: SignIn) -> None:
    client = sign_in(Person.objects.get(email=LEAD))
    page = client.get("/audits/M001-2025-1/roll-up/").content.decode()
    assert "Answers by domain and sector" in page
    assert client.get("/audits/").status_code == 200


def test_it_goes_into_an_empty_database_alone(cast: Cast) -> None:
    with pytest.raises(Refused, match="Made-up audits go into an empty one"):
        make(SIZES["tiny"], now=NOW)
    assert not Audit.objects.filter(reference__startswith="M001").exists()


def test_a_key_that_leads_nowhere_is_found(made: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audits_finding SET case_id = 999999 WHERE id = (SELECT min(id) FROM audits_finding)")
        with pytest.raises(Refused, match="1 rows of audits_finding lead nowhere by case_id"):
            check_keys(Finding)
        cursor.execute(
            "UPDATE audits_finding AS f SET case_id = r.case_id FROM audits_agencyreturn AS r"
            " WHERE r.id = f.agency_return_id AND f.case_id = 999999"
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
