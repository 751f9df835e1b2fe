"""Loads an audit pack: all of it or nothing. The audit enters as recorded, with where it came from."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F, Model

from agencies import journal
from agencies.models import Agency, Person
from audit_project.checked import check_rows, constraints_said
from audit_project.refused import Refused
from audit_project.text import same_name
from audits.briefing.models import PracticeMessage, Resource
from audits.desk.packs.check import BadPack, Pack, check
from audits.desk.packs.fields import (
    AUDIT_FIELDS,
    CONTEXT_FIELDS,
    EVIDENCE_FIELDS,
    FAMILY_FIELDS,
    FIGURE_FIELDS,
    FINDING_FIELDS,
    INVOLVEMENT_FIELDS,
    MEMBER_FIELDS,
    MESSAGE_FIELDS,
    RESOURCE_FIELDS,
    RETURN_FIELDS,
    ROUND_FIELDS,
    SOURCE_FIELDS,
    STEP_FIELDS,
    STRAND_FIELDS,
    THEME_FIELDS,
    given,
)
from audits.desk.packs.load_tool import load_scale, load_tool
from audits.meeting.domains.models import AgreedDomainGrade
from audits.meeting.models import AgreedFinding, AgreedGrade, Attendance, FindingDecision, Meeting, PanelView, Theme
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn, Answer, Finding, Handling, OwnGrade, Voice
from audits.returns.steps.acts import check_day
from audits.returns.steps.models import AgencyStep
from audits.rollup.chosen.models import ChosenWording
from audits.rollup.models import EarlierRound, EvidenceSource, Override, PublishedFigure
from audits.sample.models import Case, CaseContext, CaseMember, FamilyContact, Involvement
from audits.scope.acts import lead_loaded
from audits.scope.models import Area, AskedOfPeople, Audit, Invitation, Strand
from audits.tools.models import Standard

Row = TypeVar("Row", bound=Model)
FROM_A_PACK = "An audit pack"
CASE_STATE = {"closed": "agreed", "open": "meeting"}
# What a form asks of whoever types it today, and paper may answer otherwise or not at all: the pack's check holds it.
AS_ON_PAPER: dict[type[Model], tuple[str, ...]] = {
    Strand: ("quota",),
    Case: ("number",),
    CaseMember: ("age_number",),
    FamilyContact: ("when",),
    Voice: ("found",),
    Meeting: ("nothing_records", "everyone_alone", "conflicts_asked"),
    Attendance: ("clean",),
    PublishedFigure: ("denominator", "percentage", "clean"),
    Resource: ("link",),
}


def load(data: Any, *, by: Person, now: datetime, lead: Person | None = None) -> Audit:
    """Write the audit of a pack, with its `lead` where one is named, or nothing. Raises BadPack with every fault by its
    place before anything is written; with one sentence for what only the models or the database find."""
    try:
        with constraints_said():
            audit = write_audit(check(data), by, now)
            if lead is not None:
                lead_loaded(audit, lead, by=by, now=now)
            return audit
    except Refused as refused:
        raise BadPack([f"pack: {refused}"]) from refused


def write_audit(pack: Pack, by: Person, now: datetime) -> Audit:
    facts = given(pack["audit"], AUDIT_FIELDS)
    facts["recorded_from"] = facts.get("recorded_from") or FROM_A_PACK
    follows = pack["audit"].get("follows")
    audit = Audit(
        **facts,
        state=Audit.State.REPORTING,
        origin=Audit.Origin.RECORDED,
        follows=Audit.objects.filter(reference=follows).first() if follows else None,
        scale=load_scale(pack.get("scale")),
        tool=load_tool(pack.get("tool"), now),
        named_at=now,
        created_at=now,
        created_by=by,
    )
    Loader(audit, pack, by, now).run()
    journal.record(by, "loaded", audit, now=now)
    return audit


def agencies_named(entries: list[dict[str, Any]]) -> dict[str, Agency]:
    """The agencies and services of a pack by its keys: those of these names that are here already (or what they were
    merged into), or new rows, not written yet. Of several of a name the one that was not merged is meant. One query."""
    here = {
        (same_name(row.name), row.parent.uid if row.parent else None): row.merged_into or row
        for row in Agency.objects.select_related("merged_into", "parent").order_by(
            F("merged_into").desc(nulls_last=True)
        )
    }
    found: dict[str, Agency] = {}
    for entry in sorted(entries, key=lambda entry: entry.get("service_of") is not None):
        parent = found.get(entry.get("service_of") or "")
        place = (same_name(entry["name"]), parent.uid if parent else None)
        if place not in here:
            here[place] = Agency(
                name=entry["name"],
                sector_id=entry["sector"],
                parent=parent,
                is_out_of_area=entry.get("out_of_area", False),
                only_by_sector=entry.get("only_by_sector", False),
            )
        found[entry["key"]] = here[place]
    return found


class Loader:
    """Makes the audit's rows, and writes each kind in one statement; look-ups are read once."""

    def __init__(self, audit: Audit, pack: Pack, by: Person, now: datetime) -> None:
        self.audit, self.pack, self.by, self.now = audit, pack, by, now
        self.bands = {band.code: band for band in audit.scale.bands.all()} if audit.scale else {}
        standards = Standard.objects.filter(domain__tool=audit.tool).select_related("domain") if audit.tool else []
        self.standards = {(row.domain.practice_id, row.number): row for row in standards}
        self.agencies: dict[str, Agency] = {}
        self.themes: dict[str, Theme] = {}
        self.strands: dict[str, Strand] = {}
        # By kind, in the order in which they are written: a row is added after those that it points to.
        self.rows: dict[tuple[type[Model], str], list[Model]] = defaultdict(list)

    def run(self) -> None:
        self.add(self.audit)
        self.load_agencies(self.pack.get("agencies", []))
        self.load_frame()
        for entry in self.pack["cases"]:
            self.load_case(entry)
        self.load_figures()
        self.load_wordings()
        self.load_briefing_material()
        check_rows((row for rows in self.rows.values() for row in rows), but=AS_ON_PAPER)
        for (kind, _), rows in self.rows.items():
            kind._default_manager.bulk_create(rows)
        added = [row for rows in (self.rows[Agency, "organisation"], self.rows[Agency, ""]) for row in rows]
        journal.record_each(self.by, "added", added, now=self.now)  # whoever loads it adds to the list of agencies

    def add(self, row: Row, of: str = "") -> Row:
        """A row to be written with its kind; `of` tells rows of a kind apart that point to others of it."""
        self.rows[type(row), of].append(row)
        return row

    def load_frame(self) -> None:
        """Areas, strands, invitations, themes."""
        areas = {
            name: self.add(Area(audit=self.audit, name=name, order=n))
            for n, name in enumerate(self.pack.get("areas", []), 1)
        }
        for n, entry in enumerate(self.pack.get("strands", []), 1):
            self.strands[entry["code"]] = self.add(
                Strand(
                    audit=self.audit,
                    order=n,
                    area=areas.get(entry.get("area") or ""),
                    **given(entry, STRAND_FIELDS),
                )
            )
        for key in self.pack.get("invited", []):
            self.add(Invitation(audit=self.audit, agency=self.agencies[key], invited_at=self.now, invited_by=self.by))
        for n, entry in enumerate(self.pack.get("themes", []), 1):
            self.themes[entry["key"]] = self.add(Theme(audit=self.audit, order=n, **given(entry, THEME_FIELDS)))

    def load_agencies(self, entries: list[dict[str, Any]]) -> None:
        """The agencies and services that are here already, or new ones."""
        self.agencies = agencies_named(entries)
        for row in self.agencies.values():
            if row._state.adding:
                self.add(row, of="organisation" if row.parent else "")

    def load_case(self, entry: dict[str, Any]) -> None:
        meeting = entry.get("meeting")
        state = CASE_STATE.get((meeting or {}).get("state", ""), "agreed" if entry.get("agreed_grade") else "returns")
        case = self.add(
            Case(
                audit=self.audit,
                number=entry["number"],
                strand=self.strands.get(entry.get("strand") or ""),
                sibling_group=entry.get("sibling_group", ""),
                state=state,
                added_at=self.now,
                added_by=self.by,
            )
        )
        if entry.get("context") is not None:
            self.add(CaseContext(case=case, **given(entry["context"], CONTEXT_FIELDS)))
        if entry.get("family_contact") is not None:
            self.load_family_contact(case, entry["family_contact"])
        for n, row in enumerate(entry.get("members", []), 1):
            member = self.add(CaseMember(case=case, number=n, **given(row, (*MEMBER_FIELDS, *AskedOfPeople.values))))
            for name in ("plans_at_date", "plans_in_period", "disabilities"):
                self.add_to(member, name, row.get(name, []))
        involved = {row["agency"]: self.load_involvement(case, row) for row in entry.get("involvement", [])}
        findings: dict[tuple[str, int], Finding] = {}
        for row in entry.get("returns", []):
            self.load_return(case, row, involved[row["agency"]], findings)
        self.load_agreed(case, entry, findings)
        if meeting is not None:
            self.load_meeting(case, meeting)

    def add_to(self, row: Model, name: str, others: list[Any]) -> None:
        """The rows of a many-to-many field, each once: `others` are rows, or codes of a list."""
        field: Any = row._meta.get_field(name)
        its, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        for n, one in enumerate(others):
            if one not in others[:n]:
                self.add(
                    field.remote_field.through(**{its: row, other if isinstance(one, Model) else f"{other}_id": one})
                )

    def load_family_contact(self, case: Case, entry: dict[str, Any]) -> None:
        day = entry.get("decided_on")
        decided_at = datetime.combine(date.fromisoformat(day), time(12), UTC) if day else self.now
        self.add(FamilyContact(case=case, decided_at=decided_at, decided_by=self.by, **given(entry, FAMILY_FIELDS)))

    def load_involvement(self, case: Case, row: dict[str, Any]) -> Involvement:
        answered = {"answered_at": self.now, "answered_by": self.by} if row.get("answer") else {}
        service = self.agencies.get(row.get("service") or "")
        agency = self.agencies[row["agency"]]
        days = given(row, INVOLVEMENT_FIELDS)
        return self.add(
            Involvement(case=case, agency=agency, service=service, answer_id=row.get("answer"), **days, **answered)
        )

    def load_return(
        self, case: Case, row: dict[str, Any], involvement: Involvement, findings: dict[tuple[str, int], Finding]
    ) -> None:
        submitted = (
            {"submitted_at": self.now, "submitted_by": self.by} if row["state"] in ("submitted", "accepted") else {}
        )
        accepted = {"accepted_at": self.now, "accepted_by": self.by} if row["state"] == "accepted" else {}
        agency = self.agencies[row["agency"]]
        copied: dict[str, Any] = {"audit": self.audit, "case": case, "agency": agency}
        agency_return = self.add(
            AgencyReturn(
                **copied,
                involvement=involvement,
                opened_at=self.now,
                **given(row, RETURN_FIELDS),
                **submitted,
                **accepted,
            )
        )
        copied["agency_return"] = agency_return
        for answer in row.get("answers", []):
            self.add(
                Answer(
                    standard=self.standards[(answer["domain"], answer["number"])],
                    domain_id=answer["domain"],
                    value=answer.get("value", ""),
                    entered=answer.get("entered", ""),
                    state_id="RATED" if answer.get("value") else answer["state"],
                    comment=answer.get("comment", ""),
                    handling=answer.get("handling", Handling.PANEL),
                    **copied,
                )
            )
        if row.get("own_grade") is not None:
            self.add(OwnGrade(**copied, **self.grade(row["own_grade"], ("reason", "child_safe_today"))))
        for one in row.get("domain_grades", []):
            self.add(DomainGrade(**copied, **self.grade(one, ("domain", "reason"))))
        for n, finding in enumerate(row.get("findings", [])):
            findings[(row["agency"], n)] = self.add(
                Finding(order=n + 1, **copied, **given(finding, (*FINDING_FIELDS, *SOURCE_FIELDS)))
            )
        for n, step in enumerate(row.get("steps", []), 1):
            check_day(date.fromisoformat(step["done_on"]) if step.get("done_on") else None, self.now)
            self.add(AgencyStep(order=n, **copied, **given(step, (*STEP_FIELDS, "handling"))))
        for voice in row.get("voices", []):
            self.add(Voice(agency_return=agency_return, **given(voice, ("whose", "found", "text"))))
        view = row.get("panel_view")
        if view is not None:
            self.add(
                PanelView(
                    agency_return=agency_return,
                    audit=self.audit,
                    case=case,
                    band=self.bands.get(view.get("band") or ""),
                    **given(view, ("view", "why")),
                )
            )

    def grade(self, entry: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        """The columns of a grade: its band, or the state that stands instead."""
        band = self.bands.get(entry.get("band") or "")
        return {"band": band, "state_id": "RATED" if band else entry["state"], **given(entry, names)}

    def load_agreed(self, case: Case, entry: dict[str, Any], findings: dict[tuple[str, int], Finding]) -> None:
        """The agreed grades and the agreed findings with the source findings they were grouped from."""
        if entry.get("agreed_grade") is not None:
            grade = self.grade(entry["agreed_grade"], ("reason", "qualifier"))
            self.add(AgreedGrade(case=case, audit=self.audit, agreed_at=self.now, agreed_by=self.by, **grade))
        for one in entry.get("agreed_domain_grades", []):
            of_domain = self.grade(one, ("domain",))
            self.add(AgreedDomainGrade(case=case, audit=self.audit, agreed_at=self.now, agreed_by=self.by, **of_domain))
        for n, row in enumerate(entry.get("agreed_findings", []), 1):
            decided = (
                {} if row.get("state", "proposed") == "proposed" else {"decided_at": self.now, "decided_by": self.by}
            )
            agreed = self.add(
                AgreedFinding(
                    audit=self.audit,
                    case=case,
                    order=n,
                    theme=self.themes.get(row.get("theme") or ""),
                    **given(row, ("state", *FINDING_FIELDS, "original_text", "declined_reason")),
                    **decided,
                )
            )
            self.add_to(agreed, "agencies", [self.agencies[key] for key in row.get("agencies", [])])
            for source in row.get("sources", []):
                finding = findings[(source["agency"], source["finding"])]
                self.add(
                    FindingDecision(finding=finding, agreed_finding=agreed, grouped_at=self.now, grouped_by=self.by)
                )

    def load_meeting(self, case: Case, entry: dict[str, Any]) -> None:
        meeting = self.add(Meeting(case=case, **given(entry, ("held_on", "state"))))
        for row in entry.get("attendance", []):
            said = given(row, ("name", "attended", "disagreed", "disagreement"))
            self.add(Attendance(meeting=meeting, agency=self.agencies[row["agency"]], **said))

    def load_figures(self) -> None:
        """Earlier rounds, other sources of evidence, figures as published."""
        rounds = {
            entry["label"]: self.add(
                EarlierRound(
                    audit=self.audit,
                    order=n,
                    **given(entry, ROUND_FIELDS),
                )
            )
            for n, entry in enumerate(self.pack.get("earlier_rounds", []), 1)
        }
        for n, entry in enumerate(self.pack.get("evidence_sources", []), 1):
            self.add(EvidenceSource(audit=self.audit, order=n, **given(entry, EVIDENCE_FIELDS)))
        for n, entry in enumerate(self.pack.get("published_figures", []), 1):
            self.add(
                PublishedFigure(
                    audit=self.audit,
                    order=n,
                    earlier_round=rounds.get(entry.get("round") or ""),
                    percentage=None if entry.get("percentage") is None else Decimal(str(entry["percentage"])),
                    **given(entry, FIGURE_FIELDS),
                )
            )

    def load_wordings(self) -> None:
        """How a theme's or a question's number is said besides."""
        for n, entry in enumerate(self.pack.get("wordings", []), 1):
            self.add(
                ChosenWording(
                    audit=self.audit,
                    order=n,
                    theme=self.themes[entry["theme"]] if entry.get("theme") else None,
                    standard=self.asked(entry.get("question")),
                    way=entry["way"],
                    phrase=entry.get("phrase") or "",
                    condition_id=entry.get("condition"),
                    plan_id=entry.get("plan"),
                    answered=self.asked(entry.get("answered")),
                    answer=(entry.get("answered") or {}).get("value", ""),
                    chosen_at=self.now,
                    chosen_by=self.by,
                )
            )

    def asked(self, place: dict[str, Any] | None) -> Standard | None:
        """The question at this place of the tool."""
        return self.standards[place["domain"], place["number"]] if place else None

    def load_briefing_material(self) -> None:
        """Practice messages, resources, recorded overrides."""
        for n, entry in enumerate(self.pack.get("messages", []), 1):
            self.add(PracticeMessage(audit=self.audit, order=n, **given(entry, MESSAGE_FIELDS)))
        for n, entry in enumerate(self.pack.get("resources", []), 1):
            self.add(Resource(audit=self.audit, order=n, **given(entry, RESOURCE_FIELDS)))
        for entry in self.pack.get("overrides", []):
            self.add(
                Override(
                    audit=self.audit,
                    fact=entry["fact"],
                    reason=entry["reason"],
                    made_at=datetime.combine(date.fromisoformat(entry["on"]), time(12), UTC),
                    made_by=self.by,
                    made_by_name=entry["name"],
                )
            )
