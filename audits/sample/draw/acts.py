"""What the lead does with a draw: draw, set a draw aside, let the next reserve come in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.sample import rules
from audits.sample.acts import move_case
from audits.sample.draw.algorithm import ALGORITHM, Drawn, DrawPlace, Share, by_hand, draw, in_proportion, normalised
from audits.sample.draw.cohort import Cohort
from audits.sample.draw.columns import as_reference
from audits.sample.draw.models import NO_REASON, CohortDraw, CohortEntry
from audits.sample.models import Case
from audits.scope.models import Audit, Strand

Method = CohortDraw.Method
MOST_CASES = 200  # a sample, not a list: more cannot be audited or shown
MOST_RESERVES = 200
DRAWN_MEANWHILE = (
    "A sample was drawn since this page was opened, and its key may be stored already. Look at that draw before you "
    "set it aside for another."
)
STRATIFIED = (Method.PROPORTIONAL, Method.FIXED)
# How the audit says it was selected, for the briefing's own sentence.
SELECTIONS = {
    Method.SIMPLE: "random", Method.PROPORTIONAL: "stratified", Method.FIXED: "quota", Method.WHOLE: "whole",
    Method.CRITERION: "criterion", Method.HAND: "chosen",
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What is asked of a draw. `fixed` is the number for each stratum; `chosen` the references chosen by hand."""

    method: str
    wanted: int = 0
    reserves: int = 0
    fixed: Mapping[str, int] | None = None
    chosen: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """A draw with its key, which is shown once and kept nowhere: which case is which reference, and the reserves."""

    draw: CohortDraw
    pairs: tuple[tuple[Case, str], ...]
    reserves: tuple[DrawPlace, ...]


def draw_cohort(
    audit: Audit,
    cohort: Cohort,
    wish: Wish,
    *,
    by: Person,
    now: datetime,
    source: str,
    strand: Strand | None = None,
    leave_out_bad: bool = False,
    set_aside_because: str = "",
    instead_of: int | None = None,
    seed: str = "",
) -> Outcome:
    """Draw the sample of an audit, or of one of its strands, from a list. One transaction.

    The sample's own get case numbers; of the rest a salted hash is kept. An earlier draw is set aside with its reason:
    the one that was seen, where `instead_of` gives its number (0: there was none), and no newer one.
    `seed` is made here when it is not given: only examples give one.
    """
    rules.check_can_draw(by, audit, timezone.localdate(now))
    check_wish(cohort, wish, leave_out_bad)
    if wish.method not in STRATIFIED:
        cohort = cohort.without_strata()
    rules.check_strand(audit, strand)
    seed = seed or secrets.token_hex(32)
    drawn, shares = carried_out(cohort, wish, seed)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        set_earlier_aside(audit, strand, set_aside_because, instead_of, by=by, now=now)
        row = CohortDraw(
            audit=audit, strand=strand, number=(audit.draws.aggregate(top=Max("number"))["top"] or 0) + 1,
            method=wish.method, source=source, reason=wish.reason, read_as=cohort.read_as,
            strata_columns=list(cohort.strata_columns),
            strata=[
                {"name": name, "size": size, "wanted": shares[name].wanted, "reserves": shares[name].reserves}
                for name, size in cohort.sizes.items()
            ],
            wanted=len(drawn.sample), reserves=len(drawn.reserves), algorithm=ALGORITHM,
            list_size=len(cohort.children), rows_left_out=len(cohort.faults), list_hash=drawn.list_hash, seed=seed,
            salt=secrets.token_hex(16), result_hash=drawn.result_hash, drawn_at=now, drawn_by=by,
        )  # fmt: skip
        write(row, by=by, now=now, verb="drew")
        keep_entries(row, drawn)
        cases = make_cases(row, drawn.sample, by=by, now=now)
        Audit.objects.filter(pk=audit.pk).update(selection=SELECTIONS[Method(wish.method)])
        if strand is None:
            Audit.objects.filter(pk=audit.pk).update(cohort_size=row.list_size)
        else:
            Strand.objects.filter(pk=strand.pk).update(cohort_size=row.list_size)
    pairs = tuple((case, place.child.reference) for case, place in zip(cases, drawn.sample, strict=True))
    return Outcome(row, pairs, tuple(drawn.reserves))


