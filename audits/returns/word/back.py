"""Reads a filled-in form: which words belong to which question, what stands outside, what is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from audit_project.refused import Refused
from audits.returns.models import AgencyReturn
from audits.returns.word.marks import MARK_SPACE, NO_MARK, Mark, check_mark, read_mark
from audits.returns.word.out import KEPT_BACK_HERE, form_of
from audits.returns.word.parts import Asked, Slot, asked, slots_of
from audits.returns.word.safe import Opened, open_safely
from audits.returns.word.xml import PLACEHOLDERS, controls, is_gone, tag_of, text_in

ROW = re.compile(r"\s*([RQVG]\d{1,3}|F\d{1,2}[a-g])\b")
FIELDS = ("record", "behalf", "answer", "comment", "finding", "voice", "grade")
NOTE_SIGNS = ("separator", "continuationSeparator", "continuationNotice")


@dataclass
class Read:
    """What a file says. `words` holds the text of each field by its tag."""

    mark: Mark
    sealed: str
    asked: Asked
    words: dict[str, str] = field(default_factory=dict)
    by_number: int = 0  # how many fields were read by the number of their row
    outside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_back(agency_return: AgencyReturn, content: bytes, size: int) -> Read:
    """Everything that the file says, with nothing dropped. Raises `Refused` where it is not this return's form."""
    opened = open_safely(content, size)
    sealed = mark_in(opened)
    mark = read_mark(sealed)
    check_mark(mark, agency_return)
    everything = asked(agency_return, mark.findings, mark.form_id)
    found = Read(mark, sealed, everything)
    slots = {slot.tag: slot for _, slot in slots_of(everything.parts)}
    taken = read_controls(opened.main, slots, found)
    taken |= read_rows(opened.main, slots, found)
    found.missing = [
        f"{part.heading}: {slot.label}" for part, slot in slots_of(everything.parts) if is_lost(slot, found)
    ]
    own = our_words(agency_return, found)
    found.outside += [line for line in lines_outside(opened, taken) if squeezed(line) not in own]
    return found


def mark_in(opened: Opened) -> str:
    for name, tree in opened.parts.items():
        if name.startswith("customXml/") and tree.tag == f"{{{MARK_SPACE}}}form":
            return tree.text or ""
    raise Refused(NO_MARK)


def is_lost(slot: Slot, found: Read) -> bool:
    return slot.tag not in found.words


def squeezed(text: str) -> str:
    """A text without the differences that a word processor makes by itself."""
    return " ".join(text.replace("\xad", "").split()).casefold()


def read_controls(main: Any, slots: dict[str, Slot], found: Read) -> set[Any]:
    """The words in content controls that name a question. Those twice there are read once; the rest is outside."""
    taken = set()
    for control in controls(main):
        tag, content = tag_of(control), control.find(qn("w:sdtContent"))
        if tag.split(":")[0] not in FIELDS or any(above in taken for above in control.iterancestors(qn("w:sdt"))):
            continue  # one inside another is read with it
        text = "" if content is None else "\n".join(text_in(content)).strip()
        if text in PLACEHOLDERS:
            text = ""
        taken.add(control)
        if tag not in slots:
            if text:
                found.outside.append(f"{text} (in a field that is not read: {tag})")
        elif tag not in found.words:
            found.words[tag] = text
        elif text and squeezed(text) != squeezed(found.words[tag]):
            found.outside.append(text)
    return taken


def read_rows(main: Any, slots: dict[str, Slot], found: Read) -> set[Any]:
    """Fields whose control was lost are read by the number at the start of their row."""
    places = {(slot.row, slot.cell): tag for tag, slot in slots.items()}
    taken = set()
    for row in main.iter(qn("w:tr")):
        cells = cells_of(row)
        if not cells or next(row.iterancestors(qn("w:tr")), None) is not None or is_gone(row):
            continue  # a table that was pasted into a cell asks nothing
        begins = ROW.match(" ".join(text_in(cells[0])))
        if begins is None:
            continue
        for place, cell in enumerate(cells[1:], 1):
            tag = places.get((begins[1], place))
            if tag is None or tag in found.words:
                continue
            text = "\n".join(text_in(cell)).strip()
            found.words[tag] = "" if text in PLACEHOLDERS else text
            found.by_number += 1
            taken.add(cell)
    return taken


def cells_of(row: Any) -> list[Any]:
    """The cells of a row, those too that stand in a control of their own."""
    cells = []
    for child in row:
        if child.tag == qn("w:tc"):
            cells.append(child)
        elif child.tag == qn("w:sdt"):
            cells += child.findall(f"{qn('w:sdtContent')}/{qn('w:tc')}")
    return cells


def lines_outside(opened: Opened, taken: Iterable[Any]) -> list[str]:
    """Every paragraph outside the fields: of the body, headers, footers and notes; reviewers' comments last."""
    without = frozenset(taken)
    lines = text_in(opened.main, rows=False, without=without)
    remarks = []
    for name, tree in sorted(opened.parts.items()):
        kind = tree.tag.rpartition("}")[2] if name.startswith("word/") else ""
        if kind in ("hdr", "ftr"):
            lines += text_in(tree, rows=False)
        elif kind in ("footnotes", "endnotes"):
            for note in tree:
                if note.get(qn("w:type")) not in NOTE_SIGNS:
                    lines += text_in(note, rows=False)
        elif kind == "comments":
            for comment in tree:
                remarks.append("Comment in the margin: " + " ".join(text_in(comment, rows=False)).strip())
    return [line.strip() for line in (*lines, *remarks) if line.strip()]


def our_words(agency_return: AgencyReturn, found: Read) -> set[str]:
    """The form's own wording, paragraph by paragraph: that of the same form made again."""
    content = form_of(agency_return, found.asked, found.mark.form_id, found.sealed)
    opened = open_safely(content, len(content))
    own = lines_outside(opened, list(controls(opened.main)))
    return {squeezed(line) for line in (*own, KEPT_BACK_HERE)}
