"""A-2023-01: four children, the facts of a published briefing in our own words.

The children are made up; what agencies wrote of them is in `words`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
DRAWN_HOW = "The partnership's analyst, by random numbers."
COHORT_WORDS = "children with a plan in the period whose plan named sexual abuse as a worry"


@dataclass(frozen=True)
class ExampleCase:
    """One case: the child's facts, the agencies that audited it, those asked that had nothing to audit, its grade."""

    number: int
    age: int
    sex: str
    ethnicity: str
    plan: str
    plans_in_period: tuple[str, ...]
    category: str | None
    audited_by: tuple[str, ...]
    others: tuple[tuple[str, str], ...]  # (agency, answer)
    qualified: bool
    flags: dict[str, Any] = field(default_factory=dict)


CHILDREN = (
    ExampleCase(
        number=1,
        age=5,
        sex="F",
        ethnicity="WBRI",
        plan="CP",
        plans_in_period=("CIN", "CP"),
        category="SAB",
        audited_by=(
            "hillside",
            "health-visiting",
            "school-nursing",
            "canal-street",
            "social-care",
            "police",
            "housing",
            "probation",
        ),
        others=(("sarc", "NOTKNOWN"),),
        qualified=True,
        flags={"live_investigation": True},
    ),
    ExampleCase(
        number=2,
        age=9,
        sex="F",
        ethnicity="WBRI",
        plan="CIN",
        plans_in_period=("EH", "CIN"),
        category=None,
        audited_by=(
            "beck-lane",
            "school-nursing",
            "canal-street",
            "social-care",
            "police",
            "housing",
            "sarc",
            "probation",
        ),
        others=(("health-visiting", "NOTKNOWN"),),
        qualified=True,
        flags={"live_investigation": True},
    ),
    ExampleCase(
        number=3,
        age=12,
        sex="M",
        ethnicity="MWBC",
        plan="CLA",
        plans_in_period=("CP", "CLA"),
        category="SAB",
        audited_by=("northgate", "school-nursing", "canal-street", "social-care", "police", "probation", "sarc"),
        others=(("housing", "NOCONTACT"), ("health-visiting", "NOTKNOWN")),
        qualified=True,
        flags={"court_proceedings": True},
    ),
    ExampleCase(
        number=4,
        age=15,
        sex="F",
        ethnicity="ABAN",
        plan="CP",
        plans_in_period=("CP",),
        category="SAB",
        audited_by=("weir-road", "school-nursing", "canal-street", "social-care", "police", "housing", "sarc"),
        others=(("probation", "NOTKNOWN"), ("health-visiting", "NOTKNOWN")),
        qualified=False,
        flags={"live_investigation": True},
    ),
)

# (key, kind, statement, cases in which it was agreed, domain, scope, missed opportunity). What was agreed in each case
# has words of its own, in words/familial_case_1.toml and its three neighbours.
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

# Who came to each meeting: (agency, person, came). What Police disagreed with in case 3 stands in its words.
CAME = (
    ("social-care", "guardian-care", True),
    ("police", "police-panel", True),
    ("trust", "trust-contact", True),
    ("school", "", True),
    ("canal-street", "doctor", False),
)
DISAGREED = {
    (3, "police"): "Would have graded the joint work good: since the spring it has been, and the grade hides it."
}

# What the meetings asked of agencies for one child: child, agency, team, what, in how many days, what came of it.
FOR_THE_CHILD = (
    (1, "social-care", "Assessment team", "See her alone away from home, and write down what she says she wants.", 10,
     "Seen twice at school with the worker she chose. What she wants stands at the head of her plan."),
    (3, "police", "Protecting vulnerable people unit", "Tell the family what happens next, and when.", 5,
     "Told by the officer in the case; the next call is agreed."),
)  # fmt: skip