def check_wish(cohort: Cohort, wish: Wish, leave_out_bad: bool) -> None:
    """Everything that must hold before anything is drawn, a sentence each."""
    size = len(cohort.children)
    if wish.method not in Method.values:
        raise Refused("Choose how the sample is drawn.")
    if not size:
        raise Refused("There is no reference on this list to draw from.")
    if cohort.faults and not leave_out_bad:
        raise Refused("Some rows of the list could not be read. Mend them and read it again, or leave them out.")
    if wish.method in STRATIFIED and not cohort.strata_columns:
        raise Refused("A stratified draw needs a list with a column to stratify by. Read the list again and name it.")
    if wish.method in (Method.CRITERION, Method.HAND) and not wish.reason.strip():
        raise Refused(NO_REASON, on="reason")
    if wish.method == Method.HAND and not wish.chosen:
        raise Refused("Give the references that were chosen, one a line.")
    if wish.method in (Method.SIMPLE, Method.PROPORTIONAL) and wish.wanted < 1:
        raise Refused("Enter how many cases are drawn.")
    if wish.method == Method.FIXED and not sum((wish.fixed or {}).values()):
        raise Refused("Enter how many are drawn from each stratum.")
    wanted = how_many(cohort, wish)
    if wanted > size:
        raise Refused(f"{wanted} cases were asked for, and the list has {size}. Ask for fewer, or take the whole list.")
    if wanted > MOST_CASES or wish.reserves > MOST_RESERVES:
        raise Refused(f"A sample has {MOST_CASES} cases at most, and as many reserves. Ask for fewer.")
    for name, number in (wish.fixed or {}).items() if wish.method == Method.FIXED else ():
        there = cohort.sizes.get(name)
        if there is None:
            raise Refused(f"There is no stratum “{name[:60]}” on the list.")
        if number > there:
            raise Refused(f"{number} were asked for from “{name[:60]}”, and the list has {there}.")


def how_many(cohort: Cohort, wish: Wish) -> int:
    if wish.method in (Method.WHOLE, Method.CRITERION):
        return len(cohort.children)
    if wish.method == Method.HAND:
        return len(set(map(as_reference, wish.chosen)))
    return sum((wish.fixed or {}).values()) if wish.method == Method.FIXED else wish.wanted


def carried_out(cohort: Cohort, wish: Wish, seed: str) -> tuple[Drawn, dict[str, Share]]:
    """The draw, and how many each stratum gave. `Refused` where a reference chosen by hand is not on the list."""
    sizes = cohort.sizes
    if wish.method == Method.HAND:
        chosen = [as_reference(one) for one in wish.chosen if one.strip()]
        missing = set(chosen) - {child.reference for child in cohort.children}
        if missing:
            raise Refused(f"{len(missing)} of the references that were chosen are not on the list. Check them.")
        drawn = by_hand(cohort.children, chosen, seed)
        counted = [place.child.stratum for place in drawn.sample]
        return drawn, {name: Share(counted.count(name)) for name in sizes}
    shares = shares_of(wish, sizes)
    return draw(cohort.children, shares, seed), shares


def shares_of(wish: Wish, sizes: Mapping[str, int]) -> dict[str, Share]:
    if wish.method in (Method.WHOLE, Method.CRITERION):
        return {name: Share(size) for name, size in sizes.items()}
    if wish.method == Method.FIXED:
        fixed = wish.fixed or {}
        return {name: Share(fixed.get(name, 0), wish.reserves if fixed.get(name) else 0) for name in sizes}
    shares = in_proportion(sizes, wish.wanted)
    return {name: Share(shares[name], wish.reserves) for name in sizes}


