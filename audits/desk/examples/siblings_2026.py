"""A-2026-01: four cases in the middle of their returns, two of them brothers. The children are made up."""

from __future__ import annotations

REFERENCE = "A-2026-01"
THEME = "Harmful sexual behaviour between brothers and sisters"
WHY = (
    "Schools and health visitors asked for clearer help when one child of a family harms another.\n"
    "The last audit on sexual abuse in the family showed that brothers and sisters are thought about late."
)
# (number, age, unit, sex, ethnicity, plan): a second member of a case has the same number
MEMBERS = (
    (1, 7, "years", "F", "WBRI", "CP"),
    (1, 13, "years", "M", "WBRI", "CP"),
    (2, 18, "months", "M", "APKN", "CIN"),
    (3, 11, "years", "F", "MWAS", "CIN"),
    (4, 5, "years", "M", "APKN", "CIN"),
)
SIBLING_GROUPS = {2: "A", 4: "A"}
NOBODY = "no auditor"
LINK = "by link"
# A school's designated lead, once in years: no account, one return.
ONE_OFF = ("Imogen Ashdown", "imogen.ashdown@hillside.example")
# (case, agency, answer, how far the return is: "", started, submitted, accepted, sent back, no auditor)
RETURNS = (
    (1, "hillside", "KNOWN", "submitted"),
    (1, "weir-road", "KNOWN", ""),  # the older child's school: two of one sector know the case
    (1, "school-nursing", "KNOWN", "accepted"),
    (1, "police", "KNOWN", "started"),
    (1, "social-care", "KNOWN", "sent back"),
    (2, "health-visiting", "KNOWN", "submitted"),
    (1, "housing", "KNOWN", ""),
    (2, "school-nursing", "KNOWN", "started"),
    (2, "police", "KNOWN", ""),
    (2, "social-care", "KNOWN", "started"),
    (2, "hillside", "NOTKNOWN", ""),
    (2, "housing", "KNOWN", "nothing"),
    (3, "hillside", "KNOWN", LINK),
    (3, "canal-street", "KNOWN", ""),
    (3, "school-nursing", "", ""),
    (3, "police", "", ""),
    (3, "social-care", "KNOWN", NOBODY),
    (4, "police", "KNOWN", ""),
    (4, "social-care", "KNOWN", ""),
    (4, "health-visiting", "", ""),
)
# Which service of the agency knows the children of a case.
SERVICES = {(2, "social-care"): "family-team", (4, "social-care"): "family-team"}
INVITED = (
    "hillside",
    "weir-road",
    "school-nursing",
    "health-visiting",
    "police",
    "social-care",
    "housing",
    "canal-street",
)
