"""What would identify somebody: the kinds, which of them stop a submit, and what is known before a text is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class FoundKind(StrEnum):
    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    DATE_OF_BIRTH = "date_of_birth"
    POSTCODE = "postcode"
    TELEPHONE = "telephone"
    EMAIL = "email"
    PERSON_NAME = "person_name"
    SCHOOL_OR_SURGERY = "school_or_surgery"
    ADDRESS = "address"
    OPERATION = "operation"
    SOCIAL_MEDIA = "social_media"


STOPPING = frozenset(
    {
        FoundKind.NHS_NUMBER,
        FoundKind.UPN,
        FoundKind.DATE_OF_BIRTH,
        FoundKind.POSTCODE,
        FoundKind.TELEPHONE,
        FoundKind.EMAIL,
    }
)

# What may stand where readers are told whom to ring or write to, once a person says that it is a service's.
SERVICES = frozenset({FoundKind.TELEPHONE, FoundKind.EMAIL, FoundKind.POSTCODE, FoundKind.ADDRESS})

LABELS = {
    FoundKind.NHS_NUMBER: "an NHS number",
    FoundKind.UPN: "a unique pupil number",
    FoundKind.DATE_OF_BIRTH: "a date of birth",
    FoundKind.POSTCODE: "a postcode",
    FoundKind.TELEPHONE: "a telephone number",
    FoundKind.EMAIL: "an e-mail address",
    FoundKind.PERSON_NAME: "somebody's name",
    FoundKind.SCHOOL_OR_SURGERY: "the name of a school, surgery, nursery or home",
    FoundKind.ADDRESS: "an address",
    FoundKind.OPERATION: "the name of a police operation",
    FoundKind.SOCIAL_MEDIA: "a name on social media",
}


# Each name as its lower-case words, by its first word, so that a text is gone through once.
Names = dict[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class FoundWords:
    """Something in a text that may identify somebody: what it looks like, and where it stands in the text as typed."""

    kind: FoundKind
    start: int
    end: int
    # Never in a log or a traceback: the words stay on the page they were typed on.
    words: str = field(repr=False)

    @property
    def stops(self) -> bool:
        """Whether a return can't be submitted with it. The other kinds are listed for one look."""
        return self.kind in STOPPING


@dataclass(frozen=True)
class KnownWords:
    """What is known before a text is read: names of agencies that are never named outside, and the field's words."""

    names: Names = field(repr=False)
    field_words: frozenset[str] = field(repr=False)
    published: Names = field(default_factory=dict, repr=False)  # agencies that are named outside, whole


def hint(found: FoundWords, *, submits: bool = True) -> str:
    """One plain sentence about it, without its words; `submits` where a submit asks about it again."""
    if found.stops:
        then = "Take it out before you submit." if submits else "Take it out: others will read this."
        return f"This looks as if it holds {LABELS[found.kind]}. {then}"
    then = "check it before you submit." if submits else "read it once more."
    return f"This may hold {LABELS[found.kind]}. Write about roles instead, or {then}"