def set_earlier_aside(
    audit: Audit, strand: Strand | None, because: str, instead_of: int | None, *, by: Person, now: datetime
) -> None:
    """The draw that stands for the same children until now: its cases leave the sample, and the reason stays."""
    earlier = audit.draws.filter(strand=strand, set_aside_at__isnull=True).select_for_update().first()
    if instead_of is not None and instead_of != (earlier.number if earlier else 0):
        raise Refused(DRAWN_MEANWHILE)
    if earlier is None:
        return
    if not because.strip():
        raise Refused("There is a draw already. Say why it is set aside, or keep it.")
    if Case.objects.filter(drawn_as__draw=earlier).exclude(state__in=("sample", "excluded")).exists():
        raise Refused("Returns of the earlier draw's cases are open, so it cannot be set aside.")
    for case in Case.objects.filter(drawn_as__draw=earlier, state="sample").select_related("audit"):
        move_case(case, Case.State.EXCLUDED, by=by, now=now)
    CohortDraw.objects.filter(pk=earlier.pk).update(
        set_aside_at=now, set_aside_by=by, set_aside_because=because.strip(), version=earlier.version + 1
    )
    journal.record(by, "set_aside", earlier, now=now)


def digest_of(row: CohortDraw, reference: str) -> str:
    """What is kept of a reference: HMAC-SHA256 with the draw's own salt, which is in no certificate."""
    return hmac.new(bytes.fromhex(row.salt), normalised(reference).encode(), hashlib.sha256).hexdigest()


def keep_entries(row: CohortDraw, drawn: Drawn) -> None:
    """The whole list as salted hashes at their places, by COPY: a hundred thousand rows in a second or two."""
    columns = "draw_id, digest, stratum, rank, outcome"
    table = CohortEntry._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for place in drawn.places:
            copy.write_row(
                (row.pk, digest_of(row, place.child.reference), place.child.stratum, place.rank, place.outcome)
            )


def make_cases(row: CohortDraw, sample: Iterable[DrawPlace], *, by: Person, now: datetime) -> list[Case]:
    """A case for each child of the sample, numbered on from the audit's last."""
    top = row.audit.cases.aggregate(top=Max("number"))["top"] or 0
    cases = []
    for number, place in enumerate(sample, start=top + 1):
        case = Case.objects.create(audit=row.audit, number=number, strand=row.strand, added_at=now, added_by=by)
        row.entries.filter(stratum=place.child.stratum, rank=place.rank).update(case=case)
        journal.record(by, "added", case, now=now)
        cases.append(case)
    return cases


def take_reserve(case: Case, *, by: Person, now: datetime) -> tuple[CohortEntry | None, CohortEntry | None]:
    """The place of a drawn case goes to the next reserve of its stratum, as a new case: the entry of the one that
    leaves, and that of the reserve. None where it was not drawn, or no reserve is left."""
    entries = CohortEntry.objects.select_for_update()
    entry = entries.filter(case=case).select_related("draw").first()
    if entry is None:
        return None, None
    CohortEntry.objects.filter(pk=entry.pk).update(outcome=CohortEntry.Outcome.EXCLUDED)
    same = entries.filter(draw=entry.draw, stratum=entry.stratum, outcome=CohortEntry.Outcome.RESERVE)
    reserve = same.order_by("rank").first()
    if reserve is not None:
        top = case.audit.cases.aggregate(top=Max("number"))["top"] or 0
        reserve.case = Case.objects.create(
            audit=case.audit, number=top + 1, strand=case.strand, added_at=now, added_by=by
        )
        CohortEntry.objects.filter(pk=reserve.pk).update(outcome=CohortEntry.Outcome.SAMPLE, case=reserve.case)
        journal.record(by, "added", reserve.case, now=now)
    return entry, reserve


def is_reference_of(case: Case, reference: str) -> bool | None:
    """Whether this is the reference the case was drawn with; None for a case that was not drawn."""
    entry = CohortEntry.objects.filter(case=case).select_related("draw").first()
    return None if entry is None else hmac.compare_digest(entry.digest, digest_of(entry.draw, reference))
