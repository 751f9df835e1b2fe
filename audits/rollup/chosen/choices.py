"""What may be said another way in an audit as it stands, in which ways, and how it would read before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import TextField
from django.db.models.functions import Coalesce

from agencies.models import Person
from audits.returns.models import Answer
from audits.rollup.chosen.acts import draft_of, row_of
from audits.rollup.chosen.models import ChosenWording
from audits.rollup.counting.chosen import ANSWERED, ChosenCount
from audits.rollup.counting.counts import count
from audits.rollup.counting.gather import CHOSEN, REPLY
from audits.rollup.counting.gathered import Gathered, Rows
from audits.rollup.counting.parts import choices_of
from audits.rollup.counting.practice import HANDED_IN, is_counted
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE, PUBLISHED, ChosenSentence, Fact, chosen, chosen_said
from audits.rollup.wording.amounts import approximations, capital
from audits.rollup.wording.chosen import is_still_true
from audits.scope.models import Audit
from audits.tools.models import Standard

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class SentenceReading:
    """One sentence as it reads inside and as it would be published; `inside` is None while it says nothing."""

    inside: Fact | None
    published: Fact | None
    note: str = ""


@dataclass(frozen=True)
class KeptSentence:
    """One sentence that is kept: of what, and how it reads."""

    uid: str
    of: str
    reading: SentenceReading


NOTHING_NOW = SentenceReading(None, None, "There is nothing to say of it now, so it is not said.")


@dataclass(frozen=True)
class AnsweredQuestions:
    """The questions that somebody answered in a return that is in, and which answers they gave."""

    standards: tuple[Standard, ...]
    given: frozenset[tuple[int, str]]


def asked_in(audit: Audit) -> AnsweredQuestions:
    """In one query."""
    given = Answer.objects.filter(audit=audit, agency_return__state__in=HANDED_IN, value__in=Answer.Value.values)
    place = ("standard__domain__order", "standard__number")
    rows = given.order_by(*place).values(*place, "standard_id", "standard__text", "standard__takes", "value").distinct()
    standards = {
        row["standard_id"]: Standard(pk=row["standard_id"], text=row["standard__text"], takes=row["standard__takes"])
        for row in rows
    }
    return AnsweredQuestions(tuple(standards.values()), frozenset((row["standard_id"], row["value"]) for row in rows))


def things_of(rollup: RollUp, asked: AnsweredQuestions) -> list[tuple[str, Choices]]:
    """The themes that have a number, and the questions that were answered, to choose from."""
    themes = [
        (f"theme:{theme.uid}", theme.statement)
        for theme in rollup.findings.themes
        if theme.count.numerator and is_counted(theme, rollup.audit)
    ]
    questions = [(f"question:{one.pk}", one.text) for one in asked.standards]
    return [(label, choices) for label, choices in (("Themes", themes), ("Questions", questions)) if choices]


def parts_of(rows: Gathered, asked: AnsweredQuestions) -> list[tuple[str, Choices]]:
    """The parts that there are: what is recorded of some case here, and the answers that somebody gave."""
    there = choices_of(rows)
    recorded = [(f"condition:{code}", capital(words)) for code, words in there["group"].items()]
    named = {one["value"] for one in rows.frame.tool.conditions if one["fact"] == "plan_at_date"}
    recorded += [
        (f"plan:{code}", f"Where a child’s plan or status is “{label}”")
        for code, label in there["plan"].items()
        if code not in named
    ]
    answers = [
        (f"answer:{one.pk}:{value}", f"{capital(word)}: {one.text}")
        for one in asked.standards
        for value, word in ANSWERED.items()
        if (one.pk, value) in asked.given
    ]
    found = (("What is recorded of the cases", recorded), ("Where an agency answered", answers))
    return [(label, choices) for label, choices in found if choices]


def counted_as(rows: Gathered, draft: ChosenWording) -> tuple[RollUp, ChosenCount | None]:
    """A sentence that is not kept yet, counted after those that are: they decide with it whether its part may leave.
    Its answers are read now, in one query."""
    standards = [pk for pk in (draft.standard_id, draft.answered_id) if pk]
    found = Answer.objects.filter(audit=rows.audit, standard__in=standards).values_list(*REPLY.values())
    replies: Rows = [dict(zip(REPLY, row, strict=True)) for row in found] if standards else []
    before = rows.frame.findings
    findings = replace(
        before,
        chosen=[*before.chosen, row_of(draft, CHOSEN)],
        replies=[*(row for row in before.replies if row["of"] not in standards), *replies],
        part_replies=[*(row for row in before.part_replies if row["of"] not in standards), *replies],
    )
    counted = count(replace(rows, frame=replace(rows.frame, findings=findings)))
    return counted, next((one for one in counted.findings.chosen if one.uid == str(draft.uid)), None)


def reading_of(
    rollup: RollUp, one: ChosenCount | None, said: Mapping[str, ChosenSentence] | None = None
) -> SentenceReading:
    """How a sentence reads in each tier, and what its lead should know of it. Whoever reads several gives what all
    of them say."""
    if one is None:
        return NOTHING_NOW
    said = chosen_said(rollup) if said is None else said
    inside, published = (chosen(one, said, tier) for tier in (INSIDE, PUBLISHED))
    if inside is None:
        return NOTHING_NOW
    note = ""
    if one.phrase and not is_still_true(one.phrase, one.count, rollup.audit.small_n):
        note = f"“{capital(one.phrase)}” is no longer true, so the plain number is said."
    return SentenceReading(inside, published, note)


def phrases_of(rows: Gathered, audit: Audit, of: str) -> tuple[str, ...]:
    """The approximations that are true of a theme's or a question's number now; none below the small n."""
    _, one = counted_as(rows, draft_of(audit, of=of, way=ChosenWording.Way.ABOUT))
    if one is None or not one.count.denominator:
        return ()
    return approximations(one.count.numerator, one.count.denominator, audit.small_n)


def wording_of(audit: Audit, uid: str, person: Person) -> ChosenWording | None:
    """One sentence of this audit that the person may see."""
    rows = ChosenWording.objects.visible_to(person).filter(audit=audit).select_related("audit")
    return next((row for row in rows if str(row.uid) == uid), None)


def kept_of(audit: Audit, rollup: RollUp) -> list[KeptSentence]:
    """What is kept, in the order it was chosen, each with how it reads now."""
    counted, said = {one.uid: one for one in rollup.findings.chosen}, chosen_said(rollup)
    rows = ChosenWording.objects.filter(audit=audit).order_by("order", "pk")
    named = rows.values_list("uid", Coalesce("theme__statement", "standard__text", output_field=TextField()))
    return [KeptSentence(str(uid), of, reading_of(rollup, counted.get(str(uid)), said)) for uid, of in named]
