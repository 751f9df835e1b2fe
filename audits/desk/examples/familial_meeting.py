"""Plays the meetings of A-2023-01: findings grouped beforehand, then agreed, views given, the grade agreed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from audits.codes.models import Qualifier
from audits.desk.examples import familial_2023 as familial
from audits.desk.examples.stage import ExampleCast, noon
from audits.desk.examples.texts import return_text, words
from audits.meeting import acts as meeting_acts
from audits.meeting import finding_acts
from audits.meeting.models import AgreedFinding, Meeting, Theme
from audits.meeting.running.beginning import begin_meeting
from audits.meeting.running.case_actions import add_case_action, close_case_action
from audits.meeting.running.models import CaseAction
from audits.returns.models import AgencyReturn, Finding
from audits.sample.models import Case
from audits.scope.models import Audit

Themes = dict[str, Theme]


def hold_meeting(stage: ExampleCast, case: Case, child: familial.ExampleCase, themes: Themes, day: date) -> None:
    """The meeting on one case, from the lead's preparation the day before to its end."""
    lead, now = stage.lead, noon(day)
    text = words(f"familial_case_{child.number}")
    case.refresh_from_db()
    eve = now - timedelta(days=1)
    meeting = meeting_acts.prepare_meeting(case, by=lead, now=eve)
    proposed = group(stage, case, child, text, themes, eve)
    meeting_acts.open_meeting(meeting, by=lead, now=now, held_on=day)
    attend(stage, meeting, child, now)
    meeting.refresh_from_db()
    begin_meeting(
        meeting, by=lead, now=now, version=meeting.version, nothing_records=True, everyone_alone=True,
        conflicts_asked=True, conflicts="",
    )  # fmt: skip
    for key, finding in proposed.items():
        decide(stage, finding, text, key, now)
    for row in AgencyReturn.objects.filter(case=case).select_related("grade__band", "case", "audit").order_by("pk"):
        give_view(stage, row, text, now)
    meeting_acts.agree_grade(
        case, by=lead, now=now, band=stage.bands["RI"],
        qualifier=Qualifier.objects.get(pk="ELEMENTS") if child.qualified else None, reason=text["case"]["reason"],
    )  # fmt: skip
    for number, key, team, said, days, _ in familial.FOR_THE_CHILD:
        if number == child.number:
            add_case_action(case, by=lead, now=now, agency=stage.agencies[key], team=team, text=said, days=days)
    meeting.refresh_from_db()
    meeting_acts.close_meeting(meeting, by=lead, now=now)


def close_actions(stage: ExampleCast, audit: Audit, now: datetime) -> None:
    """What the agencies told the lead that they had done for each child."""
    outcomes = {(number, stage.agencies[key].pk): outcome for number, key, *_, outcome in familial.FOR_THE_CHILD}
    for row in CaseAction.objects.filter(audit=audit).select_related("case").order_by("pk"):
        outcome = outcomes[row.case.number, row.agency_id]
        close_case_action(row, by=stage.lead, now=now, version=row.version, outcome=outcome)


def group(
    stage: ExampleCast, case: Case, child: familial.ExampleCase, text: dict[str, Any], themes: Themes, now: datetime
) -> dict[str, AgreedFinding]:
    """The lead's proposals: what agencies found under each theme, put together in words of the case."""
    theme_of = {one.text: one.theme for part in returns_in(text) for one in return_text(part).findings}
    free = list(Finding.objects.filter(case=case).select_related("agency").order_by("pk"))
    made = {}
    for key, kind, _, numbers, domain, scope, missed in familial.THEMES:
        if child.number in numbers:
            made[key] = finding_acts.propose_finding(
                case, by=stage.lead, now=now, kind=kind, domain=stage.domains[domain], scope=scope,
                text=text.get("proposed", {}).get(key) or text["agreed"][key], missed_opportunity=missed,
                sources=[one for one in free if theme_of[one.text] == key], theme=themes[key],
            )  # fmt: skip
    if "declined" in text:
        given = text["declined"]
        agency = stage.agencies[given["agency"]]
        made[""] = finding_acts.propose_finding(
            case, by=stage.lead, now=now, kind="develop", domain=stage.domains[given["domain"]], scope="agency",
            text=given["text"],
            sources=[one for one in free if theme_of[one.text] == "" and one.agency_id == agency.pk],
        )  # fmt: skip
    return made


def returns_in(text: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in text.values() if "findings" in part]


def attend(stage: ExampleCast, meeting: Meeting, child: familial.ExampleCase, now: datetime) -> None:
    """Who came, and what somebody disagreed with."""
    school = child.audited_by[0]
    for key, who, came in familial.CAME:
        agency = school if key == "school" else key
        person = stage.people[who] if who else stage.auditor_of(school)
        disagreement = familial.DISAGREED.get((child.number, key), "")
        meeting_acts.record_attendance(
            meeting, by=stage.lead, now=now, agency=stage.agencies[agency], name=person.name, attended=came,
            disagreed=bool(disagreement), disagreement=disagreement,
        )  # fmt: skip


def decide(stage: ExampleCast, finding: AgreedFinding, text: dict[str, Any], key: str, now: datetime) -> None:
    """Declined, or confirmed in the words that the meeting settled on."""
    finding.refresh_from_db()
    if not key:
        finding_acts.decline(finding, by=stage.lead, now=now, version=finding.version, reason=text["declined"]["why"])
        return
    if finding.text != text["agreed"][key]:
        finding_acts.reword_finding(finding, by=stage.lead, now=now, version=finding.version, text=text["agreed"][key])
        finding.refresh_from_db()
    finding_acts.confirm_finding(finding, by=stage.lead, now=now, version=finding.version)


def give_view(stage: ExampleCast, row: AgencyReturn, text: dict[str, Any], now: datetime) -> None:
    """The panel's view of an agency's own grade, or of its reason for giving none."""
    said = return_text(text[stage.keys[row.agency_id]])
    meeting_acts.give_panel_view(
        row, by=stage.lead, now=now, view="challenged" if said.panel_band else "accepted", why=said.panel,
        band=stage.bands[said.panel_band] if said.panel_band else None,
    )  # fmt: skip
