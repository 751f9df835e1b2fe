"""Is this an audit pack, and does it agree with itself and with the code lists? Every fault by its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Value
from jsonschema import Draft202012Validator

from agencies.models import Sector
from audit_project.text import TextFault, clean_text
from audits.codes import models as codes
from audits.desk.packs.cases import agency_faults, case_faults, questions_of, repeated
from audits.rollup.chosen.acts import is_approximation
from audits.scope.models import Audit
from audits.tools.models import AuditTool
from audits.tools.own_domains import is_own, own_faults
from audits.tools.queries import tool_of

SCHEMA = Path(__file__).parent / "schema.json"
Pack = dict[str, Any]


class BadPack(Exception):
    """The pack is refused whole. `faults` are sentences, each beginning with its place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def parse(text: str) -> Any:
    """The JSON of a file. Raises BadPack with the line and column where it breaks."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadPack([f"line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."]) from error
    except RecursionError as error:
        raise BadPack(["The file is nested too deeply to be an audit pack."]) from error


def check(data: Any) -> Pack:
    """The pack with its texts cleaned. Raises BadPack with every fault found."""
    faults: list[str] = []
    clean = cleaned(data, "", faults)
    for error in sorted(validator().iter_errors(clean), key=lambda error: [str(part) for part in error.absolute_path]):
        faults.append(f"{place(error.absolute_path)}: {error.message[:300]}")
    if faults:
        raise BadPack(faults)
    faults = [f"{where}: {sentence}" for where, sentence in disagreements(clean)]
    if faults:
        raise BadPack(faults)
    return clean


def cleaned(value: Any, where: str, faults: list[str]) -> Any:
    """The same value with each text as a form would keep it; what a form would refuse becomes a fault."""
    if isinstance(value, str):
        try:
            return clean_text(value)
        except TextFault as fault:
            faults.append(f"{where or 'pack'}: {fault}")
            return ""
    if isinstance(value, list):
        return [cleaned(item, f"{where}[{n}]", faults) for n, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: cleaned(item, f"{where}.{key}" if where else str(key), faults) for key, item in value.items()}
    return value


def place(path: Any) -> str:
    """`cases[2].returns[0].agency` from the parts of a path."""
    words = ""
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else (f".{part}" if words else str(part))
    return words or "pack"


def disagreements(pack: Pack) -> Iterator[tuple[str, str]]:
    """Where the pack contradicts itself, the code lists or what is here already."""
    yield from audit_faults(pack)
    yield from code_faults(pack)
    if pack.get("tool"):
        yield from own_faults("tool.domains", pack["tool"]["code"], pack["tool"]["domains"])
    yield from agency_faults(pack)
    yield from wording_faults(pack)
    yield from case_faults(pack)


def audit_faults(pack: Pack) -> Iterator[tuple[str, str]]:
    audit = pack["audit"]
    if Audit.objects.filter(reference=audit["reference"]).exists():
        yield "audit.reference", f"there is already an audit {audit['reference']} here."
    if audit.get("follows") and not Audit.objects.filter(reference=audit["follows"]).exists():
        yield "audit.follows", f"the audit {audit['follows']} is not here; load it first."
    for where, value in dates(pack):
        try:
            date.fromisoformat(value)
        except ValueError:
            yield where, f"{value} is not a day of the calendar."
    first, last = audit.get("period_from"), audit.get("period_to")
    if first and last and last < first:
        yield "audit.period_to", "the period ends before it begins."
    yield from repeated("areas", pack.get("areas", []))
    yield from repeated("strands", [strand["code"] for strand in pack.get("strands", [])])
    yield from repeated("themes", [theme["key"] for theme in pack.get("themes", [])])
    yield from repeated("themes", [f"{theme['kind']}: {theme['statement']}" for theme in pack.get("themes", [])])
    yield from repeated("earlier_rounds", [entry["label"] for entry in pack.get("earlier_rounds", [])])
    yield from repeated("overrides", [entry["fact"] for entry in pack.get("overrides", [])])
    rounds = {entry["label"] for entry in pack.get("earlier_rounds", [])}
    for n, figure in enumerate(pack.get("published_figures", [])):
        if figure.get("round") is not None and figure["round"] not in rounds:
            yield f"published_figures[{n}].round", f"'{figure['round']}' is not one of earlier_rounds."
        if figure.get("amount_as_given") and (
            figure.get("numerator") is not None or figure.get("percentage") is not None
        ):
            yield f"published_figures[{n}]", "an amount given in words has no number."
    for n, strand in enumerate(pack.get("strands", [])):
        if strand.get("area") is not None and strand["area"] not in pack.get("areas", []):
            yield f"strands[{n}].area", f"'{strand['area']}' is not one of areas."


def wording_faults(pack: Pack) -> Iterator[tuple[str, str]]:
    """A chosen sentence of nothing, of two things, or with what does not go with its way."""
    themes = {theme["key"] for theme in pack.get("themes", [])}
    tool = pack.get("tool")
    takes = {(one["practice"], one["number"]): one.get("takes") for one in questions_of(tool)} if tool else {}
    entries = pack.get("wordings", [])
    given = [json.dumps({key: one for key, one in entry.items() if one}, sort_keys=True) for entry in entries]
    for n, entry in enumerate(entries):
        here = f"wordings[{n}]"
        if given[n] in given[:n]:
            yield here, "it is there twice."
        places = {name: entry[name] for name in ("question", "answered") if entry.get(name)}
        if bool(entry.get("theme")) == bool(entry.get("question")):
            yield here, "name a theme or a question."
        if entry.get("theme") and entry["theme"] not in themes:
            yield f"{here}.theme", f"'{entry['theme']}' is not one of themes."
        for name, place in places.items():
            if (place["domain"], place["number"]) not in takes:
                yield f"{here}.{name}", "the tool has no such question."
        parts = [name for name in ("condition", "plan", "answered") if entry.get(name)]
        if len(parts) != (entry["way"] == "part"):
            yield here, "a part is made by one of condition, plan and answered, and by nothing in another way."
        if (entry["way"] == "about") != bool(entry.get("phrase")) or (
            entry.get("phrase") and not is_approximation(entry["phrase"])
        ):
            yield f"{here}.phrase", "give an approximation (“about half”) for the way “about”, and for no other."
        partly = entry.get("question") if entry["way"] == "met" else None
        if entry["way"] == "met" and not partly:
            yield here, "yes and partly are counted together of a question alone."
        if entry.get("answered") and entry["answered"]["value"] == "PARTLY":
            yield from not_partly(takes, f"{here}.answered", entry["answered"])
        if partly:
            yield from not_partly(takes, f"{here}.question", partly)


def not_partly(takes: dict[tuple[str, int], Any], where: str, place: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if takes.get((place["domain"], place["number"])) == "yes_no":
        yield where, "this question takes yes or no, so nothing is partly."


DATES = frozenset(
    (
        "terms_agreed_on",
        "period_from",
        "period_to",
        "facts_on",
        "held_on",
        "when",
        "decided_on",
        "checked_on",
        "done_on",
        "on",
        "involvement_due",
        "returns_due",
        "meeting_on",
        "report_due",
        "pre_read_due",
        "briefing_due",
        "action_review_due",
        "re_audit_due",
        "knew_from",
        "knew_until",
    )
)


def dates(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Each date of the pack, by its place."""
    if isinstance(value, dict):
        for key, item in value.items():
            here = f"{where}.{key}" if where else key
            if key in DATES and isinstance(item, str):
                yield here, item
            else:
                yield from dates(item, here)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from dates(item, f"{where}[{n}]")


