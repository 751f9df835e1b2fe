"""Loads the code lists, the rating scales, the shipped tool with its messages: idempotent, and never by a migration.

What stands in the files is brought up to date in the database; an entry that a file no longer has is deactivated, not
deleted, because a record may use it. A tool that is frozen is left as it is; so is a tool or a scale that somebody has
changed here.
"""

import csv
import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from agencies.models import Sector
from audits.codes import models as codes
from audits.scope.tools import AuditTool, Domain, RatingBand, RatingScale, Standard, ToolMessage

FOLDER = Path(__file__).parent
LISTS: dict[str, type[Model]] = {
    "sector": Sector,
    "sex": codes.Sex,
    "ethnicity": codes.Ethnicity,
    "plan_type": codes.PlanType,
    "abuse_category": codes.AbuseCategory,
    "disability": codes.Disability,
    "participation": codes.Participation,
    "answer_state": codes.AnswerState,
    "exclusion_reason": codes.ExclusionReason,
    "domain": codes.PracticeDomain,
    "qualifier": codes.Qualifier,
    "resource_type": codes.ResourceType,
    "condition": codes.Condition,
}
YES_NO = ("statutory_partner", "in_denominator", "positive")


def rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of one list's file; yes/no columns as booleans, `order` as a number."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in rows:
        for column in YES_NO:
            if column in row:
                row[column] = row[column] == "yes"
        if "order" in row:
            row["order"] = int(row["order"])
    return rows


@transaction.atomic
def load_codes() -> dict[str, int]:
    """Load everything; returns how many entries each list holds."""
    loaded = {name: load_list(model, rows_of(name)) for name, model in LISTS.items()}
    loaded["rating_scale"] = load_scales()
    loaded["tool"] = sum(load_tool(file) for file in sorted((FOLDER / "tools").glob("*.json")))
    return loaded


def load_list(model: type[Model], rows: list[dict[str, Any]]) -> int:
    for row in rows:
        fields = {key: value for key, value in row.items() if key != "code"}
        model._default_manager.update_or_create(code=row["code"], defaults={**fields, "is_active": True})
    model._default_manager.exclude(code__in=[row["code"] for row in rows]).update(is_active=False)
    return len(rows)


def load_scales() -> int:
    """The scales with their bands, best first, and the descriptors where we have them."""
    names = {row["scale"]: row["name"] for row in rows_of("rating_scale_name")}
    descriptors = json.loads((FOLDER / "descriptors.json").read_text(encoding="utf-8"))
    for code, name in names.items():
        RatingScale.objects.get_or_create(code=code, defaults={"name": name})
        RatingScale.objects.filter(code=code, made_at__isnull=True).update(name=name)
    scales = {scale.code: scale for scale in RatingScale.objects.filter(code__in=names, made_at__isnull=True)}
    for row in rows_of("rating_scale"):
        if row["scale"] not in scales:
            continue
        RatingBand.objects.update_or_create(
            scale=scales[row["scale"]],
            code=row["code"],
            defaults={
                "abbreviation": row["abbreviation"],
                "label": row["label"],
                "order": row["order"],
                "positive": row["positive"],
                "note": row["note"] or "",
                "descriptor": descriptors.get(row["scale"], {}).get(row["code"], ""),
            },
        )
    return len(names)


def load_tool(file: Path) -> int:
    """One tool of ours: its domains, standards, short form and practice messages.

    One that is frozen, or that somebody has changed here, is left as it is.
    """
    data = json.loads(file.read_text(encoding="utf-8"))
    about = {"name": data["name"], "about": data.get("about", "")}
    tool, _ = AuditTool.objects.get_or_create(code=data["code"], edition=data["edition"], defaults=about)
    if tool.frozen_at is not None or tool.made_at is not None:
        return 1
    AuditTool.objects.filter(pk=tool.pk).update(**about)
    tool.short_form_sectors.set(data["short_form_sectors"])
    labels = dict(codes.PracticeDomain.objects.values_list("code", "label"))
    for place, entry in enumerate(data["domains"], start=1):
        domain, _ = Domain.objects.update_or_create(
            tool=tool,
            practice_id=entry["practice"],
            defaults={"label": entry.get("label") or labels[entry["practice"]], "order": place},
        )
        for row in entry["standards"]:
            load_standard(domain, row)
    for order, text in enumerate(data["messages"], start=1):
        ToolMessage.objects.update_or_create(tool=tool, order=order, defaults={"text": text})
    return 1


def load_standard(domain: Domain, row: dict[str, Any]) -> None:
    """One question of a tool of ours; what its file leaves out is as it is for a new one."""
    standard, _ = Standard.objects.update_or_create(
        domain=domain,
        number=row["number"],
        defaults={
            "text": row["text"],
            "on_short_form": row["on_short_form"],
            "guidance": row.get("guidance", ""),
            "takes": row.get("takes", Standard.Takes.YES_PARTLY_NO),
            "may_be_not_applicable": row.get("may_be_not_applicable", True),
            "only_if_id": row.get("only_if"),
        },
    )
    standard.asked_of.set(row.get("asked_of", []))
