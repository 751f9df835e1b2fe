"""What may leave: small numbers about children held back, one attribute at a time, schools by their sector."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.coarse import age_words, ethnicity_words, sibling_words, split_words
from audits.rollup.counts import roll_up
from audits.rollup.disclosure import (
    Publishable,
    PublishableCount,
    publish_ages,
    publish_count,
    publish_distribution,
    publish_grid,
)
from audits.rollup.figures import AUDIT, CHILD, RETURN, About, Axis, Cell, Count, Distribution, Grid, Heading, Row
from audits.rollup.policy import MayNotLeave, Override, Policy
from audits.rollup.tables import tables_of
from audits.rollup.wording_people import UNBORN_AGE, Age
from tests.rollup.conftest import Build, child

POLICY = Policy()
BOLD = Override("members.sex", "The board published these facts in 2023.", "Dana Lead", date(2026, 3, 7))


def table(*numbers: int, n: int | None = None, note: str = "", attribute: str = "members.sex") -> Distribution:
    n = sum(numbers) if n is None else n
    rows = tuple(Row(str(i), f"Value {i}", Count(CHILD, x, n, text=f"{x} of the {n}")) for i, x in enumerate(numbers))
    return Distribution(attribute, "Sex", CHILD, n, rows, note=note)


# --- one number -------------------------------------------------------------------------------------------------------


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 500))
def test_a_held_back_number_reads_the_same_whatever_it_was(one: int, other: int, more: int) -> None:
    first = publish_count(Count(CHILD, one, one + more, text=f"{one} were"), "f", POLICY)
    second = publish_count(Count(CHILD, other, None, {"not recorded": other}), "f", POLICY)
    assert first == second
    assert first.text == "held back"
    assert first.as_json() == {
        "unit": "children",
        "numerator": None,
        "denominator": None,
        "excluded": {},
        "text": "held back",
    }


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 12))
def test_no_small_number_about_children_leaves(n: int, rest: int, missing: int, threshold: int) -> None:
    out = publish_count(Count(CHILD, n, n + rest, {"not recorded": missing}), "f", Policy(threshold=threshold))
    small = any(1 <= x <= threshold for x in (n, rest, missing))
    assert out.held_back is small
    assert (out.numerator is None) is small


def test_seven_are_shown_and_five_are_not() -> None:
    assert publish_count(Count(CHILD, 7, 20), "f", POLICY).text == "7 of the 20 children (35%)"
    assert publish_count(Count(CHILD, 5, 20), "f", POLICY).text == "held back"


def test_a_count_that_forgot_to_say_what_it_is_about_is_held_back() -> None:
    assert publish_count(Count(AUDIT, 3, 4), "themes.1", POLICY).held_back


def test_a_practice_fact_is_shown_and_all_or_none_is_flagged_for_a_person() -> None:
    three, every, none = (
        publish_count(Count(AUDIT, n, 4, about=About.PRACTICE), "themes.1", POLICY) for n in (3, 4, 0)
    )
    assert (three.text, three.judge) == ("3 of the 4 audits", "")
    assert every.text == "all 4 audits"
    assert every.judge.startswith("This says all")
    assert none.judge.startswith("This says none")


def test_an_override_prints_the_exact_fact_and_stays_with_it() -> None:
    out = publish_count(Count(CHILD, 3, 4, text="Three were female."), "members.sex", POLICY, [BOLD])
    assert (out.text, out.held_back, out.override) == ("Three were female.", False, BOLD)


@pytest.mark.parametrize("fact", ["members", "members.sex.F", "members.age", ""])
def test_an_override_of_one_fact_opens_no_other(fact: str) -> None:
    assert publish_count(Count(CHILD, 3, 4), fact, POLICY, [BOLD]).held_back


@pytest.mark.parametrize("missing", ["fact", "reason", "name"])
def test_an_override_without_fact_reason_or_name_is_refused(missing: str) -> None:
    with pytest.raises(ValueError, match="needs"):
        replace(BOLD, **{missing: "  "})


@pytest.mark.parametrize("kind", [Publishable, PublishableCount])
def test_nothing_else_makes_what_may_leave(kind: type[Publishable]) -> None:
    with pytest.raises(TypeError, match="policy"):
        kind("members.sex", "three girls", held_back=False, passed=object())
    out = publish_count(Count(CHILD, 7, 20), "f", POLICY)
    with pytest.raises((TypeError, ValueError)):
        replace(out, text="three girls")
    with pytest.raises(AttributeError):
        out.text = "three girls"  # type: ignore[misc]


def test_case_numbers_stay_inside() -> None:
    out = publish_count(Count(AUDIT, 3, 4, cases=(1, 2, 3), about=About.PRACTICE), "themes.1", POLICY)
    assert not hasattr(out, "cases")


# --- one table --------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 12), st.integers(0, 12))
def test_a_table_with_a_held_back_row_tells_no_total(numbers: list[int], missing: int, threshold: int) -> None:
    n = sum(numbers) + missing
    note = f"{missing} not recorded"
    out = publish_distribution(table(*numbers, n=n, note=note), Policy(threshold=threshold), exact=f"all {n}")
    small = any(1 <= x <= threshold for x in (*numbers, missing))
    assert out.held_back is small
    shown = {row.key: row.count for row in out.rows if not row.count.held_back}
    for key, count in shown.items():
        assert count.numerator == numbers[int(key)]
        assert not 1 <= numbers[int(key)] <= threshold
        assert (count.denominator is None and " of " not in count.text) is small
    if small:
        assert (out.n, out.note, out.text) == (None, "", "held back")
        hidden = len(numbers) - len(shown) + bool(missing)  # a single one could be worked out by taking away
        assert hidden >= 2 or not shown
        assert [(row.key, row.count.text) for row in out.rows if row.count.held_back] == [("held_back", "held back")]
    else:
        assert out.n == n
        assert out.text == f"all {n}"


def test_a_lone_small_row_takes_the_next_smallest_with_it() -> None:
    out = publish_distribution(table(20, 3, 9), POLICY)
    assert [(row.label, row.count.text) for row in out.rows] == [("Value 0", "20 children"), ("Others", "held back")]


def test_rows_of_a_table_print_the_same_whatever_was_in_them() -> None:
    printed = {str(publish_distribution(table(a, b), POLICY).as_json()) for a, b in [(3, 1), (1, 3), (5, 5), (4, 0)]}
    assert len(printed) == 1


def test_a_table_of_none_but_the_unknown_is_held_back_too() -> None:
    out = publish_distribution(table(n=3), POLICY, exact="For three, the sex is not known.", words="Sex: not given.")
    assert (out.text, out.n, out.held_back) == ("Sex: not given.", None, True)


def test_a_small_number_that_only_the_sentence_says_is_held_back() -> None:
    rows = tuple(Row(key, key, Count(CHILD, n, 40)) for key, n in (("CP", 30), ("CIN", 25)))
    plans = Distribution("members.plan", "Plan or status", CHILD, 40, rows, multi_coded=True, without=3)
    sentence = "… None is recorded for three."
    out = publish_distribution(plans, POLICY, exact=sentence, words="A range.")
    assert out.text == "A range."
    assert [row.label for row in out.rows] == ["All values"]  # the table whole beside it would say why it isn't given
    assert publish_distribution(replace(plans, without=7), POLICY, exact=sentence, words="A range.").text == sentence


@pytest.mark.django_db
def test_a_table_of_two_ways_whose_every_cell_is_held_back_is_one_sentence(build: Build) -> None:
    build.handed_in(build.case(1, child()), build.cast.school, {"REC": ["YES", "NO"]})
    (found,) = tables_of(roll_up(build.audit), build.audit, "published").two_way
    assert (found.rows, found.note) == ((), "Every cell stands on too few cases and is held back.")


def test_what_is_held_back_is_not_named_either() -> None:
    """The label of the one Bangladeshi child's row would say as much as its number."""
    rows = tuple(Row(key, key, Count(CHILD, n, 24)) for key, n in (("British", 20), ("Bangladeshi", 3), ("African", 5)))
    out = publish_distribution(Distribution("members.ethnicity", "Ethnicity", CHILD, 28, rows), POLICY)
    assert [row.label for row in out.rows] == ["British", "Others"]
    assert "Bangladeshi" not in str(out.as_json())
    assert "African" not in str(out.as_json())


