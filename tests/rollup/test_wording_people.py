"""Who the children were and who took part, as a practitioner would read it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.counting.figures import CHILD, Count, Distribution, Row, Unit
from audits.rollup.disclosure.names import NamedAgency, full_names
from audits.rollup.wording.people import (
    UNBORN_AGE,
    Age,
    Participant,
    age_range,
    aged,
    ages_sentence,
    ethnicity_sentence,
    participants_sentence,
    plans_sentence,
    sex_sentence,
    siblings_sentence,
    why_not_n,
)

ADULT = Unit("adult", "adults")


def years(*numbers: int) -> list[Age]:
    return [Age(number, "years") for number in numbers]


AGES = [
    ([Age(60, "days"), Age(17, "years")], "2 months to 17 years", "aged 2 months to 17 years"),
    (years(15, 5, 9, 12), "5 to 15 years", "aged 5 to 15"),
    ([*years(3, 1), UNBORN_AGE], "unborn to 3 years", "unborn to 3 years old"),
    ([UNBORN_AGE, UNBORN_AGE], "unborn", "unborn"),
    (years(4), "4 years", "aged 4"),
    (years(1), "1 year", "aged 1"),
    (years(4, 4), "4 years", "aged 4"),
    ([Age(3, "months"), Age(9, "months")], "3 to 9 months", "aged 3 to 9 months"),
    ([Age(3, "days"), Age(5, "weeks")], "3 days to 5 weeks", "aged 3 days to 5 weeks"),
    ([Age(18, "months"), Age(30, "months")], "18 months to 2 years", "aged 18 months to 2 years"),
    ([Age(59, "days")], "8 weeks", "aged 8 weeks"),
    ([Age(364, "days"), Age(365, "days")], "11 to 12 months", "aged 11 to 12 months"),
    ([Age(16, "years"), Age(43, "years")], "16 to 43 years", "aged 16 to 43"),
    (years(0, 17), "under 1 year to 17 years", "aged under 1 year to 17"),
    (years(0), "under 1 year", "aged under 1"),
    ([Age(0, "days"), Age(3, "days")], "under 1 day to 3 days", "aged under 1 day to 3 days"),
    # The same age in two units: one word for it, whichever child comes first.
    ([Age(0, "weeks"), Age(0, "days")], "under 1 day", "aged under 1 day"),
    ([Age(0, "days"), Age(0, "weeks")], "under 1 day", "aged under 1 day"),
    ([Age(1, "years"), Age(12, "months")], "12 months", "aged 12 months"),
    ([Age(1, "years"), Age(12, "months"), Age(5, "months")], "5 months to 1 year", "aged 5 months to 1 year"),
    ([Age(1, "weeks"), Age(7, "days"), Age(4, "years")], "7 days to 4 years", "aged 7 days to 4 years"),
]


@pytest.mark.parametrize(("ages", "range_of_ages", "after_were"), AGES)
def test_ages_are_one_range_from_unborn_to_adult(ages: list[Age], range_of_ages: str, after_were: str) -> None:
    assert age_range(ages) == range_of_ages
    assert aged(ages) == after_were


def test_ages_not_recorded_are_said() -> None:
    assert ages_sentence(years(5, 15)) == "The children were aged 5 to 15."
    assert ages_sentence(years(5)) == "The child was aged 5."
    assert ages_sentence(years(5, 15), not_recorded=1) == (
        "The two children whose age is recorded were aged 5 to 15. The age of one child is not recorded."
    )
    assert ages_sentence([UNBORN_AGE] * 12, not_recorded=1468) == (
        "The 12 children whose age is recorded were unborn. The age of 1,468 children is not recorded."
    )
    assert ages_sentence([], not_recorded=2) is None  # what nobody recorded is silent
    assert ages_sentence([]) is None


ONE_AGE = st.one_of(
    st.just(UNBORN_AGE),
    st.builds(Age, st.integers(0, 800), st.just("days")),
    st.builds(Age, st.integers(0, 120), st.just("weeks")),
    st.builds(Age, st.integers(0, 60), st.just("months")),
    st.builds(Age, st.integers(0, 100), st.just("years")),
)


@given(st.lists(ONE_AGE, min_size=1))
def test_a_range_begins_with_the_youngest_and_ends_with_the_oldest(ages: list[Age]) -> None:
    printed = age_range(ages)
    assert printed is not None
    days = [age.days for age in ages]  # 0 days and 0 weeks are one age in two words: either may be printed
    assert any(printed.endswith(str(age)) for age in ages if age.days == max(days))
    assert any(printed.startswith(str(age).split()[0]) for age in ages if age.days == min(days))


@given(st.lists(ONE_AGE, min_size=1), st.randoms(use_true_random=False))
def test_a_range_does_not_depend_on_the_order_of_the_children(ages: list[Age], dice: Random) -> None:
    shuffled = list(ages)
    dice.shuffle(shuffled)
    assert age_range(shuffled) == age_range(ages)
    assert aged(shuffled) == aged(ages)


@pytest.mark.parametrize(("number", "unit"), [(None, "years"), (2, "unborn"), (-1, "days"), (2, "fortnights")])
def test_what_is_no_age_is_refused(number: int | None, unit: str) -> None:
    with pytest.raises(ValueError, match="An age"):
        Age(number, unit)


def test_sex() -> None:
    assert sex_sentence([("Female", 3), ("Male", 1)]) == "Three were female and one male."
    assert sex_sentence([("Female", 1), ("Male", 12)]) == "One was female and 12 male."
    assert sex_sentence([("Female", 2)], unknown=1) == (
        "Two were female. For one, the sex is not known or not recorded."
    )
    assert sex_sentence([], unknown=2) is None  # what nobody recorded is silent
    assert sex_sentence([]) is None


def test_ethnicity_keeps_the_words_of_the_list() -> None:
    assert ethnicity_sentence([("White British", 2), ("White and Black Caribbean", 1), ("Bangladeshi", 1)]) == (
        "Two were White British, one White and Black Caribbean and one Bangladeshi."
    )
    assert ethnicity_sentence([("English, Welsh or British", 2), ("Bangladeshi", 1)], unknown=1) == (
        "Two were English, Welsh or British; and one Bangladeshi. For one, the ethnicity is not known or not recorded."
    )


def test_plans_may_come_to_more_than_the_children() -> None:
    held = [("Child in Need plan", 2), ("Child Protection plan", 1), ("Looked after child", 0)]
    assert plans_sentence(held, 3) == (
        "Plans or status at the date of the audit: Child in Need plan (two) and Child Protection plan (one)."
    )
    assert plans_sentence([("Child Protection plan", 2), ("Looked after child", 2)], 3, none=1) == (
        "Plans or status at the date of the audit: Child Protection plan (two) and Looked after child (two). "
        "A child may have more than one. None is recorded for one."
    )
    assert plans_sentence([], 3) is None
    assert plans_sentence([], 3, none=3) is None  # what nobody recorded is silent


SIBLINGS = [
    (4, 4, 0, "All four children were part of sibling groups."),
    (2, 2, 0, "Both children were part of sibling groups."),
    (3, 4, 0, "Three of the four children were part of sibling groups."),
    (1, 4, 0, "One of the four children was part of a sibling group."),
    (0, 4, 0, "None of the four children was part of a sibling group."),
    (1, 1, 0, "The child was part of a sibling group."),
    (0, 1, 2, "The one child whose record says was not part of a sibling group. For two, it is not recorded."),
    (3, 3, 1, "Of the three children whose record says, all were part of sibling groups. For one, it is not recorded."),
    (1, 3, 1, "Of the three children whose record says, one was part of a sibling group. For one, it is not recorded."),
    (
        0,
        3,
        1,
        "Of the three children whose record says, none was part of a sibling group. For one, it is not recorded.",
    ),
    (0, 0, 0, None),
]


@pytest.mark.parametrize(("inside", "n", "not_recorded", "printed"), SIBLINGS)
def test_sibling_groups(inside: int, n: int, not_recorded: int, printed: str | None) -> None:
    assert siblings_sentence(inside, n, not_recorded) == printed


def test_services_stand_in_brackets() -> None:
    trust = Participant("Healthcare Trust", ("Health Visiting", "School Nursing"))
    assert str(trust) == "Healthcare Trust (Health Visiting and School Nursing)"
    assert participants_sentence([trust, Participant("Police"), Participant("Housing")]) == (
        "Healthcare Trust (Health Visiting and School Nursing), Police and Housing took part."
    )
    assert participants_sentence([]) is None


def test_inside_every_agency_has_its_own_name_once() -> None:
    trust = NamedAgency("Healthcare Trust", "Acute hospital", "organisation")
    services = [NamedAgency(name, name, "organisation", trust) for name in ("Health Visiting", "School Nursing")]
    school = NamedAgency("Oak Lane Primary", "Schools and colleges", "sector")
    assert [str(name) for name in full_names([services[0], school, services[1], services[0], school])] == [
        "Healthcare Trust (Health Visiting and School Nursing)",
        "Oak Lane Primary",
    ]


def table(*numbers: int, n: int, several: bool = False) -> Distribution:
    rows = tuple(Row(str(i), f"Value {i}", Count(CHILD, x, n)) for i, x in enumerate(numbers))
    return Distribution("members.sex", "Sex", CHILD, n, rows, multi_coded=several)


def test_a_table_says_why_its_rows_do_not_come_to_n() -> None:
    assert why_not_n(table(3, 1, n=4)) == ""
    assert why_not_n(table(2, 1, n=4), {"not recorded": 1}) == "The rows come to 3 of the 4 children: one not recorded."
    assert why_not_n(table(3, 2, n=4, several=True), {"Not recorded": 0}) == (
        "A child may have several, so the rows may come to more than 4."
    )
