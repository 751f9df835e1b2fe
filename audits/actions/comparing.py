"""What the page of a re-audit shows: an earlier round, what keeps it from being compared, and what became of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef
from django.utils.safestring import SafeString

from agencies.models import Person
from audits.across.comparing.by_domain import DOMAIN
from audits.across.comparing.change import GRADES, measures_beside_paper
from audits.across.comparing.compare import Compared, Measure, compare, in_short
from audits.across.comparing.models import ChangeJudgement
from audits.across.comparing.rounds import Both, beside_an_audit, beside_paper
from audits.rollup.counting.counts import count
from audits.rollup.counting.figures import CASE, Unit
from audits.rollup.counting.gather import gather, listed
from audits.rollup.counting.mismatch import mismatch, plain
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.rollup.pictures.dumbbell import dumbbell
from audits.rollup.rules import can_read_roll_up
from audits.rollup.wording.practice import published_percentage
from audits.scope.models import Audit

BACK = 3  # how many audits back the choice of rounds goes


def part_of(measure: Measure) -> str:
    """The heading a measure stands under."""
    if measure.key.startswith(GRADES):
        return "Agreed grades"
    if measure.key.startswith(DOMAIN):
        return "Answers by domain"
    if measure.is_theme:
        return "Good practice" if measure.more_is_better else "Areas for development"
    return "Other figures"


PARTS = ("Agreed grades", "Answers by domain", "Areas for development", "Good practice", "Other figures")


@dataclass(frozen=True)
class Earlier:
    """An earlier round: an audit held here, or one known from paper with the figures that it published."""

    key: str
    label: str
    audit: Audit | None = None
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def against(self) -> Audit | EarlierRound:
        """What a judgement is kept against."""
        return self.audit or EarlierRound(pk=self.row["pk"])


@dataclass(frozen=True)
class ComparedMeasure:
    """One measure with what is computed and what a person says of it."""

    found: Compared
    judged: dict[str, Any] | None

    @property
    def picture(self) -> SafeString | str:
        return dumbbell(*self.found.shares)


@dataclass(frozen=True)
class Comparison:
    """Everything the page shows. `refused` says what is not compared and why, `noted` what to know of what is;
    `chosen` is None where there is none."""

    choices: tuple[Earlier, ...]
    chosen: Earlier | None
    unknown: bool
    refused: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[ComparedMeasure, ...]], ...] = ()
    short: str = ""
    figures: tuple[dict[str, Any], ...] = ()
    closed: bool = False  # an earlier audit is there that this person does not read

    def line(self, measure: str) -> ComparedMeasure | None:
        return next((one for _, lines in self.parts for one in lines if one.found.key == measure), None)


def comparison(audit: Audit, person: Person, asked: str = "") -> Comparison:
    """An audit beside one of its earlier rounds: the one asked for by its key, or the latest. Six queries."""
    typed = typed_of(audit)
    earlier, closed = audits_before(audit, person)
    choices = tuple(
        [Earlier(one.reference, one.reference, one) for one in earlier]
        + [Earlier(row["uid"], row["label"], None, row) for row in reversed(typed["rounds"])]
    )
    chosen = next((one for one in choices if one.key == asked), choices[0] if choices else None)
    unknown = bool(asked) and (chosen is None or chosen.key != asked)
    if chosen is None:
        return Comparison((), None, unknown, closed=closed)
    figures = tuple(
        {**one, "mismatch": mismatch(one)} for one in typed["figures"] if one["round"] == chosen.row.get("pk")
    )
    found = both(audit, chosen, figures)
    lines = compare(found.before, found.now, audit.small_n)
    judged = {one["measure"]: one for one in typed["judged"] if is_against(one, chosen)}
    places = {one.key: part_of(one) for one in [*found.before, *found.now]}
    parts = [
        (title, tuple(ComparedMeasure(one, judged.get(one.key)) for one in lines if places[one.key] == title))
        for title in PARTS
    ]
    return Comparison(
        choices=choices,
        chosen=chosen,
        unknown=unknown,
        refused=found.refused,
        noted=found.noted,
        parts=tuple(part for part in parts if part[1]),
        short=in_short(lines),
        figures=figures,
        closed=closed,
    )


def both(audit: Audit, chosen: Earlier, figures: tuple[dict[str, Any], ...]) -> Both:
    if chosen.audit is not None:
        return beside_an_audit(audit, chosen.audit)
    return beside_paper(audit, chosen.row, figures)


def audits_before(audit: Audit, person: Person) -> tuple[list[Audit], bool]:
    """The audits this one follows, the latest first, that the person reads; and whether one is left out."""
    found: list[Audit] = []
    closed, one = False, audit.follows
    while one is not None and len(found) < BACK:
        if can_read_roll_up(person, one):
            found.append(one)
        else:
            closed = True
        one = one.follows if len(found) < BACK else None
    return found, closed


def typed_of(audit: Audit) -> dict[str, list[dict[str, Any]]]:
    """Rounds known from paper, all their figures, and every judgement of this audit, in one query."""
    row: Any = (
        Audit.objects.filter(pk=audit.pk)
        .values(
            list_rounds=listed(
                EarlierRound.objects.filter(audit=OuterRef("pk")), "order", pk="pk", uid="uid", label="label",
                held="held", cases="cases", unit="unit_plural", scale="scale_name", note="note",
            ),
            list_figures=listed(
                PublishedFigure.objects.filter(audit=OuterRef("pk"), earlier_round__isnull=False), "order", "pk",
                uid="uid", round="earlier_round_id", key="key", text="text", numerator="numerator",
                denominator="denominator", percentage="percentage", amount="amount_as_given",
                more_is_better="more_is_better",
            ),
            list_judged=listed(
                ChangeJudgement.objects.filter(audit=OuterRef("pk")), "pk", uid="uid", measure="measure",
                change="change", why="why", by="judged_by__name", at="judged_at", version="version",
                audit="earlier_audit_id", round="earlier_round_id",
            ),
        )
        .get()
    )  # fmt: skip
    found = {name.removeprefix("list_"): rows for name, rows in row.items()}
    words = dict(ChangeJudgement.Change.choices)
    for one in found["judged"]:
        one["words"] = words[one["change"]]
    return found


def is_against(judged: Mapping[str, Any], chosen: Earlier) -> bool:
    if chosen.audit is not None:
        return bool(judged["audit"] == chosen.audit.pk)
    return bool(judged["round"] == chosen.row["pk"])


def measures_to_type(audit: Audit) -> list[tuple[str, str]]:
    """What a published figure may be set beside: the measures of this audit, each by its key."""
    rows = gather(audit)
    return [(one.key, one.label) for one in measures_beside_paper(count(rows), rows)]


def figures_of(row: EarlierRound) -> list[dict[str, Any]]:
    """The figures of one round as they were published, each with a sentence where its percentage is another's."""
    names = ("uid", "text", "numerator", "denominator", "percentage", "amount_as_given")
    rows = PublishedFigure.objects.filter(earlier_round=row).order_by("order", "pk").values(*names)
    unit = Unit(row.unit_plural, row.unit_plural) if row.unit_plural else CASE
    return [
        {
            **one,
            "amount": one["amount_as_given"],
            "mismatch": mismatch(one),
            "alone": alone(one["percentage"], unit) if one["numerator"] is None else "",
        }
        for one in rows
    ]


def alone(percentage: Any, unit: Unit) -> str:
    """A percentage that stands without its numbers; nothing where there is none."""
    return "" if percentage is None else published_percentage(plain(percentage), unit)
