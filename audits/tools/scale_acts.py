"""What an audit lead does with a rating scale: make one, copy one, change its bands, retire it, bring it back.

A scale by which practice may have been graded stays as it is. Its row's version stands for its bands too.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.checked import check_fields
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits.tools import rules
from audits.tools.models import SCALE_CODE_TAKEN, RatingBand, RatingScale

BAND = ("label", "abbreviation", "positive", "descriptor", "note")
MOST_BANDS = 12
OUT_OF_THE_WAY = 100  # added to every place while bands change places, so that no two ever share one


def lock_scale(scale: RatingScale, by: Person, now: datetime) -> None:
    """Hold the scale's row for a change; refused once practice was graded by it. Call it in a transaction."""
    rules.check_can_change_scale(by, scale, timezone.localdate(now))
    RatingScale.objects.select_for_update().get(pk=scale.pk)
    RatingScale.objects.filter(pk=scale.pk, made_at__isnull=True).update(made_at=now, made_by=by)


def make_scale(*, by: Person, now: datetime, code: str, name: str, like: RatingScale | None = None) -> RatingScale:
    """A scale of one's own, with the bands of another where it is a copy."""
    rules.check_can_make(by, timezone.localdate(now))
    if RatingScale.objects.filter(code__iexact=code).exists():
        raise Refused(SCALE_CODE_TAKEN, on="code")
    with transaction.atomic():
        scale = write(RatingScale(made_at=now, made_by=by), by=by, now=now, verb="added", code=code, name=name)
        bands = list(like.bands.order_by("order")) if like is not None else []
        RatingBand.objects.bulk_create(
            RatingBand(scale=scale, code=row.code, order=n, **{name: getattr(row, name) for name in BAND})
            for n, row in enumerate(bands, 1)
        )
    return scale


def copy_scale(scale: RatingScale, *, by: Person, now: datetime, code: str, name: str) -> RatingScale:
    return make_scale(by=by, now=now, code=code, name=name, like=scale)


def rename_scale(scale: RatingScale, *, by: Person, now: datetime, version: int, name: str) -> None:
    with transaction.atomic():
        lock_scale(scale, by, now)
        write(scale, by=by, now=now, verb="edited", version=version, name=name)


def set_scale_use(scale: RatingScale, *, by: Person, now: datetime, use: bool) -> None:
    """Retire a scale, so that no new audit is offered it, or bring it back. Audits that have it keep it."""
    rules.check_can_make(by, timezone.localdate(now))
    with transaction.atomic():
        if RatingScale.objects.filter(pk=scale.pk, is_active=not use).update(is_active=use):
            journal.record(by, "reactivated" if use else "deactivated", scale, now=now)
    scale.is_active = use


def add_band(scale: RatingScale, *, by: Person, now: datetime, **fields: Any) -> RatingBand:
    """A band, last: the lowest of the scale."""
    with transaction.atomic():
        lock_scale(scale, by, now)
        rows = list(scale.bands.order_by("order"))
        if len(rows) >= MOST_BANDS:
            raise Refused(f"A scale holds {MOST_BANDS} bands at most.")
        check_words(rows, None, fields)
        RatingScale.objects.filter(pk=scale.pk).update(version=F("version") + 1)
        band = RatingBand(scale=scale, code=code_for(fields["label"], rows), order=next_place(rows))
        return write(band, by=by, now=now, verb="added", **fields)


def edit_band(band: RatingBand, *, by: Person, now: datetime, version: int, **fields: Any) -> None:
    """Change a band. Raises `Stale` when somebody else changed the scale first."""
    scale = band.scale
    with transaction.atomic():
        lock_scale(scale, by, now)
        check_fields(RatingBand(**fields), fields)
        check_words(list(scale.bands.all()), band, fields)
        try:
            write_version(scale, version)
        except Stale as clash:
            stands = RatingBand.objects.filter(pk=band.pk).first()
            if stands is None:
                raise Refused("Someone else has taken this band out of the scale.") from clash
            clash.theirs = {name: getattr(stands, name) for name in fields}
            clash.yours = fields
            raise
        RatingBand.objects.filter(pk=band.pk).update(**fields)
        journal.record(by, "edited", band, now=now)


def move_band(band: RatingBand, *, by: Person, now: datetime, up: bool) -> None:
    """One place better or worse; at the end of the scale nothing happens."""
    scale = band.scale
    with transaction.atomic():
        lock_scale(scale, by, now)
        rows = list(scale.bands.order_by("order"))
        at = next((place for place, row in enumerate(rows) if row.pk == band.pk), None)
        to = at - 1 if up and at is not None else (at or 0) + 1
        if at is not None and 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            place_in_order(rows)
        RatingScale.objects.filter(pk=scale.pk).update(version=F("version") + 1)
        journal.record(by, "edited", scale, now=now)


def remove_band(band: RatingBand, *, by: Person, now: datetime, version: int) -> None:
    """Take a band out. `version` is that of the scale as it was looked at."""
    scale = band.scale
    with transaction.atomic():
        lock_scale(scale, by, now)
        if not RatingScale.objects.filter(pk=scale.pk, version=version).exists():
            raise Refused("Someone else changed this scale while you were looking at it. Look at it again first.")
        journal.record(by, "removed", band, now=now)
        band.delete()
        place_in_order(list(scale.bands.order_by("order")))
        RatingScale.objects.filter(pk=scale.pk).update(version=F("version") + 1)


def check_words(rows: list[RatingBand], band: RatingBand | None, fields: dict[str, Any]) -> None:
    """Two bands of one scale are told apart by their names, and by what stands in a narrow cell."""
    for row in rows:
        if band is not None and row.pk == band.pk:
            continue
        if row.label.lower() == fields["label"].lower():
            raise Refused("The scale already has a band with this name.", on="label")
        if row.abbreviation.lower() == fields["abbreviation"].lower():
            raise Refused("The scale already has a band with this abbreviation.", on="abbreviation")


def code_for(label: str, rows: list[RatingBand]) -> str:
    """A band's code, which files name it by, from its name; it stays when the name changes."""
    base = re.sub(r"[^A-Z0-9]", "", label.upper())[:10] or "BAND"
    taken = {row.code for row in rows}
    return next(code for code in (base, *(f"{base}{n}" for n in range(2, 100))) if code not in taken)


def next_place(rows: list[RatingBand]) -> int:
    return max([0, *(row.order for row in rows)]) + 1


def place_in_order(rows: list[RatingBand]) -> None:
    """Give the bands of one scale the places 1, 2, 3 in this order, best first."""
    RatingBand.objects.filter(pk__in=[row.pk for row in rows]).update(order=F("order") + OUT_OF_THE_WAY)
    for place, row in enumerate(rows, 1):
        row.order = place
    RatingBand.objects.bulk_update(rows, ["order"])
