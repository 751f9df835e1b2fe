"""Which names the recogniser knows from the agency list."""

from __future__ import annotations

from agencies.models import Agency, Sector
from audits.recognise.find import known_of
from audits.recognise.found import Known

SECTOR = Sector.PublishedAs.SECTOR


def known_places() -> Known:
    """Schools, surgeries and others that are published by their sector only, and the names of the rest, whose words
    name nobody; one query."""
    rows = list(Agency.objects.values_list("name", "sector__published_as"))
    return known_of(
        [name for name, published in rows if published == SECTOR],
        [name for name, published in rows if published != SECTOR],
    )
