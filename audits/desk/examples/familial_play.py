"""Carries A-2023-01 from its scope to its published briefing, through the application's own acts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from audits.briefing import acts as briefing_acts
from audits.briefing.current import current
from audits.briefing.signing import seen_of
from audits.desk.examples import familial_2023 as familial
from audits.desk.examples import familial_briefing as collected
from audits.desk.examples.familial_actions import follow_up
from audits.desk.examples.familial_meeting import Themes, close_actions, hold_meeting
from audits.desk.examples.filling import fill_return, hand_in
from audits.desk.examples.stage import ExampleCast, noon
from audits.desk.examples.texts import return_text, words
from audits.meeting import finding_acts
from audits.returns import acts as return_acts
from audits.returns.models import AgencyReturn
from audits.rollup import acts as rollup_acts
from audits.sample import acts as sample_acts
from audits.sample.members import acts as member_acts
from audits.sample.models import Case
from audits.scope import acts as scope_acts
from audits.scope.models import Audit
from audits.tools.models import AuditTool, RatingScale

FIRST_RETURN = date(2023, 9, 25)
CONTEXT = ("why_known", "plan_history", "household", "adults_of_concern")


def familial_2023(stage: ExampleCast) -> Audit:
    """A-2023-01 from its scope to its published briefing, and what followed."""
    start = date(2023, 9, 4)
    keys = dict.fromkeys(key for child in familial.CHILDREN for key in child.audited_by)
    audit = stage.set_up(
        familial.REFERENCE, familial.THEME, start, keys,
        why=familial.WHY, drivers=familial.DRIVERS, key_lines=familial.KEY_LINES,
        terms_agreed_by="Quality assurance group", terms_agreed_on=date(2023, 8, 30), terms_chair="The group's chair",
        period_from=date(2022, 9, 1), period_to=date(2023, 8, 31), facts_on=date(2023, 8, 31),
        unit_singular="child", unit_plural="children", selection="random",
        drawn_how=familial.DRAWN_HOW, cohort_words=familial.COHORT_WORDS,
        cohort_size=38, scale=RatingScale.objects.get(code="ofsted4"),
        tool=AuditTool.objects.get(code="familial-csa", edition=1),
        involvement_due=date(2023, 9, 15), returns_due=date(2023, 10, 6), meeting_on=date(2023, 10, 18),
        report_due=date(2023, 11, 30),
    )  # fmt: skip
    now = noon(start + timedelta(days=3))
    scope_acts.move_audit(audit, "sample", by=stage.lead, now=now)
    cases = {child.number: add_child(stage, audit, child, now) for child in familial.CHILDREN}
    scope_acts.move_audit(audit, "returns", by=stage.lead, now=noon(date(2023, 9, 15)))
    returned(stage, audit)
    eve = noon(date(2023, 10, 17))
    scope_acts.move_audit(audit, "meeting", by=stage.lead, now=eve)
    themes: Themes = {
        key: finding_acts.add_theme(audit, by=stage.lead, now=eve, kind=kind, statement=statement)
        for key, kind, statement, *_ in familial.THEMES
    }
    for child in familial.CHILDREN:
        day = date(2023, 10, 18 if child.number < 3 else 19)
        hold_meeting(stage, cases[child.number], child, themes, day)
    scope_acts.move_audit(audit, "reporting", by=stage.lead, now=noon(date(2023, 10, 20)))
    close_actions(stage, audit, noon(date(2023, 11, 13)))
    publish(stage, audit, noon(date(2023, 11, 27)))
    follow_up(stage, audit, themes)
    return audit


def add_child(stage: ExampleCast, audit: Audit, child: familial.ExampleCase, now: datetime) -> Case:
    """A case with its one child, its context, and who was asked about it."""
    case = sample_acts.add_case(audit, by=stage.lead, now=now, number=child.number)
    member_acts.add_member(
        case, by=stage.lead, now=now,
        kind="child", age_number=child.age, age_unit="years", sex=child.sex, ethnicity=child.ethnicity,
        plans_at_date=[child.plan], plans_in_period=list(child.plans_in_period), category=child.category,
        disabilities=["NONE"], in_sibling_group=True, is_subject=True,
    )  # fmt: skip
    text = words(f"familial_case_{child.number}")["case"]
    stage.write_context(case, now, **{name: text[name] for name in CONTEXT}, **child.flags)
    for n, key in enumerate(child.audited_by):
        stage.ask(case, key, "KNOWN", now + timedelta(days=n % 5))
    for key, answer in child.others:
        stage.ask(case, key, answer, now + timedelta(days=3))
    return case


def returned(stage: ExampleCast, audit: Audit) -> None:
    """Every return of the audit, filled, submitted by its auditor and accepted by the lead; the last ones late."""
    rows = (
        AgencyReturn.objects.filter(audit=audit)
        .select_related("case", "agency", "audit", "involvement", "grade__band")
        .order_by("pk")
    )
    for n, row in enumerate(rows):
        key = stage.keys[row.agency_id]
        now = noon(FIRST_RETURN + timedelta(days=(n * 5) % 16))
        fill_return(stage, row, return_text(words(f"familial_case_{row.case.number}")[key]), now)
        hand_in(row, by=stage.auditor_of(key), now=now)
        return_acts.accept_return(row, by=stage.lead, now=now + timedelta(days=1 + n % 3))


def publish(stage: ExampleCast, audit: Audit, now: datetime) -> None:
    """Messages, resources, recorded overrides; one person submits, another publishes."""
    guardian = stage.people["guardian"]
    for slot, text in collected.MESSAGES:
        briefing_acts.add_message(audit, by=stage.lead, now=now, slot=slot, text=text)
    for slot, kind, title, use, link in collected.RESOURCES:
        briefing_acts.add_resource(audit, by=stage.lead, now=now, slot=slot, type=kind, title=title, use=use, link=link)
    for fact, reason in collected.OVERRIDES:
        rollup_acts.override_fact(audit, by=guardian, now=now, fact=fact, reason=reason)
    briefing = briefing_acts.draft(audit, by=stage.lead, now=now)
    briefing_acts.submit_briefing(briefing, by=stage.lead, now=now + timedelta(days=1), seen=seen_of(current(audit)))
    briefing_acts.publish(briefing, by=guardian, now=now + timedelta(days=3), seen=seen_of(current(audit)))
