"""A-2023-01: four children, the facts of a published briefing in our own words. The children are made up."""

from __future__ import annotations

from dataclasses import dataclass

REFERENCE = "A-2023-01"
THEME = "Child sexual abuse in the family"
WHY = (
    "Recognising, responding to and preventing child sexual abuse together has been a concern here and nationally for "
    "some years.\n"
    "The partnership made it a priority in June 2023, together with adults' services, because victims and survivors "
    "of any age need both.\n"
    "Joint work on one large investigation led to the conviction of 21 adults from several generations of several "
    "families."
)
DRIVERS = "A partnership priority since June 2023.\nA large local investigation that ended in convictions."
KEY_LINES = (
    "Were early signs seen, shared and acted on?\n"
    "Did agencies assess and plan together, also while the police investigated?\n"
    "How was disagreement between professionals settled?\n"
    "What was each child's day like, and who asked?"
)
SELECTION_NOTE = "Drawn at random from the children with a plan in the period whose plan named sexual abuse as a worry."


@dataclass(frozen=True)
class Child:
    """One case: the child's facts, the agencies that audited it, those asked that had nothing to audit, its grade."""

    number: int
    age: int
    sex: str
    ethnicity: str
    plan: str
    plans_in_period: tuple[str, ...]
    category: str | None
    why_known: str
    plan_history: str
    household: str
    audited_by: tuple[str, ...]
    others: tuple[tuple[str, str], ...]  # (agency, answer)
    qualified: bool
    reason: str


CHILDREN = (
    Child(
        1,
        5,
        "F",
        "WBRI",
        "CP",
        ("CIN", "CP"),
        "SAB",
        "Known since an older child of the household told a teacher about being touched.",
        "Child in Need for five months, then Child Protection.",
        "Mother, her partner, two older half-siblings, one younger sibling.",
        (
            "hillside",
            "health-visiting",
            "school-nursing",
            "canal-street",
            "social-care",
            "police",
            "housing",
            "probation",
        ),
        (("sarc", "NOTKNOWN"),),
        True,
        "Agencies kept the child safe and worked well with school, but the early signs were read one by one.",
    ),
    Child(
        2,
        9,
        "F",
        "WBRI",
        "CIN",
        ("EH", "CIN"),
        None,
        "Known after repeated worries about sexualised language at school.",
        "Early Help for a year, then Child in Need.",
        "Father, grandmother, three siblings.",
        ("beck-lane", "school-nursing", "canal-street", "social-care", "police", "housing", "sarc", "probation"),
        (("health-visiting", "NOTKNOWN"),),
        True,
        "Good relationships with the family; the plan lost its pace while the police enquiry ran.",
    ),
    Child(
        3,
        12,
        "M",
        "MWBC",
        "CLA",
        ("CP", "CLA"),
        "SAB",
        "Known since an uncle of the household was charged.",
        "Child Protection, then looked after since the spring.",
        "Foster carers; two siblings placed together elsewhere.",
        ("northgate", "school-nursing", "canal-street", "social-care", "police", "probation", "sarc"),
        (("housing", "NOCONTACT"), ("health-visiting", "NOTKNOWN")),
        True,
        "Joined-up care once he was looked after; agencies disagreed for weeks before and nobody escalated.",
    ),
    Child(
        4,
        15,
        "F",
        "ABAN",
        "CP",
        ("CP",),
        "SAB",
        "Known after she told a friend, and later took it back.",
        "Child Protection throughout the period.",
        "Mother, stepfather until the summer, two siblings.",
        ("weir-road", "school-nursing", "canal-street", "social-care", "police", "housing", "sarc"),
        (("probation", "NOTKNOWN"), ("health-visiting", "NOTKNOWN")),
        False,
        "She was made safe, but late: what the agencies knew was not put side by side for months.",
    ),
)

# (key, kind, statement, cases in which it was agreed, domain, scope, missed opportunity)
THEMES = (
    (
        "safe",
        "good",
        "Children were kept safe from sexual abuse, and agencies worked together well to do it.",
        (1, 2, 3, 4),
        "IMPACT",
        "between",
        False,
    ),
    (
        "families",
        "good",
        "Workers built trusting relationships with families, and the help that followed worked for them all.",
        (1, 2, 3),
        "FAMILY",
        "between",
        False,
    ),
    (
        "school-care",
        "good",
        "Schools and children's social care worked closely together.",
        (1, 2, 4),
        "JOINT",
        "between",
        False,
    ),
    (
        "school-planning",
        "good",
        "Schools took an active part in planning for the child.",
        (1, 2, 3, 4),
        "PLAN",
        "agency",
        False,
    ),
    (
        "early-signs",
        "develop",
        "Chances to see and answer possible early signs of sexual abuse were missed: sharing more, sooner, within and "
        "between agencies would have made an earlier decision possible.",
        (1, 2, 4),
        "REC",
        "between",
        True,
    ),
    (
        "assessment",
        "develop",
        "Some of the pathways and tools that agencies share to assess risk to children need to be stronger.",
        (1, 3),
        "ASSESS",
        "system",
        False,
    ),
    (
        "escalation",
        "develop",
        "Professionals disagreed about a decision and did not use the partnership's escalation process.",
        (2, 3),
        "CHALL",
        "between",
        False,
    ),
    (
        "plans",
        "develop",
        "Multi-agency plans and planning need to be better, above all while a police investigation runs.",
        (2, 4),
        "PLAN",
        "between",
        False,
    ),
)

