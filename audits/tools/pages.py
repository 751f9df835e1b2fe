"""A tool in a few facts: how long it is, how many of its questions depend on something, where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone

from audits.tools.models import AuditTool


@dataclass(frozen=True)
class ToolFact:
    key: str
    value: str


def facts_of(tool: AuditTool, domains: Iterable[Any]) -> list[ToolFact]:
    """What stands at the top of a tool's page."""
    standards = [row for domain in domains for row in domain.standards.all()]
    short = sum(row.on_short_form for row in standards)
    conditional = sum(row.only_if_id is not None for row in standards)
    sectors = [str(one) for one in tool.short_form_sectors.all()]
    facts = [
        ToolFact("Questions", f"{len(standards)}, of which {short} on the short form"),
        ToolFact("Asked the short form", ", ".join(sectors) or "No sector: everybody is asked every question"),
        ToolFact("Where it comes from", origin(tool)),
        ToolFact("May it change?", change_words(tool)),
    ]
    if conditional:
        facts.insert(1, ToolFact("Asked only of some cases", f"{conditional} of them"))
    return facts


def origin(tool: AuditTool) -> str:
    if tool.copied_from is not None:
        came = f"Made from {tool.copied_from}"
    elif tool.made_at is None:
        return "Shipped with the site"
    else:
        came = "Made or changed here"
    if tool.made_at is None or tool.made_by is None:
        return came
    return f"{came} on {day(tool.made_at)} by {tool.made_by.name}"


def change_words(tool: AuditTool) -> str:
    if tool.frozen_at is None:
        return "Yes, until the first return of an audit with it opens"
    return f"No: the first return with it opened on {day(tool.frozen_at)}. Make the next version to change it"


def day(at: Any) -> str:
    return formats.date_format(timezone.localtime(at), "j F Y")