def test_the_few_not_recorded_are_held_back_by_each_reason() -> None:
    """Seven are in no row, which could be shown: but six not recorded and one not known could not."""
    rows = tuple(Row(key, key, Count(CHILD, 20, 40, {"not known": 1, "not recorded": 6})) for key in ("F", "M"))
    out = publish_distribution(Distribution("members.sex", "Sex", CHILD, 47, rows), POLICY)
    assert out.held_back
    assert [row.count.as_json()["excluded"] for row in out.rows] == [{}]


def test_where_one_may_have_several_a_row_that_leaves_few_out_is_held_back() -> None:
    """18 of 20 children on a plan would say that two are on none, though no row is small."""
    rows = tuple(Row(key, key, Count(CHILD, n, 20)) for key, n in (("CP", 18), ("CIN", 12)))
    table = Distribution("members.plan", "Plan or status", CHILD, 20, rows, multi_coded=True)
    out = publish_distribution(table, POLICY)
    assert [(row.label, row.count.text) for row in out.rows] == [("All values", "held back")]
    assert out.n is None


def test_the_note_for_inside_does_not_leave_by_itself() -> None:
    out = publish_distribution(table(20, 20, n=50, note="three refused, seven not recorded"), POLICY)
    assert out.note == "For some it is not known or not recorded."


