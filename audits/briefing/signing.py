"""What somebody who signs a briefing has before them, so that what two people sign is what is published.

The sign-off page carries, sealed, all that it shows: words, links, notes for the signer, the list of what may identify
somebody, the decisions to print a small fact, and whose submission it is. Submitting and publishing take it back, and
are refused where any of it has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.core import signing

from audit_project.refused import Refused
from audits.briefing.beside import published_beside
from audits.briefing.current import Current
from audits.briefing.merging import SentencePair
from audits.briefing.models import Briefing
from audits.briefing.words import BriefingWords, words_of
from audits.recognise.looking import ShownWords, Words
from audits.rollup.facts import digest_of
from audits.rollup.models import Override

Seen = dict[str, Any]
SALT = "briefing.seen"
OPEN_AGAIN = "Open this page again, so that what you sign is what you see."
CHANGED = "This has changed since you opened the page. What differs stands below: read it before you go on."
WORDS, PASSED = "Words that may identify somebody", "Confirmed as a service's"
SAME_WORDS = "The words are the same; the data behind them, or a note beside them, have changed."


class BriefingChanged(Refused):
    """Somebody would have signed what they have not seen."""


@dataclass(frozen=True)
class Difference:
    """One thing that is no longer as it was on the page: where it stands, what it said, what it says now."""

    where: str
    was: str
    now: str
    note: str = ""


def decisions_of(found: Current) -> list[Override]:
    """The decisions in force to print a small fact exactly."""
    return list(Override.objects.filter(audit=found.audit, withdrawn_at__isnull=True).order_by("pk"))


def seen_of(found: Current, decisions: Iterable[Override] | None = None, words: BriefingWords | None = None) -> Seen:
    """All that the sign-off page shows of a briefing, as plain data; `decisions` and `words` where they were read
    already. Where nothing may identify anybody nothing is said of it."""
    briefing = found.briefing
    if decisions is None:
        decisions = decisions_of(found)
    if words is None:
        words = words_of(found, decisions)
    return {
        **({"words": listed_in(words)} if words else {}),
        "title": found.title,
        "submitted": submission_of(briefing) if briefing is not None else "",
        "slots": [
            [f"{slot.number}. {slot.title}", [line_of(line) for line in slot.lines if not line.is_left_out]]
            for slot in found.slots
        ],
        "beside": published_beside(found.audit),
        "decisions": sorted([row.fact, row.reason, str(row.uid)] for row in decisions),
    }


def submission_of(briefing: Briefing) -> str:
    """Who sent it for sign-off and when; empty while nobody has."""
    if briefing.state != Briefing.State.SUBMITTED or briefing.submitted_by is None or briefing.submitted_at is None:
        return ""
    return f"{briefing.submitted_by.name}, {briefing.submitted_at.isoformat()}"


def line_of(line: SentencePair) -> dict[str, Any]:
    """A sentence with its notes, and the fingerprint of the numbers it stands on."""
    return {
        "text": line.text,
        "link": line.link,
        "notes": [line.judge, line.override, line.held_back, line.by_hand],
        "drafted": line.saved.drafted_text if line.saved is not None and line.is_edited else "",
        "mark": line.drafted.fingerprint if line.drafted is not None else "",
    }


def listed_in(words: BriefingWords) -> list[list[str]]:
    """What stops, what is listed and what passes: where it stands, what it says, and who let it pass."""
    rows = [[WORDS, *row_of(one)] for one in (*words.found.stops, *words.found.listed)]
    return rows + [[PASSED, *row_of(one.shown), one.said_by] for one in words.passed]


def row_of(one: ShownWords) -> list[str]:
    return [one.text.page, one.looks_like, one.found.words, str(one.more)]


def digest(seen: Seen) -> str:
    """The SHA-256 of what was seen, in hexadecimal."""
    return digest_of(seen)


def digest_of_words(seen: Seen) -> str:
    """The same whoever submitted it: what the two signatures stand under."""
    return digest({**seen, "submitted": ""})


def sealed(seen: Seen) -> str:
    """What was seen, for the page's own form to bring back; nobody can change it on the way."""
    return signing.dumps(seen, salt=SALT, compress=True)


def opened(text: str) -> Seen:
    """What a form brought back. Raises Refused where it is missing or was made by somebody else."""
    try:
        seen: Seen = signing.loads(text, salt=SALT)
    except signing.BadSignature as fault:
        raise Refused(OPEN_AGAIN) from fault
    return seen


def check_seen(found: Current, seen: Seen) -> Words:
    """Raises Changed unless the briefing is, to the letter, what was seen; returns the words found in it."""
    decisions = decisions_of(found)
    words = words_of(found, decisions)
    if digest(seen_of(found, decisions, words)) != digest(seen):
        raise BriefingChanged(CHANGED)
    return words.found


def differences(was: Seen, now: Seen) -> list[Difference]:
    """Everything that is no longer as it was, in the order of the page."""
    found = []
    if was["title"] != now["title"]:
        found.append(Difference("Title", was["title"], now["title"]))
    for (title, before), (title_now, after) in zip(was["slots"], now["slots"], strict=True):
        if title != title_now:
            found.append(Difference("Title of a part", title, title_now))
        found += of_lines(title_now, before, after)
    found += [Difference("Published already", "", words) for words in now["beside"] if words not in was["beside"]]
    found += [Difference("Published already", words, "") for words in was["beside"] if words not in now["beside"]]
    old, new = was.get("words", []), now.get("words", [])
    found += [Difference(row[0], of_words(row), "") for row in old if row not in new]
    found += [Difference(row[0], "", of_words(row)) for row in new if row not in old]
    found += [Difference("Decision withdrawn", reason, "") for reason in not_in(was, now)]
    found += [Difference("Decision recorded", "", reason) for reason in not_in(now, was)]
    if was["submitted"] != now["submitted"]:
        found.append(Difference("Sent for sign-off by", name(was["submitted"]), name(now["submitted"])))
    return found


def of_lines(where: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Difference]:
    """The sentences of one part that were changed, taken out or put in."""
    old, new = ([json.dumps(line, sort_keys=True) for line in lines] for lines in (before, after))
    for kind, first, last, begins, ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for n in range(max(last - first, ends - begins)):
            was = said(before[first + n]) if first + n < last else ""
            now = said(after[begins + n]) if begins + n < ends else ""
            yield Difference(where, was, now, SAME_WORDS if was == now else "")


def of_words(row: list[str]) -> str:
    """ "Part 4, sentence 1, somebody's name: Kayleigh"."""
    _, page, looks_like, words, _, *confirmed = row
    return f"{page}, {looks_like}: {words}" + (f" ({confirmed[0]})" if confirmed else "")


def said(line: dict[str, Any]) -> str:
    return f"{line['text']} {line['link']}".strip()


def not_in(one: Seen, other: Seen) -> list[str]:
    """The reasons of the decisions that only the first has."""
    known = {uid for _, _, uid in other["decisions"]}
    return [f"{fact}: {reason}" for fact, reason, uid in one["decisions"] if uid not in known]


def name(submission: str) -> str:
    return submission.rpartition(", ")[0] or "nobody"
