"""The few things that are done to a Word document's XML: find its content controls and fill them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from audit_project.document_text import legible, local

CHOOSE, WRITE = "Choose an answer", "Click here to write"
# What a control shows while nothing is in it, in our words and in those of word processors.
PLACEHOLDERS = frozenset({CHOOSE, WRITE, "Click or tap here to enter text.", "Choose an item.", "Choose an item"})
DELETED, MOVED, ROW = qn("w:del"), qn("w:moveFrom"), qn("w:tr")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAY_BE_GONE = (DELETED, MOVED, ROW, FALLBACK)


def tag_of(control: Any) -> str:
    """The tag of a content control, which names the question it answers."""
    found = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if found is None else found.get(qn("w:val"), "")


def controls(root: Any) -> Iterator[Any]:
    """The content controls that have a tag and stand: not those that were deleted while changes were tracked."""
    for control in root.iter(qn("w:sdt")):
        if tag_of(control) and not is_gone(control):
            yield control


def pictures(root: Any) -> Iterator[Any]:
    """Pictures and drawings that stand, but for boxes of text, whose words are read."""
    for drawn in root.iter(qn("w:drawing"), qn("w:pict")):
        if not is_gone(drawn) and not any(local(one) == "txbxContent" for one in drawn.iter()):
            yield drawn


def is_gone(node: Any) -> bool:
    """Whether it was deleted or moved away while changes were tracked, or is the older form of a drawing."""
    for above in node.iterancestors(*MAY_BE_GONE):
        if above.tag in (DELETED, MOVED):
            return True
        if above.tag == ROW and above.find(f"{qn('w:trPr')}/{DELETED}") is not None:
            return True
        if above.tag == FALLBACK and any(local(one) == "Choice" for one in above.getparent()):
            return True
    return False


def fill(control: Any, text: str, number: int, choices: Sequence[str] = ()) -> None:
    """Put a text into a content control, as text and nothing else; with `choices`, the list it is chosen from."""
    about = control.find(qn("w:sdtPr"))
    for name in ("w:showingPlcHdr", "w:id"):
        for old in about.findall(qn(name)):
            about.remove(old)
    put_after(about, "w:tag", made("w:id", val=str(1000 + number)))
    if not text:
        put_after(about, "w:lock" if about.find(qn("w:lock")) is not None else "w:id", made("w:showingPlcHdr"))
    chosen_from = about.find(qn("w:dropDownList"))
    if chosen_from is not None and not choices:  # the template has a list, and this question is answered in writing
        about.replace(chosen_from, made("w:text", multiLine="1"))
        chosen_from = None
    if chosen_from is not None:
        for old in list(chosen_from):
            chosen_from.remove(old)
        for words in choices:
            chosen_from.append(made("w:listItem", displayText=words, value=words))
    shown = text or (CHOOSE if chosen_from is not None else WRITE)
    run_holder(control).append(run(shown, style="" if text else "PlaceholderText"))


def run_holder(control: Any) -> Any:
    """The element that takes a control's run, emptied: its content, or the one paragraph or cell that is in it."""
    content = control.find(qn("w:sdtContent"))
    kept = content.find(f".//{qn('w:p')}")
    if kept is None:
        for old in list(content):
            content.remove(old)
        return content
    for other in content.findall(f".//{qn('w:p')}")[1:]:
        other.getparent().remove(other)
    for old in [one for one in kept if local(one) != "pPr"]:
        kept.remove(old)
    return kept


def made(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), legible(value))
    return element


def put_after(parent: Any, name: str, element: Any) -> None:
    """Put a property where the format wants it: after the one called `name`."""
    before = parent.find(qn(name))
    parent.insert(0 if before is None else parent.index(before) + 1, element)


def run(text: str, style: str = "") -> Any:
    """A run with this text; line ends and tabs are elements of their own."""
    element = OxmlElement("w:r")
    if style:
        looks = OxmlElement("w:rPr")
        looks.append(made("w:rStyle", val=style))
        element.append(looks)
    for part in re.split("([\n\t])", legible(text)):
        if part in ("\n", "\t"):
            element.append(OxmlElement("w:br" if part == "\n" else "w:tab"))
        elif part:
            words = OxmlElement("w:t")
            words.text = part
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            element.append(words)
    return element
