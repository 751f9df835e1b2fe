"""The agreed grade of the multi-agency practice in one domain of a case, beside the agreed grade of the whole."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from agencies.models import Person
from audits.codes.models import AnswerState, PracticeDomain
from audits.meeting.queries import OfCaseQuerySet
from audits.returns.models import NO_GRADE
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.tools.models import RatingBand


@pghistory.track()
class AgreedDomainGrade(models.Model):
    """The agreed grade of one domain in one case, or the state that stands instead; why is said of the whole."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreed_domain_grades")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    domain = models.ForeignKey(PracticeDomain, on_delete=models.PROTECT, related_name="+", db_index=False)
    band = models.ForeignKey(RatingBand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.ForeignKey(
        AnswerState, on_delete=models.PROTECT, related_name="+", db_index=False, default="UNANSWERED"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "domain"), name="agreed_domain_grade_once"),
            models.CheckConstraint(
                condition=(Q(state="RATED") & Q(band__isnull=False)) | (~Q(state="RATED") & Q(band__isnull=True)),
                name="agreed_domain_grade_band_or_state",
                violation_error_message=NO_GRADE,
            ),
        ]

    def __str__(self) -> str:
        return f"agreed grade of {self.domain_id} in case {self.case_id}"

    @property
    def words(self) -> str:
        """The grade as it is read, or why there is none. Needs the band and the state loaded."""
        return self.band.label if self.band else str(self.state)
