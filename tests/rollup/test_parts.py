"""A part of an audit: every number of the page changes with it, and each number leads to what it stands on.

The audit is `four_cases` of conftest, counted by hand: cases 2 and 3 have a child on a Child Protection plan; the
school has a return in each case, the police in 1 and 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import JournalEntry, Person
from audits.meeting.models import PanelView
from audits.returns.models import AgencyReturn, Voice
from audits.rollup.counting.counts import count
from audits.rollup.counting.gather import gather
from audits.rollup.counting.parts import TOGETHER, Part, asked_for, choices_of, narrowed
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts_inside import facts_inside
from audits.sample.models import Case, CaseContext
from audits.scope.models import Audit, Strand
from audits.tools.models import RatingBand
from tests.conftest import Cast
from tests.rollup.conftest import Build, whole_analysis
from tests.rollup.test_roll_up_page import ADDRESS, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
EVIDENCE = f"{ADDRESS}evidence/"


def part_of(audit: Audit, **asked: str) -> RollUp:
    rows = gather(audit)
    part = asked_for(asked, choices_of(rows))
    assert not part.unknown
    return count(narrowed(rows, part), pooled=part.is_pooled)


def theme(counted: RollUp, statement: str) -> tuple[int, int | None]:
    found = next(one for one in counted.findings.themes if one.statement == statement)
    return found.count.numerator, found.count.denominator


def test_the_cases_with_a_plan(four_cases: Audit) -> None:
    counted = part_of(four_cases, plan="CP")
    assert counted.sample.cases.cases == (2, 3)
    assert counted.people.number.numerator == 2
    assert theme(counted, "Signs were missed.") == (2, 2)
    assert theme(counted, "Plans were slow.") == (1, 2)
    assert counted.grades.agreed is not None
    assert counted.grades.agreed.row("RI").count.denominator == 2
    assert counted.returns.own is not None
    assert {row.key: row.count.numerator for row in counted.returns.own.rows if row.count.numerator} == {
        "GOOD": 1,
        "RI": 2,
    }


def test_a_sector_has_its_own_answers_grades_and_findings(four_cases: Audit) -> None:
    counted = part_of(four_cases, sector="POL")
    assert counted.sample.cases.cases == (1, 2)
    assert counted.answers.by_sector.columns[0].key == "POL"
    assert len(counted.answers.by_sector.columns) == 1
    assert theme(counted, "Signs were missed.") == (2, 2)
    assert theme(counted, "All were kept safe.") == (0, 2)  # agreed, but about no agency in particular
    assert counted.returns.states.n == 2


def test_a_domain_has_its_own_answers_and_findings_and_grades_stay(four_cases: Audit) -> None:
    counted = part_of(four_cases, domain="REC")
    assert [row.key for row in counted.answers.by_sector.rows] == ["REC"]
    assert theme(counted, "Signs were missed.") == (0, 4)  # its findings are about sharing information
    assert theme(part_of(four_cases, domain="INFO"), "Signs were missed.") == (3, 4)
    assert counted.grades.agreed is not None
    assert counted.grades.agreed.row("RI").count.numerator == 4


def test_what_is_recorded_of_a_case(four_cases: Audit) -> None:
    CaseContext.objects.create(case=Case.objects.get(audit=four_cases, number=4), court_proceedings=True)
    choices = choices_of(gather(four_cases))
    assert choices["group"]["COURT"] == "where there are court proceedings"
    assert "POLICE" not in choices["group"]  # nobody has recorded a live investigation
    assert part_of(four_cases, group="COURT").sample.cases.cases == (4,)


def test_a_strand_by_itself_and_all_together(four_cases: Audit) -> None:
    north = Strand.objects.create(audit=four_cases, code="north", name="Northshire")
    south = Strand.objects.create(audit=four_cases, code="south", name="Southshire", in_headline=False)
    Case.objects.filter(audit=four_cases, number__lte=3).update(strand=north)
    Case.objects.filter(audit=four_cases, number=4).update(strand=south)
    assert part_of(four_cases).sample.cases.numerator == 3
    assert part_of(four_cases, strand="south").sample.cases.cases == (4,)
    assert part_of(four_cases, strand=TOGETHER).sample.cases.numerator == 4


def test_parts_together_narrow_together(four_cases: Audit) -> None:
    counted = part_of(four_cases, plan="CP", sector="POL", domain="INFO")
    assert counted.sample.cases.cases == (2,)
    (cell,) = counted.answers.by_sector.cells.values()
    assert (cell.n, dict(cell.answers)) == (2, {"NO": 2})


def test_the_whole_is_the_rows_themselves(four_cases: Audit) -> None:
    rows = gather(four_cases)
    assert narrowed(rows, Part()) is rows


def test_the_page_says_what_is_looked_at(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    html = sign_in(cast.lead).get(ADDRESS, {"plan": "CP", "sector": "SCH"}).content.decode()
    page = words(html)
    assert "You are looking at 2 of the 4 cases:" in page
    assert "Cases with a child whose plan or status is Child Protection plan" in page
    assert "Cases in which Schools and colleges was asked" in page
    assert '<option value="CP" selected>' in html
    assert "plan=CP&amp;sector=SCH" in html  # the links to the evidence keep it


def test_a_value_that_is_not_on_the_list_is_left_out_and_said(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.lead).get(ADDRESS, {"plan": "NOPE", "sector": "<b>"}).content.decode())
    assert "One of the choices in the address is not on this audit’s list, so it was left out." in page
    assert "You are looking at" not in page
    assert "NOPE" not in page


def test_a_part_is_never_published(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    whole = words(client.get(ADDRESS, {"tier": "published"}).content.decode())
    part = words(client.get(ADDRESS, {"tier": "published", "plan": "CP"}).content.decode())
    assert whole == part
    assert "Look at a part" not in whole


def test_which_way_own_grades_were_challenged(four_cases: Audit) -> None:
    """The school's grade of case 2, good, was challenged: first without another grade, then as too high."""
    view = PanelView.objects.get(view="challenged")
    said = {fact.key: fact.text for fact in facts_inside(part_of(four_cases), four_cases)}["grades.views"]
    assert said == "The panel gave its view of 2 own grades: it accepted 1 and challenged 1."
    view.band = RatingBand.objects.get(scale=four_cases.scale, code="RI")
    view.save()
    counted = part_of(four_cases)
    said = {fact.key: fact.text for fact in facts_inside(counted, four_cases)}["grades.views"]
    assert said == "The panel gave its view of 2 own grades: it accepted 1 and challenged 1 (1 as too high)."
    assert counted.returns.challenged is not None
    assert [(row.key, row.count.numerator, row.count.denominator) for row in counted.returns.challenged.rows] == [
        ("too_high", 1, 2)
    ]


