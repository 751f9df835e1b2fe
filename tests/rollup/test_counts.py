"""Every number of a small audit, counted by hand."""

from __future__ import annotations

import pytest

from agencies.models import Agency
from audits.rollup.counting.counts import roll_up
from audits.rollup.counting.figures import Distribution, Grid
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE, PUBLISHED
from audits.rollup.writing import as_json, as_text
from audits.scope.models import Audit, Strand
from tests.rollup.conftest import Build, child

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(four_cases: Audit) -> RollUp:
    return roll_up(four_cases)


def numbers(table: Distribution | None) -> dict[str, int]:
    assert table is not None
    return {row.label: row.count.numerator for row in table.rows if row.count.numerator}


def answers(grid: Grid, row: str, label: str) -> tuple[int, dict[str, int], dict[str, int]]:
    column = next(one.key for one in grid.columns if one.label == label)
    cell = grid.cell(row, column)
    return cell.n, dict(cell.answers), dict(cell.excluded)


def test_agreed_grades_with_qualifiers_apart(counted: RollUp) -> None:
    assert numbers(counted.grades.agreed) == {"Requires improvement": 4}
    assert [(one.label, one.n) for one in counted.grades.qualified] == [("with elements of good practice", 3)]
    line = counted.grades.agreed.row("RI") if counted.grades else None
    assert line is not None
    assert (line.count.denominator, line.count.cases, dict(line.count.excluded)) == (4, (1, 2, 3, 4), {})


def test_a_state_in_the_place_of_a_grade_is_no_fail_and_leaves_the_denominator(build: Build) -> None:
    build.agreed(build.case(1, child()), "GOOD")
    build.agreed(build.case(2, child()), "NOTGRADED")
    build.case(3, child(), state="returns")
    counted = roll_up(build.audit)
    assert counted.grades.agreed is not None
    line = counted.grades.agreed.row("GOOD").count
    assert (line.numerator, line.denominator, dict(line.excluded)) == (1, 1, {"not graded": 1, "not yet agreed": 1})
    assert counted.sample.cases.numerator == 3


def test_own_grades_are_counted_in_returns_that_are_in(counted: RollUp) -> None:
    assert numbers(counted.returns.own) == {"Outstanding": 1, "Good": 2, "Requires improvement": 2}
    assert counted.returns.own is not None
    line = counted.returns.own.row("GOOD").count
    assert (line.denominator, dict(line.excluded), line.cases) == (5, {"not graded": 1}, (1, 2))
    assert line.unit.plural == "returns"


def test_the_panels_views_leave_out_returns_it_gave_none_on(counted: RollUp) -> None:
    assert numbers(counted.returns.views) == {"Accepted": 1, "Challenged": 1}
    assert counted.returns.views is not None
    assert dict(counted.returns.views.rows[0].count.excluded) == {"without a view": 4}


def test_answers_by_domain_and_agency(counted: RollUp) -> None:
    grid = counted.answers.by_agency
    yes = {"YES": 4, "NO": 2, "PARTLY": 1}
    assert answers(grid, "REC", "Hillside School") == (7, yes, {"cannot tell from the record": 1})
    assert answers(grid, "INFO", "Hillside School") == (3, {"YES": 2, "NO": 1}, {"not applicable": 1})
    assert answers(grid, "REC", "Example Police") == (2, {"YES": 1, "PARTLY": 1}, {})
    assert answers(grid, "INFO", "Example Police") == (3, {"YES": 1, "NO": 2}, {})
    # School nursing has begun and not handed in: its answers are its own until it does.
    assert [column.label for column in grid.columns] == ["Hillside School", "Example Police"]


def test_answers_by_domain_and_sector_come_to_the_same(counted: RollUp) -> None:
    by_sector, by_agency = counted.answers.by_sector, counted.answers.by_agency
    assert sum(cell.n for cell in by_sector.cells.values()) == sum(cell.n for cell in by_agency.cells.values()) == 15
    assert by_sector.cell("REC", "SCH").n == 7


def test_answers_by_domain_and_case(counted: RollUp) -> None:
    grid = counted.answers.by_case
    assert [column.label for column in grid.columns] == ["Case 1", "Case 2", "Case 3", "Case 4"]
    assert answers(grid, "REC", "Case 1") == (5, {"YES": 2, "PARTLY": 2, "NO": 1}, {})
    assert answers(grid, "INFO", "Case 2") == (4, {"NO": 3, "YES": 1}, {})
    assert grid.cell("INFO", "4").n == 0
    assert numbers(counted.answers.states) == {"Answered": 15, "Not applicable": 1, "Cannot tell from the record": 1}


def test_domains_stand_in_the_order_of_the_list(counted: RollUp) -> None:
    assert [row.key for row in counted.answers.by_sector.rows] == ["REC", "INFO"]


