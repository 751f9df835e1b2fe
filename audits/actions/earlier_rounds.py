"""Rounds known from paper, typed in with the figures that they published, so that a re-audit can be set beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.across.comparing.models import ChangeJudgement
from audits.actions import rules
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.scope.models import Audit


def check_can_type(person: Person, row: EarlierRound | PublishedFigure) -> None:
    rules.check_can_compare(person, row.audit)


def add_round(audit: Audit, *, by: Person, now: datetime, **said: Any) -> EarlierRound:
    """A round of the same theme, with its own n, unit and scale."""
    rules.check_can_compare(by, audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        row = EarlierRound(audit=audit, order=next_of(EarlierRound, audit))
        return write(row, by=by, now=now, verb="added", **said)


def next_of(model: type[EarlierRound] | type[PublishedFigure], audit: Audit) -> int:
    return (model.objects.filter(audit=audit).aggregate(last=Max("order"))["last"] or 0) + 1


def edit_round(row: EarlierRound, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    rules.check_can_compare(by, row.audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=row.audit_id)
        write(row, by=by, now=now, verb="edited", version=version, **said)


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


def add_figure(row: EarlierRound, *, by: Person, now: datetime, **said: Any) -> PublishedFigure:
    """A figure as the round published it: numbers, a percentage, or an amount in words."""
    rules.check_can_compare(by, row.audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=row.audit_id)
        check_measured_once(row, said.get("key", ""))
        figure = PublishedFigure(audit=row.audit, earlier_round=row, order=next_of(PublishedFigure, row.audit))
        return write(figure, by=by, now=now, verb="added", **said)


def edit_figure(figure: PublishedFigure, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    rules.check_can_compare(by, figure.audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=figure.audit_id)
        if figure.earlier_round is not None:
            check_measured_once(figure.earlier_round, said.get("key", ""), besides=figure)
        write(figure, by=by, now=now, verb="edited", version=version, **said)


def remove_figure(figure: PublishedFigure, *, by: Person, now: datetime) -> None:
    rules.check_can_compare(by, figure.audit, timezone.localdate(now))
    with transaction.atomic():
        journal.record(by, "removed", figure, now=now)
        figure.delete()


def check_measured_once(row: EarlierRound, key: str, besides: PublishedFigure | None = None) -> None:
    if not key:
        return
    twins = PublishedFigure.objects.filter(earlier_round=row, key=key)
    if (twins.exclude(pk=besides.pk) if besides else twins).exists():
        raise Refused("This round has a figure for that measure already. Change that one.", on="key")
