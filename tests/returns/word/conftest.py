"""A filled-in form as a word processor would save it, and forms that somebody took apart."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from audits.returns.models import AgencyReturn
from audits.returns.word.out import make_form
from audits.returns.word.xml import controls, run, run_holder, tag_of
from tests.conftest import NOW
from tests.returns.conftest import police as police
from tests.returns.conftest import ready as ready
from tests.returns.conftest import school as school

FRESH = ("audit__tool", "case", "agency__parent", "involvement__answer", "involvement__auditor")


def fresh(row: AgencyReturn) -> AgencyReturn:
    """The return as a page would fetch it."""
    return AgencyReturn.objects.select_related(*FRESH).get(pk=row.pk)


def form_of(row: AgencyReturn) -> bytes:
    return make_form(fresh(row), NOW, uuid.uuid4().hex[:12])


def change(content: bytes, act: Callable[[Any], None]) -> bytes:
    """The document after somebody did something to it."""
    document = Document(BytesIO(content))
    act(document)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def write(content: bytes, words: dict[str, str]) -> bytes:
    """The form with these words in its fields, by tag."""

    def act(document: Any) -> None:
        found = {tag_of(control): control for control in controls(document.element.body)}
        for tag, text in words.items():
            control = found[tag]
            for shown in control.findall(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"):
                shown.getparent().remove(shown)
            run_holder(control).append(run(text))

    return change(content, act)


def words_in(content: bytes) -> dict[str, str]:
    """What the fields of a form say, as somebody sees them."""
    document = Document(BytesIO(content))
    return {
        tag_of(control): "\n".join(text.text or "" for text in control.iter(qn("w:t")))
        for control in controls(document.element.body)
    }


def repack(content: bytes, **changed: bytes) -> bytes:
    """The file with parts replaced or added ("word/x.xml")."""
    saved = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changed.pop(entry.filename, old.read(entry.filename)))
        for name, part in changed.items():
            new.writestr(name, part)
    return saved.getvalue()


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return packed.read(name).decode()


RELS = "word/_rels/document.xml.rels"


def related(content: bytes, kind: str, target: str, mode: str = "Internal") -> bytes:
    """The form with one more relation of its text."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = f'<Relationship Id="rIdX" Type="{space}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return repack(content, **{RELS: part_of(content, RELS).replace("</Relationships>", more).encode()})


def without_controls(content: bytes) -> bytes:
    """The form as a program saves it that knows no content controls: the words stay, the tags go."""

    def act(document: Any) -> None:
        for control in list(document.element.body.iter(qn("w:sdt"))):
            place = control.getparent()
            at = place.index(control)
            for one in reversed(list(control.find(qn("w:sdtContent")))):
                place.insert(at, one)
            place.remove(control)

    return change(content, act)
