"""The scale and the tool that an audit pack brings along, made where they are not here yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from audits.desk.packs.fields import BAND_FIELDS, given
from audits.tools.file import fill
from audits.tools.models import AuditTool, RatingBand, RatingScale


def load_scale(entry: dict[str, Any] | None) -> RatingScale | None:
    """The scale of this code; made with its bands where it is not here yet."""
    if entry is None:
        return None
    scale = RatingScale.objects.filter(code=entry["code"]).first()
    if scale is None:
        scale = RatingScale.objects.create(code=entry["code"], name=entry["name"])
        RatingBand.objects.bulk_create(
            RatingBand(scale=scale, order=n, **given(band, BAND_FIELDS)) for n, band in enumerate(entry["bands"], 1)
        )
    return scale


def load_tool(entry: dict[str, Any] | None, now: datetime) -> AuditTool | None:
    """The tool of this code and version, made where it is not here yet; frozen, as the audit's answers stand on it."""
    if entry is None:
        return None
    tool = AuditTool.objects.filter(code=entry["code"], edition=entry["edition"]).first()
    if tool is None:
        names = {name: entry[name] for name in ("code", "edition", "name")}
        tool = AuditTool.objects.create(**names, about=entry.get("about", ""), frozen_at=now)
        fill(tool, entry)
    elif tool.frozen_at is None:
        AuditTool.objects.filter(pk=tool.pk, frozen_at__isnull=True).update(frozen_at=now)
        tool.frozen_at = now
    return tool
