"""Is this the file of a tool, and does it agree with itself and with the code lists? Every fault by its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from agencies.models import Sector
from audit_project.model_fields import limit_of
from audit_project.refused import Refused
from audit_project.text import TextFault, clean_text
from audits.codes.models import Condition, PracticeDomain
from audits.tools.alike import same_tool
from audits.tools.file import (
    FORMAT,
    LIMITS,
    OLDER,
    Entry,
    completed,
    completed_standard,
    scales_in,
    standard_of,
)
from audits.tools.kinds.chosen import LONGEST_OPTION, MOST_OPTIONS, OnScale
from audits.tools.kinds.entered import PLAIN_NUMBER
from audits.tools.kinds.known import ANSWER_KINDS, SETTINGS, kind_of
from audits.tools.models import AuditTool, Domain, RatingBand, RatingScale, Standard, ToolMessage
from audits.tools.own_domains import MOST_DOMAINS, is_own, own_faults

LARGEST_FILE = 500_000
MOST_FAULTS = 200
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TOO_LARGE = "This file is larger than 500 KB. The file of a tool is far smaller."
NOT_JSON = "This is not the file of a tool (JSON)."
Fault = tuple[str, str]  # the place, the sentence
# Each key that a file may hold: what it must be, and how long or large it may be.
TOOL = {
    "format": (str, 40),
    "code": (str, 40),
    "name": (str, limit_of(AuditTool, "name")),
    "edition": (int, 1000),
    "about": (str, limit_of(AuditTool, "about")),
    "short_form_sectors": (list, 100),
    "domains": (list, MOST_DOMAINS),
    "messages": (list, 100),
}
DOMAIN = {
    "practice": (str, 16),
    "label": (str, limit_of(Domain, "label")),
    "compared_as": (str, 16),
    "standards": (list, 60),
}
STANDARD = {
    "number": (int, 200),
    "text": (str, limit_of(Standard, "text")),
    "guidance": (str, limit_of(Standard, "guidance")),
    "on_short_form": (bool, 0),
    "takes": (str, 14),
    "may_be_not_applicable": (bool, 0),
    "comment_on": (str, 6),
    "scale": (str, limit_of(RatingScale, "code")),
    "options": (list, MOST_OPTIONS),
    "unit": (str, limit_of(Standard, "unit")),
    "lowest": (str, 10),
    "highest": (str, 10),
    "only_if": (str, 16),
    "only_after": (dict, 0),
    "asked_of": (list, 100),
}
AFTER = {"practice": (str, 16), "number": (int, 200), "answers": (list, MOST_OPTIONS)}
WORDS = {str: "a text", dict: "an object", int: "a whole number", bool: "true or false", list: "a list"}
MAY_BE_EMPTY = ("about", "guidance", "label", "unit")
MAY_BE_NULL = ("only_if", "only_after", "scale", "lowest", "highest", "compared_as")


class BadTool(Refused):
    """The file is refused whole. `faults` are sentences, each beginning with its place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_tool(content: bytes, size: int) -> Entry:
    """The tool that a file holds, complete and with its texts cleaned. Raises `BadTool` with every fault found."""
    if size > LARGEST_FILE:
        raise BadTool([TOO_LARGE])
    try:
        return check(json.loads(content.decode("utf-8-sig"), parse_constant=no_constant))
    except UnicodeDecodeError as error:
        raise BadTool([f"{NOT_JSON} It is not text in UTF-8."]) from error
    except json.JSONDecodeError as error:
        raise BadTool([f"line {error.lineno}, column {error.colno}: {NOT_JSON}"]) from error
    except RecursionError as error:
        raise BadTool([f"{NOT_JSON} It is nested too deeply."]) from error
    except ValueError as error:  # a number of more digits than anybody counts
        raise BadTool([f"{NOT_JSON} It holds a number that cannot be read."]) from error


def no_constant(name: str) -> Any:
    raise ValueError(name)


def check(data: Any) -> Entry:
    faults = list(tool_faults(data))
    if not faults:
        clean = cleaned(data)
        faults = list(disagreements(clean))
        if not faults:
            return completed(clean)
    lines = [f"{where}: {sentence}" if where else sentence for where, sentence in faults]
    more = len(lines) - MOST_FAULTS
    raise BadTool([*lines[:MOST_FAULTS], f"And {more:,} more."] if more > 0 else lines)


