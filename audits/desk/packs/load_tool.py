"""The scale and the tool that an audit pack brings along, made where they are not here yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from audits.desk.packs.fields import given
from audits.scope.tool_file import fill
from audits.scope.tools import AuditTool, RatingBand, RatingScale


def load_scale(entry: dict[str, Any] | None) -> RatingScale | None:
    """The scale of this code; made with its bands where it is not here yet."""
    if entry is None:
        return None
    scale, is_new = RatingScale.objects.get_or_create(code=entry["code"], defaults={"name": entry["name"]})
    if is_new:
        names = ("code", "abbreviation", "label", "positive", "descriptor", "note")
        RatingBand.objects.bulk_create(
            RatingBand(scale=scale, order=n, **given(band, names)) for n, band in enumerate(entry["bands"], 1)
        )
    return scale


def load_tool(entry: dict[str, Any] | None, now: datetime) -> AuditTool | None:
    """The tool of this code and version, made where it is not here yet; frozen, as the audit's answers stand on it."""
    if entry is None:
        return None
    names = {"name": entry["name"], "about": entry.get("about", "")}
    tool, is_new = AuditTool.objects.get_or_create(code=entry["code"], edition=entry["edition"], defaults=names)
    if is_new:
        fill(tool, entry)
    AuditTool.objects.filter(pk=tool.pk, frozen_at__isnull=True).update(frozen_at=now)
    tool.refresh_from_db()
    return tool