# What each agency found of its own: (kind, domain, text); the number of the case is put in by the loader's choice.
FINDINGS = {
    "SCH": (
        ("good", "PLAN", "The safeguarding lead was at each planning meeting and brought what the class teacher saw."),
        ("develop", "REC", "Changes in behaviour were logged one by one and nobody looked back over the log."),
    ),
    "HV": (
        ("good", "FAMILY", "The health visitor stayed with the family through three changes of worker."),
        ("develop", "INFO", "A worry from the developmental review was noted and not passed on."),
    ),
    "SN": (
        ("good", "VOICE", "The child chose where to talk, and the words were written down as they were said."),
        ("develop", "INFO", "The school nurse heard of the strategy discussion only afterwards."),
    ),
    "GP": (
        ("good", "REC", "The doctor asked an open question when a symptom came back for the third time."),
        ("develop", "ASSESS", "Parents' and children's records were not read together."),
    ),
    "CSC": (
        ("good", "JOINT", "The social worker rang school every week and school rang back."),
        ("develop", "CHALL", "A difference with another agency about the threshold was left to lie."),
    ),
    "POL": (
        ("good", "INTERV", "The officer told the social worker of each step before the family heard it."),
        ("develop", "PLAN", "There was no shared plan for keeping the child safe while the investigation ran."),
    ),
    "HOU": (
        ("good", "JOINT", "The housing officer moved the appointment so that two agencies could visit together."),
        ("develop", "ASSESS", "Earlier addresses and who had lived there were known and not asked for."),
    ),
    "PROB": (
        ("good", "INFO", "The probation officer shared the conditions of the adult's licence within a day."),
        ("develop", "ASSESS", "The adult's history did not reach the child's assessment."),
    ),
    "SARC": (
        ("good", "VOICE", "The child was shown the room first and could say stop at any time."),
        ("develop", "PLAN", "The centre was not asked to the strategy meeting."),
    ),
}
COMMENTS = {
    "REC": "Seen and written down, but each sign by itself.",
    "INFO": "Shared within the agency; outside it took several weeks.",
    "ASSESS": "There is no chronology that goes back before this year.",
    "PLAN": "The plan names tasks and not always who does them.",
    "INTERV": "A gap of some weeks has no reason in the record.",
    "VOICE": "The child was seen, mostly with an adult in the room.",
    "FAMILY": "One parent is in the record; the other is a name.",
    "IDENT": "Recorded as a tick, without what it means for the child.",
    "JOINT": "Contributed by letter rather than in person.",
    "CHALL": "Worries were raised and not followed up in writing.",
    "SUPER": "Supervision is dated; the thinking is not written down.",
    "IMPACT": "The child is safer; what shows it is thin.",
}
MESSAGES = (
    (
        5,
        "Sexual abuse in a family is hard to see. Take it to supervision, alone and as a group: ask what you may be "
        "missing and stay with the child's risk and need.",
    ),
    (5, "Read what a child does as carefully as what they say: both tell you about their days."),
    (
        5,
        "Draw the family over three generations, with its culture, and build one chronology from every agency's, so "
        "that strengths and risks near the child can be seen.",
    ),
    (5, "Plan from a shared assessment: work that is joined up makes plans that hold."),
    (
        6,
        "Ask about earlier addresses, earlier help, the adults of concern, other children and what old systems hold "
        "before you judge the risk.",
    ),
    (
        6,
        "Ask where sexualised behaviour, a physical sign, a disclosure or its retraction comes from, with sexual abuse "
        "among the answers.",
    ),
    (
        6,
        "Invite the sexual assault referral centre to the strategy meeting whenever a child may be at risk of "
        "sexual abuse.",
    ),
)
# (slot, type, title, use, link)
RESOURCES = (
    (
        6,
        "PATHWAY",
        "Pathway for anogenital symptoms",
        "For children with symptoms who have not told anyone of abuse",
        "https://partnership.example/pathways/symptoms",
    ),
    (
        7,
        "TOOL",
        "Pages on sexual abuse in families",
        "Information and practical help for practitioners and managers",
        "https://partnership.example/sexual-abuse",
    ),
    (
        7,
        "TRAINING",
        "Training with a national centre of expertise",
        "Book a place on the programme",
        "https://training.example/sexual-abuse",
    ),
    (
        7,
        "TRAINING",
        "Events of the partnership",
        "Announced in the newsletter and on the website",
        "https://partnership.example/events",
    ),
    (
        7,
        "ADVICE",
        "The partnership's newsletter",
        "Subscribe to hear of new material",
        "https://partnership.example/newsletter",
    ),
)
OVERRIDES = (
    (
        "members.sex",
        "The numbers were agreed for print by the three safeguarding partners; the children are from a wide area.",
    ),
    ("members.age", "The range covers ten years and was agreed for print; it points to no one child."),
    ("members.ethnicity", "The partners agreed that the range of backgrounds is part of the learning."),
    ("members.plan", "The kinds of plan are those of most children the partnership works with."),
    ("members.siblings", "Every child was in a sibling group, which is part of why the theme was chosen."),
)
