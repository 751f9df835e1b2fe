"""The tables of an audit as they are shown or written out: plain cells of text, in one tier.

Outside, every table has passed the disclosure policy: these functions take numbers from `disclosure` alone there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.text import slugify

from audits.returns.models import Scope
from audits.rollup.counting.figures import Axis, Cell, Count, Distribution, Grid
from audits.rollup.counting.practice import ThemeCount, is_counted
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.disclosure import publishing as disclosure
from audits.rollup.facts import INSIDE, key_of, leaves, overrides_of, policy_of
from audits.rollup.wording.amounts import capital, percentage_text
from audits.rollup.wording.practice import excluded_sentence, shows_sentence
from audits.scope.models import Audit


@dataclass(frozen=True)
class TableLine:
    """One line of a one-way table: its label, its number as text, and the cases it stands on (inside only).

    `detail` says more under the label (inside only); `judge` asks the person who signs off to look.
    """

    label: str
    number: str
    of: str
    percent: str
    cases: tuple[int, ...] = ()
    detail: str = ""
    judge: str = ""
    evidence: str = ""  # the key under which the page shows what the number stands on (inside only)
    n: int | None = None  # the number and what it is out of once more, to draw; none where it is held back or in words
    out_of: int | None = None

    @property
    def share(self) -> int | None:
        """Out of 100, for the bar beside the number; none below three."""
        return None if self.n is None else bar_of(self.n, self.out_of)

    @property
    def said(self) -> str:
        """ "125 of 135 (93%)", "3 of 4", "held back"."""
        return f"{self.number}{f' of {self.of}' if self.of else ''}{f' ({self.percent})' if self.percent else ''}"


def anchor_of(key: str) -> str:
    """A table's place on the page, out of its stable key: "grades.own" is #table-grades-own."""
    return f"table-{slugify(key.replace('.', '-').replace('_', '-'))}"


@dataclass(frozen=True)
class OneWay:
    """A table of one attribute as it is shown; `n` is empty where the total may not be."""

    key: str
    caption: str
    n: str
    lines: tuple[TableLine, ...]
    note: str
    shows: str = ""  # one sentence that says what the table and its bars show

    @property
    def anchor(self) -> str:
        return anchor_of(self.key)


@dataclass(frozen=True)
class Square:
    """One cell of a two-way table: its words, and a shade that only repeats them (empty below n = 3)."""

    words: str
    shade: str
    n: int
    left_out: str
    evidence: str = ""


@dataclass(frozen=True)
class TableColumn:
    """The heading of a column, and the cases that its cells stand on (inside only)."""

    label: str
    cases: tuple[int, ...] = ()


@dataclass(frozen=True)
class TwoWay:
    key: str
    caption: str
    corner: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]
    note: str
    by_case: bool = False

    @property
    def anchor(self) -> str:
        return anchor_of(self.key)

    @property
    def shaded(self) -> bool:
        """Whether any cell has a colour, so that the page says what the colours are."""
        return any(square.shade for _, squares in self.rows for square in squares)


@dataclass(frozen=True)
class Tables:
    one_way: tuple[OneWay, ...]
    two_way: tuple[TwoWay, ...]


FEWEST_SHADED = 3
NO_AMOUNT = "amount not recorded"
SCOPES = {scope.value: scope.label for scope in Scope}
KINDS = (("good", "Good practice"), ("develop", "Areas for development"))


