"""Questions that are put together once answer as Django's own do, whatever keys they are asked of."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit_project.compiled import CompiledOnce
from audits.rollup.counting.gather import AGENCIES, CELLS, FRAMES, cases_once, cells_of, every_frame
from audits.rollup.counting.gather_cases import agencies_of, cases_of
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db


def test_each_says_what_django_says(four_cases: Audit, cast: Cast) -> None:
    other = Audit.objects.create(
        reference="T-2026-99", unit_singular="child", unit_plural="children", created_at=NOW, created_by=cast.lead
    )
    for keys in ([four_cases.pk], [other.pk, four_cases.pk]):
        for compiled, question in ((cases_once(()), cases_of), (AGENCIES, agencies_of), (CELLS, cells_of)):
            said, asked = list(compiled.rows(keys)), list(question(keys))
            assert sorted(map(str, said)) == sorted(map(str, asked))
            assert said
        assert list(FRAMES.rows(keys)) == list(every_frame().filter(pk__in=keys))


def test_what_stands_beside_it_is_asked_anew(four_cases: Audit) -> None:
    numbers = Case.objects.filter(audit=four_cases, number__gt=2).order_by("-number").values("number")
    with CaptureQueriesContext(connection) as caught:
        (row,) = FRAMES.rows([four_cases.pk], numbers)
    assert row["beside"] == [4, 3]
    assert len(caught) == 1
    (row,) = FRAMES.rows([four_cases.pk], numbers.filter(number=3))
    assert row["beside"] == [3]


def test_nothing_is_asked_of_nothing(four_cases: Audit) -> None:
    with CaptureQueriesContext(connection) as caught:
        assert list(FRAMES.rows([])) == []
    assert not caught


def test_a_question_that_loses_a_key_is_refused() -> None:
    forgetful = CompiledOnce(lambda keys: Case.objects.filter(audit=keys[0]).values("pk"))
    with pytest.raises(ValueError, match="stands in it once"):
        list(forgetful.rows([1, 2]))
