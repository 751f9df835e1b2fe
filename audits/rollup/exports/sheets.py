"""What an export holds: the tables of the findings and analysis page, cell by cell as it shows them, and notes on them.

Nothing is counted here and nothing is held back here: the tables come from `tables.py`, in the tier that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agencies.models import Person
from audits.meeting.models import AgreedFinding
from audits.returns.models import Kind, Scope
from audits.rollup.counting.gathered import Gathered
from audits.rollup.counting.practice import is_agreed
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import INSIDE
from audits.rollup.questions.figures import QuestionFigure
from audits.rollup.sections import PageSection, sections_of
from audits.rollup.tables import OneWay, TwoWay
from audits.scope.models import Audit

Cell = str | int
AT_ONCE = 500  # findings read from the database in one go
FINDINGS = ("Case", "Kind", "Theme", "Domain", "Reach", "Agencies", "Finding")


@dataclass(frozen=True)
class ExportSheet:
    """One table: the key it is known by, its heading with n, its columns, its lines, and what is said under it.

    `charted` says that its second column holds a number in each line, so that a chart leaves nothing out.
    """

    key: str
    title: str
    n: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    charted: bool = False


@dataclass(frozen=True)
class ExportContent:
    """A whole file's content. `notes` are pairs: what is said of, and what is said."""

    reference: str
    tier: str
    part: tuple[str, ...]
    sheets: tuple[ExportSheet, ...]
    sentences: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]


def export_of(
    rollup: RollUp, audit: Audit, tier: str, part: Sequence[str], questions: Sequence[QuestionFigure] = ()
) -> ExportContent:
    """The tables of the page in the order of the page, with its sentences; then what was answered to each question,
    which leaves with exact counts alone."""
    sections = sections_of(rollup, audit, tier)
    sheets = tuple(sheet for section in sections for sheet in sheets_of(section, tier))
    if questions and tier == INSIDE:
        sheets += (sheet_of_questions(questions),)
    said = tuple(fact.text for section in sections for fact in section.facts)
    return ExportContent(
        rollup.reference, tier, tuple(part), sheets, said, tuple(notes_of(rollup, audit, tier, part, sheets))
    )


def sheets_of(section: PageSection, tier: str) -> Iterator[ExportSheet]:
    for table in section.one_way:
        yield one_way(table, tier)
    for crossed in section.two_way:
        yield two_way(crossed, tier)


def one_way(table: OneWay, tier: str) -> ExportSheet:
    """A line a value: the number, what it is out of, the percentage, and inside the cases it stands on."""
    inside = tier == INSIDE
    columns = ("", "Number", "Out of", "Per cent", *(("Cases", "More") if inside else ()))
    rows = tuple(
        (
            line.label,
            as_number(line.number),
            as_number(line.of),
            line.percent,
            *((", ".join(map(str, line.cases)), line.detail) if inside else ()),
        )
        for line in table.lines
    )
    charted = len(rows) > 1 and all(isinstance(row[1], int) for row in rows)
    return ExportSheet(
        table.key, table.caption, table.n, columns, rows, " ".join(filter(None, (table.shows, table.note))), charted
    )


def two_way(table: TwoWay, tier: str) -> ExportSheet:
    """A cell has the words of the page; inside, what it leaves out stands behind them in brackets."""
    rows = tuple(
        (
            label,
            *(f"{one.words} ({one.left_out})" if one.left_out and tier == INSIDE else one.words for one in squares),
        )
        for label, squares in table.rows
    )
    columns = (table.corner, *(column.label for column in table.columns))
    return ExportSheet(table.key, table.caption, "", columns, rows, table.note)


def sheet_of_questions(figures: Sequence[QuestionFigure]) -> ExportSheet:
    """A line a question. What somebody wrote in words stays in its return."""
    rows = tuple(
        (
            f"{figure.standard.domain.label}, {figure.standard.number}",
            figure.standard.text,
            len(figure.asked),
            len(figure.answered),
            figure.said,
            figure.left_out,
        )
        for figure in figures
    )
    columns = ("Domain and number", "Question", "Asked", "Answered", "What was answered", "Left out")
    return ExportSheet("questions", "Questions", "", columns, rows, "Of returns that are in.")


def as_number(text: str) -> Cell:
    """ "1,250" as 1250; anything else ("held back", "some") as the words that it is."""
    plain = text.replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() else text


def notes_of(
    rollup: RollUp, audit: Audit, tier: str, part: Sequence[str], sheets: Iterable[ExportSheet]
) -> Iterator[tuple[str, str]]:
    """What a reader of the file alone must know: the audit, tier and part, units, and what each table leaves out."""
    yield "Audit", rollup.reference
    inside = tier == INSIDE
    held = (
        f"Published. Counts of people from 1 to {audit.threshold}, and those that would give them away, are held back."
    )
    yield "Tier", "Exact counts, for the audit's team and the safeguarding leads only." if inside else held
    yield "Part", "; ".join(part) or "The whole audit."
    yield "Practice is counted in", rollup.unit.plural
    yield "People are counted in", rollup.person.plural
    yield "Percentages", f"Given where a number is out of {audit.small_n} or more, and is not all or none."
    if rollup.sample.strands_left_out and inside:
        said = ", ".join(f"{name} ({n})" for name, n in rollup.sample.strands_left_out.items())
        yield "Strands reported by themselves", said
    for sheet in sheets:
        if said := " ".join(filter(None, (f"{sheet.n}." if sheet.n else "", sheet.note))):
            yield sheet.title, said


def findings_rows(rows: Gathered, person: Person) -> Iterator[tuple[Cell, ...]]:
    """The agreed findings of the part, a line each, as far as the person may see them; read a few hundred at a time."""
    uids = [finding["uid"] for case in rows.cases if is_agreed(case) for finding in case["finding_rows"]]
    kinds, scopes = dict(Kind.choices), dict(Scope.choices)
    found = (
        AgreedFinding.objects.visible_to(person)
        .filter(uid__in=uids)
        .select_related("case", "theme", "domain")
        .prefetch_related("agencies__parent")
        .order_by("case__number", "order", "pk")
    )
    for one in found.iterator(chunk_size=AT_ONCE):
        yield (
            one.case.number,
            str(kinds[one.kind]),
            one.theme.statement if one.theme else "",
            one.domain.label if one.domain else "",
            str(scopes.get(one.scope, "")),
            "; ".join(agency.full_name for agency in one.agencies.all()),
            one.text,
        )
