"""Rounds known from paper, typed in with the figures that they published, so that a re-audit can be set beside them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused, allowed
from audit_project.versions import write_version
from audits.actions import rules
from audits.meeting.words import required, within
from audits.rollup.compare_models import ChangeJudgement
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.scope.models import Audit

NO_LABEL = "Name the round, for example “First round”."
NO_TEXT = "Write what the figure says."


def check_can_type(person: Person, row: EarlierRound | PublishedFigure) -> None:
    rules.check_can_compare(person, row.audit)


can_type = partial(allowed, check_can_type)


def add_round(audit: Audit, *, by: Person, now: datetime, **said: Any) -> EarlierRound:
    """A round of the same theme, with its own n, unit and scale."""
    rules.check_can_compare(by, audit, timezone.localdate(now))
    fields = round_fields(**said)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        check_once(audit, fields["label"])
        last = EarlierRound.objects.filter(audit=audit).aggregate(last=Max("order"))["last"]
        row: EarlierRound = EarlierRound.objects.create(audit=audit, order=(last or 0) + 1, **fields)
        journal.record(by, "added", row, now=now)
    return row


def edit_round(row: EarlierRound, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    rules.check_can_compare(by, row.audit, timezone.localdate(now))
    fields = round_fields(**said)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=row.audit_id)
        check_once(row.audit, fields["label"], besides=row)
        write_version(row, version, **fields)
        journal.record(by, "edited", row, now=now)


def remove_round(row: EarlierRound, *, by: Person, now: datetime) -> None:
    """Take out a round that was typed by mistake. One that somebody judged stays: the judgement stands on it."""
    rules.check_can_compare(by, row.audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=row.audit_id)
        if ChangeJudgement.objects.filter(earlier_round=row).exists():
            raise Refused("Somebody has judged the change since this round, so it stays.")
        journal.record(by, "removed", row, now=now)
        PublishedFigure.objects.filter(earlier_round=row).delete()
        row.delete()


def round_fields(
    label: str, held: str = "", cases: int | None = None, unit_plural: str = "", scale_name: str = "", note: str = ""
) -> dict[str, Any]:
    return {
        "label": required(label, 120, NO_LABEL),
        "held": within(held, 60),
        "cases": cases,
        "unit_plural": within(unit_plural, 30),
        "scale_name": within(scale_name, 80),
        "note": within(note, 2000),
    }


def check_once(audit: Audit, label: str, besides: EarlierRound | None = None) -> None:
    twins = EarlierRound.objects.filter(audit=audit, label=label)
    if (twins.exclude(pk=besides.pk) if besides else twins).exists():
        raise Refused("This audit has a round of that name already. Give this one another name.")


def add_figure(row: EarlierRound, *, by: Person, now: datetime, **said: Any) -> PublishedFigure:
    """A figure as the round published it: numbers, a percentage, or an amount in words."""
    rules.check_can_compare(by, row.audit, timezone.localdate(now))
    fields = figure_fields(**said)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=row.audit_id)
        check_measured_once(row, fields["key"])
        last = PublishedFigure.objects.filter(audit=row.audit).aggregate(last=Max("order"))["last"]
        figure: PublishedFigure = PublishedFigure.objects.create(
            audit=row.audit, earlier_round=row, order=(last or 0) + 1, **fields
        )
        journal.record(by, "added", figure, now=now)
    return figure


def edit_figure(figure: PublishedFigure, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    rules.check_can_compare(by, figure.audit, timezone.localdate(now))
    fields = figure_fields(**said)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=figure.audit_id)
        if figure.earlier_round is not None:
            check_measured_once(figure.earlier_round, fields["key"], besides=figure)
        write_version(figure, version, **fields)
        journal.record(by, "edited", figure, now=now)


def remove_figure(figure: PublishedFigure, *, by: Person, now: datetime) -> None:
    rules.check_can_compare(by, figure.audit, timezone.localdate(now))
    with transaction.atomic():
        journal.record(by, "removed", figure, now=now)
        figure.delete()


def figure_fields(
    text: str,
    key: str = "",
    numerator: int | None = None,
    denominator: int | None = None,
    percentage: Decimal | None = None,
    amount_as_given: str = "",
    more_is_better: bool | None = None,
) -> dict[str, Any]:
    """The fields of a figure, checked against one another. A percentage that is not that of its numbers is kept: it is
    what was published, and the page says so."""
    amount = within(amount_as_given, 60)
    if amount and (numerator is not None or percentage is not None):
        raise Refused("Give the numbers or the amount in words, not both.")
    if not amount and numerator is None and percentage is None:
        raise Refused("Enter the numbers, the percentage or the amount in words.")
    if numerator is not None and not denominator:
        raise Refused("Enter what the number is out of.")
    if denominator is not None and numerator is None:
        raise Refused("Enter how many of them it was.")
    if numerator is not None and denominator is not None and numerator > denominator:
        raise Refused(f"{numerator:,} cannot be out of {denominator:,}.")
    return {
        "text": required(text, 400, NO_TEXT),
        "key": within(key, 80),
        "numerator": numerator,
        "denominator": denominator,
        "percentage": percentage,
        "amount_as_given": amount,
        "more_is_better": more_is_better,
    }


def check_measured_once(row: EarlierRound, key: str, besides: PublishedFigure | None = None) -> None:
    if not key:
        return
    twins = PublishedFigure.objects.filter(earlier_round=row, key=key)
    if (twins.exclude(pk=besides.pk) if besides else twins).exists():
        raise Refused("This round has a figure for that measure already. Change that one.")
