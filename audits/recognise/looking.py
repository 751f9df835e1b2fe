"""The look through texts that go further: what must come out first, what is listed for one look by a person.

Texts are read once, just before they go on. What was found is shown on the page of that step alone; of what somebody
has looked at only a keyed fingerprint is kept, so that other words are asked about again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.crypto import salted_hmac

from audits.recognise.find import find
from audits.recognise.found import LABELS, SERVICES, FoundWords, KnownWords
from audits.recognise.known import known_places

AROUND = 40  # characters of the text shown on each side
LOOK_AGAIN = "The words that may identify somebody have changed. Look at the list once more."
TICK = "Look at the words that may identify somebody, and tick that you have checked them."


@dataclass(frozen=True)
class Text:
    """One text that goes further: the page it stands on in words, its input's address, what was written."""

    page: str
    url: str
    words: str = field(repr=False)
    services: frozenset[str] = field(default=frozenset(), repr=False)  # of these a person said: they are a service's


@dataclass(frozen=True)
class ShownWords:
    """Words that were found, with a little of what stands around them; the same words elsewhere are counted."""

    text: Text
    found: FoundWords
    more: int = 0

    @property
    def looks_like(self) -> str:
        return LABELS[self.found.kind]

    @property
    def sentence(self) -> str:
        return f"{self.text.page}: take out what looks like {self.looks_like}."

    @property
    def before(self) -> str:
        words = self.text.words[: self.found.start]
        if len(words) <= AROUND:
            return words
        return "… " + words[-AROUND:].partition(" ")[2]  # from a whole word on

    @property
    def after(self) -> str:
        words = self.text.words[self.found.end :]
        if len(words) <= AROUND:
            return words
        return words[:AROUND].rpartition(" ")[0] + " …"

    @property
    def is_confirmed(self) -> bool:
        """Whether a person said that these words of this text are a service's."""
        return self.found.kind in SERVICES and as_one(self.found.words) in self.text.services


@dataclass(frozen=True)
class Words:
    """What was found in texts: what stops them, what is listed for one tick, what passes because it is a service's."""

    stops: tuple[ShownWords, ...] = ()
    listed: tuple[ShownWords, ...] = ()
    passes: tuple[ShownWords, ...] = ()
    fingerprint: str = ""  # of what is listed; empty when nothing is

    def __bool__(self) -> bool:
        return bool(self.stops or self.listed)


def look_through(texts: Iterable[Text], salt: str, known: KnownWords | None = None) -> Words:
    """What would identify somebody in these texts, each thing once; one query for the agency list, if any is needed.

    `salt` says which texts these are: a tick on one page is none on another.
    """
    written = [text for text in texts if text.words]
    if not written:
        return Words()
    known = known or known_places()
    places: dict[tuple[str, str, bool], list[ShownWords]] = {}
    for text in written:
        for found in find(text.words, known):
            shown = ShownWords(text, found)
            places.setdefault((found.kind, as_one(found.words), shown.is_confirmed), []).append(shown)
    once = [ShownWords(first.text, first.found, len(more)) for first, *more in places.values()]
    asked = [one for one in once if not one.is_confirmed]
    listed = tuple(one for one in asked if not one.found.stops)
    return Words(
        stops=tuple(one for one in asked if one.found.stops),
        listed=listed,
        passes=tuple(one for one in once if one.is_confirmed),
        fingerprint=fingerprint_of(listed, salt),
    )


def services_in(text: str) -> frozenset[str]:
    """The telephone numbers, addresses and e-mail addresses in a text, of which somebody can say that they are a
    service's."""
    return frozenset(as_one(one.words) for one in find(text) if one.kind in SERVICES)


def as_one(words: str) -> str:
    """The same words in large and small letters, with one space or two, are one."""
    return " ".join(words.casefold().split())


def fingerprint_of(listed: tuple[ShownWords, ...], salt: str) -> str:
    """Keyed, so that nobody can try names against it. Where nothing is listed there is none."""
    if not listed:
        return ""
    words = sorted(f"{one.found.kind}:{as_one(one.found.words)}" for one in listed)
    return salted_hmac(salt, "\n".join(words), algorithm="sha256").hexdigest()
