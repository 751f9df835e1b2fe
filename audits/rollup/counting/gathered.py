"""What is read of one audit before anything is counted, by what it is about; plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from audits.scope.models import Audit

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class ToolRows:
    """What the agencies answered and graded by."""

    bands: Rows
    domains: Rows
    states: Rows
    conditions: Rows


@dataclass(frozen=True)
class SampleRows:
    """How the cases came to be the ones, and which of them are not read any more, or by not everybody."""

    strands: Rows
    draws: Rows
    areas: Rows
    left: Rows
    open: Rows


@dataclass(frozen=True)
class FindingRows:
    """The themes, and the sentences that a lead chose with the answers that these are of."""

    themes: Rows
    chosen: Rows
    replies: Rows
    part_replies: Rows


@dataclass(frozen=True)
class Frame:
    """The lists that an audit's counts are named by."""

    tool: ToolRows
    sample: SampleRows
    findings: FindingRows
    concerns: Rows
    door: Rows
    sources: Rows
    overrides: Rows
    figures: Rows


@dataclass(frozen=True)
class Gathered:
    """The rows of one audit before anything is counted."""

    reference: str
    audit: Audit
    frame: Frame
    cases: Rows
    agencies: Rows
    cells: list[tuple[int, str, int, str, str, int]]  # agency, domain, case, value, state, how many


def framed(lists: Mapping[str, Rows]) -> Frame:
    """The lists by what they are about."""

    def of(group: type) -> dict[str, Rows]:
        return {one.name: lists[one.name] for one in fields(group)}

    alone = {name: lists[name] for name in ("concerns", "door", "sources", "overrides", "figures")}
    return Frame(ToolRows(**of(ToolRows)), SampleRows(**of(SampleRows)), FindingRows(**of(FindingRows)), **alone)
