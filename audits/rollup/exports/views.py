"""The page that makes a file of an audit's tables, or of its agreed findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Person
from agencies.person_request import PersonRequest
from audit_project.saving import carry_out, posted
from audits.rollup.counting.counts import count
from audits.rollup.counting.gather import gather
from audits.rollup.counting.gathered import Gathered
from audits.rollup.counting.parts import asked_for, choices_of, narrowed, said_of
from audits.rollup.exports import acts
from audits.rollup.exports.as_csv import csv_rows, tables_as_rows
from audits.rollup.exports.as_json import json_findings, json_parts
from audits.rollup.exports.as_xlsx import workbook, workbook_of_findings
from audits.rollup.exports.forms import ExportForm
from audits.rollup.exports.sheets import FINDINGS, export_of, findings_rows
from audits.rollup.facts import INSIDE
from audits.rollup.pictures.board import board_picture
from audits.rollup.questions.figures import question_figures
from audits.rollup.views import LookedAt, about, look
from audits.scope.models import Audit

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(request: PersonRequest, audit: Audit) -> HttpResponseBase:
    """Choose what to take and how; the file comes as the answer. The part of the page before goes with it."""
    person = request.user
    rows = gather(audit, person)
    choices = choices_of(rows)
    part = asked_for(request.GET.dict(), choices)
    may_take_text = acts.can_take_text(person, audit)
    form = ExportForm(posted(request), whole=part.is_whole, with_text=may_take_text)
    if form.is_bound and form.is_valid():
        said, now = form.said, timezone.now()
        if carry_out(form, lambda: acts.record_export(audit, by=person, now=now, **said)):
            lines = said_of(part, choices)
            if said["what"] == acts.BOARD:
                return board_taken(request, audit, look(rows, choices, part, said["tier"]), said["format"])
            here = narrowed(rows, part)
            if said["what"] == acts.FINDINGS:
                return findings_file(here, person, lines, said["format"])
            counted = count(here, pooled=part.is_pooled)
            questions = question_figures(here, pooled=part.is_pooled) if said["tier"] == INSIDE else ()
            return tables_file(export_of(counted, audit, said["tier"], lines, questions), said["format"])
    back = urlencode(part.query())
    context = {
        "audit": audit,
        "form": form,
        "part": part,
        "part_said": said_of(part, choices),
        "lately": acts.lately(audit) if may_take_text else [],
        "crumbs": [
            {
                "label": "Findings and analysis",
                "url": f"{reverse('roll_up', args=[audit.reference])}{f'?{back}' if back else ''}",
            }
        ],
    }
    return render(request, "rollup/export.html", context)


def board_taken(request: PersonRequest, audit: Audit, looked: LookedAt, format: str) -> HttpResponse:
    """The board as a picture, or as the page itself in a form that may be printed; marked with its tier."""
    board = looked.board(audit)
    if format == "print":
        return render(
            request, "rollup/board.html", {**about(audit, looked, request.user), "board": board, "to_print": True}
        )
    name = f"{audit.reference}-board-{looked.tier}.svg"
    lines = said_of(looked.part, looked.choices)
    picture = board_picture(board, f"{audit.reference}: findings", (looked.mark(), *lines))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type="image/svg+xml", headers=headers)


def tables_file(found: Any, format: str) -> HttpResponseBase:
    name = f"{found.reference}-tables-{found.tier}.{format}"
    if format == "xlsx":
        return FileResponse(workbook(found), as_attachment=True, filename=name, content_type=TYPES[format])
    return streamed(csv_rows(tables_as_rows(found)) if format == "csv" else json_parts(found), name, format)


def findings_file(rows: Gathered, person: Person, part: Sequence[str], format: str) -> HttpResponseBase:
    """What the person may see of the agreed findings, read as it is sent."""
    name = f"{rows.reference}-findings.{format}"
    found = findings_rows(rows, person)
    if format == "xlsx":
        file = workbook_of_findings(rows.reference, part, FINDINGS, found)
        return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[format])
    if format == "json":
        return streamed(json_findings(rows.reference, part, FINDINGS, found), name, format)
    return streamed(csv_rows(row for rows in ([FINDINGS], found) for row in rows), name, format)


def streamed(parts: Any, name: str, format: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(parts, content_type=TYPES[format], headers=headers)
