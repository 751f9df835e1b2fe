"""What the heading of a column says that it holds: references, or what identifies somebody and is never read."""

from __future__ import annotations

import re

from audit_project.tables import heading


def set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


REFERENCES = set_of("ref refs reference references id ids identifier identifiers number no code urn uid")
SURE = set_of("ref refs reference references")
# What stands before or after the word in the systems that people export from.
BESIDE = set_of(
    "the our local unique system record case child children client customer patient person people pupil student "
    "service user "
    "family referral episode plan cp cin cla lac lcs ehm icis swift liquidlogic mosaic carefirst eclipse azeus "
    "sims arbor systmone rio emis niche athena police crime incident social care education health of"
)
NAMES = set_of("name names surname surnames forename forenames firstname lastname fullname initials alias aka nickname")
WHOSE = set_of(
    "the first last full family given middle preferred legal known as and or of child children client patient person "
    "pupil student young yp service user mother father parent carer guardian sibling social allocated worker"
)
BIRTHS = set_of("dob birth birthday birthdate born edd")
NHS = set_of("nhs")
PERSONAL = set_of("upn uln nino")
PLACES = set_of("address postcode email e-mail phone telephone mobile")
# Whoever works with the child is somebody too; not so "social worker team" or "worker ID".
WORKERS = set_of("worker manager officer practitioner keyworker gp headteacher iro allocated")
NOT_A_PERSON = REFERENCES | set_of("team role post service area type")
WHOLE_HEADINGS = {
    **dict.fromkeys(("known as", "mother", "father", "carer", "parent"), "names"),
    **dict.fromkeys(("unique pupil number", "national insurance number"), "personal numbers"),
    "post code": "addresses",
    "due date": "dates of birth",
}
OTHERS = set_of(
    "area ward locality team district region age gender sex ethnicity plan status category strand service school "
    "setting placement provider language religion hub cluster need type stage band year group"
)
OTHERS |= {"age band", "age group", "plan type", "child protection category", "category of abuse"}


def words_of(named: str) -> list[str]:
    words = re.sub(r"d\.\s*o\.\s*b\.?", "dob", heading(named)).replace("’", "'").replace("'s", "")
    return re.sub(r"[^\w\s-]", " ", words).split()


def says_references(named: str) -> bool:
    words = words_of(named)
    found = bool(words) and set(words) <= REFERENCES | BESIDE and bool(REFERENCES.intersection(words))
    return found or words == ["case"]


def says_so_surely(named: str) -> bool:
    return bool(SURE.intersection(words_of(named)))


def identifies(named: str) -> str:
    """What the heading says that would identify somebody; empty where it says nothing such."""
    words = words_of(named)
    whole = WHOLE_HEADINGS.get(" ".join(words), "")
    if whole or not words:
        return whole
    if WORKERS.intersection(words) and words[-1] not in NOT_A_PERSON:
        return "names"
    if NAMES.intersection(words) and set(words) <= NAMES | WHOSE:
        return "names"
    kinds = ((BIRTHS, "dates of birth"), (NHS, "NHS numbers"), (PERSONAL, "personal numbers"), (PLACES, "addresses"))
    return next((what for kind, what in kinds if kind.intersection(words)), "")


def says_something_else(named: str) -> bool:
    """Whether the heading names a column as lists have them beside, so that its cells are no names."""
    return heading(named) in OTHERS


def is_heading(cell: str) -> bool:
    """Whether a cell reads like a heading of such a list."""
    return says_references(cell) or bool(identifies(cell)) or says_something_else(cell)
