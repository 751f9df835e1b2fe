"""A lead chooses how the number of a theme or of a question's answers is said besides, or takes that away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.checked import check_row
from audit_project.refused import Refused
from audits.codes.models import Condition, PlanType
from audits.meeting.models import Theme
from audits.returns.models import Answer
from audits.rollup import rules
from audits.rollup.chosen.models import OF_WHAT, ChosenWording
from audits.rollup.wording.amounts import is_true_of
from audits.scope.models import Audit
from audits.tools.models import Standard

MOST = 40
FIELDS = ("theme", "standard", "way", "phrase", "condition", "plan", "answered", "answer")


def draft_of(audit: Audit, *, of: str, way: str, part: str = "", phrase: str = "") -> ChosenWording:
    """What was chosen, as a row that is not kept yet. `of` is "theme:<uid>" or "question:<key>"; `part` is
    "condition:<code>", "plan:<code>" or "answer:<key>:<YES, PARTLY or NO>"."""
    row = ChosenWording(audit=audit, way=way)
    kind, _, key = of.partition(":")
    if kind == "theme":
        row.theme = next((one for one in Theme.objects.filter(audit=audit) if str(one.uid) == key), None)
    elif kind == "question":
        row.standard = question_of(audit, key)
    if way == ChosenWording.Way.PART:
        kind, _, key = part.partition(":")
        if kind == "condition":
            row.condition = Condition.objects.filter(pk=key).first()
        elif kind == "plan":
            row.plan = PlanType.objects.filter(pk=key).first()
        elif kind == "answer":
            key, _, row.answer = key.partition(":")
            row.answered = question_of(audit, key)
    elif way == ChosenWording.Way.ABOUT:
        row.phrase = phrase
    return row


def question_of(audit: Audit, key: str) -> Standard | None:
    """The question of the audit's own tool with this key."""
    if audit.tool_id is None or not key.isascii() or not key.isdigit() or len(key) > 9:
        return None
    return Standard.objects.filter(domain__tool=audit.tool_id, pk=int(key)).first()


def choose_wording(audit: Audit, *, by: Person, now: datetime, **said: str) -> ChosenWording:
    """Keep a way of saying a theme's or a question's number. No number is kept: it is counted whenever it is read."""
    rules.check_can_choose_wording(by, audit, timezone.localdate(now))
    row = draft_of(audit, **said)
    row.chosen_at, row.chosen_by = now, by
    check_choice(row)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        there = ChosenWording.objects.filter(audit=audit)
        if there.count() >= MOST:
            raise Refused(f"There are {MOST} already. Take one away first.")
        row.order = (there.aggregate(last=Max("order"))["last"] or 0) + 1
        check_row(row, only=FIELDS)
        row.save(force_insert=True)
        journal.record(by, "added", row, now=now)
    return row


def check_choice(row: ChosenWording) -> None:
    """What the constraints of the model cannot say: the words are an approximation, and a question takes the answer."""
    if row.theme is None and row.standard is None:
        raise Refused(OF_WHAT)
    if row.way == ChosenWording.Way.ABOUT and not is_approximation(row.phrase):
        raise Refused("Choose one of the approximations that are true of the number.")
    if row.way == ChosenWording.Way.MET and not takes_partly(row.standard):
        raise Refused("This question takes yes or no, so nothing is partly.")
    if row.answered is not None and (
        row.answer not in Answer.Value.values or (row.answer == Answer.Value.PARTLY and not takes_partly(row.answered))
    ):
        raise Refused("Choose an answer that the question takes.")


def is_approximation(phrase: str) -> bool:
    """Whether some words are an approximation that can be checked against a number, and no bare percentage."""
    try:
        is_true_of(phrase, 1, 2)
    except ValueError:
        return False
    return phrase == phrase.strip().lower() and not phrase[:1].isdigit()


def takes_partly(standard: Standard | None) -> bool:
    return standard is not None and standard.takes == Standard.Takes.YES_PARTLY_NO


def remove_wording(row: ChosenWording, *, by: Person, now: datetime) -> None:
    """Take a sentence away; what was counted for it stays as it is said anyway."""
    rules.check_can_choose_wording(by, row.audit, timezone.localdate(now))
    with transaction.atomic():
        journal.record(by, "removed", row, now=now)
        ChosenWording.objects.filter(pk=row.pk).delete()


def carry_wordings(theme: Theme, into: Theme, by: Person, now: datetime) -> None:
    """Two themes of one audit become one: what was chosen for the first is said of the second, once."""
    there = {told_apart_by(row) for row in ChosenWording.objects.filter(theme=into)}
    for row in ChosenWording.objects.filter(theme=theme).order_by("order", "pk"):
        if told_apart_by(row) in there:
            row.delete()
        else:
            ChosenWording.objects.filter(pk=row.pk).update(theme=into)


def told_apart_by(row: ChosenWording) -> tuple[Any, ...]:
    """What tells two sentences of one theme apart."""
    return row.way, row.phrase, row.condition_id, row.plan_id, row.answered_id, row.answer


def row_of(wording: ChosenWording, columns: Mapping[str, str]) -> dict[str, Any]:
    """A sentence that is not kept yet as `gather` reads one that is, to count it beforehand."""
    return {name: reached(wording, path) for name, path in columns.items()}


def reached(thing: Any, path: str) -> Any:
    for name in path.split("__"):
        thing = getattr(thing, name, None)
    return thing
