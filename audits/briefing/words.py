"""Words of a briefing that would identify somebody: what must come out before a submit, what its signers look at.

Everything that the sign-off page shows in somebody's words is read: titles, sentences, reasons of decisions. The
telephone number, address or e-mail address of a service passes in a resource, once a person has said whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from audit_project.refused import Refused
from audits.briefing.current import Current
from audits.briefing.merging import SentencePair
from audits.recognise.looking import LOOK_AGAIN, TICK, ShownWords, Text, Words, look_through
from audits.rollup.acts import FACTS
from audits.rollup.models import Override

SALT = "audits.briefing.words"
NOT_TO_PUBLISH = "This briefing holds what identifies somebody. Send it back, so that its lead takes it out."


@dataclass(frozen=True)
class Passed:
    """What passes in a resource, with who said that it is a service's and when."""

    shown: ShownWords
    said_by: str  # "Amara Okafor confirmed on 7 March 2026"


@dataclass(frozen=True)
class BriefingWords:
    """What was found in a whole briefing, and who let what pass."""

    found: Words
    passed: tuple[Passed, ...]

    def __bool__(self) -> bool:
        return bool(self.found or self.passed)


def words_of(found: Current, decisions: Iterable[Override]) -> BriefingWords:
    """What would identify somebody in a briefing as it stands; one query, for the agency list."""
    every = list(texts_of(found, decisions))
    said_by = {text: by for text, by in every if by}
    words = look_through((text for text, _ in every), SALT)
    return BriefingWords(words, tuple(Passed(one, said_by[one.text]) for one in words.passes))


def texts_of(found: Current, decisions: Iterable[Override]) -> Iterator[tuple[Text, str]]:
    """Every text that is signed, in the order of the page, with who said that contact details in it are a service's."""
    at = found.audit.reference
    yield Text("Title", f"{reverse('briefing_title', args=[at])}#id_title", found.title), ""
    for slot in found.slots:
        part = reverse("briefing_part", args=[at, slot.number])
        yield Text(f"Title of part {slot.number}", f"{part}#id_title-title", slot.title), ""
        shown = [line for line in slot.lines if not line.is_left_out]
        for number, line in enumerate(shown, 1):
            services, by = (line.drafted.services, line.drafted.said_by) if line.drafted else (frozenset(), "")
            yield Text(f"Part {slot.number}, sentence {number}", url_of(line, at), line.text, services), by
    for row in decisions:
        yield Text(f"Reason for a decision: {FACTS.get(row.fact, row.fact)}", "#decisions", row.reason), ""


def url_of(line: SentencePair, reference: str) -> str:
    """Where the words of a sentence are changed; before the first draft there is no such page."""
    if line.saved is None:
        return reverse("briefing_draft", args=[reference])
    return f"{reverse('briefing_statement', args=[reference, line.saved.uid])}#id_edit-text"


def check_words(words: Words, listed: str) -> None:
    """Nothing that identifies somebody is sent for sign-off, and what may has been looked at: `listed` is the
    fingerprint of the list that was ticked."""
    if words.stops:
        raise Refused(" ".join(one.sentence for one in words.stops[:3]))
    if words.fingerprint and not listed:
        raise Refused(TICK)
    if words.fingerprint != listed:
        raise Refused(LOOK_AGAIN)


def check_nothing_stops(words: Words) -> None:
    """What was submitted before the look through it began, or before a rule was added, is not published either."""
    if words.stops:
        raise Refused(NOT_TO_PUBLISH)
