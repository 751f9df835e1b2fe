"""Audit packs: dump and load give the same audit; a bad pack is refused whole, each fault by its place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agencies.models import JournalEntry
from audits.desk.packs.check import BadPack, check, parse
from audits.desk.packs.dump import dump
from audits.desk.packs.load import load
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from audits.tools import acts as tool_acts
from audits.tools.models import RatingScale
from tests.conftest import NOW, Cast, open_return

pytestmark = pytest.mark.django_db


def pack() -> dict[str, Any]:
    """A recorded audit that holds what real published audits hold: strands, an unborn baby, an adult, a case without
    returns, a qualifier, conflicting voices, figures as published, amounts in words."""
    return {
        "format": "audit-pack/1",
        "audit": {
            "reference": "P-2021-07", "theme": "Unborn babies", "why": "One reason.\nAnother.",
            "unit_singular": "family", "unit_plural": "families", "selection": "quota", "cohort_size": 9,
            "period_from": "2020-04-01", "period_to": "2021-03-31", "facts_on": "2021-03-31",
            "recorded_from": "A report of 2021", "small_n": 8, "threshold": 4, "grades_domains": True,
            "asks_of_people": ["placement", "first_language"],
            "preset": "joint", "briefing_due": "2021-09-30", "re_audit_due": "2022-04-01",
        },
        "scale": {
            "code": "own-three", "name": "Three bands of our own",
            "bands": [
                {"code": "HI", "abbreviation": "H", "label": "High", "positive": True, "descriptor": "All of it."},
                {"code": "MID", "abbreviation": "M", "label": "Middling", "positive": False},
                {"code": "LO", "abbreviation": "L", "label": "Low", "positive": False},
            ],
        },
        "tool": {
            "code": "own-tool", "name": "A tool of ours", "edition": 2, "short_form_sectors": ["SCH"],
            "domains": [
                {"practice": "VOICE", "label": "The child", "standards": [
                    {"number": 1, "text": "Was the child heard?", "on_short_form": True},
                    {"number": 2, "text": "Did it change anything?"},
                ]},
            ],
        },
        "areas": ["North", "South"],
        "strands": [
            {"code": "north", "name": "North strand", "area": "North", "cohort_size": 5, "quota": 3},
            {"code": "south", "name": "South strand", "area": "South", "in_headline": False},
        ],
        "agencies": [
            {"key": "A Trust", "name": "A Trust", "sector": "ACU"},
            {"key": "Force elsewhere", "name": "Force elsewhere", "sector": "POL", "out_of_area": True,
             "only_by_sector": True},
            {"key": "A Trust: Midwifery", "name": "Midwifery", "sector": "MID", "service_of": "A Trust"},
        ],
        "invited": ["A Trust: Midwifery", "Force elsewhere"],
        "themes": [
            {"key": "theme-1", "kind": "good", "statement": "Midwives asked early."},
            {"key": "theme-2", "kind": "develop", "statement": "Fathers were missed.",
             "amount_as_given": "a number of"},
        ],
        "cases": [
            {
                "number": 1, "strand": "north",
                "context": {"why_known": "Known. <b>Bold</b> 🙂", "live_investigation": True},
                "family_contact": {"decision": "yes", "who": "Her health visitor", "when": "2021-03-04",
                                   "checked_with_social_worker": True, "checked_with_police": True,
                                   "decided_on": "2021-02-01"},
                "members": [
                    {"kind": "unborn", "ethnicity": "NOBT", "placement": "PARENTS", "in_sibling_group": True},
                    {"kind": "adult", "is_subject": False, "age_number": 19, "age_unit": "years", "sex": "F"},
                    {"kind": "child", "age_number": 60, "age_unit": "days", "sex": "U", "disabilities": ["LD", "COMM"],
                     "plans_at_date": ["CP", "PLO"], "plans_in_period": ["CIN"], "category": "NEG"},
                ],
                "involvement": [{"agency": "A Trust: Midwifery", "answer": "KNOWN"},
                                {"agency": "Force elsewhere", "answer": "MOVED"}],
                "returns": [
                    {
                        "agency": "A Trust: Midwifery", "state": "accepted", "records_read": ["child", "parent"],
                        "answers": [
                            {"domain": "VOICE", "number": 1, "value": "PARTLY", "comment": "In part."},
                            {"domain": "VOICE", "number": 2, "state": "CANTTELL"},
                        ],
                        "own_grade": {"band": "HI", "reason": "Good work."},
                        "domain_grades": [{"domain": "VOICE", "band": "MID", "reason": "Asked, not heard."}],
                        "panel_view": {"view": "challenged", "why": "Too kind.", "band": "MID"},
                        "findings": [
                            {"kind": "good", "domain": "VOICE", "text": "Asked early.", "exemplar": True},
                            {"kind": "develop", "domain": "FAMILY", "scope": "system", "text": "No father.",
                             "missed_opportunity": True},
                        ],
                        "steps": [
                            {"kind": "done", "text": "Trained all.", "done_on": "2021-05-01"},
                            {"kind": "partnership", "text": "One form."},
                        ],
                        "voices": [{"whose": "parent", "found": True, "text": "She said no."},
                                   {"whose": "practitioner", "found": True, "text": "She said yes."}],
                    },
                    {"agency": "Force elsewhere", "state": "accepted", "nothing_because": "Two systems."},
                ],
                "agreed_grade": {"band": "MID", "qualifier": "ELEMENTS", "reason": "Agreed."},
                "agreed_domain_grades": [{"domain": "VOICE", "state": "CANTTELL"}],
                "agreed_findings": [
                    {"state": "agreed", "kind": "good", "domain": "VOICE", "text": "Midwives asked.",
                     "theme": "theme-1",
                     "original_text": "Asked early.", "agencies": ["A Trust: Midwifery"],
                     "sources": [{"agency": "A Trust: Midwifery", "finding": 0}]},
                    {"state": "declined", "kind": "develop", "text": "Not so.", "declined_reason": "No evidence."},
                ],
                "meeting": {"held_on": "2021-05-04", "state": "closed", "attendance": [
                    {"agency": "A Trust", "name": "A Nurse", "disagreed": True, "disagreement": "With the grade."}]},
            },
            {"number": 2, "strand": "south", "agreed_findings": [
                {"state": "agreed", "kind": "develop", "text": "Fathers.", "theme": "theme-2"}]},
        ],
        "earlier_rounds": [{"label": "Round one", "held": "autumn 2019", "cases": 6, "scale_name": "Met or not"}],
        "evidence_sources": [{"kind": "survey", "unit_plural": "parents", "number": 31, "says": "Most felt heard."}],
        "published_figures": [
            {"key": "grades.agreed", "text": "7%", "numerator": 44, "denominator": 325, "percentage": 7},
            {"key": "themes", "text": "some families", "amount_as_given": "some", "round": "Round one"},
        ],
        "messages": [{"slot": 5, "text": "Ask about fathers."}],
        "resources": [{"slot": 7, "type": "TOOL", "title": "A guide", "link": "https://guide.example/"}],
        "wordings": [
            {"theme": "theme-1", "way": "part", "condition": "CP"},
            {"theme": "theme-1", "way": "about", "phrase": "about half"},
            {"question": {"domain": "VOICE", "number": 1}, "way": "met"},
            {"question": {"domain": "VOICE", "number": 2}, "way": "part",
             "answered": {"domain": "VOICE", "number": 1, "value": "PARTLY"}},
        ],
        "overrides": [{"fact": "members.sex", "reason": "Agreed.", "name": "Somebody", "on": "2021-06-01"}],
    }  # fmt: skip


def test_what_goes_in_comes_out(cast: Cast) -> None:
    audit = load(pack(), by=cast.lead, now=NOW)
    out = dump(audit)
    assert contains(out, pack()) == []
    again = copy.deepcopy(out)
    again["audit"]["reference"] = "P-2021-08"
    assert dump(load(again, by=cast.lead, now=NOW)) == again


def test_a_tool_goes_out_and_in_with_everything_it_says(cast: Cast) -> None:
    data = pack()
    data["tool"] |= {"about": "For unborn babies.", "messages": ["Ask early.", "Ask again."]}
    data["tool"]["domains"][0]["standards"][1] |= {
        "takes": "yes_no", "may_be_not_applicable": False, "only_if": "UNBORN", "asked_of": ["HV", "MID"],
    }  # fmt: skip
    audit = load(data, by=cast.lead, now=NOW)
    assert audit.tool is not None
    assert audit.tool.frozen_at == NOW
    out = dump(audit)["tool"]
    assert contains(out, data["tool"]) == []


def test_a_pack_without_the_newer_fields_still_loads_onto_a_tool_that_has_them(cast: Cast) -> None:
    first = pack()
    first["tool"]["domains"][0]["standards"][1] |= {"takes": "yes_no", "only_if": "UNBORN"}
    load(first, by=cast.lead, now=NOW)
    older = pack()
    older["audit"]["reference"] = "P-2020-01"
    load(older, by=cast.lead, now=NOW)
    other = pack()
    other["audit"]["reference"] = "P-2019-01"
    other["tool"]["domains"][0]["standards"][1]["takes"] = "yes_partly_no"
    with pytest.raises(BadPack) as refused:
        load(other, by=cast.lead, now=NOW)
    assert refused.value.faults == ["tool.edition: version 2 of 'own-tool' asks other questions here."]


def test_a_pack_freezes_the_tool_that_its_answers_stand_on(cast: Cast) -> None:
    """Also one that was here and could still be changed."""
    data = pack()
    tool = tool_acts.take_in({**data["tool"], "domains": data["tool"]["domains"]}, by=cast.lead, now=NOW)[0]
    assert tool.frozen_at is None
    load(data, by=cast.lead, now=NOW)
    tool.refresh_from_db()
    assert tool.frozen_at == NOW


def contains(whole: Any, part: Any, where: str = "pack") -> list[str]:
    """Places where `whole` does not hold what `part` says; fields that `part` leaves out may have any value."""
    if isinstance(part, dict):
        return [
            fault
            for key, value in part.items()
            for fault in (
                [f"{where}.{key} is missing"] if key not in whole else contains(whole[key], value, f"{where}.{key}")
            )
        ]
    if isinstance(part, list):
        if len(whole) != len(part):
            return [f"{where} has {len(whole)} entries, not {len(part)}"]
        pairs = zip(ordered(whole), ordered(part), strict=True)
        return [fault for n, (one, other) in enumerate(pairs) for fault in contains(one, other, f"{where}[{n}]")]
    return [] if whole == part else [f"{where} is {whole!r}, not {part!r}"]


def ordered(entries: list[Any]) -> list[Any]:
    return sorted(entries) if all(isinstance(entry, str) for entry in entries) else entries


def test_a_loaded_audit_is_recorded_and_says_where_from(cast: Cast) -> None:
    audit = load(pack(), by=cast.lead, now=NOW)
    assert audit.origin == Audit.Origin.RECORDED
    assert audit.recorded_from == "A report of 2021"


def test_an_audit_worked_here_goes_out_and_in(cast: Cast, school_return: AgencyReturn) -> None:
    out = dump(school_return.audit)
    out["audit"]["reference"] = "COPY-1"
    assert out["cases"][0]["involvement"] == [{"agency": "Hillside School", "answer": "KNOWN"}]
    copied = load(out, by=cast.lead, now=NOW)
    assert dump(copied)["cases"] == out["cases"]


def test_the_service_that_knows_the_child_goes_out_and_in(cast: Cast, case: Case) -> None:
    row = open_return(case, cast.trust, cast.auditor).involvement
    Involvement.objects.filter(pk=row.pk).update(service=cast.school_nursing)
    out = dump(case.audit)
    out["audit"]["reference"] = "COPY-2"
    load(out, by=cast.lead, now=NOW)
    assert Involvement.objects.get(case__audit__reference="COPY-2").service.name == "School Nursing"


OWN_AT, IN_RETURN = "cases.0.returns.0.domain_grades.0", "cases[0].returns[0].domain_grades"
AGREED_AT, AGREED = "cases.0.agreed_domain_grades.0", "cases[0].agreed_domain_grades"
STEP_AT = "cases.0.returns.0.steps.0"
BREAKS: list[tuple[str, Any, str]] = [
    ("format", "audit-pack/9", "format"),
    ("audit.reference", "new audit", "audit.reference"),
    ("audit.period_to", "2021-02-31", "audit.period_to: 2021-02-31 is not a day"),
    ("audit.follows", "NOT-HERE", "audit.follows: the audit NOT-HERE is not here"),
    ("cases.0.members.0.sex", "X", "cases[0].members[0].sex: 'X' is not a code"),
    ("cases.0.members.0.age_number", 3, "cases[0].members[0]: give the age"),
    ("cases.0.members.0.placement", "MOON", "cases[0].members[0].placement: 'MOON' is not a code"),
    ("cases.0.members.0.legal_status", "CARE", "cases[0].members[0].legal_status: the audit does not ask it"),
    ("audit.asks_of_people", ["shoe_size"], "audit.asks_of_people[0]"),
    ("cases.0.strand", "west", "cases[0].strand: 'west' is not one of strands"),
    ("cases.0.involvement.0.answer", "MOVED", "cases[0].returns[0].agency: 'A Trust: Midwifery' is not involved"),
    ("cases.0.involvement.0.service", "Force elsewhere", "cases[0].involvement[0].service: 'Force elsewhere' is not a"),
    ("cases.0.returns.1.nothing_because", "", "cases[0].returns[1].agency: 'Force"),
    ("cases.0.returns.1.state", "in_progress", "cases[0].returns[1].state: a return with nothing to audit"),
    ("cases.0.family_contact.checked_with_police", False, "cases[0].family_contact: check with the social worker"),
    ("cases.0.family_contact.decision", "no", "cases[0].family_contact.why_not: say why"),
    ("cases.0.family_contact.when", "2021-02-30", "cases[0].family_contact.when: 2021-02-30 is not a day"),
    ("cases.0.returns.0.own_grade.band", "OUT", "cases[0].returns[0].own_grade.band: 'OUT' is not a band"),
    (f"{OWN_AT}.band", "OUT", f"{IN_RETURN}[0].band: 'OUT' is not a band"),
    (f"{OWN_AT}.state", "NA", f"{IN_RETURN}[0]: give one band or the state"),
    (f"{OWN_AT}.domain", "PLAN", f"{IN_RETURN}[0].domain: 'PLAN' is not a domain of the tool"),
    (f"{OWN_AT}.domain", "XX", f"{IN_RETURN}[0].domain: 'XX' is not a code"),
    (f"{AGREED_AT}.state", "XX", f"{AGREED}[0].state: 'XX' is not a code"),
    (f"{AGREED_AT}.domain", "PLAN", f"{AGREED}[0].domain: 'PLAN' is not a domain"),
    ("audit.grades_domains", False, "cases[0].returns[0].domain_grades: the audit asks for no grade in each domain"),
    ("scale", None, "audit.grades_domains: a grade in each domain needs a scale"),
    ("cases.0.returns.0.answers.0.number", 9, "cases[0].returns[0].answers[0]: the tool has no standard VOICE 9"),
    ("cases.0.returns.0.answers.1.value", "YES", "cases[0].returns[0].answers[1]: give one answer"),
    (f"{STEP_AT}.done_on", "2021-02-30", "cases[0].returns[0].steps[0].done_on: 2021-02-30 is not a day"),
    (f"{STEP_AT}.done_on", "2099-01-01", "pack: The date it was done cannot be in the future."),
    (f"{STEP_AT}.kind", "own", "cases[0].returns[0].steps[0].done_on: only what is already done has a date"),
    (f"{STEP_AT}.kind", "OUT", "cases[0].returns[0].steps[0].kind"),
    ("cases.0.agreed_findings.0.theme", "theme-2", "cases[0].agreed_findings[0].theme: the theme is of the other kind"),
    ("cases.0.agreed_findings.0.sources.0.finding", 7, "cases[0].agreed_findings[0].sources[0]: there is no such"),
    ("cases.0.agreed_grade.band", None, "cases[0].agreed_grade"),
    ("cases.1.number", 1, "cases: '1' stands here 2 times"),
    ("agencies.2.service_of", "nobody", "agencies[2].service_of: 'nobody' is not one of agencies"),
    ("published_figures.1.numerator", 4, "published_figures[1]: an amount given in words has no number"),
    ("wordings.0.theme", "late", "wordings[0].theme: 'late' is not one of themes"),
    ("wordings.0.theme", None, "wordings[0]: name a theme or a question"),
    ("wordings.0.condition", "X", "wordings[0].condition: 'X' is not a code"),
    ("wordings.0.plan", "CP", "wordings[0]: a part is made by one of"),
    ("wordings.0.way", "met", "wordings[0]: yes and partly are counted together of a question alone"),
    ("wordings.1.phrase", "most", "wordings[1].phrase: give an approximation"),
    ("wordings.1.phrase", "", "wordings[1].phrase: give an approximation"),
    ("wordings.2.question.number", 9, "wordings[2].question: the tool has no such question"),
    ("wordings.2.way", "most", "wordings[2].way"),
    ("wordings.3.answered.value", "MAYBE", "wordings[3].answered"),
    ("audit.theme", "half \ud800", "audit.theme"),
    ("audit.theme", "x" * 201, "audit.theme"),
    ("audit.surprise", 1, "audit"),
]


@pytest.mark.parametrize(
    ("where", "value", "said"), BREAKS, ids=[f"{where}={str(value)[:12]!r}" for where, value, _ in BREAKS]
)
def test_each_fault_is_named_by_its_place_and_nothing_is_written(where: str, value: Any, said: str, cast: Cast) -> None:
    bad = pack()
    *path, last = [int(part) if part.isdigit() else part for part in where.split(".")]
    target: Any = bad
    for part in path:
        target = target[part]
    target[last] = value
    with pytest.raises(BadPack) as refused:
        load(bad, by=cast.lead, now=NOW)
    assert any(fault.startswith(said) for fault in refused.value.faults), refused.value.faults
    assert not Audit.objects.filter(reference__startswith="P-").exists()


def test_all_faults_are_listed_at_once(cast: Cast) -> None:
    bad = pack()
    bad["cases"][0]["strand"] = "west"
    bad["cases"][0]["members"][0]["sex"] = "X"
    with pytest.raises(BadPack) as refused:
        check(bad)
    assert len(refused.value.faults) == 2


def test_what_only_the_database_finds_is_said_by_its_model_and_nothing_is_written(cast: Cast) -> None:
    bad = pack()
    bad["areas"].append("NORTH")
    with pytest.raises(BadPack) as refused:
        load(bad, by=cast.lead, now=NOW)
    assert refused.value.faults == ["pack: There is already an area with this name."]
    assert not Audit.objects.filter(reference=bad["audit"]["reference"]).exists()
    assert not RatingScale.objects.filter(code=bad["scale"]["code"]).exists()


def test_what_stood_on_paper_is_taken_as_it_stood(cast: Cast) -> None:
    """Where a form would ask whoever types it today for something else, or for more."""
    given = pack()
    given["strands"][0]["quota"] = 2000
    first = given["cases"][0]
    first["number"] = 400_000
    first["family_contact"].pop("when")
    first["members"][2]["age_number"] = 200
    first["returns"][0]["voices"][0] |= {"found": None}
    first["meeting"]["attendance"].append({"agency": "A Trust", "name": "Another", "disagreement": "Said later."})
    given["published_figures"] += [
        {"key": "", "text": "Nothing but a sentence."},
        {"key": "", "text": "None of none.", "numerator": 0, "denominator": 0},
        {"key": "", "text": "More exact than one place.", "percentage": 12.25},
    ]
    given["resources"].append({"slot": 7, "type": "TOOL", "title": "A folder", "link": "https://the shared drive"})
    given["cases"].reverse()
    out = dump(load(given, by=cast.lead, now=NOW))
    given["published_figures"][-1]["percentage"] = 12.3
    assert contains(out, given) == []


def test_a_reference_that_is_here_already_is_refused(cast: Cast) -> None:
    load(pack(), by=cast.lead, now=NOW)
    with pytest.raises(BadPack, match="there is already an audit P-2021-07"):
        load(pack(), by=cast.lead, now=NOW)


def test_what_is_no_json_says_where() -> None:
    with pytest.raises(BadPack, match="line 1, column 2"):
        parse("{oops")


def test_the_commands_go_round(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(pack()), encoding="utf-8")
    call_command("load_audit", str(file), dry_run=True)
    assert not Audit.objects.filter(reference="P-2021-07").exists()
    call_command("load_audit", str(file))
    call_command("dump_audit", "P-2021-07", output=str(tmp_path / "out.json"))
    assert contains(json.loads((tmp_path / "out.json").read_text()), pack()) == []


def test_a_loaded_audit_is_its_lead_s_who_opens_it_and_nobody_else(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], sign_in: Any
) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(pack()), encoding="utf-8")
    call_command("load_audit", str(file), lead=cast.lead.email.upper())
    assert "Its lead is Lena Lead." in capsys.readouterr().out
    here = "/audits/P-2021-07/set-up/"
    assert sign_in(cast.lead).get(here).status_code == 200
    assert sign_in(cast.other_lead).get(here).status_code == 404
    assert JournalEntry.objects.filter(verb="joined_team").count() == 1


def test_without_a_lead_it_says_that_nobody_can_open_it(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(pack()), encoding="utf-8")
    call_command("load_audit", str(file))
    assert "It has no lead" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("nobody@people.example", "Nobody here has the address"),
        ("auditor", "is no audit lead here today"),
        ("administrator", "is no audit lead here today"),
    ],
)
def test_who_can_t_lead_gets_no_audit_and_nothing_is_loaded(cast: Cast, tmp_path: Path, who: str, said: str) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(pack()), encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("load_audit", str(file), lead=who if "@" in who else getattr(cast, who).email)
    assert not Audit.objects.filter(reference="P-2021-07").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "could not be read"), ("{", "not JSON"), ("[]", "not of type 'object'"), ("{}", "required")],
)
def test_the_command_refuses_in_words(content: str | None, said: str, tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError, match=said):
        call_command("load_audit", str(file))


def test_an_unknown_reference_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="There is no audit NOPE here"):
        call_command("dump_audit", "NOPE")
