"""What an audit asks of people besides, counted where it asks it, inside alone, and nowhere where it does not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.desk.packs.dump import dump
from audits.rollup.acts import FACTS
from audits.rollup.counting.counts import roll_up
from audits.rollup.counting.gather import gather_each
from audits.rollup.facts import INSIDE, PUBLISHED
from audits.rollup.tables import distributions, tables_of
from audits.rollup.writing import as_text
from audits.scope.models import AskedOfPeople, Audit
from tests.conftest import NOW
from tests.rollup.conftest import Build, child

pytestmark = pytest.mark.django_db
KEYS = {f"members.{name}" for name in AskedOfPeople.values}
WORDS = ("Foster care", "Interim care order", "SEN support", "An African language", "Where they live", "Legal status")


@pytest.fixture
def asks(build: Build) -> Build:
    """Ten children in ten cases: seven in foster care, two whose place is not known, one of whom nobody recorded it."""
    build.audit.asks_of_people = list(AskedOfPeople.values)
    build.audit.save(update_fields=["asks_of_people"])
    for number in range(1, 11):
        place = "FOSTER" if number < 8 else "NK" if number < 10 else None
        build.case(
            number,
            child(
                9, placement_id=place, legal_status_id="INTERIM", special_needs_id="SUPPORT" if number == 1 else "NONE",
                first_language_id="AFRICA" if number < 3 else "ENGLISH",
            ),
        )  # fmt: skip
    return build


def keys(audit: Audit, tier: str) -> set[str]:
    return {table.attribute for table in distributions(roll_up(audit), tier)} & KEYS


def test_each_is_counted_of_those_whose_record_says(asks: Build) -> None:
    tables = {table.attribute: table for table in roll_up(asks.audit).people.besides}
    assert set(tables) == KEYS
    (row,) = tables["members.placement"].rows
    assert (row.label, row.count.numerator, row.count.denominator) == ("Foster care", 7, 7)
    assert dict(row.count.excluded) == {"not known": 2, "not recorded": 1}
    assert tables["members.placement"].note == (
        "The rows come to 7 of the 10 children: two not known and one not recorded."
    )
    languages = {one.label: one.count.numerator for one in tables["members.first_language"].rows}
    assert languages == {"English": 8, "An African language": 2}
    inside = as_text(roll_up(asks.audit), asks.audit, INSIDE)
    assert "Where they live: Foster care (seven). None is recorded for three." in inside
    assert "Special educational needs: None (nine) and SEN support (one)." in inside


def test_none_of_it_leaves_whatever_its_size(asks: Build) -> None:
    assert (keys(asks.audit, INSIDE), keys(asks.audit, PUBLISHED)) == (KEYS, set())
    assert not KEYS & set(FACTS)  # nobody decides to print it
    counted = roll_up(asks.audit)
    published = as_text(counted, asks.audit, PUBLISHED)
    tables = tables_of(counted, asks.audit, PUBLISHED)
    said = published + "".join(f"{table.caption} {line.label}" for table in tables.one_way for line in table.lines)
    assert not [words for words in WORDS if words in said]


def members_in(audit: Audit) -> list[dict[str, Any]]:
    return [member for case in dump(audit)["cases"] for member in case["members"]]


@pytest.mark.parametrize("name", AskedOfPeople.values)
def test_the_audit_counts_what_it_asks_and_nothing_else(asks: Build, name: str) -> None:
    asks.audit.asks_of_people = [name]
    assert keys(asks.audit, INSIDE) == {f"members.{name}"}


def test_switched_off_nothing_of_it_is_counted_or_leaves_in_a_pack(asks: Build) -> None:
    asks.audit.asks_of_people = []
    asks.audit.save(update_fields=["asks_of_people"])
    assert keys(asks.audit, INSIDE) == set()
    inside = as_text(roll_up(asks.audit), asks.audit, INSIDE)
    assert not [words for words in WORDS if words in inside]
    assert not [member for member in members_in(asks.audit) if set(member) & set(AskedOfPeople.values)]
    asks.audit.asks_of_people = ["placement"]
    assert [member["placement"] for member in members_in(asks.audit)] == [*["FOSTER"] * 7, "NK", "NK", None]


def test_it_costs_no_query_more(asks: Build) -> None:
    taken = []
    for names in ([], list(AskedOfPeople.values)):
        asks.audit.asks_of_people = names
        with CaptureQueriesContext(connection) as caught:
            roll_up(asks.audit)
        taken.append(len(caught))
    assert taken[0] == taken[1]


def test_audits_that_ask_otherwise_are_read_together_and_counted_apart(asks: Build) -> None:
    other = Audit.objects.create(reference="T-2026-09", theme="Other", created_at=NOW, asks_of_people=["placement"])
    first, second = gather_each([asks.audit, other])
    assert (len(first.cases), len(second.cases)) == (10, 0)
    assert "placement" in first.cases[0]["member_rows"][0]
