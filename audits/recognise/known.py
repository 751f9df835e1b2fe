"""Which names the recogniser knows from the agency list."""

from __future__ import annotations

from agencies.models import Agency, Sector
from audits.recognise.find import Known, known_of


def known_places() -> Known:
    """Schools, surgeries and others that are published by their sector only; one query."""
    names = Agency.objects.filter(sector__published_as=Sector.PublishedAs.SECTOR).values_list("name", flat=True)
    return known_of(names)
