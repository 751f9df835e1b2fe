"""The draw: its own properties for any list, the documented worked example, and chance over many seeds."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.sample.draw.algorithm import (
    CohortLine,
    LeftOut,
    Share,
    by_hand,
    cases_of,
    draw,
    hash_of_list,
    in_proportion,
    normalised,
)

DOCS = Path(__file__).resolve().parents[3] / "docs"
NINE = [CohortLine("", f"K{number}") for number in range(1, 10)]
references = st.lists(st.from_regex(r"[A-Z0-9]{1,6}", fullmatch=True), min_size=1, max_size=30, unique=True)


def test_the_worked_example_of_the_documents_comes_out() -> None:
    """Recomputed here by hand, line by line as docs/draw.md says, with nothing of the application."""
    document = (DOCS / "draw.md").read_text()
    block = json.loads(document.split("```json")[1].split("```")[0])
    lines = sorted(f"\t{reference}".encode() for reference in block["list"])
    list_hash = hashlib.sha256(b"\n".join(lines)).hexdigest()
    assert list_hash == block["list_sha256"]
    scores = {
        reference: hashlib.sha256(f"draw/1\n{block['seed']}\n{list_hash}\n{reference}".encode()).hexdigest()
        for reference in block["list"]
    }
    by_score = sorted(scores, key=lambda reference: scores[reference])
    assert by_score[:3] == block["sample"]
    assert by_score[3:5] == block["reserves"]
    drawn = draw([CohortLine("", one) for one in block["list"]], {"": Share(3, 2)}, block["seed"])
    assert [place.child.reference for place in drawn.sample] == block["sample"]
    assert [place.child.reference for place in drawn.reserves] == block["reserves"]


@given(references, st.integers(0, 2**32), st.randoms())
def test_the_order_of_the_list_changes_nothing(listed: list[str], number: int, chance) -> None:
    children = [CohortLine("", one) for one in listed]
    shares, seed = {"": Share(min(3, len(children)), 2)}, f"{number:064x}"
    again = list(children)
    chance.shuffle(again)
    assert draw(children, shares, seed) == draw(again, shares, seed)


@given(references, st.integers(0, 2**32), st.integers(0, 30))
def test_asking_for_more_keeps_whoever_was_drawn(listed: list[str], number: int, wanted: int) -> None:
    children, seed = [CohortLine("", one) for one in listed], f"{number:064x}"
    fewer = draw(children, {"": Share(min(wanted, len(children)))}, seed)
    more = draw(children, {"": Share(len(children))}, seed)
    assert [one.child for one in more.sample][: len(fewer.sample)] == [one.child for one in fewer.sample]
    assert {one.child for one in more.sample} == set(children)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.integers(0, 50), min_size=1), st.data())
def test_shares_add_up_and_none_is_larger_than_its_stratum(sizes: dict[str, int], data) -> None:
    wanted = data.draw(st.integers(0, sum(sizes.values())))
    shares = in_proportion(sizes, wanted)
    assert sum(shares.values()) == wanted
    total = sum(sizes.values()) or 1
    for name, share in shares.items():
        assert 0 <= share <= sizes[name]
        assert math.floor(wanted * sizes[name] / total) <= share <= math.ceil(wanted * sizes[name] / total)


def test_equal_remainders_go_by_name() -> None:
    assert in_proportion({"west": 5, "east": 5, "north": 5}, 4) == {"east": 2, "north": 1, "west": 1}
    with pytest.raises(ValueError, match="more are wanted"):
        in_proportion({"east": 2}, 3)


def test_a_list_with_a_child_twice_or_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw([CohortLine("", "A"), CohortLine("x", "A")], {}, "0")
    with pytest.raises(ValueError, match="fewer"):
        draw(NINE, {"": Share(10)}, "0")
    with pytest.raises(ValueError, match="no stratum"):
        draw(NINE, {"north": Share(1)}, "0")


def test_spaces_and_small_letters_are_one_reference() -> None:
    assert normalised(" ab 12\u00a0") == normalised("AB12") == "AB12"
    assert hash_of_list([CohortLine("", "A"), CohortLine("", "B")]) == hash_of_list(
        [CohortLine("", "B"), CohortLine("", "A")]
    )


def test_reserves_come_in_by_their_own_stratum_and_order() -> None:
    children = [CohortLine("north", f"N{n}") for n in range(6)] + [CohortLine("south", f"S{n}") for n in range(6)]
    drawn = draw(children, {"north": Share(2, 2), "south": Share(1, 1)}, "1" * 64)
    north = [place.child.reference for place in drawn.reserves if place.child.stratum == "north"]
    numbers = {place.child.reference: at for at, place in enumerate(drawn.sample, start=1)}
    first = next(number for reference, number in numbers.items() if reference.startswith("N"))
    cases = cases_of(drawn, 1, [LeftOut(first, 4), LeftOut(4, 5)])
    assert [cases[4].child.reference, cases[5].child.reference] == north
    with pytest.raises(ValueError, match="cannot have taken"):
        cases_of(drawn, 1, [LeftOut(first, 4), LeftOut(4, 5), LeftOut(5, 6)])
    with pytest.raises(ValueError, match="not of this draw"):
        cases_of(drawn, 1, [LeftOut(77, 4)])


def test_by_hand_takes_who_was_chosen() -> None:
    drawn = by_hand(NINE, ["K2", "K7"], "0" * 64)
    assert {place.child.reference for place in drawn.sample} == {"K2", "K7"}
    with pytest.raises(ValueError, match="not on the list"):
        by_hand(NINE, ["K99"], "0" * 64)


@pytest.mark.parametrize("seeds", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_every_child_is_as_likely_as_any_other(seeds: int) -> None:
    """Chi-square over who is drawn, who is first, and which pairs come together: 3 of 9 children, many seeds.

    The limits are those that chance alone passes once in a hundred thousand times (normal approximation of the
    chi-square's upper tail, by Wilson and Hilferty).
    """
    drawn_at_all: Counter[str] = Counter()
    first: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for number in range(seeds):
        sample = [place.child.reference for place in draw(NINE, {"": Share(3)}, f"{number:064x}").sample]
        drawn_at_all.update(sample)
        first[sample[0]] += 1
        pairs.update((a, b) for a in sample for b in sample if a < b)
    # Three of nine without replacement: the variance of each count is that of a hypergeometric draw.
    assert statistic(first, 9, seeds / 9) < limit(8)
    assert statistic(drawn_at_all, 9, seeds / 3) / (6 / 8) < limit(8)
    assert len(pairs) == 36
    spread = max(abs(count - seeds / 12) for count in pairs.values())
    assert spread < 5.5 * math.sqrt(seeds * (1 / 12) * (11 / 12))


def statistic(counts: Counter, kinds: int, expected: float) -> float:
    assert len(counts) == kinds
    return sum((count - expected) ** 2 / expected for count in counts.values())


def limit(freedom: int, z: float = 4.265) -> float:
    return freedom * (1 - 2 / (9 * freedom) + z * math.sqrt(2 / (9 * freedom))) ** 3


@pytest.mark.slow
def test_strata_do_not_lean_on_each_other() -> None:
    """Whether a child of one stratum is drawn says nothing of a child of the other, over 10,000 seeds."""
    children = [CohortLine("north", f"N{n}") for n in range(4)] + [CohortLine("south", f"S{n}") for n in range(4)]
    both: Counter[tuple[bool, bool]] = Counter()
    for number in range(10_000):
        sample = {
            place.child.reference
            for place in draw(children, {"north": Share(2), "south": Share(2)}, f"{number:064x}").sample
        }
        both["N0" in sample, "S0" in sample] += 1
    assert statistic(Counter({str(key): n for key, n in both.items()}), 4, 2_500) < limit(3)
