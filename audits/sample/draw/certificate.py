"""The certificate of a draw: in plain words for the scrutineer, and as JSON for whoever repeats it. No reference."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from audits.sample.draw.models import CohortDraw, Exclusion
from audits.sample.draw.reading_words import recorded_in_words
from audits.sample.models import Case
from audits.scope.models import Audit

FORMAT = "draw-certificate/1"
HOW = {
    CohortDraw.Method.SIMPLE: "by chance alone, each as likely as any other",
    CohortDraw.Method.PROPORTIONAL: "by chance within each stratum, in proportion to its size",
    CohortDraw.Method.FIXED: "by chance within each stratum, a number set for each",
    CohortDraw.Method.WHOLE: "by taking everything on the list",
    CohortDraw.Method.CRITERION: "by a criterion that everything on the list meets",
    CohortDraw.Method.HAND: "by hand",
}


def exclusions_of(row: CohortDraw) -> list[Exclusion]:
    """In the order in which they were made."""
    rows = Exclusion.objects.filter(entry__draw=row).select_related("case", "replaced_by__case", "reason")
    return list(rows.order_by("excluded_at", "id"))


def first_case_of(row: CohortDraw) -> int:
    """The number of the first case that was drawn: those that came in for others have later ones."""
    numbers = Case.objects.filter(drawn_as__draw=row, drawn_as__replaces__isnull=True)
    return min(numbers.values_list("number", flat=True), default=1)


def units(audit: Audit, number: int) -> str:
    """ "4 children", in the audit's own unit."""
    return f"{number:,} {audit.unit_singular if number == 1 else audit.unit_plural}"


def first_paragraph(row: CohortDraw, exclusions: list[Exclusion]) -> list[str]:
    """The certificate's first paragraph, sentence by sentence."""
    at = timezone.localtime(row.drawn_at)
    said = [
        f"{row.drawn_by.name} drew {units(row.audit, row.wanted)} for {row.audit.reference}"
        f"{f', strand {row.strand.name},' if row.strand else ''} on {date_format(at, 'j F Y')} at "
        f"{date_format(at, 'g:iA').lower()}, from this list: {row.source.rstrip('.')}.",
        f"The list has {units(row.audit, row.list_size)}. They were drawn {HOW[CohortDraw.Method(row.method)]}.",
    ]
    said += recorded_in_words(row.read_as)
    if row.rows_left_out:
        rows = "1 row" if row.rows_left_out == 1 else f"{row.rows_left_out} rows"
        said.append(f"{rows} of the list could not be read as a reference and {was(row.rows_left_out)} left out first.")
    if row.reason:
        said.append(f"The reason given: {row.reason.rstrip('.')}.")
    if row.reserves:
        said.append(f"{units(row.audit, row.reserves)} {was(row.reserves)} drawn at once as reserves, in order.")
    for one in exclusions:
        why = one.reason.label.lower() if one.reason_id != "OTHER" else one.note.rstrip(".")
        number = replaced_by(one)
        taken = (
            f"case {number}, the next reserve, took the place"
            if number is not None
            else "no reserve was left, so the sample is one smaller"
        )
        day = date_format(timezone.localtime(one.excluded_at), "j F Y")
        said.append(f"Case {one.case.number} was left out on {day} ({why}); {taken}.")
    if not exclusions:
        said.append("Nobody was left out afterwards.")
    return said


def replaced_by(exclusion: Exclusion) -> int | None:
    """The number of the case that took the place: a reserve that does is a case."""
    drawn = exclusion.replaced_by
    return drawn.case.number if drawn and drawn.case else None


def was(number: int) -> str:
    return "was" if number == 1 else "were"


def as_json(row: CohortDraw) -> dict[str, Any]:
    """What `manage.py repeat_draw` reads: everything the draw depends on but the list."""
    exclusions = exclusions_of(row)
    return {
        "format": FORMAT,
        "audit": row.audit.reference,
        "draw": row.number,
        "strand": row.strand.code if row.strand else None,
        "algorithm": row.algorithm,
        "method": row.method,
        "source": row.source,
        "reason": row.reason,
        "drawn_at": row.drawn_at.isoformat(),
        "drawn_by": row.drawn_by.name,
        "list": {
            "children": row.list_size,
            "rows_left_out": row.rows_left_out,
            "strata_columns": row.strata_columns,
            "sha256": row.list_hash,
            **({"read_as": row.read_as} if row.read_as else {}),
        },
        "strata": row.strata,
        "wanted": row.wanted,
        "reserves": row.reserves,
        "seed": row.seed,
        "first_case": first_case_of(row),
        "result_sha256": row.result_hash,
        "exclusions": [
            {
                "case": one.case.number,
                "reason": one.reason_id,
                "replaced_by": replaced_by(one),
            }
            for one in exclusions
        ],
        "set_aside": [
            {"draw": earlier.number, "because": earlier.set_aside_because}
            for earlier in row.audit.draws.filter(strand=row.strand, number__lt=row.number).order_by("number")
        ],
    }
