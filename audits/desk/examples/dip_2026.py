"""D-2026-01: an ungraded dip sample of referrals, read by one auditor. The children are made up."""

from __future__ import annotations

REFERENCE = "D-2026-01"
THEME = "Strategy discussions: who was asked"
WHY = "Health partners said that they hear of strategy discussions only when they are over."
# (number, age in years, sex, ethnicity, plan, what the second finding is: good or develop)
REFERRALS = (
    (1, 3, "F", "WBRI", "S47", "good"),
    (2, 8, "M", "WBRI", "S47", "develop"),
    (3, 14, "F", "BAFR", "CIN", "good"),
    (4, 10, "M", "AIND", "S47", "develop"),
    (5, 1, "F", "WOTH", "S47", "develop"),
    (6, 16, "F", "WBRI", "CLA", "good"),
)
READ_SO_FAR = 3
GOOD = "Each agency that knew the child was asked, and the record names who came."
DEVELOP = "Health was not asked; the record does not say why."
