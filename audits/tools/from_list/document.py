"""Which paragraphs of a Word document are headings and which are questions; its tables are read as tables.

It knows no Django. It is handed the XML of a document that was looked at before (`audit_project.documents`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from audit_project.document_text import local, text_in
from audits.tools.from_list.answers import asks
from audits.tools.from_list.columns import Cells, columns_guessed, columns_named, items_of_table, not_read
from audits.tools.from_list.lines import is_heading, item_of, stands_above
from audits.tools.from_list.reading import ListedQuestion

NEITHER = "It is neither a heading, nor an item of a list, nor a question."
OTHER_STYLES = {"title": "It is the title of the document.", "toc": "It is a line of the table of contents."}
HOLDERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo")  # round paragraphs and tables, without words of their own
BOLD_AT_MOST = 120  # characters of a paragraph that is a heading because it is bold
DEEPEST = 20  # styles that are based on one another


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it counts here. `level` is that of a list, from 0; None: it is in no list."""

    text: str
    style: str = ""  # "heading", "title", "toc" or none of these
    level: int | None = None
    bold: bool = False


def items_of_document(main: Any, parts: dict[str, Any]) -> tuple[list[ListedQuestion], list[str]]:
    """The document's paragraphs and the rows of its tables in their order, and what is said of its tables."""
    styles = Styles(parts)
    blocks = list(blocks_of(main.find(qn("w:body"))))
    items: list[ListedQuestion] = []
    said: list[str] = []
    read = [paragraph_of(block, styles) if local(block) == "p" else None for block in blocks]
    paragraphs = tables = 0
    for at, block in enumerate(blocks):
        paragraph = read[at]
        if paragraph is None:
            tables += 1
            rows = rows_of(block, f"Table {tables}")
            if rows:
                columns = columns_named(rows) or columns_guessed(rows)
                items += items_of_table(rows, columns)
                said += [f"Table {tables}: {line}" for line in not_read(columns)] if columns.first else []
        elif paragraph.text:
            paragraphs += 1
            following = next((one for one in read[at + 1 :] if one is None or one.text), None)
            items.append(item_in(f"Paragraph {paragraphs:,}", paragraph, following))
    return items, said


def item_in(place: str, paragraph: Paragraph, following: Paragraph | None) -> ListedQuestion:
    text = paragraph.text
    if paragraph.style == "heading":
        return ListedQuestion(place, text, is_heading=True)
    if paragraph.style in OTHER_STYLES:
        return ListedQuestion(place, text, left_out=OTHER_STYLES[paragraph.style])
    question = asks(text)
    after = following or Paragraph("")
    if paragraph.level is not None:
        above = after.level is not None and after.level > paragraph.level and not question
        return ListedQuestion(place, text, is_heading=True) if above else item_of(place, text, after.text)
    if question:
        return item_of(place, text, "")
    bold = paragraph.bold and len(text) <= BOLD_AT_MOST
    if bold or stands_above(text, after.text) or (is_heading(text) and not text.endswith(":")):
        return ListedQuestion(place, text, is_heading=True)
    return ListedQuestion(place, text, left_out=NEITHER)


def blocks_of(holder: Any) -> Iterator[Any]:
    """Paragraphs and tables, in content controls too."""
    for child in holder if holder is not None else ():
        if local(child) in ("p", "tbl"):
            yield child
        elif local(child) in HOLDERS:
            yield from blocks_of(child)


def value_of(holder: Any, *path: str) -> str | None:
    """The value of a property: "" where it stands without one, None where it does not stand."""
    found = holder.find("/".join(qn(f"w:{name}") for name in path)) if holder is not None else None
    return None if found is None else str(found.get(qn("w:val"), ""))


class Styles:
    """What the document's styles say of a paragraph: their names, and whether they make a list."""

    def __init__(self, parts: dict[str, Any]) -> None:
        roots = [tree for tree in parts.values() if local(tree) == "styles"]
        self.by_id = {one.get(qn("w:styleId"), ""): one for tree in roots for one in tree.iter(qn("w:style"))}

    def chain(self, key: str | None) -> list[Any]:
        """A style and those that it is based on."""
        found: list[Any] = []
        while key in self.by_id and len(found) < DEEPEST:
            found.append(self.by_id[key])
            key = value_of(found[-1], "basedOn")
        return found


def paragraph_of(block: Any, styles: Styles) -> Paragraph:
    """A paragraph with what its own properties and its styles say."""
    about = block.find(qn("w:pPr"))
    chain = styles.chain(value_of(about, "pStyle"))
    names = [(value_of(style, "name") or "").casefold() for style in chain]
    layers = [about, *(style.find(qn("w:pPr")) for style in chain)]
    outline = next((level for one in layers if (level := value_of(one, "outlineLvl")) is not None), "9")
    style = next((one for one in OTHER_STYLES if any(name.startswith(one) for name in names)), "")
    if not style and (outline != "9" or any(name.startswith("heading") for name in names)):
        style = "heading"
    return Paragraph(" ".join(text_in(block)).strip(), style, level_of(layers, names), is_bold(block))


def level_of(layers: list[Any], names: list[str]) -> int | None:
    """The level of the list that a paragraph is in; a number of 0 takes it out of one."""
    number = next((value for one in layers if (value := value_of(one, "numPr", "numId")) is not None), None)
    if number == "0" or (number is None and not any(name.startswith("list") for name in names)):
        return None
    level = next((value for one in layers if (value := value_of(one, "numPr", "ilvl")) is not None), "0")
    return int(level) if level.isdecimal() and level.isascii() else 0


def is_bold(block: Any) -> bool:
    """Whether every word of a paragraph is bold by itself."""
    runs = [run for run in block.iter(qn("w:r")) if "".join(run.itertext(qn("w:t"))).strip()]
    return bool(runs) and all(value_of(run, "rPr", "b") not in (None, "0", "false", "off") for run in runs)


def rows_of(table: Any, name: str) -> list[Cells]:
    """The rows of a table that hold anything, each cell in its own column; one that goes on from above is empty."""
    rows = []
    for number, row in enumerate(found for found in table.iter(qn("w:tr")) if of_table(found, table)):
        cells: list[str] = []
        own = list(blocks_in_row(row))
        for cell in own:
            about = cell.find(qn("w:tcPr"))
            goes_on = value_of(about, "vMerge") in ("", "continue")
            width = value_of(about, "gridSpan") or "1"
            cells.append("" if goes_on else "\n".join(text_in(cell)).strip())
            cells += [""] * (min(int(width), 60) - 1 if width.isdecimal() and width.isascii() else 0)
        if any(cells):
            rows.append(Cells(f"{name}, row {number + 1:,}", tuple(cells), spans=len(own) == 1 and len(cells) > 1))
    return rows


def of_table(row: Any, table: Any) -> bool:
    """Whether a row is the table's own, not one of a table in it, and was not deleted."""
    if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
        return False
    return next(row.iterancestors(qn("w:tbl"))) is table


def blocks_in_row(row: Any) -> Iterator[Any]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in HOLDERS:
            yield from blocks_in_row(child)
