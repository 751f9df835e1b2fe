"""What would identify somebody is found in a text, and what the field says every day is not."""

from __future__ import annotations

import nhs_number
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import upn

from audits.recognise.find import find, known_of, quiet_hints
from audits.recognise.lists import words_of

KNOWN = known_of(["Hillside Primary School", "Canal Street Surgery"])
STOPS = {
    "Ring 07700 900123.": ("telephone", "07700 900123"),
    "Her mobile is (0161) 496 0000 now.": ("telephone", "(0161) 496 0000"),
    "ring ０７７００ ９００１２３": ("telephone", "０７７００ ９００１２３"),
    "NHS number 943 476 5919 was on the letter": ("nhs_number", "943 476 5919"),
    "NHS: 943-476-5919": ("nhs_number", "943-476-5919"),
    "UPN B801200005001": ("upn", "B801200005001"),
    "DOB 3/5/2016": ("date_of_birth", "3/5/2016"),
    "She was born on 3rd May 2016.": ("date_of_birth", "3rd May 2016"),
    "his date of birth is 2016-05-03": ("date_of_birth", "2016-05-03"),
    "They live near M1 4AB now": ("postcode", "M1 4AB"),
    "they live near m1\u00a04ab now": ("postcode", "m1\u00a04ab"),
    "Write to jane.doe@school.example about it": ("email", "jane.doe@school.example"),
    "jane at school dot example dot uk": ("email", "jane at school dot example dot uk"),
}
LISTED = {
    "The teacher told Kayleigh to wait": ("person_name", "Kayleigh"),
    "Mrs Brown rang back": ("person_name", "Mrs Brown"),
    "PC Jones attended": ("person_name", "PC Jones"),
    "It was seen by Tyreke first": ("person_name", "Tyreke"),
    "Moved from 14 Mill Lane in June": ("address", "14 Mill Lane"),
    "at Hillside she was seen": ("school_or_surgery", "Hillside"),
    "Canal Street Surgery wrote": ("school_or_surgery", "Canal Street Surgery"),
}
EVERYDAY = (
    "A Section 47 enquiry began on Monday 3 May 2026 after a Strategy Meeting.",
    "Signs of Safety was used by Children's Social Care and the Early Help Hub.",
    "MARAC and CAMHS met the IDVA; the GP and the School Nurse wrote on 12/03/2026.",
    "Will the plan change? May be. In April and June 2026 it had not.",
    "Clare's Law and Operation Encompass were used. Year 7 in the 3rd term, ref 2024/25.",
    "Working Together to Safeguard Children 2023, Part 1, asks for it within 15 working days.",
    "The Health Visitor told the Police at 10:42am; 36 questions, 4 findings, 75 per cent.",
)


@pytest.mark.parametrize("text", STOPS)
def test_what_identifies_somebody_is_found_where_it_stands_and_stops(text: str) -> None:
    (found,) = find(text, KNOWN)
    assert (found.kind.value, found.words) == STOPS[text]
    assert text[found.start : found.end] == found.words
    assert found.stops


@pytest.mark.parametrize("text", LISTED)
def test_what_may_be_a_name_is_found_and_does_not_stop(text: str) -> None:
    (found,) = find(text, KNOWN)
    assert (found.kind.value, found.words, found.stops) == (*LISTED[text], False)


@pytest.mark.parametrize("text", EVERYDAY)
def test_the_words_of_the_field_trip_nothing(text: str) -> None:
    assert find(text, KNOWN) == ()


@pytest.mark.parametrize("text", ["Ring 07700 900.", "12 03 2026 at 10 42", "NHS number 943 476 5918", "A123456789012"])
def test_a_number_that_is_none_of_them_stops_nothing(text: str) -> None:
    assert not any(found.stops for found in find(text, KNOWN))


def test_hints_are_two_sentences_at_most_and_never_repeat_the_words() -> None:
    text = "Kayleigh, DOB 3/5/2016, of 14 Mill Lane M1 4AB, 07700 900123, NHS 943 476 5919"
    said = quiet_hints(text, KNOWN)
    assert len(said) == 2
    for words in ("Kayleigh", "2016", "Mill", "07700", "943"):
        assert words not in " ".join(said)


WORDS = st.lists(
    st.sampled_from(["the", "nurse", "was", "told", "on", "Monday", "twice,", "and", "rang."]), max_size=12
)


@given(before=WORDS, after=WORDS, seed=st.integers(0, 999_999_999), space=st.sampled_from(["", " ", "-"]))
def test_every_nhs_number_in_any_sentence_is_found(before: list[str], after: list[str], seed: int, space: str) -> None:
    first = f"{seed % 900_000_000 + 100_000_000:09d}"
    check = nhs_number.calculate_checksum(first)
    if check is None or not nhs_number.is_valid(f"{first}{check}"):
        return
    number = space.join((first[:3], first[3:6], f"{first[6:]}{check}"))
    found = find(" ".join([*before, number, *after]))
    assert [one.kind.value for one in found if number in one.words] == ["nhs_number"]


@given(before=WORDS, after=WORDS, digits=st.integers(0, 99_999_999))
def test_every_pupil_number_in_any_sentence_is_found(before: list[str], after: list[str], digits: int) -> None:
    body = f"801{digits:08d}{digits % 10}"
    letter = upn.calc_check_digit(body)
    found = find(" ".join([*before, letter + body, *after]))
    assert [one.kind.value for one in found if one.stops] == ["upn"]


@given(st.lists(st.sampled_from(sorted(words_of("field_words"))), min_size=1, max_size=30))
def test_no_row_of_field_words_stops_a_submit(words: list[str]) -> None:
    assert not any(found.stops for found in find(" ".join(words), KNOWN))
