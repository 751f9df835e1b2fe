"""Who may prepare, run and record a case's meeting, and what must hold before it closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from agencies import roles
from agencies.models import Agency, Person
from audit_project.refused import Refused, allowed
from audits.codes.models import RATED, UNANSWERED, AnswerState, Qualifier
from audits.meeting.models import (
    NO_GRADE,
    NO_GRADE_TO_QUALIFY,
    THEME_OF_ANOTHER,
    AgreedFinding,
    AgreedGrade,
    Meeting,
    Theme,
)
from audits.meeting.preparing.models import PreRead
from audits.returns.models import AgencyReturn, Finding
from audits.sample.models import Case
from audits.sample.queries import opened
from audits.sample.rules import check_in_the_sample
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import leads, parts_of
from audits.tools.models import RatingBand

Part = AuditTeam.Part
# Those whom the meeting opens the case to. The lead and the scrutineer read it from the first day.
ROUND_THE_TABLE = (Part.PANEL, Part.CHAIR, Part.MINUTES, Part.GOVERNANCE)
NO_SOURCES = "Tick at least one finding from the returns."
RETURNED = (AgencyReturn.State.SUBMITTED, AgencyReturn.State.ACCEPTED)


def plays(person: Person, audit: Audit, *parts: str, on: date | None = None) -> bool:
    """Whether the person plays one of these parts in the audit on a day, and holds a role that reads cases."""
    if not person.standing(on).has(*roles.READS_CASES):
        return False
    return not parts_of(person, audit, on).isdisjoint(parts)


def check_audit_not_closed(audit: Audit) -> None:
    if audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so nothing in it can be changed.")


def check_case_open(case: Case) -> None:
    """Nothing more is agreed about a case of a closed audit, or one that has left."""
    check_audit_not_closed(case.audit)
    check_in_the_sample(case)


def check_can_see_meetings(person: Person, audit: Audit) -> None:
    """The lead and the scrutineer, and those round the table, find the audit's meetings here."""
    if not plays(person, audit, Part.LEAD, Part.SCRUTINEER, *ROUND_THE_TABLE):
        raise Refused("Only the audit's lead, its scrutineer and its panel see its meetings.")


def check_can_read(person: Person, case: Case) -> None:
    """Other agencies' returns are read here: the lead, the scrutineer, and those to whom the case was opened."""
    if plays(person, case.audit, Part.LEAD, Part.SCRUTINEER):
        return
    reads = person.standing().has(*roles.READS_CASES)
    # What is prepared is the lead's until the meeting opens: whoever has the pre-read reads that, and the returns.
    meeting = getattr(case, "meeting", None)
    if reads and meeting is not None and meeting.state == Meeting.State.PREPARING and has_pre_read(person, case):
        raise Refused("You have the pre-read of this case. The meeting's own pages open with the meeting.")
    if not (reads and Case.objects.filter(opened(person, "pk"), pk=case.pk).exists()):
        raise Refused("You can read what other agencies found once the meeting on this case opens.")


def has_pre_read(person: Person, case: Case) -> bool:
    return PreRead.objects.filter(case=case, person=person).exists()


def check_can_read_pre_read(person: Person, case: Case) -> None:
    """The lead and the scrutineer; those to whom it was issued, for as long as the case is open to them."""
    if plays(person, case.audit, Part.LEAD, Part.SCRUTINEER):
        return
    is_open = Case.objects.filter(opened(person, "pk"), pk=case.pk).exists()
    if not (is_open and person.standing().has(*roles.READS_CASES) and has_pre_read(person, case)):
        raise Refused("The pre-read of this case is for those round the table to whom the lead has sent it.")


def check_can_prepare(person: Person, case: Case) -> None:
    if not leads(person, case.audit):
        raise Refused("Only the lead of this audit can prepare its meetings.")
    check_case_open(case)


def check_can_open(person: Person, meeting: Meeting) -> None:
    if not leads(person, meeting.case.audit):
        raise Refused("Only the lead of this audit can open its meetings.")
    check_case_open(meeting.case)
    if meeting.case.state == Case.State.SAMPLE:
        raise Refused("The returns on this case are not open yet, so its meeting cannot open.")


