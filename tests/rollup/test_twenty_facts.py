"""The twenty facts that published audits hold, each as the product says it: what is known on the left, what is printed on
the right. Read it as a practitioner; where a sentence is not true of its numbers, the table is wrong, not the reader.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.counting.figures import AUDIT, CASE, CHILD, RETURN, Count, Distribution, Row, Unit
from audits.rollup.counting.mismatch import mismatch
from audits.rollup.wording.amounts import approximations, is_true_of, share_text
from audits.rollup.wording.people import (
    UNBORN_AGE,
    Age,
    Participant,
    ages_sentence,
    ethnicity_sentence,
    participants_sentence,
    plans_sentence,
    sex_sentence,
    siblings_sentence,
    why_not_n,
)
from audits.rollup.wording.practice import (
    Band,
    Qualified,
    excluded_sentence,
    grade_sentence,
    nested,
    out_of,
    published_percentage,
    said,
    shows_sentence,
    theme_sentence,
    vague_sentence,
)
from audits.rollup.wording.sample import (
    areas_sentence,
    cohort_sentence,
    members_sentence,
    outside_sentence,
    period_sentence,
    pooled_sentence,
    stated_at_sentence,
    strands_sentence,
)
from audits.rollup.wording.sources import reach_sentence, source_sentence, views_sentence

CONTACT, FAMILY, REPORT = Unit("contact", "contacts"), Unit("family", "families"), Unit("report", "reports")
PLANS = Distribution(
    "members.plan",
    "Plan or status",
    CHILD,
    4,
    (
        Row("CIN", "Child in Need plan", Count(CHILD, 3, 4)),
        Row("LAC", "Looked after child", Count(CHILD, 2, 4)),
    ),
    multi_coded=True,
)
SEXES = Distribution(
    "members.sex", "Sex", CHILD, 6, (Row("F", "Female", Count(CHILD, 3, 5)), Row("M", "Male", Count(CHILD, 2, 5)))
)
FOUR_BANDS = (Band("Outstanding", 0, True), Band("Good", 3, True), Band("Requires improvement", 1))

FACTS = [
    # 1 The unit varies and is named.
    (1, out_of(3, 4, AUDIT), "3 of the 4 audits"),
    (1, out_of(12, 40, CONTACT), "12 of the 40 contacts (30%)"),
    (1, out_of(1, 1, FAMILY), "the one family"),
    (1, out_of(0, 9, REPORT), "none of the 9 reports"),
    # 2 Any scale, or none.
    (2, grade_sentence(FOUR_BANDS), "In 3 of the 4 audits, multi-agency practice was graded good; in 1 it was graded requires improvement."),
    (2, grade_sentence((Band("Met", 5, True), Band("Not met", 2)), unit=CASE), "In 5 of the 7 cases, multi-agency practice was graded met; in 2 it was graded not met."),
    (2, grade_sentence(()), None),
    # 3 A qualifier stands beside a grade and is no band.
    (3, grade_sentence((Band("Requires improvement", 4),), (Qualified("with elements of good practice", 3),)), "In all 4 audits, multi-agency practice was graded requires improvement, with 3 including elements of good practice."),
    # 4 Own grade, panel's view and agreed grade are three things.
    (4, views_sentence(9, 3, too_high=2, too_low=1), "The panel gave its view of 12 own grades: it accepted 9 and challenged 3 (2 as too high, 1 as too low)."),
    (4, views_sentence(9, 3), "The panel gave its view of 12 own grades: it accepted 9 and challenged 3."),
    (4, views_sentence(1, 0), "The panel gave its view of one own grade and accepted it."),
    (4, views_sentence(0, 2, too_high=2), "The panel gave its view of 2 own grades and challenged them all (2 as too high)."),
    (4, views_sentence(0, 0), None),
    # 5 States are no fail, and are said by their own names.
    (5, excluded_sentence({"Not graded": 2}, RETURN), "2 returns not graded are left out."),
    (5, excluded_sentence({"not yet agreed": 1}, CASE), "1 case not yet agreed is left out."),
    (5, excluded_sentence({"Not applicable": 3, "Not known": 1}, RETURN), "3 returns not applicable and 1 return not known are left out."),
    # 6 Denominators nest.
    (6, nested(Count(CASE, 3, 8), "with a conference"), "Of the 8 cases with a conference, 3"),
    (6, nested(Count(CASE, 0, 8), "with a conference"), "Of the 8 cases with a conference, none"),
    (6, nested(Count(CASE, 9, 12), "with a conference"), "Of the 12 cases with a conference, 9 (75%)"),
    (6, nested(Count(CASE, 0, 0), "with a conference"), "No cases with a conference were counted"),
    # 7 Strands are apart unless somebody pools them, and then it is said.
    (7, strands_sentence({"Southshire": 3}, CHILD), "Not counted here: 3 children of Southshire, reported by themselves."),
    (7, strands_sentence({"Southshire": 1}, CHILD), "Not counted here: 1 child of Southshire, reported by itself."),
    (7, pooled_sentence({"Northshire": 11, "Southshire": 3}, CHILD), "Both strands counted together, 14 children: Northshire (11) and Southshire (3). They were selected apart, so read each by itself too."),
    (7, pooled_sentence({"Northshire": 11}, CHILD), None),
    # 8 How they were chosen, out of how many, over which time.
    (8, cohort_sentence(4, 135, CHILD, "random"), "The 4 children were drawn at random from a cohort of 135."),
    (8, cohort_sentence(1, 60, CHILD, "random"), "The child was drawn at random from a cohort of 60."),
    (8, cohort_sentence(12, 80, CASE, "stratified"), "The 12 cases were drawn at random within each group of a cohort of 80."),
    (8, cohort_sentence(9, 9, CHILD, "whole"), "The whole cohort was audited: 9 children."),
    (8, cohort_sentence(7, 9, CHILD, "whole"), "The whole cohort was meant: 7 of its 9 children were audited."),
    (8, cohort_sentence(4, 30, CHILD, "chosen"), "The 4 children were selected by hand from a cohort of 30: they do not stand for the others."),
    (8, cohort_sentence(4, None, CHILD, "random"), None),
    (8, period_sentence(date(2023, 4, 1), date(2024, 3, 31)), "The period under review was 1 April 2023 to 31 March 2024."),
    (8, period_sentence(date(2023, 4, 1), None), "The period under review began on 1 April 2023."),
    # 9 Ages from unborn to over 18, at a stated date.
    (9, ages_sentence([Age(2, "months"), Age(17, "years")]), "The children were aged 2 months to 17 years."),
    (9, ages_sentence([UNBORN_AGE, Age(3, "years")]), "The children were unborn to 3 years old."),
    (9, ages_sentence([Age(16, "years"), Age(19, "years")]), "The children were aged 16 to 19."),
    (9, stated_at_sentence(date(2023, 3, 1)), "Ages and plans are as they stood on 1 March 2023."),
    # 10 What is not known is said, and why rows don't come to n.
    (10, sex_sentence([("Female", 3), ("Male", 2)], 1), "Three were female and two male. For one, the sex is not known or not recorded."),
    (10, ethnicity_sentence([], 2), None),  # what nobody recorded is silent
    (10, why_not_n(SEXES, {"not recorded": 1}), "The rows come to 5 of the 6 children: one not recorded."),
    # 11 Cases and people are counted apart.
    (11, members_sentence(4, CASE, 7, CHILD), "The 4 cases are about 7 children."),
    (11, members_sentence(1, CASE, 3, CHILD, 2), "The case is about 3 children. Two linked adults are not counted among them."),
    (11, members_sentence(4, CASE, 4, CHILD), None),
    (11, siblings_sentence(4, 4), "All four children were part of sibling groups."),
    # 12 Several areas, agencies from outside, services in brackets.
    (12, areas_sentence(["North", "South"]), "The audit covers two areas: North and South."),
    (12, areas_sentence(["North"]), None),
    (12, outside_sentence(1), "One agency from outside the area took part."),
    (12, outside_sentence(0), None),
    (12, participants_sentence([Participant("Healthcare Trust", ("Health Visiting", "School Nursing")), Participant("Housing")]), "Healthcare Trust (Health Visiting and School Nursing) and Housing took part."),
    # 14 Sources with their own n, kept side by side.
    (14, source_sentence("Families' views", 6, "parents", "they were not told what the plan was"), "Families' views (6 parents): they were not told what the plan was."),
    (14, source_sentence("Survey", None, "practitioners", "Most knew whom to ring."), "Survey (how many took part is not known): Most knew whom to ring."),
    # 15 How far findings reach.
    (15, reach_sentence({"between": 5, "agency": 3, "system": 1}), "Of the 9 agreed findings, 5 lie between agencies, 3 within one agency and 1 in the system."),
    (15, reach_sentence({"agency": 1}), "The one agreed finding lies within one agency."),
    (15, reach_sentence({}), None),
    # 16 Small numbers: "3 of the 4", never "75%".
    (16, said(Count(AUDIT, 3, 4)), "In 3 of the 4 audits"),
    (16, said(Count(CASE, 7, 10)), "In 7 of the 10 cases (70%)"),
    # 17 A rounded sum, not a sum of rounded parts; approximations are true.
    (17, share_text((28, 15), 45), "96%"),
    (17, next(iter(approximations(30, 45)), None), "two thirds"),
    (17, is_true_of("over 90%", 125, 135), True),
    (17, is_true_of("just under 93%", 125, 135), True),
    (17, is_true_of("over 90%", 90, 100), False),
    # 18 A published figure stays beside the computed one.
    (18, mismatch({"numerator": 44, "denominator": 325, "percentage": 7}), "44 of 325 is 13.5%; published as 7%."),
    (18, mismatch({"numerator": 28, "denominator": 45, "percentage": 62}), ""),
    (18, published_percentage("93"), "93% of audits, as published; the count is not known"),
    # 19 Vague amounts stay as given.
    (19, vague_sentence("some", "chronologies were not kept up to date"), "In some audits: chronologies were not kept up to date."),
    (19, theme_sentence("chronologies were not kept up to date", Count(AUDIT, 3, 4)), "In 3 of the 4 audits: chronologies were not kept up to date."),
    # 20 Multi-coded lists may come to more than n.
    (20, plans_sentence([("Child in Need plan", 3), ("Looked after child", 2)], 4), "Plans or status at the date of the audit: Child in Need plan (three) and Looked after child (two). A child may have more than one."),
    (20, why_not_n(PLANS), "A child may have several, so the rows may come to more than 4."),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "printed", "expected"), FACTS, ids=[f"{n}-{place}" for place, (n, *_) in enumerate(FACTS)])  # fmt: skip
def test_each_fact_as_it_is_said(fact: int, printed: object, expected: object) -> None:
    assert printed == expected


def test_every_fact_is_in_the_table() -> None:
    """The change from one round to the next (13) has a table of its own, with the comparison."""
    assert {fact for fact, *_ in FACTS} | {13} == set(range(1, 21))


@given(st.integers(0, 60), st.integers(0, 60), st.data())
def test_the_panels_view_adds_up(accepted: int, challenged: int, data: st.DataObject) -> None:
    too_high = data.draw(st.integers(0, challenged))
    too_low = data.draw(st.integers(0, challenged - too_high))
    printed = views_sentence(accepted, challenged, too_high=too_high, too_low=too_low)
    assert (printed is None) == (accepted + challenged == 0)
    if too_high:
        assert f"{too_high} as too high" in (printed or "")


def test_more_directions_than_challenges_are_refused() -> None:
    with pytest.raises(ValueError, match="direction"):
        views_sentence(4, 1, too_high=1, too_low=1)


def test_a_way_of_choosing_without_a_sentence_is_a_fault() -> None:
    with pytest.raises(KeyError):
        cohort_sentence(4, 9, CHILD, "tombola")


SHOWS = [
    ([("Good", 3, 5), ("Outstanding", 0, 5), ("Requires improvement", 2, 5)], "Most often: Good (3 of 5)."),
    ([("Good", 2, 4), ("Inadequate", 2, 4)], "All equally often (2 each)."),
    ([("Good", 2, 5), ("Inadequate", 2, 5), ("Outstanding", 1, 5)], "Most often: Good and Inadequate (2 of 5 each)."),
    ([("A", 2, 7), ("B", 2, 7), ("C", 2, 7), ("D", 1, 7)], "Three equally often, the others less (2 each)."),
    ([("Requires improvement", 4, 4)], "All: Requires improvement (4 of 4)."),
    ([("With elements of good practice", 3, 4)], "Only: With elements of good practice (3 of 4)."),
    ([("Good", 0, 4)], ""),
    ([], ""),
]


@pytest.mark.parametrize(("rows", "printed"), SHOWS)
def test_what_a_table_shows(rows: list[tuple[str, int, int | None]], printed: str) -> None:
    assert shows_sentence(rows) == printed
