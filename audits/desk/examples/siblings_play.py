"""Carries A-2026-01 to the middle of its returns."""

from __future__ import annotations

from datetime import datetime, timedelta

from agencies import installation
from agencies.directory.mail_domains import add_domain
from agencies.front_door.numbers import edit_front_door
from audits.concerns.acts import raise_concern
from audits.desk.chasing.acts import remind
from audits.desk.examples import familial_2023 as familial
from audits.desk.examples import siblings_2026 as siblings
from audits.desk.examples.filling import fill_return, hand_in
from audits.desk.examples.stage import WHOLE_RETURN, ExampleCast, noon
from audits.desk.examples.texts import return_text, words
from audits.returns import acts as return_acts
from audits.returns.links.acts import Secrets, send_link
from audits.sample import acts as sample_acts
from audits.sample.draw.acts import Wish, draw_cohort
from audits.sample.draw.cohort import cohort_of, read_pasted
from audits.sample.key.acts import seal_references
from audits.sample.key.sealing import can_seal
from audits.sample.members import acts as member_acts
from audits.sample.models import Case
from audits.scope import acts as scope_acts
from audits.scope.models import Audit
from audits.tools.models import AuditTool, RatingScale


def siblings_2026(stage: ExampleCast) -> Audit:
    """A-2026-01, with its returns half in."""
    text = words("siblings")
    terms = text["audit"]
    start = stage.today - timedelta(days=20)
    audit = stage.set_up(
        siblings.REFERENCE, siblings.THEME, start, siblings.INVITED,
        why=siblings.WHY, drivers="\n".join(terms["drivers"]), key_lines="\n".join(terms["key_lines"]),
        terms_agreed_by=terms["terms_agreed_by"], terms_agreed_on=start - timedelta(days=8),
        terms_chair=terms["terms_chair"], selection_note=terms["selection_note"],
        period_from=stage.today - timedelta(days=400), period_to=stage.today - timedelta(days=30),
        facts_on=stage.today - timedelta(days=30),
        unit_singular="family", unit_plural="families", selection="stratified", cohort_size=17,
        scale=RatingScale.objects.get(code="ofsted4"), tool=AuditTool.objects.get(code="familial-csa", edition=1),
        involvement_due=stage.today - timedelta(days=4), returns_due=stage.today + timedelta(days=9),
        meeting_on=stage.today + timedelta(days=24), report_due=stage.today + timedelta(days=60),
        follows=Audit.objects.filter(reference=familial.REFERENCE).first(),
    )  # fmt: skip
    now = noon(start + timedelta(days=1))
    scope_acts.move_audit(audit, "sample", by=stage.lead, now=now)
    cases = draw_example(stage, audit, now)
    for number, age, unit, sex, ethnicity, plan in siblings.MEMBERS:
        member_acts.add_member(
            cases[number], by=stage.lead, now=now, kind="child", age_number=age, age_unit=unit, sex=sex,
            ethnicity=ethnicity, plans_at_date=[plan], plans_in_period=[plan], in_sibling_group=True, is_subject=True,
        )  # fmt: skip
    for number, mark in siblings.SIBLING_GROUPS.items():
        case = cases[number]
        sample_acts.mark_siblings(case, by=stage.lead, now=now, version=case.version, sibling_group=mark)
    for number, case in cases.items():
        stage.write_context(case, now, **text[f"case-{number}"])
    for number, key, answer, far in siblings.RETURNS:
        service = siblings.SERVICES.get((number, key), "")
        stage.ask(cases[number], key, answer, now + timedelta(days=2), assign=far != siblings.NOBODY, service=service)
    scope_acts.move_audit(audit, "returns", by=stage.lead, now=now + timedelta(days=3))
    for number, given in text["family-contact"].items():
        when = stage.today + timedelta(days=12) if given["decision"] == "yes" else None
        sample_acts.decide_family_contact(
            cases[int(number)], by=stage.lead, now=now + timedelta(days=3), version=1, when=when, **given
        )
    for n, (number, key, _, far) in enumerate(siblings.RETURNS):
        if far == siblings.LINK:
            send_example_link(stage, cases[number], key)
        elif far and far != siblings.NOBODY:
            carry_on(stage, cases[number], key, far, now + timedelta(days=5 + n % 12))
    # Long enough ago that whoever tries the button in the demo may remind them again.
    remind(audit, by=stage.lead, now=noon(stage.today - timedelta(days=3)), agency=stage.agencies["police"].uid)
    raise_example_concern(stage, cases[1], "police", text["concern"])
    return audit


def draw_example(stage: ExampleCast, audit: Audit, now: datetime) -> dict[int, Case]:
    """Four of seventeen families, in proportion to where they live; made-up references."""
    rows = [f"MF-{3107 + 41 * n},{'hill farms' if n % 4 == 3 else 'town'}" for n in range(17)]
    cohort = cohort_of(read_pasted("reference,area\n" + "\n".join(rows)), ("area",))
    outcome = draw_cohort(
        audit, cohort, Wish("proportional", wanted=4, reserves=2), by=stage.lead, now=now,
        source="Families in the social care system with a harmful behaviour flag in the period under review",
        seed="7a" * 32,
    )  # fmt: skip
    if can_seal():
        seal_references(audit, outcome.pairs, by=stage.lead, now=now)
    return {case.number: case for case, _ in outcome.pairs}


def raise_example_concern(stage: ExampleCast, case: Case, key: str, said: dict[str, str]) -> None:
    """Something the police's auditor read yesterday, which nobody has answered yet."""
    now = noon(stage.today - timedelta(days=1))
    edit_front_door(
        by=stage.people["administrator"], now=now, version=1, name="Millbrook First Response", number="01632 960100",
        duty_number="01632 960199",
    )  # fmt: skip
    raise_concern(
        case, by=stage.auditor_of(key), now=now, kind="drift", rang_at=now - timedelta(minutes=20),
        next_check_at=now + timedelta(days=1), agency=stage.agencies[key], **said,
    )  # fmt: skip


def send_example_link(stage: ExampleCast, case: Case, key: str) -> None:
    """One return goes to somebody without an account, until the returns are due."""
    row = WHOLE_RETURN.get(case=case, agency=stage.agencies[key])
    name, email = siblings.ONE_OFF
    add_domain(by=stage.people["administrator"], now=noon(stage.today), domain=email.partition("@")[2])
    made = Secrets(installation.DEMO_LINK_TOKEN, installation.DEMO_LINK_CODE)
    send_link(row, by=stage.lead, now=noon(stage.today), name=name, email=email, made=made)


def carry_on(stage: ExampleCast, case: Case, key: str, far: str, now: datetime) -> None:
    """One return as far as it has come."""
    row = WHOLE_RETURN.get(case=case, agency=stage.agencies[key])
    name, text = f"{case.number}-{key}", words("siblings")
    if far == "nothing":
        return_acts.hand_in_nothing(row, by=stage.auditor_of(key), now=now, **text["nothing"][name])
        return
    if far == "started":
        fill_return(stage, row, return_text(text["half"][name], "answers"), now, unsaid="U")
        return
    fill_return(stage, row, return_text(text["returns"][name]), now)
    hand_in(row, by=stage.auditor_of(key), now=now)
    if far == "accepted":
        return_acts.accept_return(row, by=stage.lead, now=now + timedelta(days=1))
    if far == "sent back":
        return_acts.send_back_return(
            row, by=stage.lead, now=now + timedelta(days=1), reason=text["sent-back"]["reason"]
        )