def test_an_override_prints_the_whole_table_and_its_sentence() -> None:
    sentence = "Three were female and one male."
    out = publish_distribution(table(3, 1), POLICY, [BOLD], exact=sentence, words="Some were girls.")
    assert (out.text, out.n, out.override) == (sentence, 4, BOLD)
    assert [row.count.numerator for row in out.rows] == [3, 1]
    without = publish_distribution(table(3, 1), POLICY, exact=sentence, words="Some were girls.")
    assert without.text == "Some were girls."


# --- ages -------------------------------------------------------------------------------------------------------------

FIVE_TO_FIFTEEN = [Age(n, "years") for n in (5, 9, 12, 15)]


def test_a_range_of_ages_is_words_until_somebody_decides() -> None:
    words = age_words(FIVE_TO_FIFTEEN)
    assert publish_ages(FIVE_TO_FIFTEEN, POLICY, words=words).text == (
        "The children were of primary and secondary school age."
    )
    decided = replace(BOLD, fact="members.age")
    assert publish_ages(FIVE_TO_FIFTEEN, POLICY, [decided], words=words).text == "The children were aged 5 to 15."
    many = [Age(5, "years")] * 6 + [Age(8, "years")] + [Age(15, "years")] * 6
    assert publish_ages(many, POLICY, words=words).text == "The children were aged 5 to 15."


def test_one_unborn_baby_is_not_named_in_words() -> None:
    assert "unborn" not in age_words([UNBORN_AGE, Age(2, "years"), Age(7, "years")])
    assert publish_ages([UNBORN_AGE, *FIVE_TO_FIFTEEN], POLICY).text == "held back"


# --- words that give nothing away -------------------------------------------------------------------------------------


def test_each_choice_of_words_about_sex_fits_more_than_one_table() -> None:
    for n in range(1, 31):
        tables = defaultdict(set)
        for girls in range(n + 1):
            tables[split_words([("Female", girls), ("Male", n - girls)], n)].add(girls)
        assert all(len(fits) > 1 for fits in tables.values()), (n, dict(tables))


def test_each_choice_of_words_about_siblings_fits_more_than_one_number() -> None:
    for n in range(3, 31):
        tables = defaultdict(set)
        for inside in range(n + 1):
            tables[sibling_words(inside, n)].add(inside)
        assert all(len(fits) > 1 for fits in tables.values()), n


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5))
def test_words_about_sex_are_true_and_hold_no_number(girls: int, boys: int, unknown: int) -> None:
    n = girls + boys + unknown
    words = split_words([("Female", girls), ("Male", boys)], n)
    assert not any(mark.isdigit() for mark in words)
    if words == "Most were female.":
        assert 2 * girls > n
    if words.startswith("Some"):
        assert girls
        assert boys


def test_ethnicity_is_a_mix_only_where_it_is() -> None:
    assert ethnicity_words(3, 4) == "The children came from a mix of ethnic backgrounds."
    assert ethnicity_words(1, 4) == ""
    assert ethnicity_words(2, 2) == ""


# --- tables of two ways -----------------------------------------------------------------------------------------------


def grid(rows: Axis, columns: Axis, about: About = About.PRACTICE) -> Grid:
    cells = {
        ("REC", "POL"): Cell(12, {"YES": 9, "NO": 3}, cases=(1, 2, 3, 4)),
        ("REC", "SCH"): Cell(3, {"NO": 3}, cases=(2,)),
        ("REC", "GP"): Cell(3, {"NO": 3}),
    }
    heads = (Heading("POL", "Police"), Heading("SCH", "Schools and colleges"), Heading("GP", "GP and primary care"))
    return Grid(
        "answers.domain.sector",
        "Answers",
        RETURN,
        (Heading("REC", "Recognising"),),
        heads,
        cells,
        about=about,
        rows_are=rows,
        columns_are=columns,
    )


def test_a_practice_table_leaves_by_sector_without_the_cells_that_tell_of_one_child() -> None:
    out = publish_grid(grid(Axis.DOMAIN, Axis.SECTOR), POLICY)
    police = out.cells["REC", "POL"]
    assert police is not None
    assert (police.n, police.cases) == (12, ())
    assert out.cells["REC", "SCH"] is None
    assert out.cells["REC", "GP"] is None
    assert out.held_back


@pytest.mark.parametrize("columns", [Axis.CASE, Axis.AGENCY, Axis.UNSAID])
def test_a_table_by_case_or_by_agency_does_not_leave(columns: Axis) -> None:
    with pytest.raises(MayNotLeave, match="Only domains"):
        publish_grid(grid(Axis.DOMAIN, columns), POLICY)


def test_facts_about_children_are_never_crossed() -> None:
    with pytest.raises(MayNotLeave, match="never crossed"):
        publish_grid(grid(Axis.DOMAIN, Axis.SECTOR, About.PEOPLE), POLICY)


@pytest.mark.parametrize("text", ["", "fewer than 6", "  "])
def test_neutral_words_hold_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="neutral"):
        Policy(neutral_text=text)
