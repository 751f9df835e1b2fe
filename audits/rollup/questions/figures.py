"""The answers to each question of an audit, of the returns that are in: counted as the question's kind allows.

Answers of different kinds are never put together. Only whoever reads exact counts sees these: nothing of them is
published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from audits.codes.models import NOT_ASKED, RATED
from audits.returns.models import Answer
from audits.rollup.counting.figures import ANSWER, QUESTION, About, Count, Distribution, Row
from audits.rollup.counting.gathered import Gathered
from audits.rollup.counting.practice import HANDED_IN, full_name, has_nothing
from audits.rollup.wording.practice import excluded_sentence
from audits.rollup.wording.questions import amounts_sentence, days_sentence, numbers_sentence, texts_sentence
from audits.tools.kinds.base import AnswerKind
from audits.tools.kinds.entered import CalendarDay, Number, SeveralOf, ShortText
from audits.tools.kinds.known import kind_of
from audits.tools.models import Standard


class Given(NamedTuple):
    """One answer, or the state that stands instead, with where it was given."""

    value: str
    entered: str
    state: str
    case: int
    sector: str
    agency: str


@dataclass(frozen=True)
class QuestionFigure:
    """One question with everything that was said to it."""

    standard: Standard
    kind: AnswerKind
    given: tuple[Given, ...]
    states: dict[str, str]
    small_n: int

    @property
    def asked(self) -> tuple[Given, ...]:
        """Without those whom an earlier answer spared the question."""
        return tuple(one for one in self.given if one.state != NOT_ASKED)

    @property
    def answered(self) -> tuple[Given, ...]:
        return tuple(one for one in self.given if one.state == RATED)

    @property
    def excluded(self) -> dict[str, int]:
        """How often it was not answered, by why: not asked is one of them."""
        return self.excluded_of(self.given)

    def excluded_of(self, given: Iterable[Given]) -> dict[str, int]:
        left = Counter(one.state for one in given if one.state != RATED)
        return {label.lower(): left[code] for code, label in self.states.items() if left[code]}

    @property
    def left_out(self) -> str:
        return excluded_sentence(self.excluded, QUESTION) or ""

    @property
    def said(self) -> str:
        return self.said_of(self.answered)

    def said_of(self, given: Sequence[Given]) -> str:
        """What some of the answers come to, in a sentence."""
        if isinstance(self.kind, Number):
            return numbers_sentence([Decimal(one.entered) for one in given], self.standard.unit)
        if isinstance(self.kind, CalendarDay):
            return days_sentence([date.fromisoformat(one.entered) for one in given])
        if isinstance(self.kind, ShortText):
            return texts_sentence(len(given))
        counts = self.counts(given)
        amounts = [(label, counts[code]) for code, label in self.kind.choices()]
        labels = dict(self.kind.choices())
        together = [labels[code] for code in self.kind.together()]
        return amounts_sentence(amounts, len(given), together=together, small_n=self.small_n)

    def counts(self, given: Iterable[Given]) -> Counter[str]:
        """How many gave each answer; of what is ticked, an answer counts once for each tick."""
        if isinstance(self.kind, SeveralOf):
            return Counter(place for one in given for place in one.entered.split(","))
        return Counter(one.value for one in given)

    @property
    def distribution(self) -> Distribution | None:
        """Each answer with how many gave it and in which cases; none where answers are typed."""
        if not self.kind.is_list:
            return None
        answered = self.answered
        several = isinstance(self.kind, SeveralOf)
        rows = []
        for code, label in self.kind.choices():
            standing = [one for one in answered if code in (one.entered.split(",") if several else (one.value,))]
            cases = tuple(sorted({one.case for one in standing}))
            count = Count(ANSWER, len(standing), len(answered), self.excluded, cases=cases, about=About.PRACTICE)
            rows.append(Row(code, label, count))
        return Distribution(
            f"questions.{self.standard.pk}", "What was answered", ANSWER, len(answered), tuple(rows),
            multi_coded=several, about=About.PRACTICE,
        )  # fmt: skip

    def by(self, name: str) -> list[tuple[str, str]]:
        """What was answered by each "sector", "agency" or "case", in words; in their order on the roll-up."""
        found: dict[str, list[Given]] = {}
        for one in self.given:
            label = f"Case {one.case}" if name == "case" else str(getattr(one, name))
            found.setdefault(label, []).append(one)
        return [(label, self.said_in(rows)) for label, rows in found.items()]

    def said_in(self, rows: Sequence[Given]) -> str:
        answered = [one for one in rows if one.state == RATED]
        return " ".join(filter(None, (self.said_of(answered), excluded_sentence(self.excluded_of(rows), QUESTION))))


def question_figures(rows: Gathered, *, pooled: bool, only: int | None = None) -> list[QuestionFigure]:
    """Every question that a return which is in was asked, in the tool's order; four queries at most.

    `rows` are those that the roll-up counts, narrowed to the part that is looked at. `only` is one question's key.
    """
    audit = rows.audit
    aside = set() if pooled else {one["pk"] for one in rows.frame.sample.strands if not one["headline"]}
    numbers = {case["pk"]: case["number"] for case in rows.cases if case["strand_id"] not in aside}
    inside = {
        (row["case_id"], row["agency_id"]): (place, row)
        for place, row in enumerate(rows.agencies)
        if row["state"] in HANDED_IN and not has_nothing(row) and row["case_id"] in numbers
    }
    answers = Answer.objects.filter(audit=audit, **({"standard": only} if only else {})).order_by()
    found: dict[int, list[tuple[int, Given]]] = {}
    for standard, case, agency, value, entered, state in answers.values_list(
        "standard_id", "case_id", "agency_id", "value", "entered", "state_id"
    ):
        if (case, agency) not in inside:
            continue
        place, row = inside[case, agency]
        given = Given(value, entered, state, numbers[case], row["sector_label"], full_name(row))
        found.setdefault(standard, []).append((place, given))
    standards = (
        Standard.objects.filter(pk__in=found)
        .select_related("domain", "scale")
        .prefetch_related("scale__bands")
        .order_by("domain__order", "domain_id", "number")
    )
    states = {row["code"]: row["label"] for row in rows.frame.tool.states if row["code"] != RATED}
    return [
        QuestionFigure(
            one,
            kind_of(one, audit.scale),
            tuple(given for _, given in sorted(found[one.pk], key=lambda pair: pair[0])),
            states,
            audit.small_n,
        )
        for one in standards
    ]
