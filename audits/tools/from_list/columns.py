"""Which columns of a table hold questions, their headings, answers and guidance, and what each row is.

It knows no Django. A table is a sheet of a workbook, a CSV file, or a table in a Word document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audits.tools.from_list.answers import answers_of, asks
from audits.tools.from_list.lines import is_heading
from audits.tools.from_list.reading import ListedQuestion, shortened

# Words in a column's heading, most telling first.
NAMES = {
    "question": ("question", "questions", "standard", "standards", "criterion", "criteria", "prompt", "prompts"),
    "section": ("section", "domain", "theme", "area"),
    "answers": ("answers", "answer", "type", "response", "responses", "scale"),
    "guidance": ("guidance", "evidence", "notes", "note"),
}
NOT_ITS_WORDS = {"number", "no", "no.", "ref", "reference", "id", "#"}  # "Question no." holds no questions
LOOKED_AT = 12  # rows at the top among which the headings of the columns are looked for
LONGEST_HEADING = 50
SHORT, LONG = 3, 8  # words of one
NO_QUESTION = "Nothing stands in its column of questions."


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table. `spans`: one cell goes across it. `faults` are of its cells, from 0."""

    place: str
    cells: tuple[str, ...]
    spans: bool = False
    faults: dict[int, str] = field(default_factory=dict)

    def at(self, column: int | None) -> str:
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell.strip()]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what, from 0, and below which row the list begins."""

    question: int
    section: int | None = None
    answers: int | None = None
    guidance: tuple[int, ...] = ()
    first: int = 0  # place among the rows
    named: tuple[str, ...] = ()  # the headings of all columns; none where no row names them

    @property
    def read(self) -> set[int | None]:
        return {self.question, self.section, self.answers, *self.guidance}

    @property
    def not_read(self) -> list[str]:
        """The headings of the columns that are let go."""
        return [name for at, name in enumerate(self.named) if name.strip() and at not in self.read]


def words_of(cell: str) -> list[str]:
    return (
        cell.casefold().replace("_", " ").replace("/", " ").strip(" :*").split() if len(cell) <= LONGEST_HEADING else []
    )


def columns_named(rows: Sequence[Cells]) -> Columns | None:
    """The columns by the row that names them, if one names the questions."""
    for first, row in enumerate(rows[:LOOKED_AT], 1):
        found = {what: named_so(row.cells, names) for what, names in NAMES.items()}
        question = found["question"][0] if found["question"] else 0
        # One word of a sentence names no column: the heading is short, or stands beside others.
        tells = len({places[0] for places in found.values() if places}) > 1 or len(words_of(row.at(question))) <= SHORT
        if found["question"] and tells and not row.spans:
            others = {what: [at for at in places if at != question] for what, places in found.items()}
            section, answers = (next(iter(others[what]), None) for what in ("section", "answers"))
            guidance = tuple(at for at in others["guidance"] if at not in (section, answers))
            return Columns(question, section, answers, guidance, first, row.cells)
    return None


def named_so(cells: Sequence[str], names: tuple[str, ...]) -> list[int]:
    """The columns whose heading is one of these names, then those that have one of them among their words."""
    words = [words_of(cell) for cell in cells]
    exact = [at for name in names for at, one in enumerate(words) if one == [name]]
    among = [at for name in names for at, one in enumerate(words) if name in one and not NOT_ITS_WORDS & set(one)]
    few = [at for at in among if len(words[at]) <= LONG and not cells[at].strip().endswith("?")]
    return list(dict.fromkeys([*exact, *few]))


def columns_guessed(rows: Sequence[Cells]) -> Columns:
    """The columns of a table that does not name them: that with most words holds the questions."""
    width = max(len(row.cells) for row in rows)
    long = [sum(len(row.at(at).split()) for row in rows if not row.spans) for at in range(width)]
    question = max(range(width), key=lambda at: long[at])

    def tells_answers(at: int) -> bool:
        filled = [row.at(at) for row in rows if row.at(at)]
        return sum(answers_of(cell, alone=True) is not None for cell in filled) * 2 > len(filled)

    answers = next((at for at in range(width) if at != question and tells_answers(at)), None)
    return Columns(question, answers=answers, named=tuple(f"column {at + 1}" for at in range(width)))


def items_of_table(rows: Sequence[Cells], columns: Columns) -> Iterator[ListedQuestion]:
    """Each row under the headings of the columns. A section that is blank or merged is that of the row above."""
    section = ""
    under = rows[columns.first :]
    alone = sum(len(row.filled) == 1 for row in under) * 2 > len(under)  # answers are left blank, to be filled in
    for row in under:
        named, text = row.at(columns.section), row.at(columns.question)
        if named and named != section:
            section = named
            yield ListedQuestion(row.place, named, is_heading=True)
        if columns.question in row.faults:
            yield ListedQuestion(row.place, shortened(" ".join(row.filled)), left_out=row.faults[columns.question])
        elif columns.section is None and goes_across(row, columns.question, alone=alone):
            yield ListedQuestion(row.place, row.filled[0], is_heading=True)
        elif text:
            yield from questions_in(row, text, columns)
        elif [cell for at, cell in enumerate(row.cells) if cell.strip() and at != columns.section] or row.faults:
            yield ListedQuestion(row.place, shortened(" ".join(row.filled)), left_out=NO_QUESTION)


def goes_across(row: Cells, question: int, *, alone: bool) -> bool:
    """Whether a row is a heading: one cell goes across it, or one alone is filled where other rows have more."""
    if len(row.filled) != 1 or row.filled[0].strip().endswith("?"):
        return False
    return row.spans or not row.at(question) or not alone or is_heading(row.filled[0].strip())


def questions_in(row: Cells, text: str, columns: Columns) -> Iterator[ListedQuestion]:
    """The question of a row; several, where its cell holds more than one line that asks."""
    guidance = "\n".join(filter(None, (row.at(at) for at in columns.guidance)))
    faults = tuple(sentence for at, sentence in row.faults.items() if at in columns.read)
    if columns.first and any(more := [cell for cell in row.cells[len(columns.named) :] if cell.strip()]):
        faults = (
            *faults,
            f"This row has more cells than there are columns: “{shortened(', '.join(more))}” was not read.",
        )
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if sum(asks(line) for line in lines) < 2:
        lines = [" ".join(text.split())]
    for line in lines:
        yield ListedQuestion(row.place, line, answers=row.at(columns.answers) or None, guidance=guidance, said=faults)


def not_read(columns: Columns) -> list[str]:
    """What is said of the columns that are let go."""
    names = [f"“{shortened(name)}”" for name in columns.not_read]
    if not names:
        return []
    one = len(names) == 1
    return [f"{'This column was' if one else 'These columns were'} not read: {', '.join(names)}."]