def test_a_theme_counts_distinct_cases_with_agreed_findings(counted: RollUp) -> None:
    found = {theme.statement: theme for theme in counted.findings.themes}
    missed = found["Signs were missed."]
    assert (missed.count.numerator, missed.count.denominator, missed.count.cases) == (3, 4, (1, 2, 3))
    assert len(missed.findings) == 4
    assert missed.agencies == ("Example Police", "Hillside School")
    assert missed.domains == ("Information sharing",)
    assert found["Plans were slow."].count.numerator == 1  # the proposed one is not agreed
    assert found["All were kept safe."].count.numerator == 4
    assert found["Nobody was found under this one."].count.numerator == 0


def test_themes_are_ranked_good_practice_first_then_by_cases(counted: RollUp) -> None:
    assert [(theme.kind, theme.count.numerator) for theme in counted.findings.themes] == [
        ("good", 4), ("develop", 3), ("develop", 1), ("develop", 0)
    ]  # fmt: skip


def test_children_are_counted_one_attribute_at_a_time(counted: RollUp) -> None:
    assert numbers(counted.people.sex) == {"Female": 3, "Male": 1}  # the linked adult is not counted
    assert numbers(counted.people.age) == {"5 to 10": 2, "11 to 15": 2}
    assert sorted(age.days for age in counted.people.ages)[0] == 5 * 365.25
    assert sorted(numbers(counted.people.ethnicity).values()) == [1, 1, 2]
    assert numbers(counted.people.siblings) == {"In a sibling group": 4}
    assert counted.person.plural == "children"


def test_plans_may_be_several_and_the_note_says_so(counted: RollUp) -> None:
    assert numbers(counted.people.plans) == {
        "Child Protection plan": 2,
        "Looked after child": 2,
        "Child in Need plan": 1,
    }
    assert counted.people.plans.total == 5
    assert "may have several" in counted.people.plans.note


def test_plans_in_the_period_their_category_and_disabilities_are_counted_and_said_inside_alone(build: Build) -> None:
    build.case(1, child(period=["CP", "CIN"], category_id="NEG", disabilities=["MOB"]), child(period=["CIN"]))
    build.case(2, child(category_id="NEG", disabilities=["NONE"]))
    counted = roll_up(build.audit)
    assert numbers(counted.people.plans_in_period) == {"Child in Need plan": 2, "Child Protection plan": 1}
    assert (counted.people.plans_in_period.without, counted.people.disabilities.without) == (1, 1)
    assert numbers(counted.people.category) == {"Neglect": 2}
    assert dict(counted.people.category.rows[0].count.excluded) == {"none recorded": 1}
    inside = as_text(counted, build.audit, "inside")
    assert (
        "Plan or status in the period under review: Child in Need plan (two) and Child Protection plan (one). "
        "A child may have more than one. None is recorded for one." in inside
    )
    assert "Child protection plan category: Neglect (two). None is recorded for one." in inside
    assert "Disability: Mobility (one) and No disability (one). None is recorded for one." in inside
    for words in ("Neglect", "Mobility", "No disability", "period under review"):
        assert words not in as_text(counted, build.audit, "published")


def test_a_question_without_an_answer_is_no_answer(counted: RollUp) -> None:
    """Of 17 questions asked 14 were answered: nobody reads "17 answers"."""
    assert counted.answers.states.unit.of(2) == "questions"
    assert counted.agencies.involvement.unit.of(2) == "involvement checks"
    assert counted.answers.by_agency.unit.of(2) == "answers"  # of these alone its cells are


def test_nobody_recorded_them_so_nothing_is_said_of_them(counted: RollUp, four_cases: Audit) -> None:
    for words in ("Disability", "category", "in the period under review"):
        assert words not in as_text(counted, four_cases, "inside")


def test_what_is_not_recorded_and_not_known_is_said_apart(build: Build) -> None:
    build.case(1, child(None), child(sex_id="U", ethnicity_id="NOBT"), child(3, "weeks", sex_id="F"))
    build.case(2, {"kind": "unborn", "in_sibling_group": False})
    counted = roll_up(build.audit)
    assert counted.people.sex.n == 4
    assert numbers(counted.people.sex) == {"Female": 1}
    assert dict(counted.people.sex.rows[0].count.excluded) == {"not recorded": 2, "not known": 1}
    assert counted.people.sex.note == "The rows come to 1 of the 4 children: two not recorded and one not known."
    assert numbers(counted.people.age) == {"Unborn": 1, "Under 1": 1, "5 to 10": 1}
    assert counted.people.ages_not_recorded == 1
    assert counted.people.ethnicity.rows == ()
    assert numbers(counted.people.siblings) == {"Not in a sibling group": 1}
    assert counted.people.plans.without == 4


def test_agencies_that_took_part_have_handed_in(counted: RollUp) -> None:
    assert [name.name for name in counted.agencies.names] == ["Hillside School", "Example Police"]
    assert (counted.agencies.took_part.numerator, counted.agencies.took_part.denominator) == (2, 3)


