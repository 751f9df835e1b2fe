"""The list of agencies from a file and to one: the administrator's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import journal
from agencies.agency_forms import ListForm
from agencies.list_file import COLUMNS, EXAMPLE, HEADER, TITLE, listed
from agencies.list_loaded import Changed, load_list
from agencies.list_read import ADD, CHANGE, FAULT, SAME, Reading, read_list
from audit_project.refused import Refused
from audit_project.saving import sent
from audit_project.tables import Table, carried, carry, read_table
from audit_project.tables_written import TYPES, file_response

SHOWN = 500  # rows of each kind that a page lists; the rest are counted
DONE = {ADD: "Added", CHANGE: "Changed", SAME: "Left as it was"}


def agencies_import(request: HttpRequest) -> HttpResponse:
    if sent(request, "load") is not None:
        return loaded(request)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        try:
            table = read_table(form.cleaned_data["file"])
            return preview(request, table, read_list(table))
        except Refused as fault:
            form.add_error("file", fault.sentence)
    return asked(request, form)


def asked(request: HttpRequest, form: ListForm, sentence: str = "") -> HttpResponse:
    return render(request, "agencies/import.html", {"form": form, "columns": COLUMNS, "sentence": sentence})


def preview(request: HttpRequest, table: Table, reading: Reading, sentence: str = "") -> HttpResponse:
    """What the file would do, with its rows in the page: what is imported is what was shown."""
    context = shown(reading) | {"sentence": sentence, "form": ListForm()}
    if reading.may_load:
        context |= {"rows": carry(table, purpose(request)), "mark": reading.mark}
    return render(request, "agencies/import_preview.html", context, status=409 if sentence else 200)


def loaded(request: HttpRequest) -> HttpResponse:
    """Import what was shown, and say what each row did."""
    person: Any = request.user
    try:
        table = carried(request.POST.get("rows", ""), purpose(request))
    except Refused as fault:
        return asked(request, ListForm(), fault.sentence)
    try:
        reading = load_list(table, by=person, now=timezone.now(), mark=request.POST.get("mark", ""))
    except Changed as changed:
        return preview(request, table, read_list(table), changed.sentence)
    messages.success(request, "The list is imported.")
    return render(request, "agencies/import_done.html", shown(reading))


def shown(reading: Reading) -> dict[str, Any]:
    """The rows of a reading as a page lists them: what is wrong first, then what is new and what changes."""
    lines = [(DONE.get(line.what, ""), line) for kind in (FAULT, ADD, CHANGE) for line in reading.of(kind)[:SHOWN]]
    more = sum(max(0, reading.counts[kind] - SHOWN) for kind in (FAULT, ADD, CHANGE))
    said = {kind: f"{number:,}" for kind, number in reading.counts.items()}
    return {
        "reading": reading,
        "counts": reading.counts,
        "said": said,
        "lines": lines,
        "more": f"{more:,}" if more else "",
    }


def purpose(request: HttpRequest) -> str:
    """Whose preview it is: the rows of one person's page cannot be sent by another."""
    person: Any = request.user
    return f"agencies:{person.uid}"


def agencies_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole list as CSV or a workbook, in the columns that an import reads."""
    person: Any = request.user
    if kind not in TYPES:
        raise Http404
    journal.record(person, "exported", kind="agencies")
    return file_response(kind, TITLE, HEADER, listed(person))


def agencies_example(request: HttpRequest) -> HttpResponse:
    return file_response("csv", f"{TITLE} example", HEADER, EXAMPLE)