def tool_faults(data: Any) -> Iterator[Fault]:
    """What is missing, misspelt or of the wrong kind."""
    if not isinstance(data, dict):
        yield "", "This is not the file of a tool: it must hold one object with code, name, edition and domains."
        return
    yield from key_faults("", data, TOOL, ("code", "name", "edition", "domains"))
    if data.get("format", FORMAT) not in (FORMAT, *OLDER):
        yield "format", f"write “{FORMAT}”, or leave it out."
    if isinstance(data.get("code"), str) and not CODE.fullmatch(data["code"]):
        yield "code", "use small letters, figures and single hyphens."
    for name in ("short_form_sectors", "messages"):
        limit = 16 if name == "short_form_sectors" else limit_of(ToolMessage, "text")
        yield from text_list_faults(name, data.get(name), limit)
    for n, domain in enumerate(data["domains"]) if isinstance(data.get("domains"), list) else ():
        here = f"domains[{n}]"
        if not isinstance(domain, dict):
            yield here, "write an object with practice and standards."
            continue
        yield from key_faults(f"{here}.", domain, DOMAIN, ("practice", "standards"))
        for m, standard in enumerate(domain["standards"]) if isinstance(domain.get("standards"), list) else ():
            there = f"{here}.standards[{m}]"
            if not isinstance(standard, dict):
                yield there, "write an object with number and text."
                continue
            yield from key_faults(f"{there}.", standard, STANDARD, ("number", "text"))
            yield from text_list_faults(f"{there}.asked_of", standard.get("asked_of"), 16)
            yield from text_list_faults(f"{there}.options", standard.get("options"), LONGEST_OPTION)
            if isinstance(standard.get("only_after"), dict):
                after = standard["only_after"]
                yield from key_faults(f"{there}.only_after.", after, AFTER, tuple(AFTER))
                yield from text_list_faults(f"{there}.only_after.answers", after.get("answers"), 20)
            for name in LIMITS:
                if isinstance(standard.get(name), str) and not PLAIN_NUMBER.fullmatch(standard[name].strip()):
                    yield f"{there}.{name}", "write a number in quotation marks, with two decimal places at most."


def key_faults(where: str, entry: dict[Any, Any], known: dict[str, Any], required: tuple[str, ...]) -> Iterator[Fault]:
    for name in required:
        if name not in entry:
            yield f"{where}{name}", "this is missing."
    for name, value in entry.items():
        if name not in known:
            yield f"{where}{str(name)[:40]}", f"this is not known here. Known are: {', '.join(known)}."
            continue
        kind, limit = known[name]
        if value is None and name in MAY_BE_NULL:
            continue
        if type(value) is not kind:
            yield f"{where}{name}", f"write {WORDS[kind]}."
        elif kind is int and not 1 <= value <= limit:
            yield f"{where}{name}", f"write a whole number from 1 to {limit}."
        elif kind is list and len(value) > limit:
            yield f"{where}{name}", f"this list has {len(value):,} entries, and {limit} is the most."
        elif kind is str:
            yield from text_faults(f"{where}{name}", value, limit, may_be_empty=name in MAY_BE_EMPTY)


def text_list_faults(where: str, values: Any, limit: int) -> Iterator[Fault]:
    for n, value in enumerate(values) if isinstance(values, list) else ():
        if not isinstance(value, str):
            yield f"{where}[{n}]", "write a text."
        else:
            yield from text_faults(f"{where}[{n}]", value, limit)


def text_faults(where: str, value: str, limit: int, *, may_be_empty: bool = False) -> Iterator[Fault]:
    try:
        text = clean_text(value)
    except TextFault as fault:
        yield where, str(fault)
        return
    if not text and not may_be_empty:
        yield where, "this is empty."
    if len(text) > limit:
        yield where, f"use {limit:,} characters or fewer: it has {len(text):,}."


