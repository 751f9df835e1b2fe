"""Carries the example audits through the application's own acts, from the scope to the briefing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from agencies.models import Agency, Person
from audits.briefing import acts as briefing_acts
from audits.codes.models import PracticeDomain, Qualifier
from audits.desk.examples import dip_2026 as dip
from audits.desk.examples import familial_2023 as familial
from audits.desk.examples import siblings_2026 as siblings
from audits.meeting import acts as meeting_acts
from audits.meeting import finding_acts
from audits.meeting.models import Theme
from audits.returns import acts as return_acts
from audits.returns.models import AgencyReturn, Finding
from audits.rollup import acts as rollup_acts
from audits.sample import acts as sample_acts
from audits.sample import members as member_acts
from audits.sample.models import Case, Involvement
from audits.scope import acts as scope_acts
from audits.scope.models import Audit, AuditTool, RatingBand, RatingScale

AUDITORS = {
    "hillside": "hillside-auditor",
    "beck-lane": "beck-lane-auditor",
    "northgate": "northgate-auditor",
    "weir-road": "weir-road-auditor",
    "health-visiting": "nurse",
    "school-nursing": "nurse",
    "canal-street": "doctor",
    "social-care": "care-auditor",
    "police": "police-auditor",
    "housing": "housing-auditor",
    "probation": "probation-auditor",
    "sarc": "sarc-auditor",
}


WHOLE_RETURN = AgencyReturn.objects.select_related("case__audit", "agency", "audit", "involvement", "grade__band")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


class Stage:
    """The people and agencies that the examples are played by."""

    def __init__(self, people: dict[str, Person], agencies: dict[str, Agency], today: date) -> None:
        self.people, self.agencies, self.today = people, agencies, today
        self.lead = people["lead"]

    def auditor_of(self, key: str) -> Person:
        return self.people[AUDITORS[key]]

    def set_up(self, reference: str, theme: str, start: date, invited: Iterable[str], **fields: object) -> Audit:
        """An audit with its team and the agencies it invites, by the lead."""
        now = noon(start)
        audit = scope_acts.create_audit(by=self.lead, now=now, reference=reference, theme=theme, **fields)
        scope_acts.give_part(audit, self.people["police-panel"], "panel", by=self.lead, now=now, since=start)
        scope_acts.give_part(audit, self.people["guardian-care"], "chair", by=self.lead, now=now, since=start)
        scope_acts.give_part(
            audit, self.people["scrutineer"], "scrutineer", by=self.lead, now=now, since=start,
            until=self.today + timedelta(days=365),
        )  # fmt: skip
        for key in invited:
            scope_acts.invite(audit, self.agencies[key], by=self.lead, now=now)
        return audit

    def ask(self, case: Case, key: str, answer: str, now: datetime) -> Involvement:
        """Ask an agency about a case; with an answer, give it and name who audits."""
        asked = sample_acts.ask_agency(case, self.agencies[key], by=self.lead, now=now)
        if answer:
            auditor = self.auditor_of(key) if answer == "KNOWN" else None
            sample_acts.answer_involvement(
                asked, by=self.lead, now=now, version=asked.version, answer=answer, auditor=auditor
            )
        return asked


def fill_return(
    stage: Stage, row: AgencyReturn, key: str, now: datetime, band: RatingBand | None, weak: frozenset[str]
) -> None:
    """Answer every question asked, write what the agency found, its voices, its grade."""
    auditor = stage.auditor_of(key)
    sector = stage.agencies[key].sector_id
    return_acts.save_opening(
        row, by=auditor, now=now, version=row.version, records_read=["child"], on_behalf_of="the practitioner"
    )
    inputs = []
    for answer in row.answers.select_related("standard").order_by("pk"):
        place = (answer.standard.number + row.case.number + row.agency_id) % 4
        value = "YES"
        if answer.domain_id in weak and place != 0:
            value = "NO" if place == 1 and answer.standard.number == 1 else "PARTLY"
        state = "NA" if place == 3 and answer.standard.number == 3 else ""
        inputs.append(
            return_acts.AnswerInput(
                standard_id=answer.standard_id,
                version=answer.version,
                value="" if state else value,
                state=state or "RATED",
                comment="" if state or value == "YES" else familial.COMMENTS[answer.domain_id],
            )
        )
    return_acts.save_answers(row, by=auditor, now=now, answers=inputs)
    for kind, domain, text in familial.FINDINGS.get(sector, familial.FINDINGS["CSC"]):
        return_acts.add_finding(
            row,
            by=auditor,
            now=now,
            kind=kind,
            domain=PracticeDomain.objects.get(pk=domain),
            scope="agency" if kind == "good" else "between",
            text=text,
            missed_opportunity=kind == "develop" and domain in ("REC", "INFO"),
        )
    if band is not None:
        row.grade.refresh_from_db()
        return_acts.save_grade(
            row,
            by=auditor,
            now=now,
            version=row.grade.version,
            band=band,
            state=None,
            reason="What was done well and what came late, weighed against the descriptor.",
            child_safe_today="yes",
        )


def familial_2023(stage: Stage) -> Audit:
    """A-2023-01 from its scope to its published briefing."""
    start = date(2023, 9, 4)
    keys = dict.fromkeys(key for child in familial.CHILDREN for key in child.audited_by)
    audit = stage.set_up(
        familial.REFERENCE, familial.THEME, start, keys,
        why=familial.WHY, drivers=familial.DRIVERS, key_lines=familial.KEY_LINES,
        terms_agreed_by="Quality assurance group", terms_agreed_on=date(2023, 8, 30), terms_chair="The group's chair",
        period_from=date(2022, 9, 1), period_to=date(2023, 8, 31), facts_on=date(2023, 8, 31),
        unit_singular="child", unit_plural="children", selection="random", selection_note=familial.SELECTION_NOTE,
        cohort_size=38, scale=RatingScale.objects.get(code="ofsted4"),
        tool=AuditTool.objects.get(code="familial-csa", edition=1),
        involvement_due=date(2023, 9, 15), returns_due=date(2023, 10, 6), meeting_on=date(2023, 10, 18),
        report_due=date(2023, 11, 30),
    )  # fmt: skip
    now = noon(start + timedelta(days=3))
    scope_acts.move_audit(audit, "sample", by=stage.lead, now=now)
    cases = {child.number: add_child(stage, audit, child, now) for child in familial.CHILDREN}
    scope_acts.move_audit(audit, "returns", by=stage.lead, now=now)
    return_acts.open_returns(audit, by=stage.lead, now=now)
    bands = {band.code: band for band in RatingBand.objects.filter(scale__code="ofsted4")}
    returned(stage, audit, bands, noon(date(2023, 10, 5)))
    scope_acts.move_audit(audit, "meeting", by=stage.lead, now=noon(date(2023, 10, 17)))
    themes = {
        key: finding_acts.add_theme(audit, by=stage.lead, now=noon(date(2023, 10, 17)), kind=kind, statement=statement)
        for key, kind, statement, *_ in familial.THEMES
    }
    for child in familial.CHILDREN:
        agree(stage, cases[child.number], child, themes, bands, noon(date(2023, 10, 18)))
    scope_acts.move_audit(audit, "reporting", by=stage.lead, now=noon(date(2023, 10, 20)))
    publish(stage, audit, noon(date(2023, 11, 27)))
    return audit


def publish(stage: Stage, audit: Audit, now: datetime) -> None:
    """Messages, resources, recorded overrides; one person submits, another publishes."""
    guardian = stage.people["guardian"]
    for slot, text in familial.MESSAGES:
        briefing_acts.add_message(audit, by=stage.lead, now=now, slot=slot, text=text)
    for slot, kind, title, use, link in familial.RESOURCES:
        briefing_acts.add_resource(audit, by=stage.lead, now=now, slot=slot, type=kind, title=title, use=use, link=link)
    for fact, reason in familial.OVERRIDES:
        rollup_acts.override_fact(audit, by=guardian, now=now, fact=fact, reason=reason)
    briefing = briefing_acts.draft(audit, by=stage.lead, now=now)
    briefing_acts.submit(briefing, by=stage.lead, now=now + timedelta(days=1))
    briefing_acts.publish(briefing, by=guardian, now=now + timedelta(days=3))


def add_child(stage: Stage, audit: Audit, child: familial.Child, now: datetime) -> Case:
    case = sample_acts.add_case(audit, by=stage.lead, now=now, number=child.number)
    member_acts.add_member(
        case, by=stage.lead, now=now,
        kind="child", age_number=child.age, age_unit="years", sex=child.sex, ethnicity=child.ethnicity,
        plans_at_date=[child.plan], plans_in_period=list(child.plans_in_period), category=child.category,
        disabilities=["NONE"], in_sibling_group=True, is_subject=True,
    )  # fmt: skip
    sample_acts.write_context(
        case, by=stage.lead, now=now, version=context_version(case),
        why_known=child.why_known, plan_history=child.plan_history, household=child.household,
        adults_of_concern="One adult of the wider family, known to the police.", live_investigation=False,
    )  # fmt: skip
    for key in child.audited_by:
        stage.ask(case, key, "KNOWN", now)
    for key, answer in child.others:
        stage.ask(case, key, answer, now)
    return case


def context_version(case: Case) -> int:
    """The version a first writing begins from."""
    context = getattr(case, "context", None)
    return context.version if context is not None else 1


def returned(stage: Stage, audit: Audit, bands: dict[str, RatingBand], now: datetime) -> None:
    """Every return of the audit, filled, submitted by its auditor and accepted by the lead."""
    keys = {agency.pk: key for key, agency in stage.agencies.items()}
    rows = (
        AgencyReturn.objects.filter(audit=audit).select_related("case", "agency", "audit", "involvement").order_by("pk")
    )
    for n, row in enumerate(rows):
        key = keys[row.agency_id]
        band = bands["RI" if n % 5 in (0, 3) else "GOOD"]
        fill_return(stage, row, key, now, band, frozenset({"REC", "INFO", "ASSESS", "PLAN", "CHALL"}))
        return_acts.submit(row, by=stage.auditor_of(key), now=now)
        return_acts.accept(row, by=stage.lead, now=now + timedelta(days=2))


def agree(
    stage: Stage,
    case: Case,
    child: familial.Child,
    themes: dict[str, Theme],
    bands: dict[str, RatingBand],
    now: datetime,
) -> None:
    """The meeting on one case: findings proposed from the returns' own, confirmed, themed; views; the grade."""
    lead = stage.lead
    case.refresh_from_db()
    meeting = meeting_acts.prepare_meeting(case, by=lead, now=now)
    meeting_acts.open_meeting(meeting, by=lead, now=now, held_on=now.date())
    for key, name in (("social-care", "Dorothy Amble"), ("police", "Ines Calder"), ("trust", "Sam Tully")):
        disagreed = child.number == 3 and key == "police"
        meeting_acts.record_attendance(
            meeting, by=lead, now=now, agency=stage.agencies[key], name=name, disagreed=disagreed,
            disagreement="Would have graded the joint work good from the spring on." if disagreed else "",
        )  # fmt: skip
    free = list(Finding.objects.filter(case=case).order_by("pk"))
    for key, kind, statement, numbers, domain, scope, missed in familial.THEMES:
        if child.number not in numbers:
            continue
        sources = [one for one in free if one.kind == kind and one.domain_id == domain][:2] or [
            one for one in free if one.kind == kind
        ][:1]
        free = [one for one in free if one not in sources]
        agreed = finding_acts.propose(
            case, by=lead, now=now, kind=kind, domain=PracticeDomain.objects.get(pk=domain), scope=scope,
            text=sources[0].text if sources else statement, sources=sources,
            missed_opportunity=missed,
        )  # fmt: skip
        agreed = finding_acts.reword(agreed, by=lead, now=now, version=agreed.version, text=statement)
        agreed = finding_acts.put_under_theme(agreed, themes[key], by=lead, now=now)
        agreed.refresh_from_db()
        finding_acts.confirm(agreed, by=lead, now=now, version=agreed.version)
    for n, row in enumerate(
        AgencyReturn.objects.filter(case=case).select_related("grade__band", "case", "audit").order_by("pk")
    ):
        challenged = n == 0 and child.number in (1, 4)
        meeting_acts.give_panel_view(
            row, by=lead, now=now, view="challenged" if challenged else "accepted",
            why="The reason speaks of work that came after the period." if challenged else "",
            band=bands["RI"] if challenged else None,
        )  # fmt: skip
    meeting_acts.agree_grade(
        case, by=lead, now=now, band=bands["RI"],
        qualifier=Qualifier.objects.get(pk="ELEMENTS") if child.qualified else None, reason=child.reason,
    )  # fmt: skip
    meeting.refresh_from_db()
    meeting_acts.close_meeting(meeting, by=lead, now=now)


