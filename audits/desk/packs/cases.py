"""Do the pack's agencies, cases, returns and findings agree with one another? Faults by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from audits.scope.models import AskedOfPeople
from audits.tools.check import after_faults, setting_faults
from audits.tools.file import completed_standard, entry_of, scales_in, standard_of
from audits.tools.kinds.chosen import OnScale
from audits.tools.kinds.known import kind_of
from audits.tools.models import AuditTool, RatingScale, Standard

Pack = dict[str, Any]


def repeated(where: str, values: list[Any]) -> Iterator[tuple[str, str]]:
    for value, count in Counter(values).items():
        if count > 1:
            yield where, f"'{value}' stands here {count} times."


def agency_faults(pack: Pack) -> Iterator[tuple[str, str]]:
    agencies = pack.get("agencies", [])
    keys = [agency["key"] for agency in agencies]
    yield from repeated("agencies", keys)
    yield from repeated("agencies", [(agency["name"].lower(), agency.get("service_of")) for agency in agencies])
    parents = {agency["key"]: agency.get("service_of") for agency in agencies}
    for n, agency in enumerate(agencies):
        parent = agency.get("service_of")
        if parent is None:
            continue
        if parent not in parents:
            yield f"agencies[{n}].service_of", f"'{parent}' is not one of agencies."
        elif parent == agency["key"] or parents[parent] is not None:
            yield f"agencies[{n}].service_of", "a service belongs to an organisation, not to another service."
    for n, key in enumerate(pack.get("invited", [])):
        if key not in parents:
            yield f"invited[{n}]", f"'{key}' is not one of agencies."
    yield from repeated("invited", pack.get("invited", []))


def case_faults(pack: Pack) -> Iterator[tuple[str, str]]:
    yield from repeated("cases", [case["number"] for case in pack["cases"]])
    scale, tool = pack.get("scale"), pack.get("tool")
    frame: dict[str, Any] = {
        "agencies": {agency["key"] for agency in pack.get("agencies", [])},
        "services": {agency["key"]: agency.get("service_of") for agency in pack.get("agencies", [])},
        "strands": {strand["code"] for strand in pack.get("strands", [])},
        "themes": {theme["key"]: theme["kind"] for theme in pack.get("themes", [])},
        "bands": {band["code"] for band in scale["bands"]} if scale else set(),
        "scale": scale["code"] if scale else None,
        "scales": scales_for(tool) if tool else {},
        "domains": {domain["practice"] for domain in tool["domains"]} if tool else None,
        "asks_of_people": pack["audit"].get("asks_of_people", []),
        "grades_domains": pack["audit"].get("grades_domains", False),
        "standards": {(one["practice"], one["number"]): one for one in questions_of(tool)} if tool else {},
    }
    if frame["grades_domains"] and not scale:
        yield "audit.grades_domains", "a grade in each domain needs a scale."
    if scale:
        yield from repeated("scale.bands", [band["code"] for band in scale["bands"]])
        yield from same_scale(scale)
    if tool:
        yield from repeated("tool.domains", [domain["practice"] for domain in tool["domains"]])
        for n, domain in enumerate(tool["domains"]):
            yield from repeated(f"tool.domains[{n}].standards", [entry["number"] for entry in domain["standards"]])
        yield from same_tool(tool)
        own = {scale["code"]: RatingScale(code=scale["code"])} if scale else {}
        yield from setting_faults_of(tool, {**frame["scales"], **own})
    for n, case in enumerate(pack["cases"]):
        yield from one_case(f"cases[{n}]", case, frame)


def same_scale(scale: dict[str, Any]) -> Iterator[tuple[str, str]]:
    here = RatingScale.objects.filter(code=scale["code"]).first()
    if here is not None:
        ours = list(here.bands.order_by("order").values_list("code", "positive"))
        if ours != [(band["code"], band["positive"]) for band in scale["bands"]]:
            yield "scale.code", f"the scale '{scale['code']}' has other bands here; give the pack's scale its own code."


def same_tool(tool: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Two tools never share a code and a version. What an older pack does not say is taken as it is here."""
    here = AuditTool.objects.filter(code=tool["code"], edition=tool["edition"]).first()
    if here is None:
        return
    ours = {(row["practice"], row["number"]): row for row in questions_of(entry_of(here))}
    theirs = {(row["practice"], row["number"]): row for row in questions_of(tool)}
    says = ("text", "takes", "only_if", "asked_of", "may_be_not_applicable")
    if set(ours) != set(theirs) or any(
        name in row and told(row[name]) != told(ours[key][name]) for key, row in theirs.items() for name in says
    ):
        yield "tool.edition", f"version {tool['edition']} of '{tool['code']}' asks other questions here."