def distributions(rollup: RollUp, tier: str) -> tuple[Distribution, ...]:
    """Every one-way table, in the order of the page; those of an ungraded audit that it has not are absent.

    Ethnicity stays by its entries outside: beside them, the groups would give away an entry held back. Plans in the
    period, their category, disabilities, what the audit asks of people besides, immediate concerns, and in how many
    cases a sector took part are for inside.
    """
    inside = tier == INSIDE
    people, grades, returns = rollup.people, rollup.grades, rollup.returns
    groups, concerns = (people.ethnic_group, rollup.concerns) if inside else (None, None)
    # Plans in the period, their category and plans at the date tell of one another: one of them leaves.
    # What the audit asks besides says of one child in care what their plan says.
    more = (people.plans_in_period, people.category, people.disabilities, *people.besides) if inside else ()
    # One child's housing office would be a sector that stands alone.
    sectors = rollup.agencies.sectors if inside else None
    # What all answers came to would give away a sector left out of the table of domains and sectors.
    whole = inside or not disclosure.publish_grid(rollup.answers.by_sector, policy_of(rollup)).held_back
    states, challenged = (rollup.answers.states if whole else None), (returns.challenged if inside else None)
    found = (
        grades.agreed, grades.qualifiers, returns.own, returns.views, challenged, people.sex, people.age, groups,
        people.ethnicity, people.plans, *more, people.siblings, rollup.agencies.involvement, sectors, returns.states,
        returns.voices, concerns, states,
    )  # fmt: skip
    return tuple(table for table in found if table is not None)


def grids(rollup: RollUp, tier: str) -> tuple[Grid, ...]:
    """The two-way tables: outside, sectors alone, and of these the ones that the policy lets leave; cases and agencies
    never leave in a table, and grades by domain stay inside as own grades by sector do."""
    if tier != INSIDE:
        grid = rollup.answers.by_sector
        passed = disclosure.publish_grid(grid, policy_of(rollup))
        return (replace(grid, rows=passed.rows, columns=passed.columns, cells=passed.cells),)
    grades = (rollup.grades.by_domain, rollup.returns.own_by_sector, rollup.returns.own_by_domain)
    answers = (rollup.answers.by_sector, rollup.answers.by_agency, rollup.answers.by_case)
    return (*(grid for grid in grades if grid is not None), *answers)


def tables_of(rollup: RollUp, audit: Audit, tier: str) -> Tables:
    """Every table of one tier."""
    one_way = tuple(
        exact(table, audit.small_n) if tier == INSIDE else published(table, rollup, audit)
        for table in distributions(rollup, tier)
    )
    two_way = tuple(crossed(grid, rollup, tier) for grid in grids(rollup, tier) if grid.rows)
    themes = (themes_of_kind(rollup, audit, tier, kind, label) for kind, label in KINDS)
    return Tables(tuple(table for table in (*one_way, *themes) if table.lines or table.note), two_way)


def themes_of_kind(rollup: RollUp, audit: Audit, tier: str, kind: str, label: str) -> OneWay:
    """The themes of one kind, each with the distinct cases in which it was agreed, most first."""
    lines, n, note = [], "", ""
    for theme in rollup.findings.themes:
        count = theme.count
        has_number = is_counted(theme, audit)
        if theme.kind != kind or (has_number and not count.numerator):
            continue
        if tier != INSIDE and not leaves(rollup, theme):
            continue
        if not has_number:
            cases = count.cases if tier == INSIDE else ()
            evidence = evidence_of(theme) if tier == INSIDE and cases else ""
            lines.append(
                TableLine(theme.statement, theme.amount_as_given or NO_AMOUNT, "", "", cases, evidence=evidence)
            )
            continue
        passed = disclosure.publish_count(count, key_of(theme), policy_of(rollup), overrides_of(rollup))
        if tier == INSIDE:
            share = percent_of(count, audit.small_n)
            line = TableLine(
                theme.statement, f"{count.numerator:,}", of_text(count), share, count.cases, behind(theme),
                evidence=evidence_of(theme),
                n=count.numerator, out_of=count.denominator,
            )  # fmt: skip
        else:
            line = replace(leaving(theme.statement, passed, audit), judge=passed.judge)
        lines.append(line)
        counted = count if tier == INSIDE else passed
        n = f"n = {counted.denominator:,} {rollup.unit.of(counted.denominator)}" if counted.denominator else ""
        note = excluded_sentence(dict(counted.excluded), rollup.unit) or ""
    shows = f"Ranked by the {rollup.unit.plural} in which each was agreed." if len(lines) > 1 else ""
    return OneWay(f"themes.{kind}", label, n, tuple(lines), note, shows)


