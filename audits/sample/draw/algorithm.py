"""The draw itself, as docs/draw.md describes it: the same list and the same seed always name the same children.

Pure: it knows no database, no clock and no chance but the seed. `repeat_draw` and the application run the same lines.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ALGORITHM = "draw/1"


@dataclass(frozen=True, slots=True, order=True)
class CohortLine:
    """One line of the list: a reference in the local system and, where the draw has strata, the stratum it is in."""

    stratum: str
    reference: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many are drawn from one stratum, and how many reserves stand behind them."""

    wanted: int
    reserves: int = 0


@dataclass(frozen=True, slots=True)
class DrawPlace:
    """A child's place in the draw's own order of their stratum: rank 1 is drawn first."""

    child: CohortLine
    rank: int
    outcome: str  # "sample", "reserve" or "not_drawn"
    score: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came out. `places` holds the whole list, stratum by stratum, each in the draw's order."""

    places: tuple[DrawPlace, ...]
    list_hash: str
    result_hash: str

    @property
    def sample(self) -> list[DrawPlace]:
        """The sample in the order of its case numbers: by score over all strata, so that a number says nothing of
        the stratum."""
        chosen = (place for place in self.places if place.outcome == "sample")
        return sorted(chosen, key=lambda place: (place.score, place.child.reference.encode()))

    @property
    def reserves(self) -> list[DrawPlace]:
        return [place for place in self.places if place.outcome == "reserve"]


def normalised(reference: str) -> str:
    """A reference as it is compared: composed (NFKC), without any space, in capitals. "ab 12" and "AB12" are one."""
    return "".join(unicodedata.normalize("NFKC", reference).split()).upper()


def normalised_stratum(name: str) -> str:
    """A stratum's name as it is compared: composed, single spaces, its capitals as they are."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def hash_of_list(children: Iterable[CohortLine]) -> str:
    """SHA-256, hexadecimal, over the lines `stratum TAB reference` in the order of their UTF-8 bytes."""
    lines = sorted(f"{child.stratum}\t{child.reference}".encode() for child in children)
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def score(seed: str, list_hash: str, reference: str) -> str:
    """What a child is ordered by: SHA-256 over algorithm, seed, list and reference, a line each."""
    return hashlib.sha256("\n".join((ALGORITHM, seed, list_hash, reference)).encode()).hexdigest()


def in_order(children: Sequence[CohortLine], seed: str, list_hash: str) -> list[tuple[str, CohortLine]]:
    """The children with their scores in the draw's order: by score, then reference should two scores be the same."""
    scored = [(score(seed, list_hash, child.reference), child) for child in children]
    return sorted(scored, key=lambda one: (one[0], one[1].reference.encode()))


def in_proportion(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many of `wanted` fall to each stratum in proportion to its size, by largest remainder.

    Each gets the whole part of wanted × size ÷ total; what is left goes one by one to the largest remainders, equal
    remainders in the order of the strata's names (by their UTF-8 bytes). The shares always add up to `wanted`.
    """
    total = sum(sizes.values())
    if wanted > total:
        raise ValueError("more are wanted than there are")
    if not total:
        return dict.fromkeys(sizes, 0)
    shares = {name: wanted * size // total for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(wanted * sizes[name] % total), name.encode()))
    for name in by_remainder[: wanted - sum(shares.values())]:
        shares[name] += 1
    return shares


def draw(children: Sequence[CohortLine], shares: Mapping[str, Share], seed: str) -> Drawn:
    """Order each stratum by the seed; the first `wanted` are the sample, the next `reserves` the reserves.

    A stratum without a share gives none. Raises `ValueError` when a child stands twice on the list, when a share names
    a stratum that the list has not, or wants more children than there are.
    """
    check_list(children)
    strata: dict[str, list[CohortLine]] = {}
    for child in children:
        strata.setdefault(child.stratum, []).append(child)
    for name, share in shares.items():
        if name not in strata and (share.wanted or share.reserves):
            raise ValueError(f"there is no stratum {name!r} on the list")
        if share.wanted > len(strata.get(name, ())):
            raise ValueError(f"stratum {name!r} has fewer children than are wanted")
    list_hash = hash_of_list(children)
    places: list[DrawPlace] = []
    for name in sorted(strata, key=str.encode):
        share = shares.get(name, Share(0))
        for rank, (value, child) in enumerate(in_order(strata[name], seed, list_hash), start=1):
            places.append(DrawPlace(child, rank, outcome_of(rank, share), value))
    return Drawn(tuple(places), list_hash, hash_of_result(list_hash, places))


def by_hand(children: Sequence[CohortLine], chosen: Iterable[str], seed: str) -> Drawn:
    """The children somebody chose, in the draw's order among themselves; no reserves. The seed gives only the order."""
    wanted = set(chosen)
    check_list(children)
    list_hash = hash_of_list(children)
    missing = wanted - {child.reference for child in children}
    if missing:
        raise ValueError("a child was chosen who is not on the list")
    scored = in_order(children, seed, list_hash)
    first = [one for one in scored if one[1].reference in wanted]
    rest = [one for one in scored if one[1].reference not in wanted]
    places: list[DrawPlace] = []
    ranks: dict[str, int] = {}
    for value, child in first + rest:
        ranks[child.stratum] = ranks.get(child.stratum, 0) + 1
        outcome = "sample" if child.reference in wanted else "not_drawn"
        places.append(DrawPlace(child, ranks[child.stratum], outcome, value))
    return Drawn(tuple(places), list_hash, hash_of_result(list_hash, places))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One exclusion as the certificate lists it: the case that was left out and the case that took its place."""

    case: int
    replaced_by: int | None


def cases_of(drawn: Drawn, first_case: int, left_out: Iterable[LeftOut] = ()) -> dict[int, DrawPlace]:
    """Which case number is which child, after all exclusions in their order; left out cases keep their number.

    The sample is numbered from `first_case`. A reserve of the same stratum takes the number the exclusion gives, the
    first that is not used yet. Raises `ValueError` where an exclusion does not fit the draw.
    """
    cases = dict(enumerate(drawn.sample, start=first_case))
    waiting: dict[str, list[DrawPlace]] = {}
    for place in drawn.reserves:
        waiting.setdefault(place.child.stratum, []).append(place)
    for one in left_out:
        if one.case not in cases:
            raise ValueError(f"case {one.case} is not of this draw")
        if one.replaced_by is None:
            continue
        reserves = waiting.get(cases[one.case].child.stratum) or []
        if not reserves or one.replaced_by in cases:
            raise ValueError(f"case {one.replaced_by} cannot have taken the place of case {one.case}")
        cases[one.replaced_by] = reserves.pop(0)
    return cases


def outcome_of(rank: int, share: Share) -> str:
    if rank <= share.wanted:
        return "sample"
    return "reserve" if rank <= share.wanted + share.reserves else "not_drawn"


def check_list(children: Sequence[CohortLine]) -> None:
    if len({child.reference for child in children}) != len(children):
        raise ValueError("a child stands twice on the list")


def hash_of_result(list_hash: str, places: Iterable[DrawPlace]) -> str:
    """SHA-256 over the list's hash and a line `outcome TAB stratum TAB rank TAB reference` for each child drawn."""
    lines = [
        f"{place.outcome}\t{place.child.stratum}\t{place.rank}\t{place.child.reference}"
        for place in places
        if place.outcome != "not_drawn"
    ]
    return hashlib.sha256("\n".join([list_hash, *lines]).encode()).hexdigest()
