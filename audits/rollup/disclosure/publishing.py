"""What stops a child being recognised by a number: nothing counted leaves unless it has passed here.

Two tiers (docs/decisions/0004). Inside, exact figures. Published, only the types below, which nothing else can make:
they take a token that stays in this module, so a page or a file that asks for a `Publishable` can't be given a `Count`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from types import MappingProxyType

from audits.rollup.counting.figures import AGENCY, CHILD, About, Axis, Cell, Count, Distribution, Grid, Heading, Unit
from audits.rollup.disclosure.names import NamedAgency, publishable_names
from audits.rollup.disclosure.policy import MayNotLeave, Policy, PrintDecision, override_for
from audits.rollup.disclosure.suppression import held_rows, holds_back_several
from audits.rollup.wording.people import Age, ages_sentence, participants_sentence
from audits.rollup.wording.practice import out_of

_PASSED = object()
OF_ONE_CASE = "practice"  # the fact that an override names to let the practice of a single case leave
HELD_BACK = "held_back"  # the key of the one line that stands for all rows held back


@dataclass(frozen=True, slots=True)
class Publishable:
    """What may be printed for one fact. Only this module makes one. Case numbers never come along.

    `judge` is a sentence for the person who signs off, where one has to look ("This says all: …").
    """

    fact: str
    text: str
    held_back: bool
    passed: InitVar[object]
    judge: str = ""
    override: PrintDecision | None = None

    def __post_init__(self, passed: object) -> None:
        if passed is not _PASSED:
            raise TypeError("Only the disclosure policy can make this.")


@dataclass(frozen=True, slots=True)
class PublishableCount(Publishable):
    """A count that may leave. Held back, it has no numbers at all."""

    unit: str = ""
    numerator: int | None = None
    denominator: int | None = None
    excluded: Mapping[str, int] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, object]:
        """The same keys as inside; null and the neutral words where it is held back."""
        return {
            "unit": self.unit,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "excluded": dict(self.excluded),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class PublishableRow:
    """A line of a published table: its label and the number, or the neutral words, as text."""

    key: str
    label: str
    count: PublishableCount


@dataclass(frozen=True, slots=True)
class PublishableDistribution(Publishable):
    """A one-way table that may leave; `n` is None as soon as one row is held back. `text` says it in a sentence."""

    label: str = ""
    n: int | None = None
    note: str = ""
    rows: tuple[PublishableRow, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Label, text, n where it may be shown, note and rows by key."""
        rows = {row.key: {"label": row.label, **row.count.as_json()} for row in self.rows}
        return {"label": self.label, "text": self.text, "n": self.n, "note": self.note, "rows": rows}


@dataclass(frozen=True, slots=True)
class PublishableGrid(Publishable):
    """A two-way table about practice that may leave, without the sectors that stand on few cases."""

    label: str = ""
    rows: tuple[Heading, ...] = ()
    columns: tuple[Heading, ...] = ()
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class PublishableNames(Publishable):
    """The agencies' names as they may leave, services in brackets."""

    names: tuple[str, ...] = ()


def _judge(count: Count) -> str:
    """The flag of a statement about all, none or one, of practice and of people: it is about every child of the audit,
    or about a single one, so a person looks."""
    if count.denominator is None or count.denominator == 0:
        return ""
    if count.numerator == count.denominator:
        return "This says all: it is true of each child in the audit. Check that it gives nobody away."
    if count.numerator == 0:
        return "This says none: it is true of each child in the audit. Check that it gives nobody away."
    if count.numerator == 1:
        return f"This is true of one {count.unit.singular} alone. Check that it gives nobody away."
    return ""


def _is_of_one(count: Count, policy: Policy) -> bool:
    """Whether a count of practice can only be of one child or family: the audit has no second case, or none that is
    counted here. How many agencies took part says nothing of a child."""
    return count.unit != AGENCY and (policy.of_one_case or count.denominator == 1)


def _exact(count: Count, fact: str, policy: Policy, override: PrintDecision | None = None) -> PublishableCount:
    text = count.text or out_of(count.numerator, count.denominator, count.unit, policy.small_n)
    return PublishableCount(
        fact,
        text,
        held_back=False,
        passed=_PASSED,
        judge=_judge(count),
        override=override,
        unit=count.unit.of(count.denominator if count.denominator is not None else count.numerator),
        numerator=count.numerator,
        denominator=count.denominator,
        excluded=count.excluded,
    )


def _without_total(count: Count, fact: str, policy: Policy) -> PublishableCount:
    """A line that may be shown in a table whose total may not."""
    alone = replace(count, denominator=None, excluded={}, text="", cases=())
    return _exact(alone, fact, policy)


def _neutral(count: Count, fact: str, policy: Policy) -> PublishableCount:
    return PublishableCount(fact, policy.neutral_text, held_back=True, passed=_PASSED, unit=count.unit.plural)


