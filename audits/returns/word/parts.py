"""What a return's Word form asks, part by part: its own forms, and the tag and place of each of their fields."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django import forms

from audits.returns.domains.forms import DomainGradeForm
from audits.returns.domains.models import DomainGrade
from audits.returns.domains.reading import domain_grades_of
from audits.returns.forms import VOICE_WORDS, AnswerForm, OwnGradeForm, RecordsForm, VoiceForm
from audits.returns.handling import is_kept_back
from audits.returns.models import AgencyReturn, Finding, Voice
from audits.returns.reading import DomainBlock, bands_of, blocks_of, grade_read
from audits.returns.word.forms import FileFindingForm
from audits.returns.word.pieces import FormPart, FormSlot, pairs, remaking
from audits.returns.word.step_parts import step_parts
from audits.tools.models import Domain, RatingBand

EMPTY_FINDINGS = 5
OF_DOMAIN = "domain-"
LAST_GRADE_ROW = 3  # G1 to G3 are of the whole; the domains follow
YES_OR_NO = (("yes", "Yes"), ("no", "No"))
FINDING_FIELDS = (
    ("kind", "a", "kind"),
    ("domain", "b", "domain"),
    ("text", "c", "text"),
    ("scope", "d", "scope"),
    ("missed_opportunity", "e", "missed"),
    ("exemplar", "f", "exemplar"),
    ("evidence", "g", "evidence"),
)


@dataclass(frozen=True)
class WordForm:
    """Everything that the Word form of a return asks, with what stands now."""

    parts: tuple[FormPart, ...]
    blocks: tuple[DomainBlock, ...]
    numbers: dict[int, int]  # standard: its number in the form
    findings: tuple[uuid.UUID, ...]  # block by block
    kept_answers: frozenset[int]  # the standards whose comment is kept back
    kept_findings: int
    steps: tuple[uuid.UUID, ...]  # row by row; none where the form does not ask for them
    kept_steps: int
    bands: tuple[RatingBand, ...]

    @property
    def kept(self) -> int:
        return len(self.kept_answers)

    def by_name(self) -> dict[str, FormPart]:
        return {part.name: part for part in self.parts}


def with_domains(asked: WordForm, names: Container[str]) -> WordForm:
    """The same with the grades by domain of these parts alone: a template may have no field for them, and a form that
    was made without them says nothing of them."""
    parts = tuple(part for part in asked.parts if not part.name.startswith(OF_DOMAIN) or part.name in names)
    return replace(asked, parts=parts)


def asked(
    agency_return: AgencyReturn,
    listed: Sequence[uuid.UUID] | None = None,
    form_id: str = "",
    *,
    steps: Sequence[uuid.UUID] | None = None,
    asks_for_steps: bool = True,
) -> WordForm:
    """What is asked, in order; nine queries at any size, ten where the audit asks for grades by domain.

    `listed` are the findings that stood in the form when it was made, block by block, and `steps` what the agency
    recommended or had done: those that stand now otherwise. A form made before that was asked is without.
    `form_id` makes the keys of the empty blocks, so that the same file adds nothing twice.
    """
    blocks = blocks_of(agency_return)
    answers = [answer for block in blocks for answer in block.answers]
    numbers = {answer.standard_id: number for number, answer in enumerate(answers, 1)}
    domains = list(Domain.objects.filter(tool_id=agency_return.audit.tool_id).select_related("practice"))
    rows = {finding.uid: finding for finding in agency_return.findings.select_related("domain")}
    shown = {uid: row for uid, row in rows.items() if not is_kept_back(row)}
    uids = list(shown) if listed is None else list(listed)
    standing = len(uids)
    uids += [key_of_block(agency_return, form_id, standing + place) for place in range(1, EMPTY_FINDINGS + 1)]
    bands = bands_of(agency_return.audit) if agency_return.audit.scale_id else []
    parts = [records_part(agency_return)]
    parts += [answer_part(answer, numbers[answer.standard_id]) for answer in answers if not kept_back(answer)]
    for block, uid in enumerate(uids, 1):
        row = rows.get(uid)
        if (block <= standing) if row is None else is_kept_back(row):
            continue  # taken off, or kept back, since the form was made
        parts.append(finding_part(agency_return, row, uid, block, domains))
    of_steps, step_uids, kept_steps = (
        step_parts(agency_return, steps, partial(key_of_row, agency_return, form_id)) if asks_for_steps else ([], (), 0)
    )
    parts += of_steps
    voices = {voice.whose: voice for voice in agency_return.voices.all()}
    parts += [voice_part(whose, voices.get(whose), place) for place, whose in enumerate(Voice.Whose.values, 1)]
    if agency_return.audit.scale_id:
        parts.append(grade_part(agency_return, bands))
    parts += [
        domain_part(row, bands, place) for place, row in enumerate(domain_grades_of(agency_return), LAST_GRADE_ROW + 1)
    ]
    return WordForm(
        parts=tuple(parts),
        blocks=tuple(blocks),
        numbers=numbers,
        findings=tuple(uids),
        kept_answers=frozenset(answer.standard_id for answer in answers if kept_back(answer)),
        kept_findings=len(rows) - len(shown),
        steps=step_uids,
        kept_steps=kept_steps,
        bands=tuple(bands),
    )


def kept_back(answer: Any) -> bool:
    """Whether the answer's words stand in no Word file. One without a word has nothing to keep back."""
    return bool(answer.comment) and is_kept_back(answer)


