"""What each role is for, in plain English beside its verbs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """One role: its code, name on screen, sentence of plain English, verbs, and whether it opens case records."""

    code: str
    name: str
    sentence: str
    verbs: tuple[str, ...]
    reads_cases: bool


ALL = (
    Role(
        "auditor",
        "Auditor",
        "Reads their own agency's records for a case and answers the return they were given.",
        ("answer a return", "record findings", "grade own agency's practice", "submit"),
        True,
    ),
    Role(
        "agency_contact",
        "Agency contact",
        "Sees what their agency owes, says which children it knows, and passes returns to its auditors.",
        ("answer the involvement check", "assign an auditor", "read own agency's returns"),
        True,
    ),
    Role(
        "audit_lead",
        "Audit lead",
        "Sets up audits, chases returns, prepares and runs the meeting, and drafts the briefing.",
        ("set up an audit", "accept or send back a return", "record the meeting", "draft the briefing"),
        True,
    ),
    Role(
        "safeguarding_lead",
        "Safeguarding lead",
        "Reads what the audits found, decides what follows, and signs off what is published.",
        ("read findings and analysis", "publish a briefing", "confirm another person's role"),
        True,
    ),
    Role(
        "scrutineer",
        "Independent scrutineer",
        "Reads everything in the audits they are appointed to, until their end date.",
        ("read an audit from end to end",),
        True,
    ),
    Role(
        "administrator",
        "Partnership administrator",
        "Keeps the list of agencies, services and people. Opens no child's record.",
        ("add an agency", "add a person", "give and end roles"),
        False,
    ),
    Role(
        "reader",
        "Briefing reader",
        "Reads published briefings.",
        ("read a briefing",),
        False,
    ),
)
# What the journal calls somebody who came by a link: they hold no role.
ONE_OFF = "One-off auditor"
BY_CODE = {role.code: role for role in ALL}
CHOICES = [(role.code, role.name) for role in ALL]
READS_CASES = tuple(role.code for role in ALL if role.reads_cases)
LEADS = ("audit_lead", "safeguarding_lead")
