"""Words of a return that would identify somebody: what must come out before the submit, what is listed for one look.

All texts of the return are read once, just before it is handed in. What was found is shown on the check page alone; of
what somebody has looked at, only a keyed fingerprint is kept, so that new words are asked about again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audits.recognise.find import find
from audits.recognise.found import LABELS, Found
from audits.recognise.known import known_places
from audits.returns import rules
from audits.returns.holding import hold
from audits.returns.models import AgencyReturn
from audits.returns.reading import Whole, parts_of_questions, url_of, whole

AROUND = 40  # characters of the text shown on each side
LOOK_AGAIN = "The words that may identify somebody have changed. Look at the list once more."
TICK = "Look at the words that may identify somebody, and tick that you have checked them."


@dataclass(frozen=True)
class Text:
    """One text of a return: the page it stands on in words, its input's address, what was written."""

    page: str
    url: str
    words: str


@dataclass(frozen=True)
class Shown:
    """Words that were found, with a little of what stands around them; the same words elsewhere are counted."""

    text: Text
    found: Found
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


@dataclass(frozen=True)
class Words:
    """What was found in a whole return: what stops it, and what is listed for one tick."""

    stops: tuple[Shown, ...]
    listed: tuple[Shown, ...]
    fingerprint: str  # of what is listed; empty when nothing is

    def is_checked(self, agency_return: AgencyReturn) -> bool:
        return self.fingerprint in ("", agency_return.words_checked)


def texts_of(agency_return: AgencyReturn, read: Whole) -> Iterator[Text]:
    """Every text that a submit hands on, in the order of the pages."""
    at = url_of(agency_return, "return_records")
    yield Text("Whose records you read", f"{at}#id_on_behalf_of", agency_return.on_behalf_of)
    for part, blocks in enumerate(parts_of_questions(list(read.blocks)), 1):
        at = url_of(agency_return, "return_questions", part)
        for block in blocks:
            for answer in block.answers:
                page = f"{block.label}, question {answer.standard.number}"
                yield Text(page, f"{at}#id_q{answer.standard_id}-comment", answer.comment)
    for number, finding in enumerate(read.findings, 1):
        at = url_of(agency_return, "finding_edit", finding.uid)
        yield Text(f"Finding {number}", f"{at}#id_text", finding.text)
        yield Text(f"Finding {number}, evidence", f"{at}#id_evidence", finding.evidence)
    at = url_of(agency_return, "return_voices")
    for voice in read.voices:
        yield Text(f"Voices, {voice.get_whose_display().lower()}", f"{at}#id_{voice.whose}-text", voice.text)
    at = url_of(agency_return, "return_grade")
    yield Text("Grade of your own practice", f"{at}#id_reason", read.grade.reason)


def words_in(agency_return: AgencyReturn, read: Whole) -> Words:
    """What would identify somebody in a return that was read whole; one query for the agency list."""
    known = known_places()
    places: dict[tuple[str, str], list[Shown]] = {}
    for text in texts_of(agency_return, read):
        for found in find(text.words, known):
            places.setdefault((found.kind, as_one(found.words)), []).append(Shown(text, found))
    once = [Shown(first.text, first.found, len(more)) for first, *more in places.values()]
    listed = tuple(one for one in once if not one.found.stops)
    return Words(tuple(one for one in once if one.found.stops), listed, fingerprint_of(listed))


def as_one(words: str) -> str:
    """The same words in large and small letters, with one space or two, are one."""
    return " ".join(words.casefold().split())


def fingerprint_of(listed: tuple[Shown, ...]) -> str:
    """Keyed, so that nobody can try names against it. A return in which nothing is listed has none."""
    if not listed:
        return ""
    words = sorted(f"{one.found.kind}:{as_one(one.found.words)}" for one in listed)
    return salted_hmac("audits.returns.words", "\n".join(words), algorithm="sha256").hexdigest()


def check_words(agency_return: AgencyReturn, read: Whole) -> None:
    """Nothing that identifies somebody is handed in, and what may has been looked at."""
    words = words_in(agency_return, read)
    if words.stops:
        raise Refused(" ".join(one.sentence for one in words.stops[:3]))
    if not words.is_checked(agency_return):
        raise Refused(TICK)


def say_words_checked(agency_return: AgencyReturn, *, by: Person, now: datetime, listed: str) -> None:
    """Keep that somebody has looked at what is listed. It stands, even where the submit after it is refused."""
    with transaction.atomic():
        row = hold(agency_return)
        rules.check_can_submit(by, row, timezone.localdate(now))
        if words_in(row, whole(row)).fingerprint != listed:
            raise Refused(LOOK_AGAIN)
        if row.words_checked == listed:
            return
        AgencyReturn.objects.filter(pk=row.pk).update(words_checked=listed)
        journal.record(by, "checked_words", row, now=now)
    agency_return.words_checked = listed
