"""The scale and the tool that an audit pack brings along, made where they are not here yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from audits.desk.packs.fields import given
from audits.scope.tools import AuditTool, Domain, RatingBand, RatingScale, Standard


def load_scale(entry: dict[str, Any] | None) -> RatingScale | None:
    """The scale of this code; made with its bands where it is not here yet."""
    if entry is None:
        return None
    scale, is_new = RatingScale.objects.get_or_create(code=entry["code"], defaults={"name": entry["name"]})
    if is_new:
        names = ("code", "abbreviation", "label", "positive", "descriptor")
        RatingBand.objects.bulk_create(
            RatingBand(scale=scale, order=n, **given(band, names)) for n, band in enumerate(entry["bands"], 1)
        )
    return scale


def load_tool(entry: dict[str, Any] | None, now: datetime) -> AuditTool | None:
    """The tool of this code and version; made, frozen, where it is not here yet."""
    if entry is None:
        return None
    tool, is_new = AuditTool.objects.get_or_create(
        code=entry["code"], edition=entry["edition"], defaults={"name": entry["name"], "frozen_at": now}
    )
    if is_new:
        tool.short_form_sectors.set(entry.get("short_form_sectors", []))
        for n, part in enumerate(entry["domains"], 1):
            domain = Domain.objects.create(tool=tool, practice_id=part["practice"], label=part["label"], order=n)
            names = ("number", "text", "guidance", "on_short_form")
            Standard.objects.bulk_create(Standard(domain=domain, **given(row, names)) for row in part["standards"])
    return tool
