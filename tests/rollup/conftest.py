"""An audit of four cases whose every number was counted by hand; and a builder for audits of any size."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from django.test import Client

from agencies.models import Agency
from audits.codes.models import AnswerState, Qualifier
from audits.meeting.models import AgreedFinding, AgreedGrade, PanelView, Theme
from audits.returns.models import AgencyReturn, Answer, OwnGrade
from audits.rollup.sections import PRINTED, ROOMS
from audits.sample.models import Case, CaseMember, Involvement
from audits.scope.models import Audit, Strand
from audits.tools.models import RatingBand, Standard
from tests.conftest import NOW, Cast


@dataclass
class Build:
    """Adds rows to one audit, in few words."""

    audit: Audit
    cast: Cast
    standards: dict[str, list[Standard]] = field(default_factory=dict)

    def case(
        self, number: int, *members: dict[str, object], strand: Strand | None = None, state: str = "agreed"
    ) -> Case:
        case = Case.objects.create(
            audit=self.audit, number=number, strand=strand, state=state, added_at=NOW, added_by=self.cast.lead
        )
        for place, fields in enumerate(members, start=1):
            plans, period, disabilities = (fields.pop(name, []) for name in ("plans", "period", "disabilities"))
            member = CaseMember.objects.create(case=case, number=place, **fields)
            member.plans_at_date.set(plans)  # type: ignore[arg-type]
            member.plans_in_period.set(period)  # type: ignore[arg-type]
            member.disabilities.set(disabilities)  # type: ignore[arg-type]
        return case

    def involved(self, case: Case, agency: Agency, answer: str | None = "KNOWN") -> Involvement:
        dated = {"answered_at": NOW, "answered_by": self.cast.auditor} if answer else {}
        return Involvement.objects.create(case=case, agency=agency, answer_id=answer, **dated)

    def handed_in(
        self,
        case: Case,
        agency: Agency,
        answers: dict[str, list[str]] | None = None,
        grade: str = "",
        state: str = "accepted",
    ) -> AgencyReturn:
        """A return; `answers` by domain, each a value or a state, in the order of the standards; `grade` likewise."""
        submitted = {"submitted_at": NOW, "submitted_by": self.cast.auditor} if state != "in_progress" else {}
        made = AgencyReturn.objects.create(
            audit=self.audit, case=case, agency=agency, involvement=self.involved(case, agency), state=state,
            opened_at=NOW, **submitted,
        )  # fmt: skip
        copied = {"agency_return": made, "audit": self.audit, "case": case, "agency": agency}
        for domain, given in (answers or {}).items():
            for standard, one in zip(self.of_domain(domain), given, strict=False):
                said = {"value": one, "state_id": "RATED"} if one in Answer.Value.values else {"state_id": one}
                Answer.objects.create(standard=standard, domain_id=domain, **copied, **said)
        if grade:
            OwnGrade.objects.create(**copied, **self.graded(grade))
        return made

    def of_domain(self, domain: str) -> list[Standard]:
        if domain not in self.standards:
            found = Standard.objects.filter(domain__tool=self.audit.tool, domain__practice_id=domain)
            self.standards[domain] = list(found)
        return self.standards[domain]

    def graded(self, grade: str) -> dict[str, object]:
        """A band's code, or the state that stands instead."""
        if AnswerState.objects.filter(code=grade).exists():
            return {"state_id": grade}
        return {"state_id": "RATED", "band": RatingBand.objects.get(scale=self.audit.scale, code=grade)}

    def agreed(self, case: Case, grade: str, qualifier: str | None = None) -> None:
        chosen = Qualifier.objects.get(pk=qualifier) if qualifier else None
        AgreedGrade.objects.create(
            case=case, audit=self.audit, qualifier=chosen, agreed_at=NOW, agreed_by=self.cast.lead, **self.graded(grade)
        )

    def theme(self, statement: str, kind: str = "develop", amount: str = "") -> Theme:
        return Theme.objects.create(audit=self.audit, kind=kind, statement=statement, amount_as_given=amount)

    def finding(self, theme: Theme | None, case: Case, state: str = "agreed", *agencies: Agency) -> AgreedFinding:
        finding = AgreedFinding.objects.create(
            audit=self.audit, case=case, state=state, kind=theme.kind if theme else "good", theme=theme,
            text="What was found.", declined_reason="No evidence." if state == "declined" else "",
            domain_id="INFO", scope="between", decided_at=NOW, decided_by=self.cast.lead,
        )  # fmt: skip
        finding.agencies.set(agencies)
        return finding

    def viewed(self, made: AgencyReturn, view: str) -> None:
        why = "Too kind." if view == "challenged" else ""
        PanelView.objects.create(agency_return=made, audit=self.audit, case=made.case, view=view, why=why)


