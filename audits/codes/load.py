"""Loads the code lists, the rating scales, the shipped tool with its messages: idempotent, and never by a migration.

What stands in the files is brought up to date in the database; an entry that a file no longer has is deactivated, not
deleted, because a record may use it. A tool that is frozen is left as it is; so is a tool or a scale that somebody has
changed here.
"""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from agencies.models import Sector
from audits.codes import models as codes
from audits.tools.file import LIMITS, PLAIN, completed_standard, hang, standard_of
from audits.tools.models import AuditTool, Domain, RatingBand, RatingScale, Standard, ToolMessage

FOLDER = Path(__file__).parent
LISTS: dict[str, type[Model]] = {
    "sector": Sector,
    "sex": codes.Sex,
    "ethnicity": codes.Ethnicity,
    "plan_type": codes.PlanType,
    "abuse_category": codes.AbuseCategory,
    "disability": codes.Disability,
    "first_language": codes.FirstLanguage,
    "legal_status": codes.LegalStatus,
    "placement": codes.Placement,
    "special_needs": codes.SpecialNeeds,
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
    wanted = {(row["code"],): {**row, "is_active": True} for row in rows}
    bring(model._default_manager.all(), ("code",), wanted)
    listed = model._default_manager.exclude(code__in=[row["code"] for row in rows])
    if model is codes.PracticeDomain:  # a tool's own domains are in no file of ours
        listed = listed.filter(own="")
    listed.update(is_active=False)
    return len(rows)


def bring(among: Any, key: tuple[str, ...], wanted: Mapping[tuple[Any, ...], dict[str, Any]]) -> dict[Any, Any]:
    """Make the rows of this queryset hold these fields, each found by its key; only what differs is written, in two
    statements at most. Returns the wanted rows by key."""
    model = among.model
    found = {tuple(getattr(one, name) for name in key): one for one in among}
    new = {at: model(**fields) for at, fields in wanted.items() if at not in found}
    changed = []
    for at in wanted.keys() & found.keys():
        differing = {name: value for name, value in wanted[at].items() if getattr(found[at], name) != value}
        if differing:
            changed.append(found[at])
        for name, value in differing.items():
            setattr(found[at], name, value)
    model._default_manager.bulk_create(new.values())
    if changed:
        names = {name for fields in wanted.values() for name in fields} - {model._meta.pk.attname, *key}
        model._default_manager.bulk_update(changed, sorted(names))
    return {at: found.get(at) or new[at] for at in wanted}


def load_scales() -> int:
    """The scales with their bands, best first, and the descriptors where we have them."""
    names = {row["scale"]: row["name"] for row in rows_of("rating_scale_name")}
    descriptors = json.loads((FOLDER / "descriptors.json").read_text(encoding="utf-8"))
    for code, name in names.items():
        RatingScale.objects.get_or_create(code=code, defaults={"name": name})
        RatingScale.objects.filter(code=code, made_at__isnull=True).update(name=name)
    scales = {scale.code: scale for scale in RatingScale.objects.filter(code__in=names, made_at__isnull=True)}
    wanted = {
        (scales[row["scale"]].pk, row["code"]): {
            "scale_id": scales[row["scale"]].pk,
            "code": row["code"],
            "abbreviation": row["abbreviation"],
            "label": row["label"],
            "order": row["order"],
            "positive": row["positive"],
            "note": row["note"] or "",
            "descriptor": descriptors.get(row["scale"], {}).get(row["code"], ""),
        }
        for row in rows_of("rating_scale")
        if row["scale"] in scales
    }
    bring(RatingBand.objects.filter(scale__in=scales.values()), ("scale_id", "code"), wanted)
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
    labels = dict(codes.PracticeDomain.objects.on_the_list().values_list("code", "label"))
    domains = bring(
        tool.domains.all(),
        ("practice_id",),
        {
            (entry["practice"],): {
                "tool_id": tool.pk,
                "practice_id": entry["practice"],
                "label": entry.get("label") or labels[entry["practice"]],
                "order": place,
            }
            for place, entry in enumerate(data["domains"], start=1)
        },
    )
    load_standards(
        tool, [(domains[entry["practice"],], row) for entry in data["domains"] for row in entry["standards"]]
    )
    bring(
        ToolMessage.objects.filter(tool=tool),
        ("order",),
        {
            (order,): {"tool_id": tool.pk, "order": order, "text": text}
            for order, text in enumerate(data["messages"], start=1)
        },
    )
    return 1


def question_of(row: dict[str, Any], scales: Mapping[str, RatingScale]) -> dict[str, Any]:
    """The fields of a question as its file has them."""
    standard = standard_of(completed_standard(row), scales)
    names = (*PLAIN, *LIMITS, "scale_id", "only_if_id")
    return {name: getattr(standard, name) for name in names}


def load_standards(tool: AuditTool, rows: list[tuple[Domain, dict[str, Any]]]) -> None:
    """The questions of a tool of ours; what its file leaves out is as it is for a new one."""
    scales = {scale.code: scale for scale in RatingScale.objects.all()}
    standards = bring(
        Standard.objects.filter(domain__tool=tool),
        ("domain_id", "number"),
        {(domain.pk, row["number"]): {"domain_id": domain.pk, **question_of(row, scales)} for domain, row in rows},
    )
    hang((standards[domain.pk, row["number"]], completed_standard(row)) for domain, row in rows)
    asked = Standard.asked_of.through.objects
    wanted = {
        (standards[domain.pk, row["number"]].pk, code) for domain, row in rows for code in row.get("asked_of", [])
    }
    of_ours = asked.filter(standard__in=[one.pk for one in standards.values()])
    there = {(one.standard_id, one.sector_id): one.pk for one in of_ours}
    asked.filter(pk__in=[there[pair] for pair in there.keys() - wanted]).delete()
    asked.bulk_create(
        asked.model(standard_id=standard, sector_id=code) for standard, code in sorted(wanted - there.keys())
    )
