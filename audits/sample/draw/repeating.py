"""Drawing again from a certificate and a list: the same children, or what differs, said plainly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from audit_project.listed import Listed
from audits.sample.draw.algorithm import ALGORITHM, Drawn, LeftOut, Share, cases_of, draw, hash_of_list
from audits.sample.draw.certificate import FORMAT
from audits.sample.draw.cohort import cohort_of

BY_HAND = "hand"
STRATIFIED = ("proportional", "fixed")


class BadCertificate(ValueError):
    """What keeps a file from being read as a certificate."""


@dataclass(frozen=True)
class Certificate:
    """As much of a certificate as the draw depends on."""

    method: str
    seed: str
    strata_columns: tuple[str, ...]
    shares: dict[str, Share]
    list_hash: str
    result_hash: str
    first_case: int
    left_out: tuple[LeftOut, ...]
    read_as: dict[str, Any] | None = None  # how the list was read, where the certificate says so


@dataclass(frozen=True)
class Repeated:
    """The lines to print, and a sentence for each thing that differs from the certificate."""

    lines: tuple[str, ...]
    differs: tuple[str, ...]


def certificate_of(told: Any) -> Certificate:
    """A certificate from its JSON. Raises `BadCertificate` with what is wrong."""
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BadCertificate(f"its format is not {FORMAT}.")
    if told.get("algorithm") != ALGORITHM:
        raise BadCertificate(f"its algorithm is {told.get('algorithm')!r}, and this version draws by {ALGORITHM}.")
    try:
        shares = {row["name"]: Share(int(row["wanted"]), int(row["reserves"])) for row in told["strata"]}
        left_out = tuple(LeftOut(int(one["case"]), whole(one["replaced_by"])) for one in told["exclusions"])
        return Certificate(
            str(told["method"]), str(told["seed"]), tuple(map(str, told["list"]["strata_columns"])), shares,
            str(told["list"]["sha256"]), str(told["result_sha256"]), int(told["first_case"]), left_out,
            read_as_of(told["list"].get("read_as")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        raise BadCertificate(f"{fault} is missing or cannot be read.") from fault


def read_as_of(told: Any) -> dict[str, Any] | None:
    """How the list was read; None for a certificate of before that was said."""
    if told is None:
        return None
    column = str(told["column"])
    if not re.fullmatch(r"[A-Z]{1,2}", column):
        raise ValueError(f"the column {column!r}")
    numbers = [int(number) for number in told["left_out"]]
    return {
        "sheet": str(told["sheet"]), "heading": int(told["heading"]), "column": column, "hidden": told["hidden"],
        "left_out": numbers,
    }  # fmt: skip


def whole(value: Any) -> int | None:
    return None if value is None else int(value)


def repeat(certificate: Certificate, listed: Listed) -> Repeated:
    """Draw again. Where the list is another, only that is said: what came out would mean nothing."""
    cohort = cohort_of(listed, certificate.strata_columns, as_before=certificate.read_as is None)
    if certificate.method not in STRATIFIED:
        cohort = cohort.without_strata()
    if hash_of_list(cohort.children) != certificate.list_hash:
        size = len(cohort.children)
        return Repeated((), (f"This is not the list of the certificate: {size:,} references were read from it.",))
    if certificate.method == BY_HAND:
        return Repeated(("The list is that of the certificate. The cases were chosen by hand, not drawn.",), ())
    try:
        drawn = draw(cohort.children, certificate.shares, certificate.seed)
        if drawn.result_hash != certificate.result_hash:
            return Repeated((), ("The list is the same, and the draw gives other children than the certificate says.",))
        return Repeated(tuple(lines_of(drawn, certificate)), ())
    except ValueError as fault:
        return Repeated((), (f"The certificate does not fit its list: {fault}.",))


def lines_of(drawn: Drawn, certificate: Certificate) -> list[str]:
    """The sample by case number, with who was left out, then the reserves that are still waiting."""
    cases = cases_of(drawn, certificate.first_case, certificate.left_out)
    gone = {one.case: one.replaced_by for one in certificate.left_out}
    lines = []
    for number, place in sorted(cases.items()):
        stratum = f" ({place.child.stratum})" if place.child.stratum else ""
        words = ""
        if number in gone:
            words = f", left out; case {gone[number]} took the place" if gone[number] else ", left out"
        lines.append(f"Case {number}: {place.child.reference}{stratum}{words}")
    used = {place.child.reference for place in cases.values()}
    waiting = [place for place in drawn.reserves if place.child.reference not in used]
    for place in waiting:
        stratum = f" of {place.child.stratum}" if place.child.stratum else ""
        lines.append(f"Reserve {place.rank}{stratum}: {place.child.reference}")
    return lines