@pytest.fixture
def build(audit: Audit, cast: Cast) -> Build:
    return Build(audit, cast)


def child(age: int | None = 9, unit: str = "years", **fields: object) -> dict[str, object]:
    """A child's facts; each may be given or left unrecorded."""
    aged = {"age_number": age, "age_unit": unit} if age is not None else {}
    return {"kind": "child", **aged, **fields}


@pytest.fixture
def four_cases(build: Build) -> Audit:
    """Three girls and a boy of 5 to 15; four cases agreed as requires improvement, three of them qualified.

    School returns for all four cases, police for 1 and 2, school nursing for 1 (not yet handed in).
    """
    cast = build.cast
    siblings = {"in_sibling_group": True}
    cases = [
        build.case(1, child(5, sex_id="F", ethnicity_id="WBRI", plans=["CIN"], **siblings)),
        build.case(2, child(9, sex_id="F", ethnicity_id="WBRI", plans=["CP"], **siblings)),
        build.case(3, child(12, sex_id="F", ethnicity_id="MWBC", plans=["CP", "CLA"], **siblings)),
        build.case(
            4,
            child(15, sex_id="M", ethnicity_id="ABAN", plans=["CLA"], **siblings),
            {"kind": "adult", "is_subject": False, "age_number": 41, "age_unit": "years", "sex_id": "M"},
        ),
    ]
    for case, qualifier in zip(cases, ("ELEMENTS", "ELEMENTS", None, "ELEMENTS"), strict=True):
        build.agreed(case, "RI", qualifier)
    school = [
        build.handed_in(cases[0], cast.school, {"REC": ["YES", "NO", "PARTLY"], "INFO": ["YES", "NA"]}, "GOOD"),
        build.handed_in(cases[1], cast.school, {"REC": ["YES", "YES", "CANTTELL"], "INFO": ["NO", "YES"]}, "GOOD"),
        build.handed_in(cases[2], cast.school, {"REC": ["YES"]}, "RI"),
        build.handed_in(cases[3], cast.school, {"REC": ["NO"]}, "NOTGRADED", state="submitted"),
    ]
    build.handed_in(cases[0], cast.police, {"REC": ["YES", "PARTLY"], "INFO": ["YES"]}, "OUT")
    build.handed_in(cases[1], cast.police, {"INFO": ["NO", "NO"]}, "RI", state="submitted")
    build.handed_in(cases[0], cast.school_nursing, {"REC": ["YES"]}, "GOOD", state="in_progress")
    build.involved(cases[1], cast.school_nursing, "NOTKNOWN")
    build.involved(cases[2], cast.school_nursing, None)
    build.viewed(school[0], "accepted")
    build.viewed(school[1], "challenged")
    missed, shared = build.theme("Signs were missed."), build.theme("Plans were slow.")
    safe = build.theme("All were kept safe.", "good")
    build.theme("Nobody was found under this one.")
    for case in cases[:3]:
        build.finding(missed, case, "agreed", cast.school, cast.police)
    build.finding(missed, cases[2])  # a second finding in the same case counts the case once
    build.finding(missed, cases[3], "declined")
    build.finding(shared, cases[1], "agreed", cast.police)
    build.finding(shared, cases[3], "proposed")
    for case in cases:
        build.finding(safe, case)
    return build.audit


def whole_analysis(client: Client, address: str, **query: str) -> str:
    """The board of an audit's analysis and every room behind it, as HTML, one after the other."""
    board = client.get(address, query)
    assert board.status_code == 200
    pages = [board.content.decode()]
    for room in dict.fromkeys(re.findall(rf'href="({address}[a-z-]+/)[?"]', pages[0])):
        if room.rsplit("/", 2)[1] in {one.slug for one in (*ROOMS, PRINTED)}:
            answer = client.get(room, query)
            assert answer.status_code == 200
            pages.append(answer.content.decode())
    return "\n".join(page[page.index("<main") : page.index("</main>")] for page in pages)
