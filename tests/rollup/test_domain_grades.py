"""Grades by domain in the analysis: counted by hand, inside alone, and each number leads to its cases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person
from audits.meeting.domains.models import AgreedDomainGrade
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn
from audits.rollup.counting.counts import roll_up
from audits.rollup.evidence import behind
from audits.rollup.facts import INSIDE, PUBLISHED
from audits.rollup.tables import grids, tables_of
from audits.rollup.writing import as_json
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build, child, whole_analysis
from tests.rollup.test_roll_up_page import ADDRESS, words

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
# By return: the school's of cases 1 to 3, the police's of case 1, and the school's of case 4 that is not handed in.
OWN = (
    ("school", 1, {"REC": "GOOD", "PLAN": "NOTGRADED"}),
    ("school", 2, {"REC": "GOOD", "PLAN": "RI"}),
    ("school", 3, {"REC": "RI", "PLAN": "UNANSWERED"}),
    ("police", 1, {"REC": "OUT"}),
    ("school", 4, {"REC": "INAD", "PLAN": "INAD"}),
)


@pytest.fixture
def graded(build: Build, cast: Cast) -> Audit:
    Audit.objects.filter(pk=build.audit.pk).update(grades_domains=True)
    build.audit.grades_domains = True
    cases = {number: build.case(number, child()) for number in range(1, 5)}
    for who, number, grades in OWN:
        state = "in_progress" if number == 4 else "accepted"
        made = build.handed_in(cases[number], getattr(cast, who), {"REC": ["YES"]}, "GOOD", state=state)
        give(build, made, grades)
    for number, grade in ((1, "GOOD"), (2, "RI"), (3, "CANTTELL")):
        AgreedDomainGrade.objects.create(case=cases[number], audit=build.audit, domain_id="REC", **build.graded(grade))
    return build.audit


def give(build: Build, made: AgencyReturn, grades: dict[str, str]) -> None:
    for domain, grade in grades.items():
        DomainGrade.objects.create(
            agency_return=made, audit=build.audit, case=made.case, agency=made.agency, domain_id=domain,
            **build.graded(grade),
        )  # fmt: skip


def test_own_grades_by_domain_are_those_counted_by_hand(graded: Audit) -> None:
    grid = roll_up(graded).returns.own_by_domain
    assert grid is not None
    assert [row.key for row in grid.rows] == ["REC", "PLAN"]
    found = {place: (cell.answers[place[1]], cell.n, cell.cases) for place, cell in grid.cells.items()}
    assert found["REC", "GOOD"] == (2, 4, (1, 2))
    assert found["REC", "OUT"] == (1, 4, (1,))
    assert found["REC", "RI"] == (1, 4, (3,))
    assert found["REC", "INAD"] == (0, 4, ())  # its return is not handed in
    assert found["PLAN", "RI"] == (1, 1, (2,))
    assert dict(grid.cell("PLAN", "GOOD").excluded) == {"not graded": 1, "not answered": 1}
    assert dict(grid.cell("REC", "GOOD").excluded) == {}


def test_agreed_grades_by_domain_are_those_counted_by_hand(graded: Audit) -> None:
    grid = roll_up(graded).grades.by_domain
    assert grid is not None
    assert [row.key for row in grid.rows] == ["REC"]
    cell = grid.cell("REC", "RI")
    assert (cell.answers["RI"], cell.n, cell.cases) == (1, 2, (2,))
    assert dict(cell.excluded) == {"cannot tell from the record": 1}


def test_a_return_with_nothing_to_audit_and_a_case_that_left_are_counted_nowhere(graded: Audit) -> None:
    row = AgencyReturn.objects.get(case__number=3, agency__sector="SCH")
    row.involvement.answer_id = "NOTLOCATED"
    row.involvement.save()
    graded.cases.filter(number=1).update(state="excluded")
    counted = roll_up(graded)
    own, agreed = counted.returns.own_by_domain, counted.grades.by_domain
    assert own is not None
    assert agreed is not None
    assert (own.cell("REC", "GOOD").n, agreed.cell("REC", "RI").n) == (1, 1)


def test_the_tables_say_what_is_without_a_grade_in_a_column_of_its_own(graded: Audit) -> None:
    tables = {table.key: table for table in tables_of(roll_up(graded), graded, INSIDE).two_way}
    own = tables["grades.own_by_domain"]
    assert [column.label for column in own.columns][-1] == "Without a grade"
    rows = {label: [square.words for square in squares] for label, squares in own.rows}
    assert rows["Recognition and early identification"] == ["1 of 4", "2 of 4", "1 of 4", "0 of 4", "None"]
    assert rows["Planning and reviewing"] == ["None", "None", "The one", "None", "1 not graded, 1 not answered"]
    assert "grades.agreed_by_domain" in tables


def test_each_cell_leads_to_its_cases_and_its_returns(graded: Audit, cast: Cast, sign_in: SignIn) -> None:
    found = behind(roll_up(graded), graded, "grades.own_by_domain|REC|GOOD")
    assert found is not None
    assert (found.text, found.cases) == ("2 of 4", (1, 2))
    client = sign_in(cast.lead)
    page = client.get(f"{ADDRESS}evidence/", {"of": "grades.own_by_domain|REC|GOOD"}).content.decode()
    assert words(page).count("Hillside School") == 2
    assert "Example Police" not in words(page)
    agreed = client.get(f"{ADDRESS}evidence/", {"of": "grades.agreed_by_domain|REC|RI"})
    assert "Without a grade: 1 cannot tell from the record." in words(agreed.content.decode())


def test_nothing_of_it_leaves(graded: Audit, cast: Cast, sign_in: SignIn) -> None:
    counted = roll_up(graded)
    assert not [
        grid for grid in grids(counted, PUBLISHED) if "by_domain" in grid.attribute and "grades" in grid.attribute
    ]
    assert "grades.own_by_domain" in as_json(counted, graded, INSIDE)["tables"]
    assert "grades.own_by_domain" not in as_json(counted, graded, PUBLISHED)["tables"]
    client = sign_in(cast.lead)
    assert "Own grades by domain" in words(whole_analysis(client, ADDRESS))
    assert "grades by domain" not in words(whole_analysis(client, ADDRESS, tier="published"))


def test_an_audit_that_does_not_ask_has_neither_table_and_both_cost_four_queries(
    graded: Audit, four_cases_apart: Audit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for audit, there in ((graded, True), (four_cases_apart, False)):
        with django_assert_num_queries(4):
            counted = roll_up(audit)
        assert (counted.returns.own_by_domain is not None) is there
        assert (counted.grades.by_domain is not None) is there


@pytest.fixture
def four_cases_apart(cast: Cast, graded: Audit) -> Audit:
    """Another audit with one graded return, which asks for no grade in a domain."""
    other = Audit.objects.create(
        reference="T-2026-77",
        theme="Another theme",
        tool=graded.tool,
        scale=graded.scale,
        created_at=NOW,
        created_by=cast.lead,
    )
    build = Build(other, cast)
    build.handed_in(build.case(1, child()), cast.school, {"REC": ["YES"]}, "GOOD")
    return other
