"""What was answered to each question: hand-counted figures of every kind, and who reads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agencies.models import Agency, Person
from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.rollup.counting.answers import ANOTHER_WAY
from audits.rollup.counting.counts import roll_up
from audits.rollup.counting.gather import gather
from audits.rollup.exports.sheets import sheet_of_questions
from audits.rollup.questions.figures import question_figures
from audits.rollup.wording.questions import amounts_sentence, days_sentence, numbers_sentence, texts_sentence
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast, give_role, make_person
from tests.returns.conftest import add, grade, opened
from tests.returns.test_asked_after import give, hanging_tool
from tests.returns.test_kinds import rows
from tests.tools.test_kinds import every_kind

D = Decimal


@pytest.mark.parametrize(
    ("amounts", "total", "together", "said"),
    [
        ((("Yes", 28), ("Partly", 15), ("No", 2)), 45, ("Yes", "Partly"),
         "Yes in 28 of the 45 answers (62%), partly in 15 (33%) and no in 2 (4%). Yes or partly in 43 (96%)."),
        ((("Yes", 3), ("Partly", 0), ("No", 1)), 4, ("Yes", "Partly"), "Yes in 3 of the 4 answers and no in 1."),
        ((("Yes", 0), ("Partly", 4), ("No", 0)), 4, ("Yes", "Partly"), "Partly in all 4 answers."),
        ((("School", 3), ("Home", 2)), 3, (), "School in all 3 answers and home in 2."),
        ((("Yes", 0),), 0, (), "No answer is in."),
    ],
)  # fmt: skip
def test_how_many_gave_each_answer(amounts: Any, total: int, together: Any, said: str) -> None:
    assert amounts_sentence(amounts, total, together=together) == said


@pytest.mark.parametrize(
    ("numbers", "unit", "said"),
    [
        ([], "days", "No answer is in."),
        ([D(12)], "days", "One answer: 12 days."),
        ([D(40), D(12)], "days", "Two answers: 12 days and 40 days."),
        ([D(3), D(40), D(12)], "days", "Median 12 days, from 3 to 40, of three answers."),
        ([D(3), D(40), D(12), D(15)], "days", "Median 13.5 days, from 3 to 40, of four answers."),
        ([D(5), D(5), D(5)], "%", "5% in all 3 answers."),
        ([D("92.50"), D(100), D(61)], "%", "Median 92.5%, from 61 to 100, of three answers."),
    ],
)
def test_numbers_have_a_median_and_a_range_and_never_a_mean(numbers: Any, unit: str, said: str) -> None:
    assert numbers_sentence(numbers, unit) == said


def test_days_are_said_as_a_span_and_words_are_never_counted() -> None:
    assert days_sentence([]) == "No answer is in."
    assert days_sentence([date(2026, 3, 7)]) == "7 March 2026 in the one answer."
    assert days_sentence([date(2026, 5, 8), date(2026, 3, 7)]) == "From 7 March 2026 to 8 May 2026, in two answers."
    assert texts_sentence(1) == "One answer in words: it is listed, not counted."
    assert texts_sentence(4) == "Four answers in words: they are listed, not counted."


POLICE = (
    ("PARTLY", ""), ("YES", ""), ("NOTMET", ""), ("scale:RI", ""), ("scale:AMBER", ""),
    ("SEVERAL", "1,3"), ("option:2", ""), ("NUMBER", "12"), ("DATE", "2026-03-07"), ("TEXT", "Talked through in May."),
)  # fmt: skip
NURSES = (
    ("YES", ""), ("YES", ""), ("MET", ""), ("scale:GOOD", ""), "CANTTELL",
    ("SEVERAL", "1"), ("option:2", ""), ("NUMBER", "40"), "NA", ("TEXT", "With the school nurse."),
)  # fmt: skip


def handed_in(row: AgencyReturn, auditor: Person, answers: Any) -> None:
    given = [
        acts.AnswerInput(answer.standard_id, answer.version, state=one)
        if isinstance(one, str)
        else acts.AnswerInput(answer.standard_id, answer.version, one[0], "RATED", entered=one[1])
        for answer, one in zip(rows(row), answers, strict=True)
    ]
    acts.save_answers(row, by=auditor, now=NOW, answers=given)
    add(row, auditor, domain=row.audit.tool.domains.first().practice)
    grade(row, auditor)
    acts.submit_return(row, by=auditor, now=NOW)


@pytest.fixture
def answered(cast: Cast, case: Case) -> Audit:
    """One case, every kind of question, answered by the police and by school nursing; the school's is not in."""
    audit = case.audit
    audit.tool = every_kind(cast.lead)
    audit.save(update_fields=["tool"])
    nurse = make_person("Nia Nurse")
    give_role(nurse, cast.school_nursing, "auditor", cast.lead)
    who: tuple[tuple[Agency, Person, Any], ...] = (
        (cast.police, cast.police_auditor, POLICE),
        (cast.school_nursing, nurse, NURSES),
    )
    for agency, auditor, answers in who:
        handed_in(opened(case, agency, auditor, cast.lead), auditor, answers)
    opened(case, cast.school, cast.auditor, cast.lead)
    return audit


def text(response: Any) -> str:
    return str(response.content.decode())


HERE = "/audits/T-2026-01/roll-up/questions/"


