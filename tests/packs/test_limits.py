"""The schema of an audit pack is a file that others read: the limits in it are those of the models, and no others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Model, TextField

from audits.briefing.models import Resource
from audits.codes.models import PracticeDomain
from audits.desk.packs.check import SCHEMA
from audits.meeting.models import AgreedFinding, AgreedGrade, Attendance, PanelView, Theme
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade, Voice
from audits.returns.steps.models import AgencyStep
from audits.rollup.chosen.models import ChosenWording
from audits.rollup.models import EarlierRound, EvidenceSource, Override, PublishedFigure
from audits.sample.models import CaseContext, FamilyContact
from audits.scope.models import Audit, Strand
from audits.tools.models import AuditTool, Domain, RatingBand, RatingScale, Standard

CASE = "cases/items"
RETURN = f"{CASE}/returns/items"
# Where in the schema which model's fields stand.
OF: dict[str, type[Model]] = {
    "audit": Audit,
    "scale": RatingScale,
    "scale/bands/items": RatingBand,
    "tool": AuditTool,
    "tool/domains/items": Domain,
    "tool/domains/items/standards/items": Standard,
    "strands/items": Strand,
    "themes/items": Theme,
    f"{CASE}/context": CaseContext,
    f"{CASE}/family_contact": FamilyContact,
    RETURN: AgencyReturn,
    f"{RETURN}/answers/items": Answer,
    f"{RETURN}/own_grade": OwnGrade,
    f"{RETURN}/domain_grades/items": DomainGrade,
    f"{RETURN}/panel_view": PanelView,
    f"{RETURN}/findings/items": Finding,
    f"{RETURN}/steps/items": AgencyStep,
    f"{RETURN}/voices/items": Voice,
    f"{CASE}/agreed_grade": AgreedGrade,
    f"{CASE}/agreed_findings/items": AgreedFinding,
    f"{CASE}/meeting/attendance/items": Attendance,
    "earlier_rounds/items": EarlierRound,
    "evidence_sources/items": EvidenceSource,
    "published_figures/items": PublishedFigure,
    "resources/items": Resource,
    "overrides/items": Override,
    "wordings/items": ChosenWording,
}


def at(place: str) -> dict[str, Any]:
    """The properties of an object of the schema; where it may be null, of the object."""
    node: Any = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for part in place.split("/"):
        node = node["items"] if part == "items" else node["properties"][part]
        node = next((one for one in node.get("anyOf", ()) if one.get("type") != "null"), node)
    properties: dict[str, Any] = node["properties"]
    return properties


@pytest.mark.parametrize("place", OF)
def test_a_text_of_a_pack_may_be_as_long_as_its_model_s_and_no_longer(place: str) -> None:
    compared = 0
    for name, said in at(place).items():
        try:
            field: Any = OF[place]._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, CharField | TextField) and not field.choices and "maxLength" in said:
            assert said["maxLength"] == field.max_length, f"{place}/{name}"
            compared += 1
    assert compared


def test_a_code_of_a_pack_may_be_as_long_as_a_code() -> None:
    assert at(f"{RETURN}/findings/items")["domain"]["maxLength"] == PracticeDomain._meta.pk.max_length