def behind(theme: ThemeCount) -> str:
    """The domains, the agencies and the reach of the agreed findings under a theme, for the team inside."""
    scopes = tuple(str(SCOPES[code]) for code in theme.scopes)
    found = (("Domains", theme.domains), ("Agencies", theme.agencies), ("Reach", scopes))
    return " ".join(f"{label}: {'; '.join(names)}." for label, names in found if names)


def evidence_of(theme: ThemeCount) -> str:
    return f"theme.{theme.uid}"


def bar_of(n: int, of: int | None) -> int | None:
    """How long the bar is, out of 100; none where the share is of fewer than three, or of nothing."""
    return None if of is None or of < FEWEST_SHADED else (200 * n + of) // (2 * of)


def leaving(label: str, count: disclosure.PublishableCount, audit: Audit) -> TableLine:
    """A line that may leave: its number and share, or the neutral words alone."""
    if count.numerator is None:
        return TableLine(label, count.text, "", "")
    of = "" if count.denominator is None else f"{count.denominator:,}"
    share = share_of(count.numerator, count.denominator, audit.small_n)
    return TableLine(
        label, f"{count.numerator:,}", of, share,
        n=count.numerator, out_of=count.denominator,
    )  # fmt: skip


def exact(table: Distribution, small_n: int) -> OneWay:
    lines = tuple(
        TableLine(
            row.label,
            f"{row.count.numerator:,}",
            of_text(row.count),
            percent_of(row.count, small_n),
            row.count.cases,
            evidence=f"{table.attribute}.{row.key}" if row.count.cases else "",
            n=row.count.numerator,
            out_of=row.count.denominator,
        )
        for row in table.rows
    )
    left_out = excluded_sentence(dict(table.rows[0].count.excluded), table.unit) if table.rows else None
    note = " ".join(part for part in (table.note, left_out or "") if part)
    if table.n == 0:  # "0 of 0" four times says nothing: what is missing does
        return OneWay(table.attribute, table.label, "", (), f"None yet. {note}" if left_out else "")
    shows = shows_sentence([(row.label, row.count.numerator, row.count.denominator) for row in table.rows])
    return OneWay(table.attribute, table.label, n_text(table.n, table), lines, note, shows)


def of_text(count: Count) -> str:
    return "" if count.denominator is None else f"{count.denominator:,}"


def percent_of(count: Count, small_n: int) -> str:
    return share_of(count.numerator, count.denominator, small_n)


def share_of(n: int, of: int | None, small_n: int) -> str:
    """The percentage beside a number; none beside all or none, which say it themselves."""
    return "" if n in (0, of) else percentage_text(n, of, small_n)


def n_text(n: int, table: Distribution) -> str:
    return f"n = {n:,} {table.unit.of(n)}"


def published(table: Distribution, rollup: RollUp, audit: Audit) -> OneWay:
    """A one-way table as the policy lets it leave: held-back lines in neutral words, and no total with them."""
    passed = disclosure.publish_distribution(table, policy_of(rollup), overrides_of(rollup))
    lines = tuple(leaving(row.label, row.count, audit) for row in passed.rows)
    if table.n == 0 or all(row.count.held_back for row in passed.rows):
        return OneWay(table.attribute, table.label, "", (), "")  # its sentence says that it is held back
    n = "" if passed.n is None else n_text(passed.n, table)
    # With anything held back, which of the others is the most frequent would say something of what isn't there.
    shown = [] if passed.held_back else [(row.label, row.count.numerator, row.count.denominator) for row in passed.rows]
    said = [(label, number, of) for label, number, of in shown if number is not None]
    return OneWay(table.attribute, table.label, n, lines, passed.note, shows_sentence(said))


def counted_in(grid: Grid, column: str) -> str:
    """What a cell counts: answers of yes, or, in a table of grades, the band of its column."""
    return "YES" if grid.answers else column


