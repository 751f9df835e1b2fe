"""Tables as JSON, a table at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from audits.rollup.exports.sheets import Cell, ExportContent, ExportSheet

FORMAT = "tables/1"


def json_parts(export: ExportContent) -> Iterator[str]:
    """The file in pieces: what it is about, then each table."""
    head: dict[str, Any] = {
        "format": FORMAT,
        "reference": export.reference,
        "tier": export.tier,
        "part": list(export.part),
        "sentences": list(export.sentences),
        "notes": [{"about": about, "says": said} for about, said in export.notes],
    }
    yield from in_pieces(head, "tables", (table(sheet) for sheet in export.sheets))


def json_findings(
    reference: str, part: Sequence[str], columns: Sequence[str], rows: Iterable[tuple[Cell, ...]]
) -> Iterator[str]:
    head = {"format": "findings/1", "reference": reference, "part": list(part)}
    yield from in_pieces(head, "findings", (dict(zip(columns, row, strict=True)) for row in rows))


def in_pieces(head: dict[str, Any], name: str, entries: Iterable[Any]) -> Iterator[str]:
    """An object whose last entry is a list that is written as it comes."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + f', "{name}": ['
    for place, entry in enumerate(entries):
        yield f"{', ' if place else ''}{json.dumps(entry, ensure_ascii=False)}"
    yield "]}\n"


def table(sheet: ExportSheet) -> dict[str, Any]:
    return {
        "key": sheet.key,
        "title": sheet.title,
        "n": sheet.n,
        "note": sheet.note,
        "columns": list(sheet.columns),
        "rows": [list(row) for row in sheet.rows],
    }
