"""No text is too much for the recogniser: its steps grow with the length, and no pattern backtracks far."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from types import ModuleType

import nhs_number
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import upn

from audits.recognise import dates, institutions, mail, names, numbers, operations, places, social
from audits.recognise.find import find, known_of
from audits.recognise.lists import words_of

KNOWN = known_of(["Hill View Primary School", "Beech Surgery"], ["North Bank Police"])
ROOMS: tuple[ModuleType, ...] = (dates, institutions, mail, names, numbers, operations, places, social)
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
MOST = 64
HOSTILE = [
    "1 ", "0 1 ", "a", "a@", "Ab ", "born ", "1 may ", "14 Aa ", "tel ", "postcode ", "\n", ".", "０", "a at a dot ",
    "\u200b", "flat 1 ", "1-", "a.a ", "a'", "Hill View ", "m1 1a ", "a1 ", "dob ", "+44 ", "Mr ", "(0", "Ab's ",
    "a.", "A ", "0", "at dot ", "x@", "@a.a", "Aa ", "turned seven ", "the ninth of May ", "Operation Aa ",
    "Dr Aa and ", "on Christmas Day she turned ", "Larkfield Primary ", "St Aa of ", "Larch House home ",
    "snapchat a_b ", "@a_1 ", "instagram.com/a", "username is ", "two thousand and ", "Ysgol a ", "school called Aa ",
    "she becomes five on ",
]  # fmt: skip


def patterns() -> Iterator[re.Pattern[str]]:
    for room in ROOMS:
        for value in vars(room).values():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, re.Pattern):
                    yield one


def repeats(parsed) -> Iterator[tuple[int, list]]:
    """Every repetition in a parsed pattern: how often at most, and of what."""
    for code, argument in parsed:
        if code in REPEATS:
            yield argument[1], list(argument[2])
        for part in argument if isinstance(argument, (tuple, list)) else (argument,):
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, _parser.SubPattern):
                    yield from repeats(inner)


@pytest.mark.parametrize("pattern", sorted({one.pattern for one in patterns()}))
def test_only_a_single_sign_is_repeated_without_a_bound(pattern: str) -> None:
    for most, of in repeats(_parser.parse(pattern)):
        single = len(of) == 1 and of[0][0] in (_constants.IN, _constants.LITERAL, _constants.CATEGORY)
        assert single or most <= MOST, f"{of} up to {most} times in {pattern}"


def test_the_check_of_patterns_sees_a_bad_one() -> None:
    assert [most > MOST for most, _ in repeats(_parser.parse(r"a(?:(?:bc)+d)*"))] == [True, True]


def steps(text: str) -> int:
    """How many calls, of ours and of the libraries', it takes to read the text."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        find(text, KNOWN)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_no_more_than_twice_the_steps(piece: str) -> None:
    find(piece * 10, KNOWN)  # lists and caches are filled
    half, whole = (steps(piece * (length // len(piece))) for length in (2_500, 5_000))
    assert whole <= 2.2 * half + 200


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_longest_text_that_a_field_takes_is_read(piece: str) -> None:
    for one in find((piece * 20_000)[:20_000], KNOWN):
        assert one.start < one.end


WORDS = words_of("links_to_birth") | {"Monday", "3", "May", "2026", "10:30,", "rang."}
PLAIN = st.lists(st.sampled_from(sorted(WORDS)), max_size=9)
BETWEEN = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u2011", "\u200b", "  "])


@given(PLAIN, PLAIN, st.integers(100_000_000, 999_999_999), BETWEEN)
def test_an_nhs_number_is_found_in_any_sentence(before: list[str], after: list[str], first: int, gap: str) -> None:
    check = nhs_number.calculate_checksum(str(first))
    number = f"{first}{check}"
    if check is None or not nhs_number.is_valid(number) or len(set(number)) == 1:
        return
    written = gap.join((number[:3], number[3:6], number[6:]))
    text = " ".join([*before, "number", written, *after])
    at = text.index(written)
    found = [one for one in find(text, KNOWN) if one.start < at + len(written) and at < one.end]
    assert found
    assert all(one.stops for one in found)
    assert "nhs_number" in {one.kind.value for one in found} or number.startswith("0")


@given(PLAIN, st.integers(201, 999), st.integers(0, 999_999_999), st.booleans())
def test_a_pupil_number_is_found_whatever_its_authority(before: list[str], area: int, rest: int, small: bool) -> None:
    body = f"{area}{rest:09d}"
    number = upn.calc_check_digit(body) + body
    written = number.lower() if small else number
    assert [one.words for one in find(" ".join([*before, "pupil", written]), KNOWN) if one.kind == "upn"] == [written]


FIELD = sorted(words_of("field_words") - words_of("names_and_words"))


@given(st.lists(st.sampled_from(FIELD), min_size=1, max_size=12), st.sampled_from([str.lower, str.title, str.upper]))
def test_words_of_the_field_trip_nothing_in_any_order(words: list[str], case) -> None:
    text = ", ".join(case(word) for word in words)
    assert find(text, KNOWN) == ()
