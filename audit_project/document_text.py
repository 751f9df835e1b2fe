"""What stands in a Word document's XML, as somebody would read it who accepted every change."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Deleted or moved away while changes were tracked, hidden instructions, and what only says how things look.
NOT_READ = frozenset(
    {"del", "moveFrom", "delText", "delInstrText", "instrText", "rPr", "pPr", "sdtPr", "sdtEndPr"}
    | {"tblPr", "tblGrid", "trPr", "tcPr", "sectPr"}
)
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
PRIVATE = range(0xE000, 0xF900)  # a sign of a symbol typeface, which has no meaning outside it


def local(node: Any) -> str:
    """The element's name without its namespace; empty for a comment or an instruction."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def legible(text: str) -> str:
    """The text without signs that XML cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text)


def text_in(node: Any, *, rows: bool = True, without: frozenset[Any] = frozenset()) -> list[str]:
    """The text of an element, a string for each paragraph, as somebody would read it who accepted every change.

    A row of a table is one string, its cells parted by tabs; with `rows` off, each paragraph stands for itself. What
    is in `without` is passed over.
    """
    found: list[str] = []

    def walk(element: Any, line: list[str]) -> None:
        for child in element:
            name = local(child)
            if not name or name in NOT_READ or child in without:
                continue
            if name == "AlternateContent":
                walk_one_of(child, line)
            elif name == "p":
                inner: list[str] = []
                walk(child, inner)
                found.append("".join(inner))
            elif name == "tr" and child.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            elif name == "tr" and rows:
                cells = ["\n".join(text_in(cell, without=without)) for cell in child if local(cell) != "trPr"]
                found.append("\t".join(cells))
            elif name == "t":
                line.append(child.text or "")
            elif name == "sym":
                line.append(sign_of(child))
            elif name in SIGNS:
                line.append(SIGNS[name])
            else:
                walk(child, line)

    def walk_one_of(element: Any, line: list[str]) -> None:
        """A drawing in two forms, for newer and older programs, is read once."""
        for child in sorted(element, key=lambda one: local(one) != "Choice")[:1]:
            walk(child, line)

    loose: list[str] = []
    walk(node, loose)
    return ["".join(loose), *found] if loose else found


def sign_of(symbol: Any) -> str:
    try:
        code = int(symbol.get(qn("w:char"), ""), 16)
    except ValueError:
        return ""
    return "•" if code in PRIVATE else legible(chr(code)) if code < 0x110000 else ""
