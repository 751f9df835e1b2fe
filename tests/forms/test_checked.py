"""Many rows are checked as one is, in one query, whoever of them is written already."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from audit_project.checked import check_row, check_rows, constraints_said
from audit_project.refused import Refused
from audits.meeting.models import Theme
from audits.returns.models import ONE_ANSWER, AgencyReturn, Answer, Finding
from audits.sample.models import Case, CaseMember
from audits.tools.models import Standard
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db


def member(case: Case, **facts: Any) -> CaseMember:
    return CaseMember(**{"case": case, "number": 7, "sex_id": "F", "age_number": 4, "age_unit": "years", **facts})


BROKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "a field": ({"age_number": 900}, "age_number", "Age: Enter a whole number from 0 to 120."),
    "two fields with one another": (
        {"age_unit": ""}, "age_unit", "Choose whether the age is in days, weeks, months or years.",
    ),
    "a foreign key": ({"sex_id": "X"}, "sex", "Sex: sex instance with code 'X' is not a valid choice."),
    "a field and a foreign key": (
        {"age_number": 900, "sex_id": "X"}, "sex",
        "Age: Enter a whole number from 0 to 120. Sex: sex instance with code 'X' is not a valid choice.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "on", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_with_one_of_many_is_said_as_of_one(
    facts: dict[str, Any], on: str, said: str, case: Case
) -> None:
    with pytest.raises(Refused) as of_one:
        check_row(member(case, **facts))
    with pytest.raises(Refused) as of_many:
        check_rows([member(case), member(case, **facts)])
    assert of_many.value.sentence == of_one.value.sentence == said
    assert of_many.value.on == of_one.value.on
    assert on in of_many.value.on


def test_a_broken_check_constraint_is_said_in_the_sentence_of_its_model(school_return: AgencyReturn) -> None:
    """Also of one of the models that are written together, or when none is named."""
    standard = Standard.objects.filter(domain__tool=school_return.audit.tool)[0]
    answer = Answer(
        agency_return=school_return, audit=school_return.audit, case=school_return.case, agency=school_return.agency,
        standard=standard, domain_id="VOICE", value="", state_id="RATED",
    )  # fmt: skip
    with pytest.raises(Refused) as of_one:
        check_row(answer)
    check_rows([answer])
    for written in ([Answer], [Theme, Answer], []):
        with pytest.raises(Refused) as of_many, constraints_said(*written):
            Answer.objects.bulk_create([answer])
        assert of_many.value.sentence == of_one.value.sentence == ONE_ANSWER


def test_one_query_says_of_all_keys_whether_they_are_there(
    school_return: AgencyReturn, case: Case, django_assert_num_queries: Any
) -> None:
    finding = {"agency_return_id": school_return.pk, "audit_id": case.audit_id, "case_id": case.pk}
    rows: list[models.Model] = [member(case, ethnicity_id="WBRI") for _ in range(20)]
    rows += [
        Finding(**finding, agency_id=school_return.agency_id, kind="good", domain_id="VOICE", text="Early.")
        for _ in range(20)
    ]
    with django_assert_num_queries(1):
        check_rows(rows)
    with django_assert_num_queries(0):
        check_rows([])


def test_rows_may_point_to_others_that_are_not_written_yet(cast: Cast, case: Case) -> None:
    new = Case(audit=case.audit, number=77, added_at=NOW, added_by=cast.lead)
    check_rows([new, member(new)])
    with pytest.raises(Refused, match="This field cannot be null"):
        check_rows([member(new), CaseMember(number=1)])


def test_what_is_not_asked_is_left_as_it_is(case: Case) -> None:
    odd = member(case, age_number=900, age_unit="")
    check_rows([odd], but={CaseMember: ("age_number", "clean")})
    assert odd.age_number == 900
    with pytest.raises(Refused, match="whether the age is in"):
        check_rows([odd], but={CaseMember: ("age_number",)})
