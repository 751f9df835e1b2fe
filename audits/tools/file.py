"""A tool as a file: what it holds, in the format of the shipped ones, and how a tool is filled from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from agencies.models import Sector
from audits.codes.models import Condition, PracticeDomain
from audits.tools.kinds.entered import plain
from audits.tools.models import AuditTool, Domain, RatingScale, Standard, ToolMessage
from audits.tools.own_domains import is_own, make_rows, own_words

FORMAT = "audit-tool/2"
OLDER = ("audit-tool/1",)  # before there were other kinds of answer than yes, partly and no
# The fields of a standard that are plain values, with what stands where a file leaves one out.
PLAIN: dict[str, Any] = {
    "number": None,
    "text": "",
    "guidance": "",
    "on_short_form": False,
    "takes": Standard.Takes.YES_PARTLY_NO.value,
    "may_be_not_applicable": True,
    "comment_on": Standard.CommentOn.LESS.value,
    "unit": "",
    "options": [],
}
LIMITS = ("lowest", "highest")  # numbers, written as they are typed; null where there is none
Entry = dict[str, Any]


def entry_of(tool: AuditTool) -> Entry:
    """The tool as its file holds it, in a fixed order; six queries at any size."""
    domains = (
        tool.domains.select_related("practice")
        .order_by("order", "pk")
        .prefetch_related("standards__asked_of", "standards__scale", "standards__only_after__domain")
    )
    return {
        "code": tool.code,
        "name": tool.name,
        "edition": tool.edition,
        "about": tool.about,
        "short_form_sectors": [one.pk for one in tool.short_form_sectors.order_by("order")],
        "domains": [
            {
                "practice": domain.practice_id,
                "label": domain.label,
                **compared(domain.practice_id, domain.practice.compared_as_id),
                "standards": [
                    standard_entry(row) for row in sorted(domain.standards.all(), key=lambda row: row.number)
                ],
            }
            for domain in domains
        ],
        "messages": [row.text for row in tool.messages.order_by("order")],
    }


def compared(code: str, compared_as: str | None) -> Entry:
    """Which of the list a tool's own domain is compared as, null for none; nothing of a domain of the list."""
    return {"compared_as": compared_as or None} if is_own(code) else {}


def standard_entry(row: Standard) -> Entry:
    sectors = sorted(row.asked_of.all(), key=lambda sector: sector.order)
    plain_values = {name: getattr(row, name) for name in PLAIN}
    limits = {name: None if (value := getattr(row, name)) is None else plain(value) for name in LIMITS}
    scale = row.scale.code if row.scale else None
    asked = {"only_if": row.only_if_id, "only_after": after_entry(row), "asked_of": [sector.pk for sector in sectors]}
    return {**plain_values, **limits, "scale": scale, **asked}


def after_entry(row: Standard) -> Entry | None:
    """The earlier question that this one hangs on, by its place, and the answers that ask for this one."""
    earlier = row.only_after
    if earlier is None:
        return None
    return {"practice": earlier.domain.practice_id, "number": earlier.number, "answers": list(row.only_after_answers)}


def as_file(tool: AuditTool) -> str:
    """The text of the file: the same tool gives the same text."""
    return json.dumps({"format": FORMAT, **entry_of(tool)}, ensure_ascii=False, indent=1) + "\n"


def completed_standard(row: Entry) -> Entry:
    """A question with everything said that a file may leave out."""
    return {
        **{name: row.get(name, usual) for name, usual in PLAIN.items()},
        **{name: row.get(name) or None for name in (*LIMITS, "scale")},
        "only_if": row.get("only_if") or None,
        "only_after": row.get("only_after") or None,
        "asked_of": list(row.get("asked_of", [])),
    }


def completed(entry: Entry) -> Entry:
    """The entry with everything said that a file may leave out, in the order of `entry_of`: two are compared so."""
    labels = dict(PracticeDomain.objects.on_the_list().values_list("code", "label"))
    domains = []
    for part in entry["domains"]:
        standards = [completed_standard(row) for row in part["standards"]]
        label = part.get("label") or labels.get(part["practice"], "")
        about = {"practice": part["practice"], "label": label, **compared(part["practice"], part.get("compared_as"))}
        domains.append({**about, "standards": standards})
    return {
        "code": entry["code"],
        "name": entry["name"],
        "edition": entry["edition"],
        "about": entry.get("about", ""),
        "short_form_sectors": list(entry.get("short_form_sectors", [])),
        "domains": domains,
        "messages": list(entry.get("messages", [])),
    }