@pytest.mark.django_db
def test_each_question_is_counted_as_its_kind_allows(cast: Cast, sign_in: Any, answered: Audit) -> None:
    page = text(sign_in(cast.lead).get(HERE))
    for said in (
        "Yes in 1 of the 2 answers and partly in 1. Yes or partly in 2.",
        "Yes in both answers.",
        "Met in 1 of the 2 answers and not met in 1.",
        "Good in 1 of the 2 answers and requires improvement in 1.",
        "Amber in the one answer.",
        "1 question cannot tell from the record is left out.",
        "School in both answers and out of doors in 1.",
        "Home in both answers.",
        "Two answers: 12 days and 40 days.",
        "7 March 2026 in the one answer.",
        "1 question not applicable is left out.",
        "Two answers in words: they are listed, not counted.",
    ):
        assert said in page, said
    assert "Talked through in May." not in page  # listed with the question itself


@pytest.mark.django_db
def test_one_question_says_who_answered_what_and_lists_it(cast: Cast, sign_in: Any, answered: Audit) -> None:
    number, words = (answered.tool.domains.get(practice="PLAN").standards.get(number=n) for n in (3, 5))
    client = sign_in(cast.lead)
    page = text(client.get(f"{HERE}{number.pk}/"))
    assert "Two answers: 12 days and 40 days." in page
    for said in ("One answer: 12 days.", "One answer: 40 days.", "Case 1", "Example Police"):
        assert said in page
    listed = text(client.get(f"{HERE}{words.pk}/"))
    assert "Talked through in May." in listed
    assert client.get(f"{HERE}999999/").status_code == 404


@pytest.mark.django_db
def test_a_part_is_counted_by_itself(cast: Cast, sign_in: Any, answered: Audit) -> None:
    page = text(sign_in(cast.lead).get(f"{HERE}?sector=POL&domain=PLAN"))
    assert "One answer: 12 days." in page
    assert "Was the child heard?" not in page


@pytest.mark.django_db
def test_exact_counts_are_for_those_who_read_the_analysis(cast: Cast, sign_in: Any, answered: Audit) -> None:
    who = {cast.scrutineer: 200, cast.safeguarding_lead: 200, cast.auditor: 403, cast.panel: 403, cast.stranger: 404}
    for person, status in who.items():
        assert sign_in(person).get(HERE).status_code == status, person


@pytest.mark.django_db
def test_unlike_kinds_are_not_counted_with_yes_and_no(cast: Cast, sign_in: Any, answered: Audit) -> None:
    page = text(sign_in(cast.lead).get("/audits/T-2026-01/roll-up/questions/"))
    assert "answered in another way than yes, partly or no" in page
    export = sign_in(cast.lead).post("/audits/T-2026-01/roll-up/export/", {"what": "tables-inside", "format": "csv"})
    written = b"".join(export.streaming_content).decode()
    assert "Median" not in written
    assert "Two answers: 12 days and 40 days." in written
    assert "Talked through in May." not in written
    published = sign_in(cast.lead).post(
        "/audits/T-2026-01/roll-up/export/", {"what": "tables-published", "format": "csv"}
    )
    assert "Two answers" not in b"".join(published.streaming_content).decode()


@pytest.mark.django_db
def test_the_pages_cost_the_same_at_any_number_of_answers(
    cast: Cast, sign_in: Any, answered: Audit, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.lead)
    with django_assert_max_num_queries(18):
        client.get(HERE)


@pytest.mark.django_db
def test_a_question_taken_away_by_an_earlier_answer_was_not_asked(cast: Cast, case: Case) -> None:
    """Four questions, two of them hanging: the police were asked two of them, school nursing all four."""
    audit = case.audit
    audit.tool = hanging_tool(cast.lead)
    audit.save(update_fields=["tool"])
    nurse = make_person("Nia Nurse")
    give_role(nurse, cast.school_nursing, "auditor", cast.lead)
    police = opened(case, cast.police, cast.police_auditor, cast.lead)
    give(police, cast.police_auditor, (0, "YES", ""), (3, "YES", ""))
    school = opened(case, cast.school_nursing, nurse, cast.lead)
    for answer in ((0, "NO", ""), (1, "option:1", ""), (2, "NUMBER", "12"), (3, "PARTLY", "")):
        give(school, nurse, answer)
    for row, auditor in ((police, cast.police_auditor), (school, nurse)):
        add(row, auditor, domain=audit.tool.domains.first().practice)
        grade(row, auditor)
        acts.submit_return(row, by=auditor, now=NOW)

    counted = roll_up(audit, reader=cast.lead)
    states = counted.answers.states
    assert (states.n, [(line.key, line.count.numerator) for line in states.rows]) == (6, [("RATED", 6)])
    assert states.rows[0].count.excluded == {"not asked because of an earlier answer": 2}
    by_agency = counted.answers.by_agency
    assert sum(cell.n for cell in by_agency.cells.values()) == 4
    assert [label for cell in by_agency.cells.values() for label in cell.excluded] == [ANOTHER_WAY, ANOTHER_WAY]

    figures = question_figures(gather(audit, cast.lead), pooled=False)
    sheet = sheet_of_questions(figures)
    assert [row[2:4] for row in sheet.rows] == [(2, 2), (1, 1), (1, 1), (2, 2)]
    assert sheet.rows[1][5] == "1 question not asked is left out."
