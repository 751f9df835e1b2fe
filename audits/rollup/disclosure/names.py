"""Under what name an agency may be printed outside: its own with its services, or only its sector's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audits.rollup.wording.people import Participant

BY_NAME = "organisation"  # the one value of `published_as` in the sector list that lets an organisation be named


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency that took part: an organisation, or a service of `organisation`, which has a sector of its own."""

    name: str
    sector: str
    published_as: str
    organisation: NamedAgency | None = None


def publishable_name(agency: NamedAgency) -> str:
    """The name of one agency outside. Anything that the sector list doesn't clear by name is called by its sector."""
    if agency.published_as != BY_NAME:
        return agency.sector
    if agency.organisation is not None and agency.organisation.published_as != BY_NAME:
        return agency.sector  # a service's name would tell whose it is
    return agency.name


def publishable_names(agencies: Iterable[NamedAgency]) -> tuple[Participant, ...]:
    """The agencies as they may be listed, in the order given, each once, services in brackets after their organisation:
    "Healthcare Trust (Health Visiting and School Nursing)", "Schools and colleges"."""
    listed: dict[str, list[str]] = {}
    for agency in agencies:
        name = publishable_name(agency)
        parent = agency.organisation
        if parent is not None and name == agency.name and publishable_name(parent) == parent.name:
            services = listed.setdefault(parent.name, [])
            if name not in services:
                services.append(name)
        else:
            listed.setdefault(name, [])
    return tuple(Participant(name, tuple(services)) for name, services in listed.items())


def full_names(agencies: Iterable[NamedAgency]) -> tuple[Participant, ...]:
    """The same list for the team inside: every organisation by its own name."""
    listed: dict[str, list[str]] = {}
    for agency in agencies:
        services = listed.setdefault((agency.organisation or agency).name, [])
        if agency.organisation is not None and agency.name not in services:
            services.append(agency.name)
    return tuple(Participant(name, tuple(services)) for name, services in listed.items())
