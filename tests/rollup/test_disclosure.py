"""What may leave: small numbers about children held back, one attribute at a time, schools by their sector."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.counting.counts import roll_up
from audits.rollup.counting.figures import (
    AGENCY,
    AUDIT,
    CHILD,
    RETURN,
    About,
    Axis,
    Cell,
    Count,
    Distribution,
    Grid,
    Heading,
    Row,
)
from audits.rollup.disclosure.policy import MayNotLeave, Policy, PrintDecision
from audits.rollup.disclosure.publishing import (
    Publishable,
    PublishableCount,
    publish_ages,
    publish_count,
    publish_distribution,
    publish_grid,
    publish_sample,
    publish_sentence,
)
from audits.rollup.tables import tables_of
from audits.rollup.wording.people import UNBORN_AGE, Age
from tests.rollup.conftest import Build, child

POLICY = Policy()
BOLD = PrintDecision("members.sex", "The board published these facts in 2023.", "Dana Lead", date(2026, 3, 7))


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


def test_a_practice_fact_is_shown_and_all_none_and_one_are_flagged_for_a_person() -> None:
    three, every, none, one = (
        publish_count(Count(AUDIT, n, 4, about=About.PRACTICE), "themes.1", POLICY) for n in (3, 4, 0, 1)
    )
    assert (three.text, three.judge) == ("3 of the 4 audits", "")
    assert every.text == "all 4 audits"
    assert every.judge.startswith("This says all")
    assert none.judge.startswith("This says none")
    assert one.text == "1 of the 4 audits"
    assert one.judge == "This is true of one audit alone. Check that it gives nobody away."


ONE_CASE = replace(POLICY, of_one_case=True)
OF_ONE = PrintDecision("practice", "The family asked for it.", "Dana Lead", date(2026, 3, 7))


def test_practice_of_one_case_does_not_leave_without_a_decision() -> None:
    one, two = (Count(AUDIT, 1, n, about=About.PRACTICE) for n in (1, 2))
    for count, policy in ((one, POLICY), (two, ONE_CASE)):
        assert publish_count(count, "theme:1:good", policy).held_back
        out = publish_sentence("theme:1:good", "In the one audit: they rang.", [count], policy, words="Not given.")
        assert (out.text, out.held_back) == ("Not given.", True)
        decided = publish_sentence("theme:1:good", "They rang.", [count], policy, [OF_ONE], words="Not given.")
        assert (decided.text, decided.override) == ("They rang.", OF_ONE)
        assert publish_count(count, "theme:1:good", policy, [OF_ONE]).numerator == 1
        assert publish_count(count, "theme:1:good", policy, [replace(OF_ONE, fact="theme:1:good")]).held_back
    # A theme whose amount is known in words alone is of that one case too.
    assert publish_sentence("theme:1:good", "In some.", [], ONE_CASE, words="Not given.").text == "Not given."
    assert publish_sentence("theme:1:good", "In some.", [], POLICY, words="Not given.").text == "In some."


def test_a_table_of_practice_of_one_case_is_held_back_whole() -> None:
    rows = tuple(Row(key, key, Count(RETURN, n, 5, about=About.PRACTICE)) for key, n in (("GOOD", 3), ("RI", 2)))
    grades = Distribution("grades.own", "Own grades", RETURN, 5, rows, about=About.PRACTICE)
    assert not publish_distribution(grades, POLICY).held_back
    out = publish_distribution(grades, ONE_CASE)
    assert [(row.label, row.count.numerator) for row in out.rows] == [("All values", None)]
    assert out.n is None
    assert publish_distribution(grades, ONE_CASE, [OF_ONE]).n == 5


def test_how_many_were_looked_at_is_said_of_one_case_too_and_who_took_part() -> None:
    assert publish_sample(Count(AUDIT, 1, 1, about=About.PRACTICE), POLICY).numerator == 1
    assert publish_count(Count(AGENCY, 1, 1, about=About.PRACTICE), "agencies", ONE_CASE).numerator == 1


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
    known = {**{str(place): number for place, number in enumerate(numbers)}, "not_recorded": missing}
    for key, count in shown.items():
        assert count.numerator == known[key]
        assert not 1 <= known[key] <= threshold
        assert (count.denominator is None and " of " not in count.text) is small
    if small:
        assert (out.n, out.note, out.text) == (None, "", "held back")
        hidden = len(numbers) + bool(missing) - len(out.rows) + 1  # a single one could be worked out by taking away
        assert hidden >= 2 or len(out.rows) == 1
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
    assert (found.rows, found.note) == (
        (),
        "A sector is shown only where it answered about more than 5 cases in each domain.",
    )


def test_what_is_held_back_is_not_named_either() -> None:
    """The label of the one Bangladeshi child's row would say as much as its number."""
    numbers = (("British", 20), ("Bangladeshi", 3), ("African", 9))
    rows = tuple(Row(key, key, Count(CHILD, n, 32)) for key, n in numbers)
    out = publish_distribution(Distribution("members.ethnicity", "Ethnicity", CHILD, 32, rows), POLICY)
    assert [row.label for row in out.rows] == ["British", "Others"]
    assert "Bangladeshi" not in str(out.as_json())
    assert "African" not in str(out.as_json())