def publish_count(count: Count, fact: str, policy: Policy, overrides: Iterable[PrintDecision] = ()) -> PublishableCount:
    """A count as it may be printed. About practice: as it is, unless it is of one case; flagged at all, none and one.
    About people: only where the numerator, the rest of the denominator and each exclusion are nought or above the
    threshold. Either by an override: of its own fact, or of the practice of a single case."""
    if count.about is About.PRACTICE and not _is_of_one(count, policy):
        return _exact(count, fact, policy)
    if count.about is About.PRACTICE:
        decided = override_for(OF_ONE_CASE, overrides)
        return _neutral(count, fact, policy) if decided is None else _exact(count, fact, policy, decided)
    override = override_for(fact, overrides)
    if override is not None:
        return _exact(count, fact, policy, override)
    rest = count.denominator - count.numerator if count.denominator is not None else 0
    if any(policy.holds_back(n) for n in (count.numerator, rest, *count.excluded.values())):
        return _neutral(count, fact, policy)
    return _exact(count, fact, policy)


def publish_sample(count: Count, policy: Policy) -> PublishableCount:
    """How many cases were looked at: said of every audit, also of one alone. It is no finding about them."""
    return _exact(count, "cases", policy)


def publish_sentence(
    fact: str,
    text: str,
    counts: Iterable[Count],
    policy: Policy,
    overrides: Iterable[PrintDecision] = (),
    *,
    words: str = "",
) -> Publishable:
    """A sentence about practice as it may be printed, with every count it says: all, none and one are flagged; of one
    case, `words` stand in its place unless an override says otherwise.

    Raises MayNotLeave where it says how many people: those leave by their own table alone.
    """
    said = tuple(counts)
    if any(count.about is not About.PRACTICE for count in said):
        raise MayNotLeave("A sentence that counts people leaves by its own table alone.")
    is_of_one = bool(words) and (policy.of_one_case or any(_is_of_one(count, policy) for count in said))
    override = override_for(OF_ONE_CASE, overrides) if is_of_one else None
    if is_of_one and override is None:
        return Publishable(fact, words, held_back=True, passed=_PASSED)
    judged = next(filter(None, map(_judge, said)), "")
    return Publishable(fact, text, held_back=False, passed=_PASSED, judge=judged, override=override)


OF_PEOPLE = "This joins what was found with a fact about the children. Check that it gives nobody away."


def publish_chosen(
    fact: str,
    text: str,
    count: Count,
    policy: Policy,
    overrides: Iterable[PrintDecision] = (),
    *,
    words: str,
    of_people: bool = False,
    held_back: bool = False,
) -> Publishable:
    """A sentence that a lead chose, as it may be printed: as `publish_sentence` has it.

    `held_back` where its part is small, alone or taken with another, or where it stands beside something that is held
    back (a table of plans, a sector): the two could be worked out. No override opens these. `words` are the same for
    every reason, which would say how small it is. A part of recorded facts is always judged.
    """
    if held_back:
        return Publishable(fact, words, held_back=True, passed=_PASSED)
    passed = publish_sentence(fact, text, (count,), policy, overrides, words=words)
    if of_people and not passed.held_back:
        judge = " ".join(filter(None, (passed.judge, OF_PEOPLE)))
        return replace(passed, judge=judge, passed=_PASSED)
    return passed


def publish_count_of(passed: Publishable, count: Count, policy: Policy) -> PublishableCount:
    """The count of a sentence that has passed; without numbers where the sentence was held back."""
    if passed.held_back:
        return _neutral(count, passed.fact, policy)
    return _exact(count, passed.fact, policy, passed.override)


NOT_RECORDED = "not_recorded"  # the key of the line of those in no row
NO_VALUE = "Not known or not recorded"


def _held_rows(table: Distribution, missing: int, policy: Policy) -> frozenset[str]:
    """The rows to hold back, those in no row among them: the small ones, and those without which they could be worked
    out."""
    numbers = {row.key: row.count.numerator for row in table.rows}
    if table.multi_coded:
        held = holds_back_several(numbers, table.n, table.without, policy)
        return frozenset({*numbers, NOT_RECORDED}) if held else frozenset()
    return held_rows({**numbers, NOT_RECORDED: missing} if missing else numbers, policy)