def siblings_2026(stage: Stage) -> Audit:
    """A-2026-01, with its returns half in."""
    start = stage.today - timedelta(days=20)
    audit = stage.set_up(
        siblings.REFERENCE, siblings.THEME, start, siblings.INVITED,
        why=siblings.WHY, key_lines=siblings.KEY_LINES, period_from=stage.today - timedelta(days=400),
        period_to=stage.today - timedelta(days=30), facts_on=stage.today - timedelta(days=30),
        unit_singular="family", unit_plural="families", selection="stratified", cohort_size=17,
        scale=RatingScale.objects.get(code="ofsted4"), tool=AuditTool.objects.get(code="familial-csa", edition=1),
        involvement_due=stage.today - timedelta(days=4), returns_due=stage.today + timedelta(days=9),
        meeting_on=stage.today + timedelta(days=24), report_due=stage.today + timedelta(days=60),
        follows=Audit.objects.filter(reference=familial.REFERENCE).first(),
    )  # fmt: skip
    now = noon(start + timedelta(days=1))
    scope_acts.move_audit(audit, "sample", by=stage.lead, now=now)
    cases: dict[int, Case] = {}
    for number, age, unit, sex, ethnicity, plan in siblings.MEMBERS:
        if number not in cases:
            cases[number] = sample_acts.add_case(audit, by=stage.lead, now=now, number=number)
        member_acts.add_member(
            cases[number], by=stage.lead, now=now, kind="child", age_number=age, age_unit=unit, sex=sex,
            ethnicity=ethnicity, plans_at_date=[plan], plans_in_period=[plan], in_sibling_group=True, is_subject=True,
        )  # fmt: skip
    for number, key, answer, _ in siblings.RETURNS:
        stage.ask(cases[number], key, answer, now)
    scope_acts.move_audit(audit, "returns", by=stage.lead, now=now)
    return_acts.open_returns(audit, by=stage.lead, now=now)
    bands = {band.code: band for band in RatingBand.objects.filter(scale__code="ofsted4")}
    for number, key, _, far in siblings.RETURNS:
        if far:
            carry_on(stage, cases[number], key, far, bands, now + timedelta(days=5))
    return audit


