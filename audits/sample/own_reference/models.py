"""What is kept sealed beside one agency's part in one case: its own reference, and the lines it was sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import Person
from audits.sample.models import Involvement


class SealedForAgency(models.Model):
    """Words for one agency alone, encrypted with the key from the environment and bound to its involvement.

    `bound_as` is sealed along with them, so that no row opens in the place of another, nor in another table.
    """

    bound_as: ClassVar[str]

    # CASCADE: a question that is taken back takes along what was sealed with it.
    involvement = models.OneToOneField(Involvement, on_delete=models.CASCADE, related_name="%(class)s")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering: ClassVar = ("involvement",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.involvement_id}"


class OwnReference(SealedForAgency):
    """The case's reference in the agency's own system, by which its auditor finds the record."""

    bound_as = "own_reference"


class IdentifyingLines(SealedForAgency):
    """Who the case is, written by the lead for one agency, where the partnership has decided to share it so."""

    bound_as = "identifying_lines"


KINDS: tuple[type[SealedForAgency], ...] = (OwnReference, IdentifyingLines)