LISTS: tuple[tuple[str, Any], ...] = (
    ("sector", Sector),
    ("sex", codes.Sex),
    ("ethnicity", codes.Ethnicity),
    ("first_language", codes.FirstLanguage),
    ("legal_status", codes.LegalStatus),
    ("placement", codes.Placement),
    ("special_needs", codes.SpecialNeeds),
    ("plans_at_date", codes.PlanType),
    ("plans_in_period", codes.PlanType),
    ("category", codes.AbuseCategory),
    ("disabilities", codes.Disability),
    ("answer", codes.Participation),
    ("state", codes.AnswerState),
    ("practice", codes.PracticeDomain),
    ("domain", codes.PracticeDomain),
    ("qualifier", codes.Qualifier),
    ("type", codes.ResourceType),
    ("short_form_sectors", Sector),
    ("only_if", codes.Condition),
    ("condition", codes.Condition),
    ("plan", codes.PlanType),
    ("asked_of", Sector),
)
# `state` is a code of answers and grades only; elsewhere it is a state of ours, which the schema checks.
HAS_ANSWER_STATE = ("answers[", "own_grade", "agreed_grade", "domain_grades[")


CODED = frozenset(name for name, _ in LISTS)


def code_faults(pack: Pack) -> Iterator[tuple[str, str]]:
    """Codes that are in no list here."""
    lists = [of_the_list(model).order_by().values_list(Value(name), "code") for name, model in LISTS]
    known = set(lists[0].union(*lists[1:], all=True))
    known |= {(name, code) for name in ("practice", "domain") for code in own_domains_of(pack.get("tool"))}
    for where, name, value in coded(pack):
        if name == "state" and not any(
            part in where.rpartition(".")[0].rpartition(".")[2] for part in HAS_ANSWER_STATE
        ):
            continue
        if (name, value) not in known:
            yield where, f"'{value}' is not a code of this list."


def of_the_list(model: Any) -> Any:
    """The entries of a list that every pack may name: of the domains, those that are no tool's own."""
    if model is codes.PracticeDomain:
        return codes.PracticeDomain.objects.on_the_list()
    return model._default_manager.all()


def own_domains_of(tool: dict[str, Any] | None) -> set[str]:
    """The codes of the domains of its own that the pack's tool brings, or has where it is here already."""
    brought = {one["practice"] for one in tool["domains"] if is_own(one["practice"])} if tool else set()
    here = tool_of(AuditTool, tool["code"], tool["edition"]) if tool and brought else None
    return brought if here is None else brought & set(here.domains.values_list("practice", flat=True))


def coded(value: Any, where: str = "") -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            here = f"{where}.{key}" if where else key
            if key in CODED and isinstance(item, str):
                yield here, key, item
            elif key in CODED and isinstance(item, list):
                yield from ((f"{here}[{n}]", key, one) for n, one in enumerate(item) if isinstance(one, str))
            else:
                yield from coded(item, here)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from coded(item, f"{where}[{n}]")