def publish_distribution(
    distribution: Distribution,
    policy: Policy,
    overrides: Iterable[PrintDecision] = (),
    *,
    exact: str = "",
    words: str = "",
) -> PublishableDistribution:
    """A one-way table as it may be printed, and its sentence: `exact` where every row may be shown or an override says
    so, else `words` (from coarse.py), else the neutral text. The two are held back together: a table beside a sentence
    that is not given would say why. With anything held back there is no total and no note, and those rows are one
    nameless line.
    """
    fact = distribution.attribute
    people = distribution.about is About.PEOPLE
    of_one = not people and any(_is_of_one(row.count, policy) for row in distribution.rows)
    override = override_for(fact if people else OF_ONE_CASE, overrides) if people or of_one else None
    missing = 0 if distribution.multi_coded else max(distribution.n - distribution.total, 0)
    if override is not None:
        held: frozenset[str] = frozenset()
    elif people:
        held = _held_rows(distribution, missing, policy)
    else:
        held = frozenset(row.key for row in distribution.rows) if of_one else frozenset()
    # A row is judged as part of its table, not once more on its own; why somebody is in no row stays inside.
    reasons = {NO_VALUE.lower(): missing} if people and override is None else None
    rows = [
        PublishableRow(
            row.key,
            row.label,
            _without_total(row.count, fact, policy)
            if held
            else _exact(row.count if reasons is None else replace(row.count, excluded=reasons), fact, policy, override),
        )
        for row in distribution.rows
        if row.key not in held
    ]
    if held:
        if people and missing and NOT_RECORDED not in held:
            rows.append(PublishableRow(NOT_RECORDED, NO_VALUE, _exact(Count(distribution.unit, missing), fact, policy)))
        # One line for them all: a label beside neutral words would say that somebody is there.
        neutral = PublishableCount(fact, policy.neutral_text, True, _PASSED, unit=distribution.unit.plural)
        rows.append(PublishableRow(HELD_BACK, "Others" if rows else "All values", neutral))
    return PublishableDistribution(
        fact,
        (words or policy.neutral_text) if held else (exact or distribution.label),
        held_back=bool(held),
        passed=_PASSED,
        judge="" if held else next(filter(None, (_judge(row.count) for row in distribution.rows)), ""),
        override=override,
        label=distribution.label,
        n=None if held else distribution.n,
        note="" if held else _note(distribution, exact=not people or override is not None),
        rows=tuple(rows),
    )


def _note(distribution: Distribution, *, exact: bool) -> str:
    """The note under a published table. The one for inside may name small numbers: it leaves only where they may."""
    if exact:
        return distribution.note
    if distribution.multi_coded:
        return f"A {distribution.unit.singular} may have several."
    return "For some it is not known or not recorded." if distribution.total < distribution.n else ""


def publish_ages(
    ages: Sequence[Age],
    policy: Policy,
    overrides: Iterable[PrintDecision] = (),
    *,
    fact: str = "members.age",
    not_recorded: int = 0,
    unit: Unit = CHILD,
    words: str = "",
    table_held_back: bool = False,
    words_say_all: bool = False,
) -> Publishable:
    """The sentence of the ages. A range names its youngest and its oldest, so it leaves only where each end is shared
    by more than the threshold, or by an override; else `words` ("of primary and secondary school age"). It doesn't
    leave beside a table of ages with rows held back: that so many share each end would narrow those rows down.
    `words_say_all` where the words say one thing of every child."""
    override = override_for(fact, overrides)
    ends = {min(ages, key=lambda age: age.days), max(ages, key=lambda age: age.days)} if ages else set()
    small = table_held_back or any(policy.holds_back(n) for n in (*(ages.count(end) for end in ends), not_recorded))
    sentence = ages_sentence(ages, not_recorded, unit)
    says_all = _judge(Count(unit, len(ages), len(ages)))
    if sentence is None or (small and override is None):
        judge = says_all if words_say_all else ""
        return Publishable(fact, words or policy.neutral_text, held_back=True, passed=_PASSED, judge=judge)
    judge = says_all if len(ends) == 1 else ""
    return Publishable(fact, sentence, held_back=False, passed=_PASSED, judge=judge, override=override)


def publish_participants(agencies: Iterable[NamedAgency], fact: str = "participants") -> PublishableNames:
    """The agencies that took part, by the names that may leave: sectors for schools, GPs and others of that kind."""
    names = publishable_names(agencies)
    text = participants_sentence(names) or ""
    return PublishableNames(fact, text, held_back=False, passed=_PASSED, names=tuple(str(name) for name in names))


LEAVES = frozenset({Axis.DOMAIN, Axis.GRADE, Axis.SECTOR})


def publish_grid(grid: Grid, policy: Policy) -> PublishableGrid:
    """A two-way table about practice as it may be printed: domains, grades and sectors only.

    Facts about people are never crossed, cases and agencies never leave in a table: raises MayNotLeave.
    A sector is in it only where each of its cells stands on more cases than the threshold: with one cell held back, or
    one that says "too few", a reader would know in how many cases the sector was there at all.
    """
    if grid.about is not About.PRACTICE:
        raise MayNotLeave("Facts about children are shown one at a time, never crossed.")
    if grid.rows_are not in LEAVES or grid.columns_are not in LEAVES:
        raise MayNotLeave("Only domains, grades and sectors are published in a table of two ways.")
    side = 0 if grid.rows_are is Axis.SECTOR else 1
    few = {place[side] for place, cell in grid.cells.items() if len(set(cell.cases)) <= policy.threshold}
    cells = {
        place: Cell(cell.n, cell.answers, cell.excluded) for place, cell in grid.cells.items() if place[side] not in few
    }
    return PublishableGrid(
        grid.attribute,
        grid.label,
        held_back=bool(few),
        passed=_PASSED,
        label=grid.label,
        rows=tuple(heading for heading in grid.rows if side or heading.key not in few),
        columns=tuple(heading for heading in grid.columns if not side or heading.key not in few),
        cells=MappingProxyType(cells),
    )
