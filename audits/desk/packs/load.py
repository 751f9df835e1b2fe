"""Loads an audit pack: all of it or nothing. The audit enters as recorded, with where it came from."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from agencies import journal
from agencies.models import Agency, Person
from audits.briefing.models import PracticeMessage, Resource
from audits.desk.packs.check import Pack, check
from audits.desk.packs.fields import (
    AUDIT_FIELDS,
    CONTEXT_FIELDS,
    FAMILY_FIELDS,
    FINDING_FIELDS,
    MEMBER_FIELDS,
    RETURN_FIELDS,
    SOURCE_FIELDS,
    given,
)
from audits.desk.packs.load_tool import load_scale, load_tool
from audits.meeting.models import AgreedFinding, AgreedGrade, Attendance, FindingDecision, Meeting, PanelView, Theme
from audits.returns.models import AgencyReturn, Answer, Finding, Handling, OwnGrade, Voice
from audits.rollup.chosen_models import ChosenWording
from audits.rollup.models import EarlierRound, EvidenceSource, Override, PublishedFigure
from audits.sample.models import Case, CaseContext, CaseMember, FamilyContact, Involvement
from audits.scope.models import Area, Audit, Invitation, Strand
from audits.scope.tools import Standard

CASE_STATE = {"closed": "agreed", "open": "meeting"}


@transaction.atomic
def load(data: Any, *, by: Person, now: datetime) -> Audit:
    """Write the audit of a pack. Raises BadPack, with every fault by its place, before anything is written."""
    pack = check(data)
    facts = given(pack["audit"], AUDIT_FIELDS)
    facts["recorded_from"] = facts.get("recorded_from") or "An audit pack"
    audit = Audit.objects.create(
        **facts,
        state=Audit.State.REPORTING,
        origin=Audit.Origin.RECORDED,
        follows=Audit.objects.filter(reference=pack["audit"].get("follows") or "").first(),
        scale=load_scale(pack.get("scale")),
        tool=load_tool(pack.get("tool"), now),
        created_at=now,
        created_by=by,
    )
    Loader(audit, pack, by, now).run()
    journal.record(by, "loaded", audit, now=now)
    audit.refresh_from_db()  # a pack's dates are text until they were stored
    return audit


class Loader:
    """Writes what hangs on the audit; look-ups are read once."""

    def __init__(self, audit: Audit, pack: Pack, by: Person, now: datetime) -> None:
        self.audit, self.pack, self.by, self.now = audit, pack, by, now
        self.bands = {band.code: band for band in audit.scale.bands.all()} if audit.scale else {}
        standards = Standard.objects.filter(domain__tool=audit.tool).select_related("domain") if audit.tool else []
        self.standards = {(row.domain.practice_id, row.number): row for row in standards}
        self.agencies: dict[str, Agency] = {}
        self.themes: dict[str, Theme] = {}
        self.strands: dict[str, Strand] = {}

    def run(self) -> None:
        self.load_frame()
        for entry in self.pack["cases"]:
            self.load_case(entry)
        self.load_figures()
        self.load_wordings()
        self.load_briefing_material()

    def load_frame(self) -> None:
        """Areas, strands, agencies, invitations, themes."""
        areas = {
            name: Area.objects.create(audit=self.audit, name=name, order=n)
            for n, name in enumerate(self.pack.get("areas", []), 1)
        }
        for n, entry in enumerate(self.pack.get("strands", []), 1):
            self.strands[entry["code"]] = Strand.objects.create(
                audit=self.audit,
                order=n,
                area=areas.get(entry.get("area") or ""),
                **given(entry, ("code", "name", "cohort_size", "quota", "in_headline")),
            )
        entries = self.pack.get("agencies", [])
        for entry in sorted(entries, key=lambda entry: entry.get("service_of") is not None):
            self.agencies[entry["key"]] = self.agency(entry)
        Invitation.objects.bulk_create(
            Invitation(audit=self.audit, agency=self.agencies[key], invited_at=self.now, invited_by=self.by)
            for key in self.pack.get("invited", [])
        )
        for n, entry in enumerate(self.pack.get("themes", []), 1):
            self.themes[entry["key"]] = Theme.objects.create(
                audit=self.audit, order=n, **given(entry, ("kind", "statement", "amount_as_given"))
            )

    def agency(self, entry: dict[str, Any]) -> Agency:
        """The agency or service of this name that is here already (or what it was merged into), or a new one."""
        parent = self.agencies.get(entry.get("service_of") or "")
        named = Agency.objects.filter(name__iexact=entry["name"], parent=parent).select_related("merged_into")
        found = named.order_by(F("merged_into").asc(nulls_first=True)).first()
        if found is not None:
            return found.merged_into or found
        return Agency.objects.create(
            name=entry["name"],
            sector_id=entry["sector"],
            parent=parent,
            is_out_of_area=entry.get("out_of_area", False),
            only_by_sector=entry.get("only_by_sector", False),
        )

    def load_case(self, entry: dict[str, Any]) -> None:
        meeting = entry.get("meeting")
        state = CASE_STATE.get((meeting or {}).get("state", ""), "agreed" if entry.get("agreed_grade") else "returns")
        case = Case.objects.create(
            audit=self.audit,
            number=entry["number"],
            strand=self.strands.get(entry.get("strand") or ""),
            sibling_group=entry.get("sibling_group", ""),
            state=state,
            added_at=self.now,
            added_by=self.by,
        )
        if entry.get("context") is not None:
            CaseContext.objects.create(case=case, **given(entry["context"], CONTEXT_FIELDS))
        if entry.get("family_contact") is not None:
            self.load_family_contact(case, entry["family_contact"])
        for n, row in enumerate(entry.get("members", []), 1):
            member = CaseMember.objects.create(case=case, number=n, **given(row, MEMBER_FIELDS))
            member.plans_at_date.set(row.get("plans_at_date", []))
            member.plans_in_period.set(row.get("plans_in_period", []))
            member.disabilities.set(row.get("disabilities", []))
        involved = {row["agency"]: self.load_involvement(case, row) for row in entry.get("involvement", [])}
        findings: dict[tuple[str, int], Finding] = {}
        for row in entry.get("returns", []):
            self.load_return(case, row, involved[row["agency"]], findings)
        self.load_agreed(case, entry, findings)
        if meeting is not None:
            self.load_meeting(case, meeting)

    def load_family_contact(self, case: Case, entry: dict[str, Any]) -> None:
        day = entry.get("decided_on")
        decided_at = datetime.combine(date.fromisoformat(day), time(12), UTC) if day else self.now
        FamilyContact.objects.create(
            case=case, decided_at=decided_at, decided_by=self.by, **given(entry, FAMILY_FIELDS)
        )

    def load_involvement(self, case: Case, row: dict[str, Any]) -> Involvement:
        answered = {"answered_at": self.now, "answered_by": self.by} if row.get("answer") else {}
        return Involvement.objects.create(
            case=case, agency=self.agencies[row["agency"]], service=self.agencies.get(row.get("service") or ""),
            answer_id=row.get("answer"), **answered,
        )  # fmt: skip

    def load_return(
        self, case: Case, row: dict[str, Any], involvement: Involvement, findings: dict[tuple[str, int], Finding]
    ) -> None:
        submitted = (
            {"submitted_at": self.now, "submitted_by": self.by} if row["state"] in ("submitted", "accepted") else {}
        )
        accepted = {"accepted_at": self.now, "accepted_by": self.by} if row["state"] == "accepted" else {}
        agency = self.agencies[row["agency"]]
        copied: dict[str, Any] = {"audit": self.audit, "case": case, "agency": agency}
        agency_return = AgencyReturn.objects.create(
            **copied,
            involvement=involvement,
            opened_at=self.now,
            **given(row, RETURN_FIELDS),
            **submitted,
            **accepted,
        )
        Answer.objects.bulk_create(
            Answer(
                agency_return=agency_return,
                standard=self.standards[(answer["domain"], answer["number"])],
                domain_id=answer["domain"],
                value=answer.get("value", ""),
                state_id="RATED" if answer.get("value") else answer["state"],
                comment=answer.get("comment", ""),
                handling=answer.get("handling", Handling.PANEL),
                **copied,
            )
            for answer in row.get("answers", [])
        )
        if row.get("own_grade") is not None:
            OwnGrade.objects.create(
                agency_return=agency_return, **copied, **self.grade(row["own_grade"], ("reason", "child_safe_today"))
            )
        for n, finding in enumerate(row.get("findings", [])):
            findings[(row["agency"], n)] = Finding.objects.create(
                agency_return=agency_return, order=n + 1, **copied, **given(finding, (*FINDING_FIELDS, *SOURCE_FIELDS))
            )
        Voice.objects.bulk_create(
            Voice(agency_return=agency_return, **given(voice, ("whose", "found", "text")))
            for voice in row.get("voices", [])
        )
        view = row.get("panel_view")
        if view is not None:
            PanelView.objects.create(
                agency_return=agency_return,
                audit=self.audit,
                case=case,
                band=self.bands.get(view.get("band") or ""),
                **given(view, ("view", "why")),
            )

    def grade(self, entry: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        """The columns of a grade: its band, or the state that stands instead."""
        band = self.bands.get(entry.get("band") or "")
        return {"band": band, "state_id": "RATED" if band else entry["state"], **given(entry, names)}

    def load_agreed(self, case: Case, entry: dict[str, Any], findings: dict[tuple[str, int], Finding]) -> None:
        """The agreed grade and the agreed findings with the source findings they were grouped from."""
        if entry.get("agreed_grade") is not None:
            AgreedGrade.objects.create(
                case=case,
                audit=self.audit,
                agreed_at=self.now,
                agreed_by=self.by,
                **self.grade(entry["agreed_grade"], ("reason", "qualifier")),
            )
        for n, row in enumerate(entry.get("agreed_findings", []), 1):
            decided = (
                {} if row.get("state", "proposed") == "proposed" else {"decided_at": self.now, "decided_by": self.by}
            )
            agreed = AgreedFinding.objects.create(
                audit=self.audit,
                case=case,
                order=n,
                theme=self.themes.get(row.get("theme") or ""),
                **given(row, ("state", *FINDING_FIELDS, "original_text", "declined_reason")),
                **decided,
            )
            agreed.agencies.set([self.agencies[key] for key in row.get("agencies", [])])
            FindingDecision.objects.bulk_create(
                FindingDecision(
                    finding=findings[(source["agency"], source["finding"])],
                    agreed_finding=agreed,
                    grouped_at=self.now,
                    grouped_by=self.by,
                )
                for source in row.get("sources", [])
            )

    def load_meeting(self, case: Case, entry: dict[str, Any]) -> None:
        meeting = Meeting.objects.create(case=case, **given(entry, ("held_on", "state")))
        Attendance.objects.bulk_create(
            Attendance(
                meeting=meeting,
                agency=self.agencies[row["agency"]],
                **given(row, ("name", "attended", "disagreed", "disagreement")),
            )
            for row in entry.get("attendance", [])
        )

    def load_figures(self) -> None:
        """Earlier rounds, other sources of evidence, figures as published."""
        rounds = {
            entry["label"]: EarlierRound.objects.create(
                audit=self.audit,
                order=n,
                **given(entry, ("label", "held", "cases", "unit_plural", "scale_name", "note")),
            )
            for n, entry in enumerate(self.pack.get("earlier_rounds", []), 1)
        }
        EvidenceSource.objects.bulk_create(
            EvidenceSource(audit=self.audit, order=n, **given(entry, ("kind", "unit_plural", "number", "says")))
            for n, entry in enumerate(self.pack.get("evidence_sources", []), 1)
        )
        names = ("key", "text", "numerator", "denominator", "amount_as_given", "more_is_better")
        PublishedFigure.objects.bulk_create(
            PublishedFigure(
                audit=self.audit,
                order=n,
                earlier_round=rounds.get(entry.get("round") or ""),
                percentage=None if entry.get("percentage") is None else Decimal(str(entry["percentage"])),
                **given(entry, names),
            )
            for n, entry in enumerate(self.pack.get("published_figures", []), 1)
        )

    def load_wordings(self) -> None:
        """How a theme's or a question's number is said besides."""
        ChosenWording.objects.bulk_create(
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
            for n, entry in enumerate(self.pack.get("wordings", []), 1)
        )

    def asked(self, place: dict[str, Any] | None) -> Standard | None:
        """The question at this place of the tool."""
        return self.standards[place["domain"], place["number"]] if place else None

    def load_briefing_material(self) -> None:
        """Practice messages, resources, recorded overrides."""
        PracticeMessage.objects.bulk_create(
            PracticeMessage(audit=self.audit, order=n, **given(entry, ("slot", "text")))
            for n, entry in enumerate(self.pack.get("messages", []), 1)
        )
        names = ("slot", "type", "title", "use", "link", "owner", "checked_on")
        Resource.objects.bulk_create(
            Resource(audit=self.audit, order=n, **given(entry, names))
            for n, entry in enumerate(self.pack.get("resources", []), 1)
        )
        Override.objects.bulk_create(
            Override(
                audit=self.audit,
                fact=entry["fact"],
                reason=entry["reason"],
                made_at=datetime.combine(date.fromisoformat(entry["on"]), time(12), UTC),
                made_by=self.by,
                made_by_name=entry["name"],
            )
            for entry in self.pack.get("overrides", [])
        )
