"""The grade of one domain as a return's page asks for it: a list to choose from, and why if somebody wants to say."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import AuditForm
from audit_project.model_forms import asked_as
from audits.returns.domains.models import DomainGrade
from audits.returns.forms import NO_GRADE, GradeMixin
from audits.returns.models import NOT_ON_THE_SCALE
from audits.tools.models import RatingBand


class DomainBandForm(GradeMixin, AuditForm):
    """The grade of one domain on the audit's scale, or why there is none: an agency's own, or the one agreed."""

    asked_later: ClassVar = frozenset({"band"})
    band = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, row: Any, called: str, bands: list[RatingBand], **kwargs: Any) -> None:
        self.domain, self.bands = row.domain_id, {str(band.pk): band for band in bands}
        kwargs.setdefault("initial", {})
        kwargs["initial"] |= {
            "version": row.version, **self.as_asked({"band_id": row.band_id, "state_id": row.state_id}),
        }  # fmt: skip
        super().__init__(*args, prefix=f"domain-{row.domain_id}", **kwargs)
        field = self.fields["band"]
        field.choices = [("", "No grade yet"), *((key, one.label) for key, one in self.bands.items()), *NO_GRADE]
        field.label = called
        field.error_messages["invalid_choice"] = NOT_ON_THE_SCALE


class DomainGradeForm(DomainBandForm):
    """An agency's grade of its own practice in one domain, and why if it says so."""

    reason = asked_as(DomainGrade, "reason", help_text="")  # said once, above all of them

    def __init__(self, *args: Any, grade: DomainGrade, bands: list[RatingBand], **kwargs: Any) -> None:
        super().__init__(*args, row=grade, called=grade.label, bands=bands, initial={"reason": grade.reason}, **kwargs)
        self.fields["reason"].label = f"{grade.label}: why"


def domain_forms(data: Any, grades: list[DomainGrade], bands: list[RatingBand]) -> list[DomainGradeForm]:
    """The forms of the domains, each with what was sent for it; of what was not sent, with what stands."""
    return [
        DomainGradeForm(data if data is not None and f"domain-{row.domain_id}-version" in data else None,
                        grade=row, bands=bands)
        for row in grades
    ]  # fmt: skip