def check_can_close(person: Person, meeting: Meeting) -> None:
    """The lead closes it, once every proposed finding is decided and, where the audit has a scale, a grade or the
    reason why there is none is recorded."""
    if not leads(person, meeting.case.audit):
        raise Refused("Only the lead of this audit can close its meetings.")
    check_in_the_sample(meeting.case)
    for sentence in left_to_decide(meeting):
        raise Refused(sentence)


def left_to_decide(meeting: Meeting) -> list[str]:
    """What stands between an open meeting and its end, a sentence each."""
    return left_of_cases(meeting.case.audit, [meeting.case_id])[meeting.case_id]


def left_of_cases(audit: Audit, cases: Iterable[int]) -> dict[int, list[str]]:
    """The same for several cases of one audit, by the case's key; two queries."""
    keys = list(cases)
    proposed = AgreedFinding.objects.filter(case__in=keys, state=AgreedFinding.State.PROPOSED).order_by()
    waiting = dict(proposed.values_list("case").annotate(n=Count("*")))
    graded = set(AgreedGrade.objects.filter(case__in=keys).exclude(state=UNANSWERED).values_list("case_id", flat=True))
    return {key: left_in_words(waiting.get(key, 0), bool(audit.scale_id) and key not in graded) for key in keys}


def left_in_words(waiting: int, ungraded: bool) -> list[str]:
    left = []
    if waiting:
        noun = "One proposed finding waits" if waiting == 1 else f"{waiting} proposed findings wait"
        left.append(f"{noun} to be confirmed or declined.")
    if ungraded:
        left.append("Agree the grade of the multi-agency practice, or record why there is none.")
    return left


def check_can_reopen(person: Person, meeting: Meeting) -> None:
    if not leads(person, meeting.case.audit):
        raise Refused("Only the lead of this audit can open a meeting again.")
    check_in_the_sample(meeting.case)
    if meeting.case.audit.state in (Audit.State.PUBLISHED, Audit.State.CLOSED):
        raise Refused("The briefing of this audit is published, so its meetings stay as they were recorded.")


def check_can_group(person: Person, meeting: Meeting) -> None:
    """The lead groups findings while preparing; the lead and the minute-taker while the meeting is open."""
    if meeting.state == Meeting.State.PREPARING:
        check_can_prepare(person, meeting.case)
        return
    check_can_record(person, meeting)


def check_can_record(person: Person, meeting: Meeting) -> None:
    """The lead and the minute-taker record what is agreed, while the meeting is open."""
    if not plays(person, meeting.case.audit, Part.LEAD, Part.MINUTES):
        raise Refused("Only the lead and the minute-taker can record what the meeting agrees.")
    check_case_open(meeting.case)
    if meeting.state == Meeting.State.PREPARING:
        raise Refused("The meeting is not open yet. Open it before you record what it agrees.")
    if meeting.state == Meeting.State.CLOSED:
        raise Refused("The meeting is closed. Its lead can open it again.")


def check_can_theme(person: Person, meeting: Meeting) -> None:
    """Themes are drawn across cases, so the lead may go on sorting findings once a meeting is closed."""
    if leads(person, meeting.case.audit):
        check_case_open(meeting.case)
        return
    check_can_record(person, meeting)


def check_can_edit_themes(person: Person, audit: Audit) -> None:
    if not leads(person, audit):
        raise Refused("Only the lead of this audit can change its themes.")
    check_audit_not_closed(audit)


def check_can_edit_theme(person: Person, theme: Theme) -> None:
    check_can_edit_themes(person, theme.audit)


def check_can_see_themes(person: Person, audit: Audit) -> None:
    if person.standing().has("safeguarding_lead"):
        return
    check_can_see_meetings(person, audit)


