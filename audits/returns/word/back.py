"""Reads a filled-in form: which words belong to which question, what stands outside, what is gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from audit_project.document_text import text_in
from audit_project.refused import Refused
from audits.returns.models import AgencyReturn
from audits.returns.word.marks import MARK_SPACE, NO_MARK, Mark, asked_in, check_mark, read_mark
from audits.returns.word.out import KEPT_BACK_HERE, form_of
from audits.returns.word.parts import FormSlot, WordForm, slots_of, with_domains
from audits.returns.word.safe import Opened, open_safely
from audits.returns.word.xml import PLACEHOLDERS, controls, is_gone, pictures, tag_of

ROW = re.compile(r"\s*([RQVGS]\d{1,3}|F\d{1,2}[a-g])\b")
FIELDS = ("record", "behalf", "answer", "comment", "finding", "voice", "grade", "domain", "step")
NOTE_SIGNS = ("separator", "continuationSeparator", "continuationNotice")


@dataclass
class Read:
    """What a file says. `words` holds the text of each field by its tag."""

    mark: Mark
    sealed: str
    asked: WordForm
    words: dict[str, str] = field(default_factory=dict)
    by_number: int = 0  # how many fields were read by the number of their row
    outside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    not_kept: list[str] = field(default_factory=list)  # what a file may hold and a return cannot


def read_back(agency_return: AgencyReturn, content: bytes, size: int) -> Read:
    """Everything that the file says, with nothing dropped. Raises `Refused` where it is not this return's form."""
    opened = open_safely(content, size)
    sealed = mark_in(opened)
    mark = read_mark(sealed)
    check_mark(mark, agency_return)
    everything = with_domains(asked_in(mark, agency_return), mark.rows)
    found = Read(mark, sealed, everything)
    slots = {slot.tag: slot for _, slot in slots_of(everything.parts)}
    taken = read_controls(opened.main, slots, found)
    taken |= read_rows(opened.main, slots, found)
    found.missing = [
        f"{part.heading}: {slot.label}" for part, slot in slots_of(everything.parts) if is_lost(slot, found)
    ]
    ours = made_again(agency_return, found)
    own = our_words(ours)
    found.not_kept = not_kept(opened, ours, {slot.tag: part.heading for part, slot in slots_of(everything.parts)})
    found.outside += [line for line in lines_outside(opened, taken) if squeezed(line) not in own]
    return found


def mark_in(opened: Opened) -> str:
    for name, tree in opened.parts.items():
        if name.startswith("customXml/") and tree.tag == f"{{{MARK_SPACE}}}form":
            return tree.text or ""
    raise Refused(NO_MARK)


def is_lost(slot: FormSlot, found: Read) -> bool:
    return slot.tag not in found.words


def squeezed(text: str) -> str:
    """A text without the differences that a word processor makes by itself."""
    return " ".join(text.replace("\xad", "").split()).casefold()


def read_controls(main: Any, slots: dict[str, FormSlot], found: Read) -> set[Any]:
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


def read_rows(main: Any, slots: dict[str, FormSlot], found: Read) -> set[Any]:
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


def made_again(agency_return: AgencyReturn, found: Read) -> Opened:
    """The same form as it was handed out, to tell its own wording from what people wrote."""
    content = form_of(agency_return, found.asked, found.mark.form_id, found.sealed)
    return open_safely(content, len(content))


def our_words(ours: Opened) -> set[str]:
    """The form's own wording, paragraph by paragraph."""
    own = lines_outside(ours, list(controls(ours.main)))
    return {squeezed(line) for line in (*own, KEPT_BACK_HERE)}


def not_kept(opened: Opened, ours: Opened, headings: Mapping[str, str]) -> list[str]:
    """Pictures, by the question they stand at, and links: in sentences."""
    places = Counter(place_of(picture, headings) for picture in pictures(opened.main))
    places[""] -= sum(1 for _ in pictures(ours.main))
    said = []
    for place, count in places.items():
        where = f"in “{place}”" if place else "outside the questions"
        if count == 1:
            said.append(f"A picture {where} was not kept. Describe in words what it shows.")
        elif count > 1:
            said.append(f"{count} pictures {where} were not kept. Describe in words what they show.")
    links = sum(1 for link in opened.main.iter(qn("w:hyperlink")) if link.get(qn("r:id")) and not is_gone(link))
    if links:
        said.append(f"{'1 link was' if links == 1 else f'{links} links were'} not kept; the words were read.")
    return said


def place_of(node: Any, headings: Mapping[str, str]) -> str:
    """The heading of the question that something stands at; empty where it stands at none."""
    for control in node.iterancestors(qn("w:sdt")):
        if tag_of(control) in headings:
            return headings[tag_of(control)]
    return ""