def test_whose_voice_the_records_show(four_cases: Audit) -> None:
    """Six returns are in; four say whether they found the child's voice, three did."""
    returns = list(AgencyReturn.objects.filter(audit=four_cases, state__in=("submitted", "accepted")).order_by("pk"))
    for row, found in zip(returns, (True, True, True, False, None), strict=False):
        Voice.objects.create(agency_return=row, whose="child", found=found)
    (line,) = part_of(four_cases).returns.voices.rows
    assert (line.key, line.count.numerator, line.count.denominator) == ("child", 3, 4)
    assert dict(line.count.excluded) == {"not said yet": 2}


# --- what a number stands on ------------------------------------------------------------------------------------------


def links(html: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*roll-up/evidence/[^"]*)"', html)]


def test_every_number_leads_to_what_it_stands_on(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    found = links(whole_analysis(client, ADDRESS))
    assert len(found) > 40
    for link in found:
        answer = client.get(link)
        assert answer.status_code == 200, link
        page = words(answer.content.decode())
        assert "This number stands on" in page, link
        assert "You may not" not in page, link  # the lead opens every case


def test_a_theme_leads_to_its_findings(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    uid = next(one.uid for one in part_of(four_cases).findings.themes if one.statement == "Signs were missed.")
    page = words(client.get(EVIDENCE, {"of": f"theme.{uid}"}).content.decode())
    assert "Signs were missed.: 3 of the 4 audits" in page
    assert "This number stands on 3 cases: Case 1 , Case 2 , Case 3 ." in page
    assert page.count("What was found.") == 4  # two of them in case 3
    assert "Between agencies" in page


def test_a_cell_leads_to_its_answers(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.lead).get(EVIDENCE, {"of": "answers.by_domain_and_sector|INFO|POL"}).content.decode())
    assert "1 of 3 yes" in page
    assert page.count("Example Police") == 3  # one answer in case 1, two in case 2


def test_own_grades_lead_to_their_returns(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.lead).get(EVIDENCE, {"of": "grades.own.GOOD"}).content.decode())
    assert "Good: 2 of the 5 returns" in page
    assert "Case 1, Hillside School Accepted Good Accepted" in page
    assert "Case 2, Hillside School Accepted Good Challenged" in page
    assert "School Nursing" not in page  # its return is not in


def test_without_a_number_the_cases_themselves(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.lead).get(EVIDENCE).content.decode())
    assert "Cases looked at: all 4 audits" in page


def test_a_part_narrows_what_a_number_stands_on(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.lead).get(EVIDENCE, {"of": "grades.own.GOOD", "plan": "CP"}).content.decode())
    assert "Case 2, Hillside School" in page
    assert "Case 1, Hillside School" not in page


def test_who_may_not_open_a_case_reads_how_many(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.safeguarding_lead).get(EVIDENCE, {"of": "grades.own.GOOD"}).content.decode())
    assert "This number stands on 2 cases: 1, 2 . You may not open them." in page
    assert "You may not open the returns of these cases." in page
    assert "Hillside" not in page


@pytest.mark.parametrize("key", ["nothing", "grades.own.NOPE", "answers.by_domain_and_sector|REC|NOPE", "theme.x"])
def test_a_number_that_is_not_on_the_page_is_not_found(
    key: str, four_cases: Audit, cast: Cast, sign_in: SignIn
) -> None:
    assert sign_in(cast.lead).get(EVIDENCE, {"of": key}).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("safeguarding_lead", 200), ("auditor", 404), ("school_contact", 403), ("administrator", 404), ("stranger", 404)],
)
def test_who_reads_what_a_number_stands_on(
    who: str, status: int, four_cases: Audit, cast: Cast, sign_in: SignIn
) -> None:
    assert sign_in(getattr(cast, who)).get(EVIDENCE, {"of": "members.sex.F"}).status_code == status


def test_reading_it_is_journalled(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.lead).get(EVIDENCE, {"of": "members.sex.F"})
    last = JournalEntry.objects.order_by("-pk").first()
    assert last is not None
    assert (last.verb, last.kind, last.person_name_then) == ("read", "evidence", "Lena Lead")


def test_it_costs_the_same_at_any_size(four_cases: Audit, build: Build, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)

    def queries(key: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(EVIDENCE, {"of": key}).status_code == 200
        return len(asked)

    keys = ("grades.own.GOOD", "answers.by_domain_and_sector|REC|SCH", "members.sex.F")
    before = [queries(key) for key in keys]
    for number in range(5, 35):
        case = build.case(number, {"kind": "child", "sex_id": "F"})
        build.handed_in(case, cast.school, {"REC": ["YES", "NO"]}, "GOOD")
    assert [queries(key) for key in keys] == before
    assert max(before) <= 12
