"""The example agencies and people. All are made up; the addresses end in `.example`."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class ExampleAgency:
    key: str
    name: str
    sector: str
    parent: str = ""


@dataclass(frozen=True)
class ExamplePerson:
    key: str
    name: str
    agency: str
    role: str

    @property
    def email(self) -> str:
        first, _, last = self.name.lower().replace("dr ", "").replace("'", "").partition(" ")
        return f"{first}.{last.replace(' ', '-')}@{self.agency}.example"


PARTNERSHIP = ExampleAgency("partnership", settings.PARTNERSHIP_NAME, "OTH")
AGENCIES = (
    ExampleAgency("social-care", "Children's Social Care", "CSC"),
    ExampleAgency("family-team", "Family Safeguarding Team", "CSC", "social-care"),
    ExampleAgency("beck-lane", "Beck Lane Primary School", "SCH"),
    ExampleAgency("hillside", "Hillside Primary School", "SCH"),
    ExampleAgency("northgate", "Northgate Academy", "SCH"),
    ExampleAgency("weir-road", "Weir Road High School", "SCH"),
    ExampleAgency("trust", "Healthcare Trust", "ACU"),
    ExampleAgency("health-visiting", "Health Visiting", "HV", "trust"),
    ExampleAgency("school-nursing", "School Nursing", "SN", "trust"),
    ExampleAgency("canal-street", "Canal Street Surgery", "GP"),
    ExampleAgency("icb", "Integrated Care Board", "ICB"),
    ExampleAgency("police", "Millbrook Police", "POL"),
    ExampleAgency("housing", "Millbrook Homes", "HOU"),
    ExampleAgency("probation", "Probation Service", "PROB"),
    ExampleAgency("sarc", "Sexual Assault Referral Centre", "SARC"),
)
PEOPLE = (
    ExamplePerson("lead", "Amara Okafor", "partnership", "audit_lead"),
    ExamplePerson("second-lead", "Ben Hartley", "partnership", "audit_lead"),
    ExamplePerson("guardian", "Carys Morgan", "icb", "safeguarding_lead"),
    ExamplePerson("guardian-police", "David Lindqvist", "police", "safeguarding_lead"),
    ExamplePerson("guardian-care", "Dorothy Amble", "social-care", "safeguarding_lead"),
    ExamplePerson("scrutineer", "Eleanor Frost", "partnership", "scrutineer"),
    ExamplePerson("administrator", "Farid Rahimi", "partnership", "administrator"),
    ExamplePerson("reader", "Grace Abbott", "hillside", "reader"),
    ExamplePerson("police-auditor", "Hamish Doyle", "police", "auditor"),
    ExamplePerson("police-panel", "Ines Calder", "police", "auditor"),
    ExamplePerson("care-auditor", "Jo Whitlock", "social-care", "auditor"),
    ExamplePerson("nurse", "Kamala Nair", "trust", "auditor"),
    ExamplePerson("hillside-auditor", "Lucy Tran", "hillside", "auditor"),
    ExamplePerson("beck-lane-auditor", "Marcus Bell", "beck-lane", "auditor"),
    ExamplePerson("northgate-auditor", "Nadia Sorrell", "northgate", "auditor"),
    ExamplePerson("weir-road-auditor", "Oliver Penn", "weir-road", "auditor"),
    ExamplePerson("doctor", "Dr Priya Farrell", "canal-street", "auditor"),
    ExamplePerson("housing-auditor", "Rhys Castell", "housing", "auditor"),
    ExamplePerson("probation-auditor", "Stella Price", "probation", "auditor"),
    ExamplePerson("sarc-auditor", "Tamsin Quill", "sarc", "auditor"),
    ExamplePerson("police-contact", "Ruth Sable", "police", "agency_contact"),
    ExamplePerson("trust-contact", "Sam Tully", "trust", "agency_contact"),
    ExamplePerson("care-contact", "Una Marsh", "social-care", "agency_contact"),
    ExamplePerson("nobody", "Vera Winslow", "icb", "auditor"),  # of no audit
)
# Given, and waiting for a lead to confirm it: work for a safeguarding lead on the first page.
WAITING = ExamplePerson("waiting", "Wilf Yardley", "housing", "agency_contact")
