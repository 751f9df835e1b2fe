"""An audit whose tool has domains of its own: counted by hand in the answers, the grades by domain and the findings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person
from audits.meeting.domains.models import AgreedDomainGrade
from audits.rollup.counting.counts import roll_up
from audits.rollup.counting.gather import gather
from audits.rollup.counting.parts import Part, choices_of, narrowed
from audits.scope.models import Audit
from audits.tools import acts
from audits.tools import part_acts as parts
from audits.tools.models import AuditTool, Domain
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build, child
from tests.rollup.test_domain_grades import give
from tests.rollup.test_roll_up_page import read

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


def own_tool(cast: Cast, code: str, **compared_as: str) -> tuple[AuditTool, dict[str, str]]:
    """A tool with the domain REC and these of its own, two questions each; the codes of its domains by their names."""
    tool = acts.make_tool(by=cast.lead, now=NOW, code=code, name=f"Tool {code}")
    domains = [parts.add_domain(tool, by=cast.lead, now=NOW, practice="REC")]
    for name, home in compared_as.items():
        given = {"practice": parts.A_NEW_ONE, "label": name.replace("_", " "), "compared_as": home}
        domains.append(parts.add_domain(tool, by=cast.lead, now=NOW, **given))
    for domain in domains:
        for n in range(2):
            parts.add_standard(tool, by=cast.lead, now=NOW, domain=domain, text=f"{domain.label}, question {n}?")
    return tool, {one.label: one.practice_id for one in Domain.objects.filter(tool=tool)}


@pytest.fixture
def own(build: Build, cast: Cast) -> dict[str, str]:
    """Two cases. Returns that are in: the school's of both, the police's of the first; a third is being written."""
    own_tool(cast, "another", Something_else="REC")
    tool, codes = own_tool(cast, "ours", The_pathway="", Plans_kept="PLAN")
    Audit.objects.filter(pk=build.audit.pk).update(tool=tool, grades_domains=True)
    build.audit.tool, build.audit.grades_domains = tool, True
    cases = [build.case(number, child()) for number in (1, 2)]
    pathway, kept = codes["The pathway"], codes["Plans kept"]
    school = build.handed_in(cases[0], cast.school, {"REC": ["YES"], pathway: ["YES", "NO"], kept: ["YES", "YES"]})
    build.handed_in(cases[1], cast.school, {"REC": ["NO"], pathway: ["PARTLY", "NA"]})
    police = build.handed_in(cases[0], cast.police, {pathway: ["YES"]})
    build.handed_in(cases[1], cast.police, {pathway: ["NO", "NO"]}, state="in_progress")
    give(build, school, {pathway: "GOOD", kept: "RI"})
    give(build, police, {pathway: "RI"})
    AgreedDomainGrade.objects.create(case=cases[0], audit=build.audit, domain_id=pathway, **build.graded("GOOD"))
    build.finding(build.theme("The pathway is used."), cases[0])
    build.audit.agreed_findings.update(domain_id=pathway)
    return codes


def test_its_answers_are_counted_in_each_domain_by_itself(build: Build, own: dict[str, str]) -> None:
    grid = roll_up(build.audit).answers.by_case
    # The list's first; then its own, in the tool's order and by the tool's names; no other tool's.
    assert [(one.key, one.label) for one in grid.rows] == [
        ("REC", "Recognition and early identification"),
        (own["The pathway"], "The pathway"),
        (own["Plans kept"], "Plans kept"),
    ]
    cells = {
        (one.label, column.key): grid.cells.get((one.key, column.key)) for one in grid.rows for column in grid.columns
    }
    counted = {place: (cell.n, dict(cell.answers), dict(cell.excluded)) for place, cell in cells.items() if cell}
    assert counted["The pathway", "1"] == (3, {"YES": 2, "NO": 1}, {})
    assert counted["The pathway", "2"] == (1, {"PARTLY": 1}, {"not applicable": 1})
    assert counted["Plans kept", "1"] == (2, {"YES": 2}, {})
    assert ("Plans kept", "2") not in counted


def test_its_grades_by_domain_and_its_findings_too(build: Build, own: dict[str, str]) -> None:
    counted, pathway = roll_up(build.audit), own["The pathway"]
    grid, agreed = counted.returns.own_by_domain, counted.grades.by_domain
    assert grid is not None
    assert agreed is not None
    assert [one.label for one in grid.rows] == ["The pathway", "Plans kept"]
    assert (grid.cell(pathway, "GOOD").answers["GOOD"], grid.cell(pathway, "GOOD").n) == (1, 2)
    assert (grid.cell(own["Plans kept"], "RI").answers["RI"], grid.cell(own["Plans kept"], "RI").n) == (1, 1)
    assert [(one.label, agreed.cell(one.key, "GOOD").answers["GOOD"]) for one in agreed.rows] == [("The pathway", 1)]
    (theme,) = counted.findings.themes
    assert theme.domains == ("The pathway",)


def test_one_domain_can_be_looked_at_alone_and_is_called_as_the_version_calls_it(
    build: Build, own: dict[str, str], cast: Cast, sign_in: SignIn
) -> None:
    pathway = own["The pathway"]
    Domain.objects.filter(tool__code="ours", practice=pathway).update(label="Our pathway")
    rows = gather(build.audit)
    assert choices_of(rows)["domain"][pathway] == "Our pathway"
    assert {cell[1] for cell in narrowed(rows, Part(domain=pathway)).cells} == {pathway}
    page = read(sign_in(cast.lead))
    assert "Our pathway" in page
    assert "Something else" not in page


def test_it_takes_no_query_more(
    build: Build, own: dict[str, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        gather(build.audit)