def test_why_somebody_is_in_no_row_stays_inside() -> None:
    """Seven are in no row, which may be shown; that one of them is not known and six not recorded may not."""
    rows = tuple(Row(key, key, Count(CHILD, 20, 40, {"not known": 1, "not recorded": 6})) for key in ("F", "M"))
    out = publish_distribution(Distribution("members.sex", "Sex", CHILD, 47, rows), POLICY)
    assert [row.count.as_json()["excluded"] for row in out.rows] == [{"not known or not recorded": 7}] * 2
    assert (out.n, out.note) == (47, "For some it is not known or not recorded.")


def test_those_in_no_row_are_a_line_of_a_table_with_rows_held_back() -> None:
    rows = tuple(Row(key, key, Count(CHILD, n, 43)) for key, n in (("F", 31), ("M", 12)))
    out = publish_distribution(Distribution("members.sex", "Sex", CHILD, 46, rows), POLICY)
    assert [(row.label, row.count.numerator) for row in out.rows] == [("F", 31), ("Others", None)]
    rows = (*rows, Row("X", "X", Count(CHILD, 3, 46)))
    out = publish_distribution(Distribution("members.sex", "Sex", CHILD, 66, rows), POLICY)
    assert [(row.label, row.count.numerator) for row in out.rows] == [
        ("F", 31), ("Not known or not recorded", 20), ("Others", None),
    ]  # fmt: skip


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
    assert publish_ages(FIVE_TO_FIFTEEN, POLICY, words="Of school age.").text == "Of school age."
    decided = replace(BOLD, fact="members.age")
    assert publish_ages(FIVE_TO_FIFTEEN, POLICY, [decided], words="W.").text == "The children were aged 5 to 15."
    many = [Age(5, "years")] * 6 + [Age(8, "years")] + [Age(15, "years")] * 6
    assert publish_ages(many, POLICY, words="W.").text == "The children were aged 5 to 15."
    assert publish_ages([UNBORN_AGE, *FIVE_TO_FIFTEEN], POLICY).text == "held back"


# --- tables of two ways -----------------------------------------------------------------------------------------------


MANY = tuple(range(1, 13))


def grid(rows: Axis, columns: Axis, about: About = About.PRACTICE) -> Grid:
    cells = {
        ("REC", "POL"): Cell(12, {"YES": 9, "NO": 3}, cases=MANY),
        ("PLAN", "POL"): Cell(12, {"YES": 9, "NO": 3}, cases=MANY[:6]),
        ("REC", "SCH"): Cell(30, {"NO": 3}, cases=MANY),
        ("PLAN", "SCH"): Cell(3, {"NO": 3}, cases=MANY[:5]),
        ("REC", "GP"): Cell(3, {"NO": 3}),
    }
    heads = (Heading("POL", "Police"), Heading("SCH", "Schools and colleges"), Heading("GP", "GP and primary care"))
    return Grid(
        "answers.domain.sector",
        "Answers",
        RETURN,
        (Heading("REC", "Recognising"), Heading("PLAN", "Planning")),
        heads,
        cells,
        about=about,
        rows_are=rows,
        columns_are=columns,
    )


def turned(grid: Grid) -> Grid:
    """The same with its rows as columns."""
    cells = {(column, row): cell for (row, column), cell in grid.cells.items()}
    return replace(
        grid, rows=grid.columns, columns=grid.rows, cells=cells, rows_are=grid.columns_are, columns_are=grid.rows_are
    )


def test_a_practice_table_leaves_without_the_sectors_that_stand_on_few_cases() -> None:
    """With one cell held back, or a whole column, a reader would know in how many cases the sector was there at all."""
    out = publish_grid(grid(Axis.DOMAIN, Axis.SECTOR), POLICY)
    assert [heading.key for heading in out.columns] == ["POL"]
    assert [heading.key for heading in out.rows] == ["REC", "PLAN"]
    assert set(out.cells) == {("REC", "POL"), ("PLAN", "POL")}
    assert (out.cells["REC", "POL"].n, out.cells["REC", "POL"].cases) == (12, ())
    assert out.held_back
    by_row = publish_grid(turned(grid(Axis.DOMAIN, Axis.SECTOR)), POLICY)
    assert [heading.key for heading in by_row.rows] == ["POL"]
    assert set(by_row.cells) == {("POL", "REC"), ("POL", "PLAN")}


@pytest.mark.parametrize("axis", [Axis.CASE, Axis.AGENCY, Axis.UNSAID])
def test_a_table_by_case_or_by_agency_does_not_leave(axis: Axis) -> None:
    for found in (grid(Axis.DOMAIN, axis), grid(axis, Axis.SECTOR), grid(axis, axis)):
        with pytest.raises(MayNotLeave, match="Only domains"):
            publish_grid(found, POLICY)


def test_facts_about_children_are_never_crossed() -> None:
    with pytest.raises(MayNotLeave, match="never crossed"):
        publish_grid(grid(Axis.DOMAIN, Axis.SECTOR, About.PEOPLE), POLICY)


@pytest.mark.parametrize("text", ["", "fewer than 6", "  "])
def test_neutral_words_hold_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="neutral"):
        Policy(neutral_text=text)
