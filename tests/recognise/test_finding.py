"""What is found in a text and what is not, how it is said, and that hostile texts take no longer."""

from __future__ import annotations

import pytest

from audits.recognise.find import find, known_of, quiet_hints
from audits.recognise.found import KnownWords, hint

KNOWN: KnownWords = known_of(
    ["Hill View Primary School", "Beech Surgery"], ["North Bank Police", "Children's Social Care"]
)


def kinds(text: str) -> list[str]:
    return [str(found.kind) for found in find(text, KNOWN)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("nhs_number", "943 476 5919"),
        ("nhs_number", "９４３ ４７６ ５９１９"),
        ("nhs_number", "943\u200b476\u200b5919"),
        ("upn", "B801200005001"),
        ("date_of_birth", "12/03/2014"),
        ("date_of_birth", "3rd of May 2014"),
        ("postcode", "sw1a 1aa"),
        ("postcode", "M14\u00a05RT"),
        ("telephone", "07700 900 123"),
        ("telephone", "07700-900-123"),
        ("telephone", "0\u200b7700900123"),
        ("email", "jo.bloggs@school.example"),
        ("email", "name at school dot uk"),
    ],
)
def test_what_stops_is_found_however_it_is_written(kind: str, words: str) -> None:
    before = "The form said: born on " if kind == "date_of_birth" else "The form said: "
    text = f"{before}{words} and no more."
    (found,) = find(text, KNOWN)
    assert (found.kind, found.stops, text[found.start : found.end], found.words) == (kind, True, words, words)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("person_name", "Then Mr Okonkwo rang."),
        ("person_name", "The plan was not shared with kayleigh."),
        ("person_name", "The social worker told Aldona Kowalczyk."),
        ("school_or_surgery", "The nurse at hill view primary wrote it down."),
        ("address", "They moved to 14 Mill Lane."),
        ("address", "Police went to Flat 2, Grove House."),
    ],
)
def test_what_may_identify_is_listed_and_does_not_stop(kind: str, text: str) -> None:
    (found,) = find(text, KNOWN)
    assert (found.kind, found.stops) == (kind, False)


@pytest.mark.parametrize(
    "text",
    [
        "A Section 47 enquiry (S47) began on Monday; the Strategy Meeting was held on 3 May 2026 at 10:30.",
        "Signs of Safety, Early Help and Child in Need plans follow Working Together and the Children Act 1989.",
        "The Health Visitor rang MARAC and CAMHS on 01/03/2026 10:30; in May the Police closed the log.",
        "Her birthday was missed. A visit followed on 3 May 2026, the pre-birth assessment on 4 May 2026.",
        "Of 12 contacts in 2024 2025 and 2026, 3 were read by a Polish Interpreter from Children's Social Care.",
        "Scores of 0 1 2 3 4 5 0 1 2 3 4 were given; ELSA work began, and St Thomas' Hospital wrote.",
        "The child was born at 38 weeks and a review was held on 3 May 2026.",
    ],
)
def test_the_words_of_the_field_trip_nothing(text: str) -> None:
    assert find(text, KNOWN) == ()


def test_a_number_with_a_wrong_check_digit_is_no_nhs_number() -> None:
    assert kinds("The form said 943 476 5918.") == []


def test_words_stand_in_no_log() -> None:
    (found,) = find("The form said 943 476 5919.", KNOWN)
    assert "943" not in repr(found)
    assert "943" not in hint(found)


def test_a_field_says_two_things_at_most_and_first_what_stops() -> None:
    text = "Mr Okonkwo of 14 Mill Lane has 07700 900 123 and 07700 900 124."
    assert quiet_hints(text, KNOWN) == [
        "This looks as if it holds a telephone number. Take it out before you submit.",
        "This may hold somebody's name. Write about roles instead, or check it before you submit.",
    ]
