"""Everything in a text that may identify somebody, each stretch of the text once, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from audits.recognise import dates, institutions, mail, names, numbers, operations, places, social
from audits.recognise.fold import fold
from audits.recognise.found import LABELS, Found, Kind, Known, hint
from audits.recognise.lists import words_of

Span = tuple[int, int]
# What is found first keeps its stretch of the text: a date of birth is not a telephone number too.
FINDERS: tuple[tuple[Kind, Callable[[str, Known], Iterable[Span]]], ...] = (
    (Kind.EMAIL, lambda text, known: mail.addresses(text)),
    (Kind.DATE_OF_BIRTH, lambda text, known: dates.births(text)),
    (Kind.UPN, lambda text, known: numbers.pupil_numbers(text)),
    (Kind.NHS_NUMBER, lambda text, known: numbers.nhs_numbers(text)),
    (Kind.TELEPHONE, lambda text, known: numbers.telephone_numbers(text)),
    (Kind.POSTCODE, lambda text, known: places.postcodes(text)),
    (Kind.SOCIAL_MEDIA, lambda text, known: social.accounts(text)),
    (Kind.OPERATION, lambda text, known: operations.operations(text)),
    (Kind.SCHOOL_OR_SURGERY, places.schools_and_surgeries),
    (Kind.SCHOOL_OR_SURGERY, institutions.institutions),
    (Kind.ADDRESS, lambda text, known: places.home_addresses(text)),
    (Kind.PERSON_NAME, names.people),
)
MOST_HINTS = 2


def known_of(never_named: Iterable[str], named: Iterable[str] = ()) -> Known:
    """What is known of these agencies: the first are found in a text, the words of the others name nobody."""
    published = list(named)
    own = {word for name in published for word in places.words_in(name)}
    return Known(
        places.by_first_word(never_named), words_of("field_words") | own, places.whole_by_first_word(published)
    )


def find(text: str, known: Known | None = None) -> tuple[Found, ...]:
    """What may identify somebody in the text, in its order; no stretch of the text twice."""
    known = known or known_of(())
    folded = fold(text)
    taken = bytearray(len(folded.text))
    found: list[Found] = []
    for kind, finder in FINDERS:
        for start, end in finder(folded.text, known):
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\x01" * (end - start)
            first, last = folded.span(start, end)
            found.append(Found(kind, first, last, text[first:last]))
    return tuple(sorted(found, key=lambda one: one.start))


def quiet_hints(text: str, known: Known | None = None, *, submits: bool = True) -> list[str]:
    """At most two sentences for the line under a field: what stops first, each kind once."""
    ordered = sorted(find(text, known), key=lambda one: not one.stops)
    return list(dict.fromkeys(hint(one, submits=submits) for one in ordered))[:MOST_HINTS]


def notice(texts: Iterable[str], known: Known | None = None) -> str:
    """One sentence about texts that were saved: what kinds of thing they may hold, never the words; "" for none."""
    kinds = dict.fromkeys(LABELS[one.kind] for text in texts for one in find(text, known))
    return f"It may hold {in_a_row(kinds)}. Read it once more." if kinds else ""


def in_a_row(words: Iterable[str]) -> str:
    """ "a postcode, an address and a telephone number"; "" for none."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} and {last}" if others else last