def shown(entry: Entry) -> Entry:
    """A complete entry with words beside its codes, for whoever decides whether to make it; five queries."""
    sectors = dict(Sector.objects.values_list("code", "label"))
    conditions = dict(Condition.objects.values_list("code", "label"))
    scales = {scale.code: scale for scale in RatingScale.objects.all()}
    practices = {row.code: row for row in PracticeDomain.objects.select_related("compared_as")}
    domains = []
    for part in entry["domains"]:
        # What is here already keeps what it is compared as.
        here = practices.get(part["practice"])
        compared_as = here.compared_as if here else practices.get(part.get("compared_as") or "")
        standards = [
            {
                **row,
                "takes_words": standard_of(row, scales).takes_words,
                "only_if_words": conditions.get(row["only_if"], ""),
                "asked_of_words": [sectors[code] for code in row["asked_of"]],
            }
            for row in part["standards"]
        ]
        domains.append({**part, "standards": standards, "own_words": own_words(part["practice"], compared_as)})
    questions = [row for part in entry["domains"] for row in part["standards"]]
    return {
        **entry,
        "domains": domains,
        "short_form_words": [sectors[code] for code in entry["short_form_sectors"]],
        "questions": len(questions),
        "short": sum(row["on_short_form"] for row in questions),
    }


def scales_in(entry: Entry) -> set[str]:
    """The codes of the scales that some questions name."""
    return {row["scale"] for part in entry["domains"] for row in part["standards"] if row.get("scale")}


def standard_of(row: Entry, scales: Mapping[str, RatingScale], **more: Any) -> Standard:
    """A complete entry of a question as a row that is not written yet."""
    limits = {name: None if row[name] is None else Decimal(row[name]) for name in LIMITS}
    values = {name: row[name] for name in PLAIN}
    return Standard(only_if_id=row["only_if"], scale=scales.get(row["scale"] or ""), **values, **limits, **more)


def hang(made: Iterable[tuple[Standard, Entry]]) -> None:
    """Let the questions of one tool hang on the earlier ones that their complete entries name; one statement."""
    made = list(made)
    at = {(row.domain.practice_id, row.number): row for row, _ in made}
    for row, entry in made:
        after = entry["only_after"]
        row.only_after = at[after["practice"], after["number"]] if after else None
        row.only_after_answers = list(after["answers"]) if after else []
    Standard.objects.bulk_update([row for row, _ in made], ["only_after", "only_after_answers"])


def fill(tool: AuditTool, entry: Entry) -> None:
    """Write the domains, standards, short form and messages of an entry into a tool that has none yet."""
    entry = completed(entry)
    make_rows(tool.code, entry["domains"])
    tool.short_form_sectors.add(*entry["short_form_sectors"])
    domains = Domain.objects.bulk_create(
        Domain(tool=tool, practice_id=part["practice"], label=part["label"], order=place)
        for place, part in enumerate(entry["domains"], 1)
    )
    asked = [(domain, row) for domain, part in zip(domains, entry["domains"], strict=True) for row in part["standards"]]
    scales = {scale.code: scale for scale in RatingScale.objects.filter(code__in=scales_in(entry))}
    rows = Standard.objects.bulk_create(standard_of(row, scales, domain=domain) for domain, row in asked)
    hang(zip(rows, (row for _, row in asked), strict=True))
    of_sector = Standard.asked_of.through
    of_sector._default_manager.bulk_create(
        of_sector(standard=standard, sector_id=code)
        for standard, (_, row) in zip(rows, asked, strict=True)
        for code in dict.fromkeys(row["asked_of"])
    )
    ToolMessage.objects.bulk_create(
        ToolMessage(tool=tool, order=order, text=text) for order, text in enumerate(entry["messages"], 1)
    )
