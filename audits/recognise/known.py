"""Which names the recogniser knows from the agency list."""

from __future__ import annotations

from typing import Any

from django.db.models import Case as Choose
from django.db.models import F, QuerySet, Value, When

from agencies.models import Agency, AgencyName, Sector
from audits.recognise.find import known_of
from audits.recognise.found import KnownWords

SECTOR = Sector.PublishedAs.SECTOR


def known_places() -> KnownWords:
    """Schools, surgeries and others that are published by their sector only, and the names of the rest, whose words
    name nobody; with the names that they had before, in one query."""
    rows = list(names_of(Agency.objects.all()).union(names_of(AgencyName.objects.all(), "agency__"), all=True))
    return known_of(
        [name for name, published in rows if published == SECTOR],
        [name for name, published in rows if published != SECTOR],
    )


def names_of(rows: QuerySet[Any], agency: str = "") -> QuerySet[Any]:
    """Each name with how it is published: as its sector says, unless the agency itself is published only as that.

    A service of such an agency keeps its general name ("School Nursing"), which tells nobody whose it is.
    """
    unnamed = When(**{f"{agency}only_by_sector": True}, then=Value(SECTOR.value))
    published = Choose(unnamed, default=F(f"{agency}sector__published_as"))
    return rows.order_by().annotate(published=published).values_list("name", "published")
