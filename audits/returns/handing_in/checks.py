"""What stands between a return and its submit, and what its auditor may want to look at; each leads to its input.

Three things block: no grade or no reason for it, no finding, the lowest grade without an answer to "Is the child safe
today?". The rest advises. The same checks say to the lead which returns pass.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, Length

from audit_project.text import counted
from audits.codes.models import UNANSWERED
from audits.returns.models import AgencyReturn, Answer, OwnGrade, Voice
from audits.returns.reading import Whole, parts_of_questions, url_of
from audits.tools.models import RatingBand

Place = tuple[int, str]  # the page, the input on it


@dataclass(frozen=True)
class Check:
    """One thing that is missing: a sentence for whoever writes the return, a few words for the lead, and its input."""

    words: str
    for_lead: str
    page: str
    input: str
    part: object = None

    def url(self, agency_return: AgencyReturn) -> str:
        more = () if self.part is None else (self.part,)
        return f"{url_of(agency_return, self.page, *more)}#{self.input}"


class Beside(NamedTuple):
    """What is kept beside a return until somebody finishes it: a finding that was begun, a text that is too long."""

    page: str
    field: str
    over: int


@dataclass(frozen=True)
class Written:
    """As much of one return as the checks look at. Of the answers that lack something: how many, and where the first
    stands."""

    agency_return: AgencyReturn
    grade: OwnGrade
    is_lowest: bool
    findings: int
    voices: frozenset[str]  # of whom something is said
    left: int
    bare: int
    first_left: Place = (1, "")
    first_bare: Place = (1, "")
    beside: tuple[Beside, ...] = ()
    parts: Mapping[int, int] = field(default_factory=dict)  # the page of each standard
    domains_left: int = 0  # of those that the audit asks a grade in
    first_domain: str = ""  # the input of the first of them


def written_in(agency_return: AgencyReturn, read: Whole) -> Written:
    """What the checks look at of a return that was read whole; two queries more at most."""
    parts = parts_of_questions(list(read.blocks))
    rows = [(n, row) for n, part in enumerate(parts, 1) for block in part for row in block.answers]
    left = [(part, first_input(row)) for part, row in rows if row.state_id == UNANSWERED]
    bare = [(part, f"id_q{row.standard_id}-comment") for part, row in rows if row.asks_why and not row.comment.strip()]
    open_domains = [row.domain_id for row in read.domain_grades if row.state_id == UNANSWERED]
    return Written(
        agency_return,
        read.grade,
        is_lowest(read.grade.band),
        len(read.findings),
        frozenset(voice.whose for voice in read.voices if voice.found is not None),
        len(left),
        len(bare),
        first_left=left[0] if left else (1, ""),
        first_bare=bare[0] if bare else (1, ""),
        beside=tuple(kept_beside(agency_return)),
        parts={row.standard_id: part for part, row in rows},
        domains_left=len(open_domains),
        first_domain=f"id_domain-{open_domains[0]}-band" if open_domains else "",
    )


def first_input(answer: Answer) -> str:
    """The id of the first input of a question on its page."""
    return f"id_q{answer.standard_id}-given{'_0' if answer.kind.is_list else ''}"


def kept_beside(agency_return: AgencyReturn) -> list[Beside]:
    """Findings that were begun and texts that are too long, in one query."""
    begun = agency_return.drafts.order_by().values_list(
        Concat(Value("begun-"), Cast("uid", CharField())), Value(""), Value(0)
    )
    long = agency_return.long_texts.order_by().values_list("page", "field", Length("text") - F("limit"))
    return [Beside(*row) for row in begun.union(long, all=True)]


def too_long(written: Written) -> Iterator[Check]:
    """Texts that are kept until somebody shortens them; those of findings that are begun are not handed in."""
    for page, sent_as, over in written.beside:
        kind, _, number = page.partition("-")
        if kind not in LONG:
            continue
        name, at = LONG[kind]
        place: object = number or None
        if kind == "questions":
            place = written.parts.get(int(sent_as.removeprefix("q").partition("-")[0]), 1)
        words = f"{name} is too long by {counted(over, 'character')}. It is kept as a draft: shorten it."
        yield Check(words, "a text that is too long", at, f"id_{sent_as}", place)


OF_A_STEP = "What you recommend or have done"
# What a long text is called, and the page it stands on.
LONG = {
    "records": ("What you say of whose records you read", "return_records"),
    "questions": ("A comment on a question", "return_questions"),
    "finding": ("A finding", "finding_edit"),
    "new_step": (OF_A_STEP, "step_add"),
    "step": (OF_A_STEP, "step_edit"),
    "voices": ("What you say of a voice", "return_voices"),
    "grade": ("The reason for your grade", "return_grade"),
}


def is_lowest(band: RatingBand | None) -> bool:
    """Whether this is the last band of its scale, and no good one: it asks whether the child is safe today."""
    if band is None or band.positive:
        return False
    return not RatingBand.objects.filter(scale_id=band.scale_id, order__gt=band.order).exists()


def what_blocks(written: Written) -> list[Check]:
    """What must be done before the return is submitted."""
    found: list[Check] = list(too_long(written))
    if not written.findings:
        found.append(Check("Write at least one finding.", "no finding", "finding_add", "id_kind_0"))
    if written.agency_return.audit.scale_id is None:
        return found
    grade = written.grade
    if grade.state_id == UNANSWERED:
        words = "Grade your agency's practice, or say why you do not."
        found.append(Check(words, "no grade, and no reason for none", "return_grade", "id_band_0"))
    elif not grade.reason.strip():
        words = "Give the reason for your grade." if grade.band_id else "Say why you give no grade."
        found.append(Check(words, "no reason for the grade", "return_grade", "id_reason"))
    if written.is_lowest and not grade.child_safe_today:
        words = "Say whether the child is safe today."
        found.append(Check(words, "not said whether the child is safe today", "return_grade", "id_child_safe_today_0"))
    return found


def what_advises(written: Written) -> list[Check]:
    """What is missing and does not stop the return."""
    found: list[Check] = []
    if not written.agency_return.records_read:
        words = "You have not said whose records you read."
        found.append(Check(words, "not said whose records were read", "return_records", "id_records_read_0"))
    found += about_answers(written)
    for whose, (words, for_lead) in SILENT.items():
        if whose not in written.voices:
            found.append(Check(words, for_lead, "return_voices", f"id_{whose.value}-found_0"))
    if written.domains_left:
        some = counted(written.domains_left, "domain")
        words = f"{some} {'has' if written.domains_left == 1 else 'have'} no grade yet."
        found.append(Check(words, f"{some} without a grade", "return_grade", written.first_domain))
    return found


def what_is_begun(written: Written) -> list[Check]:
    """Findings that somebody began and has not added; its own people alone are told."""
    rows = [page.removeprefix("begun-") for page, _, _ in written.beside if page.startswith("begun-")]
    if not rows:
        return []
    words = "1 finding is begun and not added." if len(rows) == 1 else f"{len(rows)} findings are begun and not added."
    return [Check(words, "", "finding_begun", "id_kind_0", uuid.UUID(rows[0]))]


SILENT = {
    Voice.Whose.CHILD: (
        "You have not said what the record shows of the child's voice.",
        "nothing said about the child's voice",
    ),
    Voice.Whose.PARENT: (
        "You have not said what the record shows of a parent's or carer's voice.",
        "nothing said about a parent's or carer's voice",
    ),
    Voice.Whose.PRACTITIONER: (
        "You have not said whether you talked with the practitioner.",
        "not said whether the practitioner was talked with",
    ),
}


def about_answers(written: Written) -> list[Check]:
    """Questions left open and answers that need a comment: each line leads to the first of them."""
    found: list[Check] = []
    if written.left:
        some = "1 question" if written.left == 1 else f"{written.left} questions"
        words = f"{some} {'has' if written.left == 1 else 'have'} no answer yet."
        part, place = written.first_left
        found.append(Check(words, f"{some} without an answer", "return_questions", place, part))
    if written.bare:
        some = f"{counted(written.bare, 'answer')} that {'asks' if written.bare == 1 else 'ask'} for a comment"
        words = f"{some} {'has' if written.bare == 1 else 'have'} none."
        part, place = written.first_bare
        found.append(
            Check(words, f"{some} and {'has' if written.bare == 1 else 'have'} none", "return_questions", place, part)
        )
    return found
