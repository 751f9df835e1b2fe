"""Stops the site from starting with a Word template of the partnership's own that could not be filled or read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from django.core.checks import Error, register
from docx.opc.exceptions import PackageNotFoundError
from jinja2.exceptions import TemplateError
from lxml.etree import XMLSyntaxError

from audits.returns.models import AgencyReturn, Voice
from audits.returns.word.out import rendered
from audits.returns.word.parts import FINDING_FIELDS
from audits.returns.word.xml import controls, tag_of

# Grades by domain, and what the agency recommends: a template that was made before they were asked keeps working, and
# its forms do without them.
MAY_LACK = ("domain:REC:band", "domain:REC:reason", "step:1:kind", "step:1:text", "step:1:done")
WRONG = (TemplateError, XMLSyntaxError, PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError)


def sample() -> dict[str, Any]:
    """One of each thing that a template prints."""
    return {
        "reference": "A-2026-01",
        "case": 1,
        "agency": "An agency",
        "marking": "",
        "form": "0",
        "kept": "1 comment is kept back.",
        "records": [
            {"row": f"R{place}", "tag": f"record:{value}", "label": label}
            for place, (value, label) in enumerate(AgencyReturn.Whose.choices, 1)
        ],
        "behalf": {"row": "R5", "label": "On whose behalf do you answer?"},
        "domains": [{"label": "A domain", "questions": [{"number": 1, "text": "A question?", "guidance": "How."}]}],
        "findings": [{"number": 1}],
        "steps": [{"number": 1}],
        "voices": [
            {"whose": whose, "row": f"V{place}", "label": label}
            for place, (whose, label) in enumerate(Voice.Whose.choices, 1)
        ],
        "graded": True,
        "domain_grades": [{"code": "REC", "row": "G4", "label": "A domain"}],
        "bands": [{"label": "Good", "descriptor": "What good is."}],
        "empty_findings": 1,
    }


def needed() -> list[str]:
    """The tags of the fields that every form must have."""
    return [
        *(f"record:{value}" for value in AgencyReturn.Whose.values),
        "behalf",
        "answer:1",
        "comment:1",
        *(f"finding:1:{short}" for _, _, short in FINDING_FIELDS),
        *(f"voice:{whose}:{name}" for whose in Voice.Whose.values for name in ("found", "text")),
        "grade:band",
        "grade:reason",
        "grade:safe",
    ]


def faults_of(file: Path) -> list[str]:
    """What is wrong with a template, a sentence each."""
    if file.suffix.lower() != ".docx" or not file.is_file():
        return [f"{file.name} is not a .docx file that can be read."]
    try:
        document = rendered(file, sample())
    except WRONG as fault:
        return [f"{file.name} could not be filled: {fault}"]
    there = [tag_of(control) for control in controls(document.element.body)]
    missing = [tag for tag in needed() if tag not in there]
    once = [*needed(), *MAY_LACK]
    twice = sorted({tag for tag in there if there.count(tag) > 1 and tag in once})
    return [f"{file.name} has no field tagged {tag}." for tag in missing] + [
        f"{file.name} has more than one field tagged {tag}." for tag in twice
    ]


@register("word_form")
def the_template_can_be_filled(app_configs: Any, **kwargs: Any) -> list[Error]:
    if not settings.RETURN_TEMPLATE:
        return []
    hint = "docs/word-forms.md says which fields a template has."
    faults = faults_of(Path(settings.RETURN_TEMPLATE))
    return [Error(f"RETURN_TEMPLATE: {fault}", hint=hint, id="word_form.E001") for fault in faults]
