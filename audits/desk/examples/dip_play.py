"""Carries D-2026-01, the dip sample, as far as its reader has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from audits.desk.examples import dip_2026 as dip
from audits.desk.examples.filling import fill_return, hand_in
from audits.desk.examples.stage import WHOLE_RETURN, ExampleCast, noon
from audits.desk.examples.texts import ReturnText, return_text, words
from audits.returns import acts as return_acts
from audits.returns.models import AgencyReturn
from audits.sample import acts as sample_acts
from audits.sample.members import acts as member_acts
from audits.scope import acts as scope_acts
from audits.scope.models import Audit
from audits.tools.models import AuditTool


def dip_2026(stage: ExampleCast) -> Audit:
    """D-2026-01: ungraded, one reader, no meeting."""
    text = words("dip")
    start = stage.today - timedelta(days=12)
    audit = stage.set_up(
        dip.REFERENCE, dip.THEME, start, ("social-care",),
        why=dip.WHY, drivers="\n".join(text["audit"]["drivers"]), key_lines="\n".join(text["audit"]["key_lines"]),
        terms_agreed_by=text["audit"]["terms_agreed_by"], terms_agreed_on=start - timedelta(days=6),
        terms_chair=text["audit"]["terms_chair"], selection_note=text["audit"]["selection_note"],
        preset="dip_sample", is_dip_sample=True,
        unit_singular="referral", unit_plural="referrals", selection="criterion",
        cohort_size=61, scale=None, tool=AuditTool.objects.get(code="dip-strategy", edition=1),
        period_from=stage.today - timedelta(days=120), period_to=stage.today - timedelta(days=20),
        facts_on=stage.today - timedelta(days=20), returns_due=stage.today + timedelta(days=3),
    )  # fmt: skip
    now = noon(start + timedelta(days=1))
    scope_acts.move_audit(audit, "sample", by=stage.lead, now=now)
    for number, age, sex, ethnicity, plan in dip.REFERRALS:
        case = sample_acts.add_case(audit, by=stage.lead, now=now, number=number)
        member_acts.add_member(
            case, by=stage.lead, now=now, kind="child", age_number=age, age_unit="years", sex=sex,
            ethnicity=ethnicity, plans_at_date=[plan], plans_in_period=[plan], is_subject=True,
        )  # fmt: skip
        stage.write_context(case, now, why_known=text["context"][str(number)])
        stage.ask(case, "social-care", "KNOWN", now)
    scope_acts.move_audit(audit, "returns", by=stage.lead, now=now)
    return_acts.open_returns(audit, by=stage.lead, now=now)
    for number in text["read"]:
        row = WHOLE_RETURN.get(audit=audit, case__number=int(number))
        read_referral(stage, row, return_text(text["read"][number]), now + timedelta(days=2 + int(number)))
    return audit


def read_referral(stage: ExampleCast, row: AgencyReturn, text: ReturnText, now: datetime) -> None:
    """One referral, read and submitted by the one reader."""
    fill_return(stage, row, text, now)
    hand_in(row, by=stage.auditor_of("social-care"), now=now)
