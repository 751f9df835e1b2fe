"""A-2023-01: what its lead collected for the briefing besides the data. Made up, in our own words."""

from __future__ import annotations

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
        "Programme of a national centre of expertise",
        "Book a place",
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
        "TRAINING",
        "Alerts in the partnership's newsletter",
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
