"""The agreed grade of each domain as the meeting's page asks for it: a list to choose from, beside the own grades."""

from __future__ import annotations

from typing import Any

from audits.meeting.domains.reading import DomainLine
from audits.returns.domains.forms import DomainBandForm
from audits.returns.forms import CANNOT_TELL, NO_GRADE, NOT_APPLICABLE
from audits.tools.models import RatingBand

NONE_AGREED = (NO_GRADE[0], NOT_APPLICABLE, CANNOT_TELL)


class AgreedDomainForm(DomainBandForm):
    """The agreed grade of one domain, or why there is none."""

    def __init__(self, *args: Any, line: DomainLine, bands: list[RatingBand], **kwargs: Any) -> None:
        super().__init__(*args, row=line.agreed, called=line.label, bands=bands, **kwargs)
        field = self.fields["band"]
        field.choices = [("", "Not agreed yet"), *field.choices[1 : -len(NO_GRADE)], *NONE_AGREED]
        field.help_text = line.own_words


def agreed_forms(data: Any, lines: tuple[DomainLine, ...], bands: list[RatingBand]) -> list[AgreedDomainForm]:
    """The forms of the domains, each with what was sent for it."""
    return [AgreedDomainForm(data if f"domain-{line.code}-version" in (data or ()) else None, line=line, bands=bands)
            for line in lines]  # fmt: skip
