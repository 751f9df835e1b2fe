"""How a workbook shows its numbers, where that adds to them: a format like 0000000 puts noughts before a short one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NOUGHTS = re.compile(r"0{2,20}")


def noughts_of(events: Iterable[tuple[str, Any]]) -> dict[str, int]:
    """How many figures a number has at least, by the style of its cell; from the elements of the styles part."""
    formats: dict[str, int] = {}
    found: dict[str, int] = {}
    styles = 0
    for event, element in events:
        if event != "end":
            continue
        if element.tag == f"{SPACE}numFmt" and NOUGHTS.fullmatch(element.get("formatCode", "")):
            formats[element.get("numFmtId", "")] = len(element.get("formatCode"))
        if element.tag == f"{SPACE}xf" and element.getparent().tag == f"{SPACE}cellXfs":
            figures = formats.get(element.get("numFmtId", ""))
            if figures:
                found[str(styles)] = figures
            styles += 1
    return found
