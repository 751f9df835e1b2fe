"""The grades of a case by domain: what each agency gave itself, and beside it what the meeting agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.models import Person
from audits.codes.models import UNANSWERED
from audits.meeting.domains.models import AgreedDomainGrade
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.tools.models import Domain


@dataclass(frozen=True)
class OwnInDomain:
    """One agency's grade of its own practice in the domain, in words, and why where it says so."""

    agency: str
    words: str
    reason: str
    graded: bool


@dataclass(frozen=True)
class DomainLine:
    """One domain of the case: the agencies' own grades, and the agreed one (a new row where there is none yet)."""

    code: str
    label: str
    own: tuple[OwnInDomain, ...]
    agreed: AgreedDomainGrade

    @property
    def is_agreed(self) -> bool:
        return self.agreed.state_id != UNANSWERED

    @property
    def agreed_words(self) -> str:
        return self.agreed.words if self.is_agreed else "Not agreed yet"

    @property
    def differ(self) -> bool:
        """Whether agencies that graded the domain gave different grades."""
        return len({one.words for one in self.own if one.graded}) > 1

    @property
    def own_words(self) -> str:
        """ "Good: Hillside School, Example Housing. Not graded: Example Police." """
        found: dict[str, list[str]] = {}
        for one in self.own:
            found.setdefault(one.words, []).append(one.agency)
        return " ".join(f"{words}: {', '.join(agencies)}." for words, agencies in found.items())


def lines_of(case: Case, person: Person, returns: Iterable[AgencyReturn]) -> tuple[DomainLine, ...]:
    """The domains of the audit's tool with what these returns (those that are in) and the meeting say of each; three
    queries, and none where the audit asks for no grade in a domain."""
    if not case.audit.grades_domains:
        return ()
    agencies = {row.pk: row.agency.full_name for row in returns}
    labels = {row.practice_id: row.label for row in Domain.objects.filter(tool_id=case.audit.tool_id)}
    own: dict[str, dict[int, OwnInDomain]] = {}
    given = DomainGrade.objects.visible_to(person).filter(agency_return__in=agencies)
    for row in given.select_related("domain", "band", "state").order_by("domain__order"):
        labels.setdefault(row.domain_id, row.domain.label)
        own.setdefault(row.domain_id, {})[row.agency_return_id] = OwnInDomain(
            agencies[row.agency_return_id], row.words, row.reason, row.band_id is not None
        )
    agreed = {}
    kept = AgreedDomainGrade.objects.visible_to(person).filter(case=case)
    for one in kept.select_related("domain", "band", "state").order_by("domain__order"):
        labels.setdefault(one.domain_id, one.domain.label)
        agreed[one.domain_id] = one
    return tuple(
        DomainLine(
            code,
            label,
            tuple(own[code][key] for key in agencies if key in own.get(code, {})),
            agreed.get(code) or AgreedDomainGrade(case=case, audit=case.audit, domain_id=code),
        )
        for code, label in labels.items()
    )
