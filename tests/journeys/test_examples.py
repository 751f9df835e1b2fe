"""The example audits: the way from returns to the briefing, with the numbers of the published one it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from agencies.models import Person
from audits.briefing.models import Edition
from audits.desk.demo import load_examples
from audits.meeting.models import AgreedFinding, AgreedGrade, PanelView
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade, Voice
from audits.rollup.models import Override
from audits.scope.models import Audit

# Every number that the published briefing gave, and the sentences they stand in.
PRINTED = (
    "with 4 randomly selected children",
    "In all 4 audits, multi-agency practice was graded requires improvement, "
    "with 3 including elements of good practice.",
    "The children were aged 5 to 15.",
    "All four children were part of sibling groups.",
    "Three were female and one male.",
    "Two were White (English, Welsh, Scottish, Northern Irish or British); one Bangladeshi; and "
    "one White and Black Caribbean.",
    "Child Protection plan (two), Child in Need plan (one) and Looked after child (one)",
    "Healthcare Trust (Health Visiting and School Nursing)",
    "the conviction of 21 adults",
    "In 3 of the 4 audits: Chances to see and answer possible early signs of sexual abuse were missed",
)
# What would point to a child, and is said in words unless somebody decided otherwise.
HELD = ("5 to 15", "All four", "Three were female", "Bangladeshi", "White and Black Caribbean", "plan (one)")


@pytest.fixture(scope="module", autouse=True)
def examples(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The three audits, loaded once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_examples(timezone.now(), timezone.localdate())
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def written(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_about_thirty_returns_and_four_agreed_grades() -> None:
    audit = Audit.objects.get(reference="A-2023-01")
    assert 28 <= AgencyReturn.objects.filter(audit=audit, state="accepted").count() <= 34
    grades = AgreedGrade.objects.filter(audit=audit)
    assert [grade.band.code for grade in grades.select_related("band")] == ["RI"] * 4
    assert grades.filter(qualifier__isnull=False).count() == 3


@pytest.mark.parametrize("words", PRINTED)
def test_the_briefing_prints_every_number_of_the_real_one(words: str) -> None:
    assert words in written("briefing", "A-2023-01", "--format", "txt")


def test_four_good_practices_and_four_areas_for_development_with_their_counts() -> None:
    parts = written("briefing", "A-2023-01", "--format", "txt").split("\n\n")
    good = next(part for part in parts if part.startswith("3. Good practice"))
    develop = next(part for part in parts if part.startswith("4. Areas for development"))
    assert [line[2:].split(":")[0] for line in good.splitlines()[2:]] == ["In all 4 audits"] * 2 + [
        "In 3 of the 4 audits"
    ] * 2
    assert [line[2:].split(":")[0] for line in develop.splitlines()[2:]] == ["In 3 of the 4 audits"] + [
        "In 2 of the 4 audits"
    ] * 3


def test_every_override_has_a_name_a_date_and_a_reason() -> None:
    rows = Override.objects.filter(audit__reference="A-2023-01", withdrawn_at__isnull=True).select_related("made_by")
    assert len(rows) == 5
    for row in rows:
        assert row.made_by.name
        assert row.reason
        assert row.made_at.year == 2023


def test_without_the_overrides_small_facts_are_words() -> None:
    Override.objects.filter(audit__reference="A-2023-01").update(withdrawn_at=timezone.now())
    said = written("briefing", "A-2023-01", "--format", "txt")
    for words in HELD:
        assert words not in said, words
    assert PRINTED[1] in said  # how practice was graded is about agencies, and stays
    assert "Age: not given, because the numbers are small." in said


def test_the_page_and_the_edition_say_what_the_command_says() -> None:
    said = written("briefing", "A-2023-01", "--format", "txt")
    edition = Edition.objects.get(briefing__audit__reference="A-2023-01")
    assert bytes(edition.files.get(format="txt").content).decode() == said
    client = Client()
    client.force_login(Person.objects.get(email="grace.abbott@hillside.example"))
    page = client.get("/briefings/A-2023-01/").content.decode()
    for words in PRINTED:
        assert words in page


def test_each_role_finds_work_on_its_first_page() -> None:
    for email, words in (
        ("amara.okafor@partnership.example", "A-2026-01"),
        ("hamish.doyle@police.example", "A-2026-01"),
        ("ruth.sable@police.example", "A-2026-01"),
        ("farid.rahimi@partnership.example", "People"),
        ("grace.abbott@hillside.example", "A-2023-01"),
    ):
        client = Client()
        client.force_login(Person.objects.get(email=email))
        assert words in client.get("/").content.decode(), email


def test_the_dip_sample_has_no_grade_anywhere() -> None:
    assert "graded" not in written("briefing", "D-2026-01", "--format", "txt")
    assert "requires improvement" not in written("rollup", "D-2026-01", "--format", "txt").lower()


def test_no_two_agencies_wrote_the_same() -> None:
    """Each return of the finished audit reads as its own: its findings, its reason, its voices."""
    for rows, field in (
        (Finding.objects.filter(audit__reference="A-2023-01"), "text"),
        (OwnGrade.objects.filter(audit__reference="A-2023-01"), "reason"),
        (Voice.objects.filter(agency_return__audit__reference="A-2023-01").exclude(text=""), "text"),
        (AgreedFinding.objects.filter(audit__reference="A-2023-01"), "text"),
    ):
        texts = list(rows.values_list(field, flat=True))
        assert texts
        assert sorted(texts) == sorted(set(texts)), field


def test_agencies_that_stand_side_by_side_comment_differently() -> None:
    """On the meeting's page one question has each agency's comment under it: none is another's."""
    seen = list(Answer.objects.exclude(comment="").values_list("case_id", "comment"))
    assert len(seen) > 100
    assert len(seen) == len(set(seen))


def test_a_finding_is_agreed_in_words_of_its_case_and_stands_on_what_agencies_found() -> None:
    agreed = AgreedFinding.objects.filter(audit__reference="A-2023-01", state="agreed").select_related("theme")
    assert len(agreed) == 23
    for finding in agreed:
        assert finding.theme is not None
        assert finding.text != finding.theme.statement
        assert finding.sources.exists()


def test_agencies_grade_themselves_differently_and_the_panel_challenges_some() -> None:
    grades = OwnGrade.objects.filter(audit__reference="A-2023-01")
    assert set(grades.values_list("band__code", flat=True)) == {"GOOD", "RI", "INAD", None}
    challenged = PanelView.objects.filter(audit__reference="A-2023-01", view="challenged")
    assert challenged.filter(agency_return__grade__band__code="INAD", band__code="RI").count() == 1
    assert challenged.filter(agency_return__grade__band__code="GOOD", band__code="RI").count() >= 2
