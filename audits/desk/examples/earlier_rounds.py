"""Three earlier rounds that enter from paper: twelve children each, asked the same, so that they can be compared."""

from __future__ import annotations

from typing import Any

THEME = "Planning and review for children on a plan"
CASES = 12
# The reference, the day its facts are stated at, and for each theme in how many of the twelve it was agreed.
ROUNDS = (
    ("R-2020-01", "2020-03-31", {"plans": 8, "escalation": 3, "school-planning": 5}),
    ("R-2021-01", "2021-03-31", {"plans": 6, "school-planning": 7}),
    ("R-2022-01", "2022-03-31", {"plans": 4, "escalation": 2, "school-planning": 9}),
)
# What is left of a pilot that nobody kept the files of: two figures, one of which does not agree with itself.
ON_PAPER: dict[str, Any] = {
    "earlier_rounds": [
        {
            "label": "Pilot", "held": "autumn 2018", "cases": 9, "unit_plural": "children",
            "note": "From the minutes of the quality group.",
        }
    ],
    "published_figures": [
        {
            "round": "Pilot", "key": "themes.develop.1", "text": "Plans stood still during an investigation",
            "numerator": 7, "denominator": 9, "percentage": 70, "more_is_better": False,
        },
        {"round": "Pilot", "key": "", "text": "Schools were asked to core groups", "amount_as_given": "some"},
    ],
}  # fmt: skip
# The kind, how each round said it, and what was found in a case.
THEMES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "plans": (
        "develop",
        (
            "Plans stood still while the police made their enquiries.",
            "Multi-agency planning slowed down when an investigation began.",
            "Plans did not say what each agency would do during an investigation.",
        ),
        (
            "The core group did not meet for nine weeks after the arrest.",
            "No date was set for the plan to be looked at again.",
            "Two agencies worked to different versions of the plan.",
            "The plan did not say who would see the child while the case was with the police.",
        ),
    ),
    "escalation": (
        "develop",
        (
            "Disagreements between professionals were not escalated.",
            "",
            "The escalation process was known and was not used.",
        ),
        (
            "The nurse thought the threshold was met and took it no further.",
            "A manager was told of the disagreement; nothing was written down.",
        ),
    ),
    "school-planning": (
        "good",
        (
            "Schools came to planning meetings and said what they saw.",
            "Schools played an active part in plans.",
            "Schools took an active part in planning and in reviews.",
        ),
        (
            "The school brought a week of observations to the conference.",
            "The head of year rang the social worker before each review.",
            "What the child had drawn in school was spoken of in the core group.",
        ),
    ),
}
AGENCIES = {
    "plans": ("social-care", "police"),
    "escalation": ("school-nursing", "social-care"),
    "school-planning": ("hillside", "social-care"),
}


def pack_of(place: int) -> dict[str, Any]:
    """The audit pack of one round."""
    reference, day, found = ROUNDS[place]
    return {
        "format": "audit-pack/1",
        "audit": {
            "reference": reference,
            "theme": THEME,
            "unit_singular": "child",
            "unit_plural": "children",
            "selection": "random",
            "follows": ROUNDS[place - 1][0] if place else None,
            "cohort_size": 60,
            "facts_on": day,
            "recorded_from": "The partnership's own reports, kept on paper",
        },
        "agencies": [
            {"key": "social-care", "name": "Children's Social Care", "sector": "CSC"},
            {"key": "police", "name": "Millbrook Police", "sector": "POL"},
            {"key": "trust", "name": "Healthcare Trust", "sector": "ACU"},
            {"key": "school-nursing", "name": "School Nursing", "sector": "SN", "service_of": "trust"},
            {"key": "hillside", "name": "Hillside Primary School", "sector": "SCH"},
        ],
        "invited": ["social-care", "police", "school-nursing", "hillside"],
        **(ON_PAPER if reference == ROUNDS[-1][0] else {}),
        "themes": [{"key": key, "kind": THEMES[key][0], "statement": THEMES[key][1][place]} for key in found],
        "cases": [case_of(number, place, found) for number in range(1, CASES + 1)],
    }


def case_of(number: int, place: int, found: dict[str, int]) -> dict[str, Any]:
    """A child of the round, with what was agreed; each theme begins at another child."""
    agreed = []
    for shift, (key, cases) in enumerate(found.items()):
        position = (number - 1 - 4 * shift) % CASES
        if position < cases:
            kind, _, words = THEMES[key]
            agreed.append(
                {
                    "state": "agreed", "kind": kind, "domain": "PLAN", "theme": key, "agencies": list(AGENCIES[key]),
                    "text": words[(position + place) % len(words)],
                }
            )  # fmt: skip
    return {
        "number": number,
        "members": [{"kind": "child", "age_number": 4 + number, "age_unit": "years"}],
        "meeting": {"state": "closed"},
        "agreed_findings": agreed,
    }
