"""What was found in a text: where, what it looks like, and whether it stops a submit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What words look like. The first six identify somebody by themselves; the others may."""

    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    DATE_OF_BIRTH = "date_of_birth"
    POSTCODE = "postcode"
    TELEPHONE = "telephone"
    EMAIL = "email"
    PERSON = "person_name"
    PLACE = "school_or_surgery"
    ADDRESS = "address"


STOPS = (Kind.NHS_NUMBER, Kind.UPN, Kind.DATE_OF_BIRTH, Kind.POSTCODE, Kind.TELEPHONE, Kind.EMAIL)
LOOKS_LIKE = {
    Kind.NHS_NUMBER: "an NHS number",
    Kind.UPN: "a unique pupil number",
    Kind.DATE_OF_BIRTH: "a date of birth",
    Kind.POSTCODE: "a postcode",
    Kind.TELEPHONE: "a telephone number",
    Kind.EMAIL: "an e-mail address",
    Kind.PERSON: "somebody's name",
    Kind.PLACE: "the name of a school or surgery",
    Kind.ADDRESS: "an address",
}


@dataclass(frozen=True)
class Found:
    """Words of a text from `start` to `end` (characters) that may identify somebody."""

    kind: Kind
    start: int
    end: int
    words: str

    @property
    def stops(self) -> bool:
        """Whether a return cannot be submitted with it."""
        return self.kind in STOPS


def hint(found: Found) -> str:
    """One sentence about it that does not repeat the words."""
    if found.stops:
        return f"This looks as if it holds {LOOKS_LIKE[found.kind]}. Take it out before you submit."
    return f"This may hold {LOOKS_LIKE[found.kind]}. Write about roles instead, or check it before you submit."
