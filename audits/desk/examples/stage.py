"""The people and agencies that play the example audits, and what they do in each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from agencies.models import Agency, Person
from audits.codes.models import PracticeDomain
from audits.desk.examples.texts import words
from audits.returns.models import AgencyReturn
from audits.sample import acts as sample_acts
from audits.sample.models import Case, Involvement
from audits.scope import acts as scope_acts
from audits.scope.information.acts import DATES, DEFAULT_BASIS, retention_of, set_retention, write_information
from audits.scope.models import Audit
from audits.tools.models import RatingBand

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
CONTACTS = {
    "police": "police-contact",
    "trust": "trust-contact",
    "health-visiting": "trust-contact",
    "school-nursing": "trust-contact",
    "social-care": "care-contact",
}
WHOLE_RETURN = AgencyReturn.objects.select_related("case__audit", "agency", "audit", "involvement", "grade__band")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


class ExampleCast:
    """The people and agencies that the examples are played by."""

    def __init__(self, people: dict[str, Person], agencies: dict[str, Agency], today: date) -> None:
        self.people, self.agencies, self.today = people, agencies, today
        self.lead = people["lead"]
        self.said: dict[int, set[str]] = defaultdict(set)  # comments from the common stock, by case

    @cached_property
    def domains(self) -> dict[str, PracticeDomain]:
        return {domain.pk: domain for domain in PracticeDomain.objects.all()}

    @cached_property
    def bands(self) -> dict[str, RatingBand]:
        return {band.code: band for band in RatingBand.objects.filter(scale__code="ofsted4")}

    @cached_property
    def keys(self) -> dict[int, str]:
        """The key of each agency, by its row."""
        return {agency.pk: key for key, agency in self.agencies.items()}

    def auditor_of(self, key: str) -> Person:
        return self.people[AUDITORS[key]]

    def contact_of(self, key: str) -> Person:
        """The agency's contact; the lead, who is told by telephone, where the examples have none."""
        return self.people[CONTACTS[key]] if key in CONTACTS else self.lead

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
        self.say_how_handled(audit, start)
        for key in invited:
            scope_acts.invite_agency(audit, self.agencies[key], by=self.lead, now=now)
        return audit

    def say_how_handled(self, audit: Audit, start: date) -> None:
        """Controllers, agreements and lawful basis, and when each kind of material is looked at again."""
        now, given = noon(start), words("information")
        write_information(
            audit, by=self.lead, now=now, version=1, confirms_basis=True, dpia_review_on=start + timedelta(days=365),
            sharing_review_on=start + timedelta(days=730), lawful_basis=DEFAULT_BASIS, **given,
        )  # fmt: skip
        suggested = retention_of(audit)
        set_retention(audit, by=self.lead, now=now, version=1, **{name: getattr(suggested, name) for name in DATES})

    def write_context(self, case: Case, now: datetime, **fields: object) -> None:
        """The first writing of a case's context."""
        sample_acts.write_context(case, by=self.lead, now=now, version=1, **fields)

    def ask(
        self, case: Case, key: str, answer: str, now: datetime, assign: bool = True, service: str = ""
    ) -> Involvement:
        """Ask an agency about a case; with an answer, give it, name who audits and which service knows the child."""
        asked = sample_acts.ask_agency(case, self.agencies[key], by=self.lead, now=now)
        if answer:
            auditor = self.auditor_of(key) if answer == "KNOWN" and assign else None
            sample_acts.answer_involvement(
                asked, by=self.contact_of(key), now=now, version=asked.version, answer=answer, auditor=auditor,
                service=self.agencies[service] if service else None,
            )  # fmt: skip
        return asked