def check_sources(case: Case, kind: str, sources: Iterable[Finding], into: AgreedFinding | None = None) -> None:
    """Source findings are of this case, of one kind, from returns that were submitted, and in no other proposal."""
    found = list(sources)
    if not found and case.audit.origin != Audit.Origin.RECORDED:
        raise Refused(NO_SOURCES, on="sources")
    for source in found:
        if source.case_id != case.pk:
            raise Refused("A finding of another case cannot be grouped here.", on="sources")
        if source.agency_return.state not in RETURNED:
            raise Refused("A finding can be grouped once its return is submitted.", on="sources")
        if source.agency_return.has_nothing_to_audit:
            raise Refused("This agency had nothing to audit, so what it wrote before is left out.", on="sources")
        if source.kind != kind:
            raise Refused("Group findings of one kind: good practice, or areas for development.", on="sources")
        decision = getattr(source, "decision", None)
        if decision is not None and (into is None or decision.agreed_finding_id != into.pk):
            raise Refused(
                "One of these findings already stands in another proposed finding. Take it out there first.",
                on="sources",
            )


def check_theme(finding: AgreedFinding, theme: Theme | None) -> None:
    if theme is None:
        return
    if theme.audit_id != finding.audit_id:
        raise Refused(THEME_OF_ANOTHER, on="theme")
    if theme.kind != finding.kind:
        raise Refused("Choose a theme of the same kind: good practice, or area for development.", on="theme")
    if finding.state == AgreedFinding.State.DECLINED:
        raise Refused("This finding was declined, so it stands under no theme.", on="theme")


def check_grade(
    audit: Audit, band: RatingBand | None, state: AnswerState | None, qualifier: Qualifier | None = None
) -> None:
    """A grade is a band of the audit's scale, or a state that says why there is none; a qualifier stands beside it."""
    if band is not None and audit.scale_id is None:
        raise Refused("This audit has no grades, so none can be recorded.", on="band")
    if band is not None and band.scale_id != audit.scale_id:
        raise Refused("Choose a grade from this audit's scale.", on="band")
    if band is not None and state is not None and state.code != RATED:
        raise Refused("Choose a grade or the reason why there is none, not both.", on="band")
    if band is None and (state is None or state.code in (RATED, UNANSWERED)):
        raise Refused(NO_GRADE, on="band")
    if qualifier is not None and band is None:
        raise Refused(NO_GRADE_TO_QUALIFY, on="qualifier")
    if qualifier is not None and not qualifier.is_active:
        raise Refused("This qualifier is no longer in use.", on="qualifier")


def state_of(band: RatingBand | None, state: AnswerState | None) -> str:
    """The key of what stands: a grade, or the reason why there is none. For what `check_grade` has let through."""
    return RATED if band is not None or state is None else state.code


def check_view(agency_return: AgencyReturn, view: str, band: RatingBand | None) -> None:
    audit = agency_return.audit
    if audit.scale_id is None:
        raise Refused("This audit has no grades, so there is none to accept or challenge.")
    if agency_return.state not in RETURNED:
        raise Refused("This agency's return is not submitted yet, so there is no grade to accept or challenge.")
    if agency_return.has_nothing_to_audit:
        raise Refused("This agency had nothing to audit, so there is no grade to accept or challenge.")
    grade = getattr(agency_return, "grade", None)
    if grade is None or grade.state_id == UNANSWERED:
        raise Refused("This agency gave no grade, so there is none to accept or challenge.")
    if band is not None and view != "challenged":
        raise Refused("Only a challenged grade has another grade beside it.", on="band")
    if band is not None and band.scale_id != audit.scale_id:
        raise Refused("Choose a grade from this audit's scale.", on="band")


def check_not_own_agency(person: Person, agency: Agency) -> None:
    """Nobody decides on their own agency's grade: of a service, of its organisation, or of one of its services."""
    own = person.standing().agency_ids()
    if Agency.objects.filter(pk__in=own).filter(Q(pk__in=[agency.pk, agency.parent_id]) | Q(parent=agency)).exists():
        raise Refused("Nobody decides on their own agency's grade. Somebody else records the panel's view of this one.")


def can_prepare(person: Person, case: Case) -> bool:
    return allowed(check_can_prepare, person, case)


def can_group(person: Person, meeting: Meeting) -> bool:
    return allowed(check_can_group, person, meeting)


def can_record(person: Person, meeting: Meeting) -> bool:
    return allowed(check_can_record, person, meeting)


def can_theme(person: Person, meeting: Meeting) -> bool:
    return allowed(check_can_theme, person, meeting)


def can_edit_themes(person: Person, audit: Audit) -> bool:
    return allowed(check_can_edit_themes, person, audit)
