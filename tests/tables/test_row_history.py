"""The history of rows: its triggers ask what their authors ask, and roll nothing back for it."""

from __future__ import annotations

import pghistory
import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from audits.returns.models import AgencyReturn, Finding
from tests.meeting.conftest import find

pytestmark = pytest.mark.django_db
Kept = apps.get_model("audits", "FindingEvent")


@pytest.fixture
def finding(school_return: AgencyReturn) -> Finding:
    return find(school_return, "First words.")


def kept_of(finding: Finding) -> list[str]:
    return list(Kept.objects.filter(pgh_obj_id=finding.pk).order_by("pk").values_list("pgh_label", flat=True))


def change(finding: Finding, text: str) -> None:
    Finding.objects.filter(pk=finding.pk).update(text=text)


def test_a_row_is_kept_without_a_context(finding: Finding) -> None:
    change(finding, "Other words.")
    assert kept_of(finding) == ["insert", "update"]
    assert Kept.objects.filter(pgh_obj_id=finding.pk, pgh_context__isnull=False).count() == 0


def test_and_with_the_context_it_was_changed_in(finding: Finding) -> None:
    with pghistory.context(why="A test"):
        change(finding, "Other words.")
    with connection.cursor() as cursor:  # as a connection has it once that transaction has ended: there, and empty
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
    change(finding, "Last words.")
    contexts = Kept.objects.filter(pgh_obj_id=finding.pk).order_by("pk").values_list("pgh_context__metadata__why")
    assert [why for (why,) in contexts] == [None, "A test", None]


def test_a_trigger_is_ignored_as_long_as_it_is_told_to_be(finding: Finding) -> None:
    with pgtrigger.ignore():
        change(finding, "Other words.")
    assert kept_of(finding) == ["insert"]
    change(finding, "Last words.")
    assert kept_of(finding) == ["insert", "update"]


def test_neither_question_is_an_error_that_is_caught() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%%EXCEPTION WHEN%%'"
        )
        assert cursor.fetchall() == []
