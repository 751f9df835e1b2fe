"""A return as a Word document to be read: for the agency's own file, at any time. What is kept back is not in it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import formats
from docx import Document
from docx.shared import Cm

from agencies import journal
from agencies.models import Person
from audit_project.document_text import legible
from audits.returns.handling import is_kept_back
from audits.returns.models import AgencyReturn, Finding
from audits.returns.reading import Whole, whole
from audits.returns.word.make_template import styles, table
from audits.returns.word.out import kept_words, tick_of
from audits.returns.word.parts import kept_back
from audits.returns.word.xml import run

WIDTHS = (7.5, 3.5, 6.0)
HERE = "Kept back: not in this file."


def export_copy(agency_return: AgencyReturn, *, by: Person, now: datetime) -> bytes:
    """The return as it stands, written down as exported."""
    with transaction.atomic():
        journal.record(by, "exported", agency_return, now=now)
        return make_copy(agency_return, now)


def make_copy(agency_return: AgencyReturn, now: datetime) -> bytes:
    document = Document()
    styles(document)
    document.sections[0].left_margin = document.sections[0].right_margin = Cm(2)
    document.sections[0].header.paragraphs[0].add_run(settings.MARKING)
    document.sections[0].footer.paragraphs[0].add_run(agency_return.audit.reference)
    beginning(document, agency_return, now)
    if agency_return.has_nothing_to_audit:
        say(document, f"Nothing to audit: {agency_return.involvement.answer}.")
        say(document, agency_return.nothing_because)
    else:
        body(document, agency_return, whole(agency_return))
    about = document.core_properties
    about.title, about.author, about.comments, about.language = agency_return.audit.reference, "", "", "en-GB"
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def say(document: Any, text: str) -> None:
    """A paragraph of data: text, with its line ends, and never anything else."""
    document.add_paragraph()._p.append(run(text))


def beginning(document: Any, agency_return: AgencyReturn, now: datetime) -> None:
    document.add_heading(f"Return {agency_return.audit.reference}, case {agency_return.case.number}", 1)
    say(document, agency_return.agency.full_name)
    made = formats.date_format(now, "j F Y")
    say(document, f"{agency_return.get_state_display()}. As it stood on {made}.")


def body(document: Any, agency_return: AgencyReturn, found: Whole) -> None:
    answers = [answer for block in found.blocks for answer in block.answers]
    shown = [finding for finding in found.findings if not is_kept_back(finding)]
    steps = [step for step in found.steps if not is_kept_back(step)]
    kept = kept_words(sum(map(kept_back, answers)), len(found.findings) - len(shown), len(found.steps) - len(steps))
    if kept:
        say(document, kept)
    document.add_heading("Records read", 2)
    say(document, "; ".join(found.records) or "Not said")
    if agency_return.on_behalf_of:
        say(document, f"On behalf of: {agency_return.on_behalf_of}")
    grade(document, agency_return, found)
    document.add_heading("Findings", 2)
    for number, finding in enumerate(shown, 1):
        one_finding(document, number, finding)
    if not shown:
        say(document, "No findings.")
    if steps:
        document.add_heading("What it recommends, and has done already", 2)
    for step in steps:
        day = f", on {formats.date_format(step.done_on, 'j F Y')}" if step.done_on else ""
        document.add_heading(f"{step.get_kind_display()}{day}", 3)
        say(document, step.text)
    document.add_heading("Voices in the record", 2)
    for voice in found.voices:
        document.add_heading(str(voice.get_whose_display()), 3)
        said = {True: "Yes", False: "Looked for and not found", None: "Not said"}[voice.found]
        say(document, voice.text or said)
    if not found.voices:
        say(document, "Nothing said about voices.")
    questions(document, found)


def grade(document: Any, agency_return: AgencyReturn, found: Whole) -> None:
    if not agency_return.audit.scale_id:
        return
    document.add_heading("Grade of its own practice", 2)
    say(document, found.grade.band.label if found.grade.band else str(found.grade.state))
    say(document, found.grade.reason or "No reason given")
    if found.grade.child_safe_today:
        say(document, f"Is the child safe today? {found.grade.get_child_safe_today_display()}")
    for row in found.domain_grades:
        say(document, f"{row.label}: {row.words}. {row.reason}".strip())


def one_finding(document: Any, number: int, finding: Finding) -> None:
    document.add_heading(legible(f"Finding {number}: {finding.get_kind_display()}, {finding.domain}"), 3)
    say(document, finding.text)
    if finding.evidence:
        say(document, f"In the agency's own file: {finding.evidence}")
    marks = [str(finding.get_scope_display())] if finding.scope else []
    marks += ["Missed opportunity"] if finding.missed_opportunity else []
    marks += ["Exemplar"] if finding.exemplar else []
    if marks:
        say(document, ". ".join(marks))


def questions(document: Any, found: Whole) -> None:
    document.add_heading("Answers", 2)
    number = 0
    for block in found.blocks:
        document.add_heading(legible(block.label), 3)
        grid = table(document, ("Question", "Answer", "Comment"), WIDTHS)
        for answer in block.answers:
            number += 1
            texts = (
                f"{number}. {answer.standard.text}",
                tick_of(answer),
                HERE if kept_back(answer) else answer.comment,
            )
            for cell, text, width in zip(grid.add_row().cells, texts, WIDTHS, strict=True):
                cell.width = Cm(width)
                cell.paragraphs[0]._p.append(run(text))
