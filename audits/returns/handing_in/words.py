"""Words of a return that would identify somebody: what must come out before the submit, what is listed for one look.

All texts of the return are read once, just before it is handed in. What was found is shown on the check page alone; of
what somebody has looked at, only a keyed fingerprint is kept, so that new words are asked about again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audits.recognise.looking import LOOK_AGAIN, TICK, Text, Words, look_through
from audits.returns import rules
from audits.returns.holding import lock_return
from audits.returns.models import AgencyReturn
from audits.returns.reading import Whole, parts_of_questions, url_of, whole

SALT = "audits.returns.handing_in.words"


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
    for number, step in enumerate(read.steps, 1):
        at = url_of(agency_return, "step_edit", step.uid)
        yield Text(f"What you recommend and have done, {number}", f"{at}#id_text", step.text)
    at = url_of(agency_return, "return_voices")
    for voice in read.voices:
        yield Text(f"Voices, {voice.get_whose_display().lower()}", f"{at}#id_{voice.whose}-text", voice.text)
    at = url_of(agency_return, "return_grade")
    yield Text("Grade of your own practice", f"{at}#id_reason", read.grade.reason)
    for row in read.domain_grades:
        yield Text(f"Grade in {row.label}", f"{at}#id_domain-{row.domain_id}-reason", row.reason)


def words_in(agency_return: AgencyReturn, read: Whole) -> Words:
    """What would identify somebody in a return that was read whole; one query for the agency list."""
    return look_through(texts_of(agency_return, read), SALT)


def is_checked(agency_return: AgencyReturn, words: Words) -> bool:
    """Whether somebody has looked at all that is listed."""
    return words.fingerprint in ("", agency_return.words_checked)


def check_words(agency_return: AgencyReturn, read: Whole) -> None:
    """Nothing that identifies somebody is handed in, and what may has been looked at."""
    words = words_in(agency_return, read)
    if words.stops:
        raise Refused(" ".join(one.sentence for one in words.stops[:3]))
    if not is_checked(agency_return, words):
        raise Refused(TICK)


def say_words_checked(agency_return: AgencyReturn, *, by: Person, now: datetime, listed: str) -> None:
    """Keep that somebody has looked at what is listed. It stands, even where the submit after it is refused."""
    with transaction.atomic():
        row = lock_return(agency_return)
        rules.check_can_submit(by, row, timezone.localdate(now))
        if words_in(row, whole(row)).fingerprint != listed:
            raise Refused(LOOK_AGAIN)
        if row.words_checked == listed:
            return
        AgencyReturn.objects.filter(pk=row.pk).update(words_checked=listed)
        journal.record(by, "checked_words", row, now=now)
    agency_return.words_checked = listed
