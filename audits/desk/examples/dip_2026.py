"""D-2026-01: an ungraded dip sample of referrals, read by one auditor. The children are made up."""

from __future__ import annotations

REFERENCE = "D-2026-01"
THEME = "Strategy discussions: who was asked"
WHY = "Health partners said that they hear of strategy discussions only when they are over."
# (number, age in years, sex, ethnicity, plan)
REFERRALS = (
    (1, 3, "F", "WBRI", "S47"),
    (2, 8, "M", "WBRI", "S47"),
    (3, 14, "F", "BAFR", "CIN"),
    (4, 10, "M", "AIND", "S47"),
    (5, 1, "F", "WOTH", "S47"),
    (6, 16, "F", "WBRI", "CLA"),
)
