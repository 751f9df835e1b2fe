"""A paper of the meeting (its pre-read, its minutes) as headings and lines, and as a Word file of the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.conf import settings
from docx import Document

from audits.returns.word.make_template import styles
from audits.returns.word.xml import run


@dataclass(frozen=True)
class PaperPart:
    """A heading and its lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A title that names no child and no theme, and the parts under it."""

    title: str
    reference: str
    parts: tuple[PaperPart, ...]


def day(on: date | None) -> str:
    """ "7 March 2026"."""
    return f"{on.day} {on:%B %Y}" if on else "a day that is not recorded"


def as_word(paper: Paper) -> bytes:
    """The paper as .docx with its marking: text stays text."""
    document = Document()
    styles(document)
    document.sections[0].header.paragraphs[0].add_run(settings.MARKING)
    document.sections[0].footer.paragraphs[0].add_run(paper.reference)
    document.add_heading(paper.title, level=1)
    for part in paper.parts:
        document.add_heading(part.heading, level=2)
        for line in part.lines:
            document.add_paragraph()._p.append(run(line))
    about = document.core_properties
    about.title, about.author, about.comments, about.language = paper.reference, "", "", "en-GB"
    content = BytesIO()
    document.save(content)
    return content.getvalue()
