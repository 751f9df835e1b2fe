"""What is counted of the grades by domain, where an audit asks for them: the agencies' own, and those agreed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from audits.rollup.counting.figures import RETURN, About, Axis, Cell, Grid, Heading, Unit
from audits.rollup.counting.gathered import Rows
from audits.rollup.counting.practice import HANDED_IN, has_nothing

OWN_BY_DOMAIN, AGREED_BY_DOMAIN = "grades.own_by_domain", "grades.agreed_by_domain"


@dataclass(frozen=True)
class DomainGiven:
    """One grade of one domain: its band, or the state that stands instead, and the case it is of."""

    domain: str
    band: int | None
    state: str
    case: int


def own_by_domain(bands: Rows, domains: Rows, own: Rows, numbers: Mapping[int, int]) -> Grid | None:
    """Agencies' grades of their own practice in each domain, of the returns that are in. None where none is asked."""

    def given() -> Iterator[DomainGiven]:
        for row in own:
            if row["state"] in HANDED_IN and not has_nothing(row):
                for one in row.get("domain_grades", ()):
                    yield DomainGiven(one["domain"], one["band"], one["state"], numbers[row["case_id"]])

    return by_domain(OWN_BY_DOMAIN, "Own grades by domain", RETURN, bands, domains, given())


def agreed_by_domain(bands: Rows, domains: Rows, cases: Rows, unit: Unit) -> Grid | None:
    """The grades that the meetings agreed in each domain. None where none is asked."""
    given = (
        DomainGiven(one["domain"], one["band"], one["state"], case["number"])
        for case in cases
        for one in case.get("agreed_domains", ())
    )
    return by_domain(AGREED_BY_DOMAIN, "Agreed grades by domain", unit, bands, domains, given)


def by_domain(
    attribute: str, label: str, unit: Unit, bands: Rows, domains: Rows, given: Iterable[DomainGiven]
) -> Grid | None:
    """Each cell: how many of those graded in the domain carry the band; with the states that are left out of them."""
    codes = {band["pk"]: band["code"] for band in bands}
    standing: dict[tuple[str, str], list[int]] = defaultdict(list)
    excluded: dict[str, Counter[str]] = defaultdict(Counter)
    n: Counter[str] = Counter()
    for one in given:
        n[one.domain] += one.band is not None
        if one.band is None:
            excluded[one.domain][one.state.lower()] += 1
        else:
            standing[one.domain, codes[one.band]].append(one.case)
    rows = tuple(Heading(row["code"], row["label"]) for row in domains if row["code"] in n)
    if not rows:
        return None
    return Grid(
        attribute,
        label,
        unit,
        rows,
        tuple(Heading(band["code"], band["label"]) for band in bands),
        {
            (row.key, code): Cell(
                n[row.key],
                {code: len(standing[row.key, code])},
                excluded[row.key],
                cases=tuple(sorted(set(standing[row.key, code]))),
            )
            for row in rows
            for code in codes.values()
        },
        about=About.PRACTICE,
        rows_are=Axis.DOMAIN,
        columns_are=Axis.GRADE,
    )
