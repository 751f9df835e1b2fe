"""The sentences, as a practitioner would read them: what is counted on the left, what is printed on the right."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.counting.figures import AUDIT, CASE, RETURN, Count, Unit
from audits.rollup.wording.amounts import approximations, in_words, listed, percentage, percentage_text
from audits.rollup.wording.practice import (
    Band,
    Qualified,
    excluded_sentence,
    grade_sentence,
    in_how_many,
    nested,
    published_percentage,
    said,
    theme_sentence,
    vague_sentence,
)

CONTACT = Unit("contact", "contacts")
FAMILY = Unit("family", "families")

IN_HOW_MANY = [
    (4, 4, AUDIT, "In all 4 audits"),
    (3, 4, AUDIT, "In 3 of the 4 audits"),
    (1, 4, AUDIT, "In 1 of the 4 audits"),
    (0, 4, AUDIT, "In none of the 4 audits"),
    (1, 1, AUDIT, "In the one audit"),
    (0, 1, AUDIT, "Not in the one audit"),
    (2, 2, AUDIT, "In both audits"),
    (1, 2, AUDIT, "In 1 of the 2 audits"),
    (0, 2, AUDIT, "In neither audit"),
    (7, 9, CASE, "In 7 of the 9 cases"),
    (7, 10, CASE, "In 7 of the 10 cases (70%)"),
    (125, 135, CASE, "In 125 of the 135 cases (93%)"),
    (135, 135, CASE, "In all 135 cases"),
    (1, 1200, CONTACT, "In 1 of the 1,200 contacts (less than 1%)"),
    (1199, 1200, CONTACT, "In 1,199 of the 1,200 contacts (more than 99%)"),
    (3, None, FAMILY, "In 3 families"),
    (1, None, FAMILY, "In 1 family"),
    (0, 0, AUDIT, "In no audits"),
]


@pytest.mark.parametrize(("n", "of", "unit", "printed"), IN_HOW_MANY)
def test_in_how_many(n: int, of: int | None, unit: Unit, printed: str) -> None:
    assert in_how_many(n, of, unit) == printed
    assert said(Count(unit, n, of)) == printed


def test_the_small_n_can_be_set() -> None:
    assert in_how_many(3, 4, AUDIT, small_n=4) == "In 3 of the 4 audits (75%)"
    assert in_how_many(12, 19, AUDIT, small_n=20) == "In 12 of the 19 audits"


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40))
def test_no_percentage_below_the_small_n(n: int, rest: int, small_n: int) -> None:
    printed = in_how_many(n, n + rest, AUDIT, small_n)
    assert ("%" in printed) <= (n + rest >= small_n)
    assert percentage_text(n, n + rest, small_n) == "" or n + rest >= small_n
    assert next(iter(approximations(n, n + rest, small_n)), None) is None or n + rest >= small_n


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_a_printed_percentage_is_of_the_two_numbers_printed(n: int, rest: int) -> None:
    printed = in_how_many(n, n + rest, CASE)
    found = re.fullmatch(r"In ([\d,]+) of the ([\d,]+) cases \((\d+)%\)", printed)
    if found:
        numerator, denominator, percent = (int(number.replace(",", "")) for number in found.groups())
        assert (numerator, denominator) == (n, n + rest)
        assert abs(Fraction(100 * numerator, denominator) - percent) <= Fraction(1, 2)


# --- grades -----------------------------------------------------------------------------------------------------------


def four(outstanding: int, good: int, improvement: int, inadequate: int) -> list[Band]:
    return [
        Band("Outstanding", outstanding, positive=True),
        Band("Good", good, positive=True),
        Band("Requires improvement", improvement),
        Band("Inadequate", inadequate),
    ]


ELEMENTS = "with elements of good practice"
GRADES: list[tuple[list[Band], list[Qualified], str]] = [
    (
        four(0, 0, 4, 0),
        [Qualified(ELEMENTS, 3)],
        "In all 4 audits, multi-agency practice was graded requires improvement, "
        "with 3 including elements of good practice.",
    ),
    (
        four(0, 0, 4, 0),
        [Qualified(ELEMENTS, 4)],
        "In all 4 audits, multi-agency practice was graded requires improvement, "
        "with all 4 including elements of good practice.",
    ),
    (
        four(0, 0, 4, 0),
        [Qualified(ELEMENTS, 2), Qualified("with an area needing prompt attention", 1)],
        "In all 4 audits, multi-agency practice was graded requires improvement, "
        "with 2 including elements of good practice and 1 including an area needing prompt attention.",
    ),
    (four(0, 2, 0, 0), [], "In both audits, multi-agency practice was graded good."),
    (
        four(0, 1, 0, 0),
        [Qualified("With an area needing prompt attention", 1)],
        "In the one audit, multi-agency practice was graded good, with an area needing prompt attention.",
    ),
    (
        four(14, 5, 1, 0),
        [],
        "In 19 of the 20 audits (95%), multi-agency practice was graded good or outstanding "
        "(14 outstanding and 5 good); in 1 it was graded requires improvement.",
    ),
    (
        four(1, 3, 0, 0),
        [],
        "In all 4 audits, multi-agency practice was graded good or outstanding (1 outstanding and 3 good).",
    ),
    (
        four(0, 0, 3, 1),
        [Qualified(ELEMENTS, 1)],
        "In 3 of the 4 audits, multi-agency practice was graded requires improvement; in 1 it was graded inadequate. "
        "Of the 4 audits, 1 included elements of good practice.",
    ),
    (
        four(0, 1, 2, 1),
        [],
        "In 1 of the 4 audits, multi-agency practice was graded good; "
        "in 2 it was graded requires improvement and in 1 it was graded inadequate.",
    ),
]


@pytest.mark.parametrize(("bands", "qualified", "printed"), GRADES)
def test_grades(bands: list[Band], qualified: list[Qualified], printed: str) -> None:
    assert grade_sentence(bands, qualified) == printed


def test_an_ungraded_audit_has_no_grade_sentence() -> None:
    assert grade_sentence([]) is None
    assert grade_sentence(four(0, 0, 0, 0), [Qualified(ELEMENTS, 0)]) is None


def test_agencies_grades_of_their_own_practice_say_whose_they_are() -> None:
    printed = grade_sentence(four(0, 20, 10, 0), unit=RETURN, subject="the agency's own practice")
    assert printed == (
        "In 20 of the 30 returns (67%), the agency's own practice was graded good; "
        "in 10 it was graded requires improvement."
    )


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_the_grades_printed_come_to_the_graded_ones(numbers: list[int]) -> None:
    printed = grade_sentence(four(*numbers))
    graded, positive = sum(numbers), numbers[0] + numbers[1]
    if not graded:
        assert printed is None
        return
    assert printed is not None
    if positive and graded > positive:
        assert f"In {positive} of the {graded} audits" in printed
        if graded >= 10:
            assert f"({percentage(positive, graded)}%)" in printed


# --- parts of the audits, what was left out, what was found -----------------------------------------------------------

NESTED = [
    (3, 8, "Of the 8 cases with a conference, 3"),
    (8, 8, "Of the 8 cases with a conference, all 8"),
    (0, 8, "Of the 8 cases with a conference, none"),
    (2, 2, "Of the 2 cases with a conference, both"),
    (0, 2, "Of the 2 cases with a conference, neither"),
    (9, 12, "Of the 12 cases with a conference, 9 (75%)"),
    (1, 1, "Of the one case with a conference, that one"),
    (0, 0, "No cases with a conference were counted"),
]


@pytest.mark.parametrize(("n", "of", "printed"), NESTED)
def test_a_part_of_the_cases_is_its_own_denominator(n: int, of: int, printed: str) -> None:
    assert nested(Count(CASE, n, of), "with a conference") == printed


def test_what_was_left_out_is_said() -> None:
    assert excluded_sentence({"not yet agreed": 1}, CASE) == "1 case not yet agreed is left out."
    assert excluded_sentence({"Not yet agreed": 2, "withheld": 1}, CASE) == (
        "2 cases not yet agreed and 1 case withheld are left out."
    )
    assert excluded_sentence({"not yet agreed": 0}, CASE) is None


STATEMENT = "Early signs were missed, at home & at school"


def test_a_theme_keeps_its_statement_letter_for_letter() -> None:
    assert theme_sentence(STATEMENT, Count(AUDIT, 3, 4)) == f"In 3 of the 4 audits: {STATEMENT}."
    assert theme_sentence("Was it used? No.", Count(AUDIT, 0, 4)) == "In none of the 4 audits: Was it used? No."


@given(st.text(min_size=1).filter(str.strip), st.integers(0, 9))
def test_no_statement_is_ever_changed(statement: str, n: int) -> None:
    assert statement.strip() in theme_sentence(statement, Count(AUDIT, n, 9))


@pytest.mark.parametrize("amount", ["some", "a number of", "the majority of", "a few"])
def test_a_vague_amount_stays_as_it_was_given(amount: str) -> None:
    printed = vague_sentence(amount, STATEMENT, CASE)
    assert printed == f"In {amount} cases: {STATEMENT}."
    assert not re.search(r"\d|\ball\b", printed.removesuffix(f"{STATEMENT}."))


def test_a_published_percentage_without_a_count_says_so() -> None:
    assert published_percentage("93%", CASE) == "93% of cases, as published; the count is not known"


# --- the words themselves ---------------------------------------------------------------------------------------------


def test_lists_and_numbers_in_running_text() -> None:
    assert [listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert listed(["Police", "English, Welsh or Scottish", "Irish"]) == "Police; English, Welsh or Scottish; and Irish"
    assert [in_words(n) for n in (0, 1, 9, 10, 1200)] == ["none", "one", "nine", "10", "1,200"]


@pytest.mark.parametrize(("n", "of"), [(-1, 4), (5, 4)])
def test_an_impossible_count_cannot_be_made(n: int, of: int) -> None:
    with pytest.raises(ValueError, match=r"nought|out of"):
        Count(AUDIT, n, of)


def test_a_count_is_printed_with_unit_numerator_denominator_and_exclusions() -> None:
    count = Count(CASE, 3, 4, {"not yet agreed": 1, "withheld": 0}, "In 3 of the 4 cases", (1, 2, 4))
    assert count.as_json() == {
        "unit": "cases",
        "numerator": 3,
        "denominator": 4,
        "excluded": {"not yet agreed": 1},
        "text": "In 3 of the 4 cases",
    }
    assert count.left_out == 1