def crossed(grid: Grid, rollup: RollUp, tier: str) -> TwoWay:
    """A two-way table: "5 of 6 yes" in each cell."""
    if not grid.columns:
        return TwoWay(grid.attribute, grid.label, "", (), (), few_sectors(rollup))
    rows = tuple(
        (
            line.label,
            tuple(
                square(
                    grid.cells[line.key, column.key],
                    counted_in(grid, column.key),
                    f"{grid.attribute}|{line.key}|{column.key}" if tier == INSIDE else "",
                )
                if (line.key, column.key) in grid.cells
                else Square("Not asked", "", 0, "")
                for column in grid.columns
            ),
        )
        for line in grid.rows
    )
    columns = tuple(
        TableColumn(column.label, cases_under(grid, column.key) if tier == INSIDE else ()) for column in grid.columns
    )
    if grid.answers:
        note = "Each cell: answers of yes, of the questions answered yes, partly or no."
        note = note if tier == INSIDE else f"{note} {few_sectors(rollup)}"
        return TwoWay(grid.attribute, grid.label, "Domain", columns, rows, note, grid.columns_are is Axis.CASE)
    if grid.rows_are is Axis.DOMAIN:
        return graded_by_domain(TwoWay(grid.attribute, grid.label, "Domain", columns, rows, ""), grid)
    note = "Each cell: returns with this grade, of the sector's returns that carry one."
    return TwoWay(grid.attribute, grid.label, "Sector", columns, rows, note)


def graded_by_domain(table: TwoWay, grid: Grid) -> TwoWay:
    """The same with what carries no grade in a column of its own: one line of it belongs to a whole row."""
    ungraded = [next((cell.left_out for cell in squares if cell.left_out), "") for _, squares in table.rows]
    rows = tuple(
        (label, (*(replace(cell, left_out="") for cell in squares), Square(capital(said) or "None", "", 0, "")))
        for (label, squares), said in zip(table.rows, ungraded, strict=True)
    )
    note = f"Each cell: {grid.unit.plural} with this grade, of those with a grade in the domain."
    return replace(table, columns=(*table.columns, TableColumn("Without a grade")), rows=rows, note=note)


def few_sectors(rollup: RollUp) -> str:
    """Said under every published table by sector, whether or not a sector is left out of it."""
    return f"A sector is shown only where it answered about more than {rollup.audit.threshold} cases in each domain."


def cases_under(grid: Grid, column: str) -> tuple[int, ...]:
    """The cases that the cells of a column stand on."""
    return tuple(sorted({number for (_, key), cell in grid.cells.items() if key == column for number in cell.cases}))


def square(cell: Cell, counted: str, evidence: str = "") -> Square:
    left_out = ", ".join(f"{n} {label}" for label, n in cell.excluded.items())
    if cell.n == 0:
        return Square("None answered" if counted == "YES" else "None graded", "", 0, left_out)
    n = cell.answers.get(counted, 0)
    evidence = evidence if cell.cases else ""
    if cell.n < FEWEST_SHADED:
        words = few_words(cell) if counted == "YES" else few_of(n, cell.n)
        return Square(words, "", cell.n, left_out, evidence)
    if counted != "YES":
        return Square(f"{n} of {cell.n}", "", cell.n, left_out, evidence)
    return Square(f"{n} of {cell.n} yes", shade(n, cell.n), cell.n, left_out, evidence)


def few_words(cell: Cell) -> str:
    """One or two answers in words: "Yes", "Both no", "One yes, one partly"."""
    said = [label for value, label in (("YES", "yes"), ("PARTLY", "partly"), ("NO", "no"))
            for _ in range(cell.answers.get(value, 0))]  # fmt: skip
    if len(said) < 2:
        return capital("".join(said))
    return f"Both {said[0]}" if said[0] == said[1] else f"One {said[0]}, one {said[1]}"


def few_of(n: int, of: int) -> str:
    """One or two returns in words: "The one", "Both", "One of two", "None"."""
    if n == 0:
        return "None"
    return "One of two" if n < of else "The one" if of == 1 else "Both"


def shade(yes: int, n: int) -> str:
    """A step of the colour-blind-safe scale, 1 for the best; none below three answers."""
    if n < FEWEST_SHADED:
        return ""
    return str(1 + sum(yes * 100 < n * mark for mark in (90, 70, 50, 30)))