def key_of_block(agency_return: AgencyReturn, form_id: str, block: int) -> uuid.UUID:
    """The key that a finding written into an empty block gets."""
    return uuid.uuid5(agency_return.uid, f"{form_id}:{block}")


def key_of_row(agency_return: AgencyReturn, form_id: str, row: int) -> uuid.UUID:
    """The key of what is written into an empty row of what the agency recommends."""
    return uuid.uuid5(agency_return.uid, f"{form_id}:step:{row}")


def records_part(agency_return: AgencyReturn) -> FormPart:
    form = remaking(RecordsForm, agency_return=agency_return, prefix="records")
    ticks = [
        FormSlot(f"record:{value}", f"R{place}", 1, "records_read", str(label), YES_OR_NO, adds=value)
        for place, (value, label) in enumerate(AgencyReturn.Whose.choices, 1)
    ]
    behalf = FormSlot("behalf", f"R{len(ticks) + 1}", 1, "on_behalf_of", str(form.fields["on_behalf_of"].label))
    return FormPart("records", "Whose records you read", form, (*ticks, behalf), agency_return)


def answer_part(answer: Any, number: int) -> FormPart:
    form = remaking(AnswerForm, answer=answer)
    choices = pairs(form, "given") if form.kind.is_chosen else ()
    instead = () if form.kind.is_chosen else pairs(form, "none")
    slots = (
        FormSlot(f"answer:{number}", f"Q{number}", 1, "given", "Answer", choices, instead=instead),
        FormSlot(f"comment:{number}", f"Q{number}", 2, "comment", "Comment"),
    )
    return FormPart(f"q{answer.standard_id}", f"Question {number}: {answer.standard.text}", form, slots, answer)


def finding_part(
    agency_return: AgencyReturn, row: Finding | None, uid: uuid.UUID, block: int, domains: list[Domain]
) -> FormPart:
    instance = row or Finding(agency_return=agency_return)
    form = remaking(FileFindingForm, instance=instance, domains=domains, prefix=f"finding-{uid.hex}")
    slots = []
    for name, sign, short in FINDING_FIELDS:
        ticked, listed = (isinstance(form.fields[name], kind) for kind in (forms.BooleanField, forms.ChoiceField))
        choices = YES_OR_NO if ticked else pairs(form, name) if listed else ()
        slots.append(FormSlot(f"finding:{block}:{short}", f"F{block}{sign}", 1, name, form.fields[name].label, choices))
    return FormPart(f"finding-{uid.hex}", f"Finding {block}", form, tuple(slots), row, is_new=row is None)


def voice_part(whose: str, voice: Voice | None, place: int) -> FormPart:
    form = remaking(VoiceForm, whose=whose, voice=voice)
    question, what = VOICE_WORDS[Voice.Whose(whose)]
    slots = (
        FormSlot(f"voice:{whose}:found", f"V{place}", 1, "found", question, YES_OR_NO),
        FormSlot(f"voice:{whose}:text", f"V{place}", 2, "text", what),
    )
    return FormPart(whose, str(Voice.Whose(whose).label), form, slots, voice)


def grade_part(agency_return: AgencyReturn, bands: list[RatingBand]) -> FormPart:
    grade = grade_read(agency_return)
    form = remaking(OwnGradeForm, grade=grade, bands=bands, prefix="grade")
    tags = (("band", "grade:band"), ("reason", "grade:reason"), ("child_safe_today", "grade:safe"))
    slots = tuple(
        FormSlot(tag, f"G{place}", 1, name, str(form.fields[name].label), () if name == "reason" else pairs(form, name))
        for place, (name, tag) in enumerate(tags, 1)
    )
    return FormPart("grade", "Grade of your own practice", form, slots, grade)


def domain_part(row: DomainGrade, bands: list[RatingBand], place: int) -> FormPart:
    form = remaking(DomainGradeForm, grade=row, bands=bands)
    slots = (
        FormSlot(f"domain:{row.domain_id}:band", f"G{place}", 1, "band", row.label, pairs(form, "band")),
        FormSlot(f"domain:{row.domain_id}:reason", f"G{place}", 2, "reason", f"{row.label}: why"),
    )
    return FormPart(f"domain-{row.domain_id}", f"Grade in {row.label}", form, slots, row)


def slots_of(parts: Sequence[FormPart]) -> Iterator[tuple[FormPart, FormSlot]]:
    for part in parts:
        for slot in part.slots:
            yield part, slot
