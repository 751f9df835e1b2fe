"""An agency's grade of its own practice in one domain of a case: beside the grade of the whole, never instead of it."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from audit_project.model_fields import CharField
from audit_project.row_history import page_history
from audits.codes.models import AnswerState, PracticeDomain
from audits.returns.filling_in.hints import NO_NAMES
from audits.returns.models import NO_GRADE, AgencyReturn, background_saves
from audits.returns.queries import OfReturnQuerySet
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.tools.models import RatingBand


@pghistory.track(*page_history("agency"))
class DomainGrade(models.Model):
    """An agency's grade of its own practice in one domain, or the state that stands instead, and why if it says so.

    There is a row for each domain that the return has questions in, made as the return opens. The audit, case and
    agency are copied down from the return, as those of an answer are.
    """

    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="domain_grades")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    domain = models.ForeignKey(PracticeDomain, on_delete=models.PROTECT, related_name="+", db_index=False)
    band = models.ForeignKey(RatingBand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.ForeignKey(
        AnswerState, on_delete=models.PROTECT, related_name="+", db_index=False, default="UNANSWERED"
    )
    reason = CharField("why, in a sentence", max_length=300, blank=True, help_text=NO_NAMES)
    version = models.PositiveIntegerField(default=1)
    background_saves = background_saves()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency_return", "domain"), name="domain_grade_once"),
            models.CheckConstraint(
                condition=(Q(state="RATED") & Q(band__isnull=False)) | (~Q(state="RATED") & Q(band__isnull=True)),
                name="domain_grade_band_or_state",
                violation_error_message=NO_GRADE,
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("audit", "agency", "domain", "case"), include=("band", "state"), name="domain_grade_cells"
            )
        ]

    def __str__(self) -> str:
        return f"grade of {self.domain_id} in return {self.agency_return_id}"

    @property
    def label(self) -> str:
        """What the audit's tool calls the domain, where the row was read with it; else the domain's own name."""
        return getattr(self, "named", None) or self.domain.label

    @property
    def words(self) -> str:
        """The grade as it is read, or why there is none. Needs the band and the state loaded."""
        return self.band.label if self.band else str(self.state)