def cleaned(value: Any) -> Any:
    """The same with each text as a form would keep it. Asked once no text has a fault."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return {key: cleaned(item) for key, item in value.items()} if isinstance(value, dict) else value


def disagreements(data: Entry) -> Iterator[Fault]:
    """Where the file contradicts itself, the code lists, or what is here already."""
    lists = (Sector.objects.all(), Condition.objects.all(), PracticeDomain.objects.on_the_list())
    sectors, conditions, practices = (set(rows.values_list("pk", flat=True)) for rows in lists)
    scales = {scale.code: scale for scale in RatingScale.objects.filter(code__in=scales_in(data))}
    yield from listed("short_form_sectors", data.get("short_form_sectors", []), sectors, "sectors")
    if not any(domain["standards"] for domain in data["domains"]):
        yield "domains", "there is no question in this file."
    seen: set[str] = set()
    for n, domain in enumerate(data["domains"]):
        here = f"domains[{n}]"
        if not is_own(domain["practice"]):
            yield from listed(f"{here}.practice", [domain["practice"]], practices, "domains of practice", one=True)
        if domain["practice"] in seen:
            yield f"{here}.practice", f"the domain {domain['practice']} is in the file twice."
        seen.add(domain["practice"])
        numbers: set[int] = set()
        for m, standard in enumerate(domain["standards"]):
            there = f"{here}.standards[{m}]"
            if standard["number"] in numbers:
                yield f"{there}.number", f"the number {standard['number']} is in this domain twice."
            numbers.add(standard["number"])
            if standard.get("takes", Standard.Takes.YES_NO) not in Standard.Takes.values:
                yield f"{there}.takes", f"write one of: {', '.join(Standard.Takes.values)}."
            else:
                yield from setting_faults(f"{there}.", standard, scales)
            if standard.get("only_if"):
                yield from listed(f"{there}.only_if", [standard["only_if"]], conditions, "conditions", one=True)
            yield from listed(f"{there}.asked_of", standard.get("asked_of", []), sectors, "sectors")
    yield from own_faults("domains", data["code"], data["domains"])
    yield from after_faults(data, scales)
    yield from already_here(data)


def after_faults(data: Entry, scales: Mapping[str, RatingScale]) -> Iterator[Fault]:
    """A question hangs on one before it, and on answers that one takes."""
    before: dict[tuple[str, int], Entry] = {}
    for n, domain in enumerate(data["domains"]):
        places = {id(row): m for m, row in enumerate(domain["standards"])}
        for row in sorted(domain["standards"], key=lambda row: row["number"]):
            after = row.get("only_after")
            where = f"domains[{n}].standards[{places[id(row)]}].only_after"
            if after:
                earlier = before.get((after["practice"], after["number"]))
                if earlier is None:
                    yield where, "this question is not in the file before it."
                elif not after["answers"] or set(after["answers"]) - codes_of(earlier, scales):
                    yield f"{where}.answers", "write answers that the earlier question takes, by their codes."
            before[domain["practice"], row["number"]] = row


def codes_of(entry: Entry, scales: Mapping[str, RatingScale]) -> set[str]:
    """The codes of the answers that a question takes by choosing; of one on the audit's scale, all that a scale has."""
    row = completed_standard(entry)
    if row["takes"] not in ANSWER_KINDS:
        return set()
    if row["takes"] == Standard.Takes.SCALE and not row["scale"]:
        return {f"{OnScale.mark}{code}" for code in RatingBand.objects.values_list("code", flat=True)}
    kind = kind_of(standard_of(row, scales))
    return {code for code, _ in kind.choices()} if kind.is_chosen else set()


def setting_faults(where: str, entry: Entry, scales: Mapping[str, RatingScale]) -> Iterator[Fault]:
    """What is wrong with what a question says about its kind of answer."""
    if entry.get("comment_on", Standard.CommentOn.LESS) not in Standard.CommentOn.values:
        yield f"{where}comment_on", f"write one of: {', '.join(Standard.CommentOn.values)}."
    if entry.get("scale") and entry["scale"] not in scales:
        yield f"{where}scale", f"“{entry['scale']}” is not on the list of scales."
    row = completed_standard(entry)
    kind = ANSWER_KINDS[row["takes"]]
    for name, usual in SETTINGS.items():
        if row[name] != usual and name not in kind.settings:
            yield f"{where}{name}", f"a question that takes “{row['takes']}” has no {name}."
    for name, sentence in kind.faults(standard_of(row, scales)):
        yield f"{where}{name}", sentence


def listed(where: str, values: list[str], known: set[str], name: str, *, one: bool = False) -> Iterator[Fault]:
    for n, value in enumerate(values):
        if value not in known:
            yield where if one else f"{where}[{n}]", f"“{value}” is not on the list of {name}."
        elif value in values[:n]:
            yield f"{where}[{n}]", f"“{value}” is in this list twice."


def already_here(data: Entry) -> Iterator[Fault]:
    """A tool of the same code and version that says something else: two tools never share one."""
    here = AuditTool.objects.filter(code=data["code"], edition=data["edition"]).first()
    if here is not None and not same_tool(here, data):
        newest = max(AuditTool.objects.filter(code=data["code"]).values_list("edition", flat=True))
        yield (
            "edition",
            (
                f"version {here.edition} of “{here.code}” is here with other contents. "
                f"Give the file another code, or the edition {newest + 1} to make it the next version."
            ),
        )
