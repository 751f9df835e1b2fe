"""The seven slots of a 7 minute briefing, in the order they are read, with the titles they begin with."""

from __future__ import annotations

TITLES: dict[int, str] = {
    1: "Why?",
    2: "What did we do?",
    3: "Good practice",
    4: "Areas for development",
    5: "What you can do to improve your practice",
    6: "What you can do to improve your practice",
    7: "What else?",
}
SLOTS = tuple(TITLES)
WHY, DID, GOOD, DEVELOP, PRACTICE, PRACTICE_MORE, ELSE = SLOTS
MESSAGE_SLOTS = (PRACTICE, PRACTICE_MORE)
RESOURCE_SLOTS = (PRACTICE_MORE, ELSE)


def slot_of_fact(key: str) -> int:
    """Where a fact of the roll-up is said: themes by their kind, everything else in what was done. So are answers
    to one question: nobody agreed that they are good practice, or something to develop."""
    if key.startswith("theme:"):
        return GOOD if key.endswith(":good") else DEVELOP
    if key.startswith("said:good:"):
        return GOOD
    if key.startswith("said:develop:"):
        return DEVELOP
    return DID