def test_a_service_stands_under_its_organisation(build: Build) -> None:
    build.handed_in(build.case(1, child()), build.cast.school_nursing, state="submitted")
    counted = roll_up(build.audit)
    assert counted.agencies.names[0].organisation is not None
    assert counted.agencies.names[0].organisation.name == "Example Healthcare Trust"


def test_involvement_and_how_far_returns_have_come(counted: RollUp) -> None:
    assert numbers(counted.agencies.involvement) == {
        "Known to this agency in the period": 7, "Not known to this agency": 1, "Not answered yet": 1
    }  # fmt: skip
    assert numbers(counted.returns.states) == {"In progress": 1, "Submitted": 2, "Accepted": 4}
    assert counted.returns.states.n == 7  # nobody expects one of an agency that does not know the child


def test_two_schools_of_one_child_are_two_returns_and_one_sector(build: Build) -> None:
    """Counted by hand: case 1 has two schools and two forces, case 2 one school, case 3 a school not in yet."""
    second_school = Agency.objects.create(name="Valley School", sector_id="SCH")
    second_force = Agency.objects.create(name="Farshire Police", sector_id="POL", is_out_of_area=True)
    one, two, three = (build.case(number, child()) for number in (1, 2, 3))
    for agency in (build.cast.school, second_school, build.cast.police, second_force):
        build.handed_in(one, agency, {"REC": ["YES"]}, "GOOD")
    build.handed_in(two, second_school, {"REC": ["NO"]}, "RI")
    build.handed_in(three, build.cast.school, {"REC": ["NO"]}, "RI", state="in_progress")
    counted = roll_up(build.audit)
    assert numbers(counted.agencies.sectors) == {"Schools and colleges": 2, "Police": 1}
    assert {row.key: row.count.cases for row in counted.agencies.sectors.rows} == {"SCH": (1, 2), "POL": (1,)}
    assert counted.agencies.sectors.n == 3
    # Each agency's return keeps its own place where returns and agencies are what is counted.
    assert numbers(counted.returns.states) == {"In progress": 1, "Accepted": 5}
    assert (counted.agencies.took_part.numerator, counted.agencies.took_part.denominator) == (4, 4)
    assert counted.returns.own is not None
    assert numbers(counted.returns.own) == {"Good": 4, "Requires improvement": 1}
    assert counted.answers.by_sector.cell("REC", "SCH").n == 3
    assert counted.answers.by_sector.cell("REC", "SCH").cases == (1, 2)
    # Outside, nobody learns in how many cases a sector took part.
    assert "sectors.POL" in as_json(counted, build.audit, INSIDE)["counts"]
    assert not [key for key in as_json(counted, build.audit, PUBLISHED)["counts"] if key.startswith("sectors")]


def test_strands_outside_the_headline_are_left_out_and_named(build: Build) -> None:
    north = Strand.objects.create(audit=build.audit, code="north", name="North")
    south = Strand.objects.create(audit=build.audit, code="south", name="South", in_headline=False, order=2)
    for number, strand in ((1, north), (2, north), (3, south)):
        case = build.case(number, child(), strand=strand)
        build.agreed(case, "GOOD")
        build.handed_in(case, build.cast.school, {"REC": ["YES"]}, "GOOD")
    counted = roll_up(build.audit)
    assert counted.sample.cases.cases == (1, 2)
    assert dict(counted.sample.strands_left_out) == {"South": 1}
    assert numbers(counted.grades.agreed) == numbers(counted.returns.own) == {"Good": 2}
    assert counted.answers.by_sector.cell("REC", "SCH").n == 2
    pooled = roll_up(build.audit, pooled=True)
    assert pooled.sample.cases.cases == (1, 2, 3)
    assert numbers(pooled.grades.agreed) == {"Good": 3}
    assert dict(pooled.sample.strands_left_out) == {}


def test_without_a_scale_and_a_tool_there_are_no_grades(build: Build) -> None:
    case = build.case(1, child(sex_id="F"))
    build.finding(build.theme("Files were clear.", "good"), case)
    Audit.objects.filter(pk=build.audit.pk).update(scale=None, tool=None)
    build.audit.refresh_from_db()
    counted = roll_up(build.audit)
    assert counted.grades.agreed is counted.returns.own is counted.returns.views is None
    assert counted.grades.bands == ()
    assert counted.findings.themes[0].count.numerator == 1


def test_an_empty_audit_counts_to_nothing(audit: Audit) -> None:
    counted = roll_up(audit)
    assert counted.sample.cases.numerator == 0
    assert counted.people.sex.n == 0
    assert counted.agencies.names == ()


def test_a_case_recorded_from_paper_without_an_agreed_state_still_counts(build: Build) -> None:
    first, second = build.case(1, child(), state="sample"), build.case(2, child(), state="sample")
    build.agreed(first, "GOOD")
    build.finding(build.theme("Slow."), second)
    counted = roll_up(build.audit)
    assert numbers(counted.grades.agreed) == {"Good": 1}
    assert (counted.findings.themes[0].count.numerator, counted.findings.themes[0].count.denominator) == (1, 2)