def questions_of(tool: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for domain in tool["domains"]:
        for standard in domain["standards"]:
            yield {**standard, "practice": domain["practice"]}


def told(value: Any) -> Any:
    """A value as it is compared: a list whatever its order."""
    return sorted(value) if isinstance(value, list) else value


def one_case(where: str, case: dict[str, Any], frame: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if case.get("strand") is not None and case["strand"] not in frame["strands"]:
        yield f"{where}.strand", f"'{case['strand']}' is not one of strands."
    for n, member in enumerate(case.get("members", [])):
        here = f"{where}.members[{n}]"
        if (member.get("age_number") is None) != (not member.get("age_unit")):
            yield here, "give the age as a number and its unit, or neither."
        if member["kind"] == "unborn" and member.get("age_number") is not None:
            yield here, "an unborn baby has no age yet."
        for name in AskedOfPeople.values:
            if member.get(name) is not None and name not in frame["asks_of_people"]:
                yield f"{here}.{name}", "the audit does not ask it (audit.asks_of_people)."
        if "NONE" in member.get("disabilities", []) and len(member["disabilities"]) > 1:
            yield here, "'NONE' stands alone among the disabilities."
    yield from family_faults(f"{where}.family_contact", case.get("family_contact"))
    involved = [entry["agency"] for entry in case.get("involvement", [])]
    answered = {entry["agency"]: entry.get("answer") for entry in case.get("involvement", [])}
    yield from repeated(f"{where}.involvement", involved)
    for n, key in enumerate(involved):
        if key not in frame["agencies"]:
            yield f"{where}.involvement[{n}].agency", f"'{key}' is not one of agencies."
    for n, entry in enumerate(case.get("involvement", [])):
        service = entry.get("service")
        if service is not None and frame["services"].get(service) != entry["agency"]:
            yield f"{where}.involvement[{n}].service", f"'{service}' is not a service of '{entry['agency']}'."
    yield from repeated(f"{where}.returns", [entry["agency"] for entry in case.get("returns", [])])
    findings: dict[str, int] = {}
    for n, entry in enumerate(case.get("returns", [])):
        here = f"{where}.returns[{n}]"
        findings[entry["agency"]] = len(entry.get("findings", []))
        answer = answered.get(entry["agency"])
        if answer is not None and answer != "KNOWN" and entry.get("nothing_because"):
            if entry["state"] not in ("submitted", "accepted"):
                yield f"{here}.state", "a return with nothing to audit is submitted or accepted."
        elif answer != "KNOWN":
            yield f"{here}.agency", f"'{entry['agency']}' is not involved in this case (its answer is not KNOWN)."
        yield from one_return(here, entry, frame)
    yield from grade_faults(f"{where}.agreed_grade", case.get("agreed_grade"), frame)
    yield from domain_faults(f"{where}.agreed_domain_grades", case.get("agreed_domain_grades", []), frame)
    grade = case.get("agreed_grade")
    if grade and grade.get("qualifier") and not grade.get("band"):
        yield f"{where}.agreed_grade.qualifier", "a qualifier needs a grade to stand beside."
    used: list[Any] = []
    for n, entry in enumerate(case.get("agreed_findings", [])):
        here = f"{where}.agreed_findings[{n}]"
        theme = entry.get("theme")
        if theme is not None and theme not in frame["themes"]:
            yield f"{here}.theme", f"'{theme}' is not one of themes."
        elif theme is not None and frame["themes"][theme] != entry["kind"]:
            yield f"{here}.theme", "the theme is of the other kind."
        if entry.get("state") == "declined" and not entry.get("declined_reason"):
            yield here, "say why the finding was declined."
        yield from kind_faults(here, entry)
        for m, key in enumerate(entry.get("agencies", [])):
            if key not in frame["agencies"]:
                yield f"{here}.agencies[{m}]", f"'{key}' is not one of agencies."
        for m, source in enumerate(entry.get("sources", [])):
            used.append((source["agency"], source["finding"]))
            if source["finding"] >= findings.get(source["agency"], 0):
                yield f"{here}.sources[{m}]", "there is no such finding in this case's returns."
    yield from repeated(f"{where}.agreed_findings", used)
    seats = (case.get("meeting") or {}).get("attendance", [])
    yield from repeated(f"{where}.meeting.attendance", [(seat["agency"], seat["name"]) for seat in seats])
    for n, seat in enumerate(seats):
        if seat["agency"] not in frame["agencies"]:
            yield f"{where}.meeting.attendance[{n}].agency", f"'{seat['agency']}' is not one of agencies."
        if seat.get("disagreed") and not seat.get("disagreement"):
            yield f"{where}.meeting.attendance[{n}]", "say what they disagreed with and why."


def family_faults(where: str, entry: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    if entry is None:
        return
    if entry["decision"] == "no" and not entry.get("why_not"):
        yield f"{where}.why_not", "say why the family is not contacted."
    if entry["decision"] == "yes":
        if not entry.get("who"):
            yield f"{where}.who", "say who will ask the family."
        if not (entry.get("checked_with_social_worker") and entry.get("checked_with_police")):
            yield where, "check with the social worker and the police before anybody asks the family."


def scales_for(tool: dict[str, Any]) -> dict[str, RatingScale]:
    """The scales that the tool's questions name, as far as they are here; two queries at most."""
    named = scales_in(tool)
    rows = RatingScale.objects.filter(code__in=named).prefetch_related("bands") if named else ()
    return {row.code: row for row in rows}


def is_answer(asked: dict[str, Any], answer: dict[str, Any], frame: dict[str, Any]) -> bool:
    """Whether the answer is one of the question's kind; a grade of the audit's own scale is one of the pack's."""
    value, entered = answer.get("value", ""), answer.get("entered", "")
    if asked.get("takes") == Standard.Takes.SCALE and asked.get("scale") in (None, frame["scale"]):
        return not entered and value in {f"{OnScale.mark}{code}" for code in frame["bands"]}
    return kind_of(standard_of(completed_standard(asked), frame["scales"])).is_answer(value, entered)


def setting_faults_of(tool: dict[str, Any], scales: Mapping[str, RatingScale]) -> Iterator[tuple[str, str]]:
    """What is wrong with what the tool's questions say about their kinds of answer."""
    for n, domain in enumerate(tool["domains"]):
        for m, standard in enumerate(domain["standards"]):
            yield from setting_faults(f"tool.domains[{n}].standards[{m}].", standard, scales)
    yield from ((f"tool.{where}", sentence) for where, sentence in after_faults(tool, scales))


def one_return(where: str, entry: dict[str, Any], frame: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from repeated(
        f"{where}.answers", [(answer["domain"], answer["number"]) for answer in entry.get("answers", [])]
    )
    for n, answer in enumerate(entry.get("answers", [])):
        if (answer["domain"], answer["number"]) not in frame["standards"]:
            yield f"{where}.answers[{n}]", f"the tool has no standard {answer['domain']} {answer['number']}."
        if bool(answer.get("value")) == bool(answer.get("state") and answer["state"] != "RATED"):
            yield f"{where}.answers[{n}]", "give one answer or the state that stands instead."
        asked = frame["standards"].get((answer["domain"], answer["number"]), {})
        if answer.get("value") == "PARTLY" and asked.get("takes") == "yes_no":
            yield f"{where}.answers[{n}].value", "this question takes yes or no, not partly."
        elif asked and (answer.get("value") or answer.get("entered")) and not is_answer(asked, answer, frame):
            yield f"{where}.answers[{n}].value", "this is no answer that the question takes."
        if answer.get("state") == "NA" and not asked.get("may_be_not_applicable", True):
            yield f"{where}.answers[{n}].state", "this question applies to every case, so it is never not applicable."
    for n, finding in enumerate(entry.get("findings", [])):
        yield from kind_faults(f"{where}.findings[{n}]", finding)
    for n, step in enumerate(entry.get("steps", [])):
        if step.get("done_on") and step["kind"] != "done":
            yield f"{where}.steps[{n}].done_on", "only what is already done has a date."
    yield from grade_faults(f"{where}.own_grade", entry.get("own_grade"), frame)
    yield from domain_faults(f"{where}.domain_grades", entry.get("domain_grades", []), frame)
    view = entry.get("panel_view")
    if view and view["view"] == "challenged" and not view.get("why"):
        yield f"{where}.panel_view.why", "say why the grade was challenged."
    if view and view.get("band") and view["band"] not in frame["bands"]:
        yield f"{where}.panel_view.band", f"'{view['band']}' is not a band of the audit's scale."
    yield from repeated(f"{where}.voices", [voice["whose"] for voice in entry.get("voices", [])])


def kind_faults(where: str, finding: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if finding["kind"] == "good" and finding.get("missed_opportunity"):
        yield where, "good practice cannot be a missed opportunity."
    if finding["kind"] == "develop" and finding.get("exemplar"):
        yield where, "only good practice can be an exemplar."


def domain_faults(where: str, grades: list[dict[str, Any]], frame: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Grades by domain: of an audit that asks for them, each domain of its tool once."""
    if grades and not frame["grades_domains"]:
        yield where, "the audit asks for no grade in each domain (audit.grades_domains)."
    yield from repeated(where, [grade["domain"] for grade in grades])
    for n, grade in enumerate(grades):
        if frame["domains"] is not None and grade["domain"] not in frame["domains"]:
            yield f"{where}[{n}].domain", f"'{grade['domain']}' is not a domain of the tool."
        yield from grade_faults(f"{where}[{n}]", grade, frame)


def grade_faults(where: str, grade: dict[str, Any] | None, frame: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if grade is None:
        return
    band, state = grade.get("band"), grade.get("state")
    if band and band not in frame["bands"]:
        yield f"{where}.band", f"'{band}' is not a band of the audit's scale."
    if bool(band) == bool(state and state != "RATED"):
        yield where, "give one band or the state that stands instead."
