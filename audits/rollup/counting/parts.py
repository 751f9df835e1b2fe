"""A part of an audit that is looked at by itself: a strand, the cases where something is recorded, a sector, a domain.

The rows are narrowed before anything is counted, so that every number of the page changes together.

Parts are for those who read exact counts. Nothing narrowed is published: the difference between the whole and a part
would give away what either holds back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from audits.rollup.counting.gathered import Gathered, Rows

FLAGS = ("live_investigation", "court_proceedings", "under_review")
ONLY_IF = "Only if "
TOGETHER = "*"  # every strand counted together; no strand has this code


@dataclass(frozen=True, slots=True)
class Part:
    """What is looked at, by code; empty where everything is. `unknown` says that something else was asked for."""

    strand: str = ""
    plan: str = ""
    group: str = ""
    sector: str = ""
    domain: str = ""
    unknown: bool = False

    @property
    def is_whole(self) -> bool:
        return not any(getattr(self, name) for name in NAMES)

    @property
    def is_pooled(self) -> bool:
        """Whether strands are counted whatever the headline says: all together, or one by itself."""
        return bool(self.strand)

    def query(self) -> dict[str, str]:
        """What stands in the address, without what is empty."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}


NAMES = tuple(one.name for one in fields(Part) if one.name != "unknown")


def choices_of(rows: Gathered) -> dict[str, dict[str, str]]:
    """What each part may be in this audit, code to words: only what is there can be chosen."""
    domains = {domain for _, domain, *_ in rows.cells}
    domains |= {finding["domain"] for case in rows.cases for finding in case["finding_rows"]}
    met = {code for case in rows.cases for code in groups_of(case, rows.frame.tool.conditions)}
    strands = {row["code"]: row["name"] for row in rows.frame.sample.strands}
    together = {TOGETHER: "All strands counted together"} if len(strands) > 1 else {}
    return {
        "strand": {**together, **strands},
        "plan": {
            plan["code"]: plan["label"]
            for case in rows.cases
            for member in case["member_rows"]
            for plan in member["plans"]
        },
        "group": {row["code"]: words_of(row) for row in rows.frame.tool.conditions if row["code"] in met},
        "sector": {row["sector"]: row["sector_label"] for row in rows.agencies},
        "domain": {row["code"]: row["label"] for row in rows.frame.tool.domains if row["code"] in domains},
    }


def words_of(condition: Mapping[str, Any]) -> str:
    """ "Only if a child is on a Child Protection plan" as part of a sentence: "where a child is on …"."""
    label = str(condition["label"])
    return f"where {label.removeprefix(ONLY_IF)}" if label.startswith(ONLY_IF) else label


def groups_of(case: Mapping[str, Any], conditions: Rows) -> set[str]:
    """The conditions that are recorded of a case: of those whom it is about, and of the case itself."""
    there = {("member_kind", member["kind"]) for member in case["member_rows"]}
    there |= {("plan_at_date", plan["code"]) for member in case["member_rows"] for plan in member["plans"]}
    there |= {("plan_in_period", plan["code"]) for member in case["member_rows"] for plan in member["period"]}
    there |= {("flag", name) for name in FLAGS if case.get(name)}
    return {row["code"] for row in conditions if (row["fact"], row["value"]) in there}


def asked_for(query: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> Part:
    """The part that an address asks for. A value that is not in the list asks for nothing, and is said to."""
    asked = {name: str(query.get(name, "")) for name in NAMES}
    known = {name: value for name, value in asked.items() if value in choices[name]}
    return Part(**known, unknown=any(value and name not in known for name, value in asked.items()))


def narrowed(rows: Gathered, part: Part) -> Gathered:
    """The rows of the part alone; the rows themselves where it is everything."""
    if part.is_whole:
        return rows
    # A case stays agreed where none of its findings is of this part.
    cases = [{**case, "said_anything": bool(case["finding_rows"])} for case in rows.cases]
    if part.strand and part.strand != TOGETHER:
        strands = {row["pk"] for row in rows.frame.sample.strands if row["code"] == part.strand}
        cases = [case for case in cases if case["strand_id"] in strands]
    if part.plan:
        cases = [case for case in cases if any(part.plan in codes(member) for member in case["member_rows"])]
    if part.group:
        cases = [case for case in cases if part.group in groups_of(case, rows.frame.tool.conditions)]
    agencies = rows.agencies
    if part.sector:
        agencies = [row for row in agencies if row["sector"] == part.sector]
        asked = {row["case_id"] for row in agencies}
        cases = [case for case in cases if case["pk"] in asked]
        about = {row["agency_id"] for row in agencies}
        for case in cases:
            case["finding_rows"] = [row for row in case["finding_rows"] if about & set(row["agencies"])]
    if part.domain:
        for case in cases:
            case["finding_rows"] = [row for row in case["finding_rows"] if row["domain"] == part.domain]
    # What a lead chose to say is chosen of the whole audit: of a part looked at by itself it is not said.
    findings = replace(rows.frame.findings, chosen=[], replies=[], part_replies=[])
    keys = {case["pk"] for case in cases}
    theirs = {row["agency_id"] for row in agencies}
    return replace(
        rows,
        frame=replace(rows.frame, findings=findings),
        cases=cases,
        agencies=[row for row in agencies if row["case_id"] in keys],
        cells=[
            cell
            for cell in rows.cells
            if cell[0] in theirs and cell[2] in keys and (not part.domain or cell[1] == part.domain)
        ],
    )


def codes(member: Mapping[str, Any]) -> set[str]:
    return {plan["code"] for plan in member["plans"]}


def said_of(part: Part, choices: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """What is looked at, a line each: "Cases where a child is on a Child Protection plan"."""
    lines = []
    if part.strand:
        name = choices["strand"][part.strand]
        lines.append(name if part.strand == TOGETHER else f"Cases of {name}")
    if part.plan:
        lines.append(f"Cases with a child whose plan or status is {choices['plan'][part.plan]}")
    if part.group:
        lines.append(f"Cases {choices['group'][part.group]}")
    if part.sector:
        sector = choices["sector"][part.sector]
        lines.append(f"Cases in which {sector} was asked, with its own answers, grades and findings alone")
    if part.domain:
        lines.append(f"Answers and findings about {choices['domain'][part.domain]} alone; grades are of all domains")
    return tuple(lines)