def carry_on(stage: Stage, case: Case, key: str, far: str, bands: dict[str, RatingBand], now: datetime) -> None:
    """One return as far as it has come."""
    row = WHOLE_RETURN.get(case=case, agency=stage.agencies[key])
    auditor = stage.auditor_of(key)
    if far == "started":
        return_acts.save_opening(
            row, by=auditor, now=now, version=row.version, records_read=["child", "sibling"], on_behalf_of=""
        )
        return
    fill_return(stage, row, key, now, bands["GOOD"], frozenset({"REC", "INFO"}))
    return_acts.submit(row, by=auditor, now=now)
    if far == "accepted":
        return_acts.accept(row, by=stage.lead, now=now)
    if far == "sent back":
        return_acts.send_back(row, by=stage.lead, now=now, reason=siblings.SENT_BACK_BECAUSE)


def dip_2026(stage: Stage) -> Audit:
    """D-2026-01: ungraded, one reader, no meeting yet."""
    start = stage.today - timedelta(days=12)
    audit = stage.set_up(
        dip.REFERENCE, dip.THEME, start, ("social-care",),
        why=dip.WHY, is_dip_sample=True, unit_singular="referral", unit_plural="referrals", selection="criterion",
        cohort_size=61, scale=None, tool=AuditTool.objects.get(code="dip-strategy", edition=1),
        period_from=stage.today - timedelta(days=120), period_to=stage.today - timedelta(days=20),
        facts_on=stage.today - timedelta(days=20), returns_due=stage.today + timedelta(days=3),
    )  # fmt: skip
    now = noon(start + timedelta(days=1))
    scope_acts.move_audit(audit, "sample", by=stage.lead, now=now)
    for number, age, sex, ethnicity, plan, _ in dip.REFERRALS:
        case = sample_acts.add_case(audit, by=stage.lead, now=now, number=number)
        member_acts.add_member(
            case, by=stage.lead, now=now, kind="child", age_number=age, age_unit="years", sex=sex,
            ethnicity=ethnicity, plans_at_date=[plan], plans_in_period=[plan], is_subject=True,
        )  # fmt: skip
        stage.ask(case, "social-care", "KNOWN", now)
    scope_acts.move_audit(audit, "returns", by=stage.lead, now=now)
    return_acts.open_returns(audit, by=stage.lead, now=now)
    rows = (
        AgencyReturn.objects.filter(audit=audit)
        .select_related("case", "agency", "audit", "involvement")
        .order_by("case__number")
    )
    for row in rows[: dip.READ_SO_FAR]:
        read_referral(stage, row, now + timedelta(days=4))
    return audit


def read_referral(stage: Stage, row: AgencyReturn, now: datetime) -> None:
    reader = stage.auditor_of("social-care")
    kind = {number: kind for number, *_, kind in dip.REFERRALS}[row.case.number]
    return_acts.save_opening(row, by=reader, now=now, version=row.version, records_read=["child"], on_behalf_of="")
    inputs = [
        return_acts.AnswerInput(
            standard_id=answer.standard_id,
            version=answer.version,
            value="YES" if kind == "good" else "PARTLY",
            state="RATED",
            comment="" if kind == "good" else "Police and social care only.",
        )
        for answer in row.answers.order_by("pk")
    ]
    return_acts.save_answers(row, by=reader, now=now, answers=inputs)
    return_acts.add_finding(
        row, by=reader, now=now, kind=kind, domain=PracticeDomain.objects.get(pk="INFO"), scope="between",
        text=dip.GOOD if kind == "good" else dip.DEVELOP,
    )  # fmt: skip
    return_acts.submit(row, by=reader, now=now)
