"""Everything in a text that may identify somebody, each stretch of the text once, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from audits.recognise import dates, institutions, mail, names, numbers, operations, places, social
from audits.recognise.fold import fold
from audits.recognise.found import LABELS, FoundKind, FoundWords, KnownWords, hint
from audits.recognise.lists import words_of

Span = tuple[int, int]
# What is found first keeps its stretch of the text: a date of birth is not a telephone number too.
FINDERS: tuple[tuple[FoundKind, Callable[[str, KnownWords], Iterable[Span]]], ...] = (
    (FoundKind.EMAIL, lambda text, known: mail.addresses(text)),
    (FoundKind.DATE_OF_BIRTH, lambda text, known: dates.births(text)),
    (FoundKind.UPN, lambda text, known: numbers.pupil_numbers(text)),
    (FoundKind.NHS_NUMBER, lambda text, known: numbers.nhs_numbers(text)),
    (FoundKind.TELEPHONE, lambda text, known: numbers.telephone_numbers(text)),
    (FoundKind.POSTCODE, lambda text, known: places.postcodes(text)),
    (FoundKind.SOCIAL_MEDIA, lambda text, known: social.accounts(text)),
    (FoundKind.OPERATION, lambda text, known: operations.operations(text)),
    (FoundKind.SCHOOL_OR_SURGERY, places.schools_and_surgeries),
    (FoundKind.SCHOOL_OR_SURGERY, institutions.institutions),
    (FoundKind.ADDRESS, lambda text, known: places.home_addresses(text)),
    (FoundKind.PERSON_NAME, names.people),
)
MOST_HINTS = 2


def known_of(never_named: Iterable[str], named: Iterable[str] = ()) -> KnownWords:
    """What is known of these agencies: the first are found in a text, the words of the others name nobody."""
    published = list(named)
    own = {word for name in published for word in places.words_in(name)}
    return KnownWords(
        places.by_first_word(never_named), words_of("field_words") | own, places.whole_by_first_word(published)
    )


def find(text: str, known: KnownWords | None = None) -> tuple[FoundWords, ...]:
    """What may identify somebody in the text, in its order; no stretch of the text twice."""
    known = known or known_of(())
    folded = fold(text)
    taken = bytearray(len(folded.text))
    found: list[FoundWords] = []
    for kind, finder in FINDERS:
        for start, end in finder(folded.text, known):
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\x01" * (end - start)
            first, last = folded.span(start, end)
            found.append(FoundWords(kind, first, last, text[first:last]))
    return tuple(sorted(found, key=lambda one: one.start))


def quiet_hints(text: str, known: KnownWords | None = None, *, submits: bool = True) -> list[str]:
    """At most two sentences for the line under a field: what stops first, each kind once."""
    ordered = sorted(find(text, known), key=lambda one: not one.stops)
    return list(dict.fromkeys(hint(one, submits=submits) for one in ordered))[:MOST_HINTS]


def notice(texts: Iterable[str], known: KnownWords | None = None) -> str:
    """One sentence about texts that were saved: what kinds of thing they may hold, never the words; "" for none."""
    kinds = dict.fromkeys(LABELS[one.kind] for text in texts for one in find(text, known))
    return f"It may hold {in_a_row(kinds)}. Read it once more." if kinds else ""


def in_a_row(words: Iterable[str]) -> str:
    """ "a postcode, an address and a telephone number"; "" for none."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} and {last}" if others else last
