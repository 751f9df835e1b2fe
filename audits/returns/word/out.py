"""Makes a return's Word form: our template or the partnership's own, filled with what stands."""

from __future__ import annotations

import uuid
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audits.returns.models import AgencyReturn, Answer, Voice
from audits.returns.word.marks import MARK_SPACE, sign
from audits.returns.word.parts import EMPTY_FINDINGS, OF_DOMAIN, FormSlot, WordForm, asked, slots_of, with_domains
from audits.returns.word.xml import controls, fill, run, tag_of

OURS = Path(__file__).with_name("return.docx")
KEPT_BACK_HERE = "Kept back: not in this file. Change it on the return's page."
MIME = CONTENT_TYPE.WML_DOCUMENT_MAIN.removesuffix(".main+xml")


def template_file() -> Path:
    return Path(settings.RETURN_TEMPLATE) if settings.RETURN_TEMPLATE else OURS


def file_name(agency_return: AgencyReturn, kind: str = "") -> str:
    """A neutral name: the audit's reference and a part of the return's key."""
    return f"{agency_return.audit.reference}-{agency_return.uid.hex[:8]}{kind}.docx"


def export_form(agency_return: AgencyReturn, *, by: Person, now: datetime) -> bytes:
    """The Word form of a return, written down as exported."""
    if agency_return.has_nothing_to_audit:
        raise Refused("This return says that there is nothing to audit, so it has no questions to fill in.")
    with transaction.atomic():
        journal.record(by, "exported", agency_return, now=now)
        return make_form(agency_return, now, uuid.uuid4().hex[:12])


def make_form(agency_return: AgencyReturn, now: datetime, form_id: str) -> bytes:
    """The form as bytes, with what stands now."""
    everything = asked(agency_return, form_id=form_id, asks_for_steps=has_fields(template_file(), "step:"))
    if agency_return.audit.grades_domains and not has_fields(template_file(), "domain:"):
        everything = with_domains(everything, ())
    return form_of(agency_return, everything, form_id, sign(agency_return, everything, form_id, now))


def has_fields(file: Path, kind: str) -> bool:
    """Whether a template has fields of a kind: grades by domain ("domain:"), what the agency recommends ("step:"). One
    made before they were asked has none."""
    if file == OURS:
        return True
    body = Document(str(file)).element.body
    return any(tag_of(control).startswith(kind) for control in controls(body))


def form_of(agency_return: AgencyReturn, everything: WordForm, form_id: str, mark: str) -> bytes:
    return written(template_file(), context_of(agency_return, everything, form_id), everything, mark)


def context_of(agency_return: AgencyReturn, everything: WordForm, form_id: str) -> dict[str, Any]:
    """What the template may print: the questions and their places. No answer passes through the template."""
    slots = {slot.tag: slot for _, slot in slots_of(everything.parts)}
    return {
        "reference": agency_return.audit.reference,
        "case": agency_return.case.number,
        "agency": agency_return.agency.full_name,
        "marking": settings.MARKING,
        "form": form_id,
        "kept": kept_words(everything.kept, everything.kept_findings, everything.kept_steps),
        "records": [slot for slot in slots.values() if slot.adds],
        "behalf": slots["behalf"],
        "domains": [
            {
                "label": block.label,
                "questions": [
                    {
                        "number": everything.numbers[answer.standard_id],
                        "text": answer.standard.text,
                        "guidance": " ".join(
                            filter(
                                None, (answer.standard.only_after_words, answer.standard.guidance, answer.kind.how())
                            )
                        ),
                    }
                    for answer in block.answers
                ],
            }
            for block in everything.blocks
        ],
        "findings": [{"number": number} for number, _ in enumerate(everything.findings, 1)],
        "steps": [{"number": number} for number, _ in enumerate(everything.steps, 1)],
        "voices": [
            {"whose": whose, "row": slots[f"voice:{whose}:found"].row, "label": slots[f"voice:{whose}:found"].label}
            for whose in Voice.Whose.values
        ],
        "graded": "grade:band" in slots,
        "domain_grades": [
            {"code": part.row.domain_id, "row": part.slots[0].row, "label": part.slots[0].label}
            for part in everything.parts
            if part.name.startswith(OF_DOMAIN)
        ],
        "bands": [{"label": band.label, "descriptor": band.descriptor} for band in everything.bands],
        "empty_findings": EMPTY_FINDINGS,
    }


def kept_words(comments: int, findings: int, steps: int) -> str:
    """ "1 comment and 2 findings are kept back from this file."; empty where nothing is."""
    parts = [
        f"{count} {name if count == 1 else name + 's'}"
        for count, name in ((comments, "comment"), (findings, "finding"), (steps, "recommendation"))
        if count
    ]
    if not parts:
        return ""
    verb = "is" if comments + findings + steps == 1 else "are"
    *first, last = parts
    said = f"{', '.join(first)} and {last}" if first else last
    return f"{said} {verb} kept back from this file, as their handling mark asks."


def rendered(file: Path, context: dict[str, Any]) -> Any:
    """The template with its questions printed, as a document. What is printed is data: never template, never XML."""
    template = DocxTemplate(file)
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render(context, jinja_env=environment, autoescape=True)
    return template.docx


def written(file: Path, context: dict[str, Any], everything: WordForm, mark: str) -> bytes:
    """The form as bytes: what stands goes into the content controls, past the template."""
    document = rendered(file, context)
    words: dict[str, tuple[str, FormSlot]] = {
        slot.tag: (part.words(slot), slot) for part, slot in slots_of(everything.parts)
    }
    for number, control in enumerate(list(controls(document.element.body))):
        tag = tag_of(control)
        if tag in words:
            text, slot = words[tag]
            fill(control, text, number, [label for _, label in slot.choices])
        else:
            keep_back(control, everything, tag)
    put_mark(document, mark)
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.language = context["reference"], "", "", "en-GB"
    about.subject = about.keywords = about.comments = about.category = ""
    file_bytes = BytesIO()
    document.save(file_bytes)
    return file_bytes.getvalue()


def keep_back(control: Any, everything: WordForm, tag: str) -> None:
    """A question whose comment is kept back has no field in the file: its tick, and a line that says so."""
    kind, _, number = tag.partition(":")
    words = ""
    for answer in (answer for block in everything.blocks for answer in block.answers):
        if answer.standard_id in everything.kept_answers and number == str(everything.numbers[answer.standard_id]):
            words = {"answer": tick_of(answer), "comment": KEPT_BACK_HERE}.get(kind, "")
    place = control.getparent()
    place.insert(place.index(control), run(words))
    place.remove(control)


def tick_of(answer: Answer) -> str:
    """An answer in words, or why there is none."""
    return answer.words


def put_mark(document: Any, mark: str) -> None:
    """The mark in a part of its own: neither printed nor read out, and there still when half the body was deleted."""
    root = etree.Element(f"{{{MARK_SPACE}}}form", nsmap={None: MARK_SPACE})
    root.text = mark
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    taken = {str(part.partname) for part in document.part.package.iter_parts()}
    number = next(n for n in range(1, 100) if f"/customXml/item{n}.xml" not in taken)
    part = Part(PackURI(f"/customXml/item{number}.xml"), CONTENT_TYPE.XML, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
