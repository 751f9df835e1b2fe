"""How the cases were selected, and amounts that a source gave in words: each as it is said."""

from __future__ import annotations

from typing import Any

import pytest

from audits.rollup.counting.figures import AUDIT, CHILD, Unit
from audits.rollup.wording.practice import vague_sentence
from audits.rollup.wording.sample import NOBODY_DREW, cohort_sentence, selection_sentence, strand_cohorts_sentence

FAMILY = Unit("family", "families")
MULTI = "a multi-agency audit"


@pytest.mark.parametrize(
    ("looked_at", "cases", "how", "more", "who"),
    [
        (4, 4, "random", {"drawn": True}, "4 randomly selected children"),
        (4, 4, "random", {"drawn": False}, "4 children"),  # nobody recorded who drew
        (3, 4, "random", {"drawn": True}, "3 of the 4 randomly selected children"),
        (1, 1, "random", {"drawn": True}, "1 randomly selected child"),
        (4, 4, "stratified", {"drawn": False}, "4 children"),
        (4, 4, "criterion", {}, "4 children selected by a criterion"),
        (4, 4, "quota", {}, "4 children selected to fill quotas"),
        (4, 4, "chosen", {}, "4 children selected by hand"),
        (2, 4, "not_stated", {}, "2 of the 4 children"),
        (23, 23, "whole", {"cohort": 23}, "all 23 children of the cohort"),
        (21, 23, "whole", {"cohort": 23}, "21 of the 23 children of the cohort"),
        (21, 21, "whole", {"cohort": 23}, "21 of the 23 children of the cohort"),
        (1, 1, "whole", {"cohort": 1}, "the one child of the cohort"),
        (21, 21, "whole", {}, "21 children"),  # nobody knows how large the cohort was
    ],
)
def test_who_was_looked_at(looked_at: int, cases: int, how: str, more: dict[str, Any], who: str) -> None:
    said = selection_sentence(looked_at, cases, CHILD, how, MULTI, **({"drawn": True} | more))
    assert said == f"We looked closely at the work with {who} in a multi-agency audit."


def test_a_stratified_draw_says_so() -> None:
    assert selection_sentence(8, 8, FAMILY, "stratified", MULTI, drawn=True) == (
        "We looked closely at the work with 8 randomly selected families in a multi-agency audit, "
        "drawn so that each group was represented."
    )


def test_nothing_is_random_that_nobody_drew() -> None:
    assert cohort_sentence(4, 60, CHILD, "random", drawn=False) == (
        f"The 4 children were from a cohort of 60. {NOBODY_DREW}"
    )


def test_each_strand_has_its_own_cohort() -> None:
    assert strand_cohorts_sentence({"North": (11, 40), "South": (3, 12)}, CHILD) == (
        "Of North, 11 of a cohort of 40; and of South, 3 of a cohort of 12 children."
    )
    assert strand_cohorts_sentence({"North": (11, None)}, CHILD) is None


@pytest.mark.parametrize(
    ("given", "opening"),
    [
        ("some", "In some families: "),
        ("Several", "In several families: "),
        ("one", "In one family: "),
        ("a single", "In a single family: "),
        ("a number", "In a number of families: "),
        ("a number of", "In a number of families: "),
        ("a significant proportion", "In a significant proportion of the families: "),
        ("the majority", "In the majority of the families: "),
        ("a third", "In a third of the families: "),
        ("most of the", "In most of the families: "),
        ("often", "As given, “often”: "),
        ("in many but not all", "As given, “in many but not all”: "),
    ],
)
def test_an_amount_in_words_reads_as_english_before_any_unit(given: str, opening: str) -> None:
    assert vague_sentence(given, "Plans came late", FAMILY) == f"{opening}Plans came late."


def test_an_amount_before_audits() -> None:
    assert vague_sentence("one", "Plans came late.", AUDIT) == "In one audit: Plans came late."
