"""People and their roles from a file and to one: the administrator's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import journal
from agencies.agency_forms import ListForm
from agencies.list_loaded import Changed
from agencies.list_read import ADD, CHANGE, FAULT, SAME
from agencies.people_file import COLUMNS, EXAMPLE, HEADER, TITLE, listed
from agencies.people_loaded import Loaded, load_people
from agencies.people_read import Reading, read_people
from audit_project.refused import Refused
from audit_project.saving import sent
from audit_project.tables import Table, carried, carry, read_table
from audit_project.tables_written import TYPES, file_response

SHOWN = 500  # rows of each kind that a page lists; the rest are counted
DONE = {ADD: "Done", CHANGE: "Done", SAME: "Left as it was"}


def people_import(request: HttpRequest) -> HttpResponse:
    if sent(request, "load") is not None:
        return loaded(request)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        try:
            table = read_table(form.cleaned_data["file"])
            return preview(request, table, reading_of(request, table))
        except Refused as fault:
            form.add_error("file", fault.sentence)
    return asked(request, form)


def reading_of(request: HttpRequest, table: Table) -> Reading:
    person: Any = request.user
    return read_people(table, by=person, now=timezone.now())


def asked(request: HttpRequest, form: ListForm, sentence: str = "") -> HttpResponse:
    context = {"form": form, "columns": COLUMNS, "sentence": sentence}
    return render(request, "agencies/people_import.html", context)


def preview(request: HttpRequest, table: Table, reading: Reading, sentence: str = "") -> HttpResponse:
    """What the file would do, with its rows in the page: what is imported is what was shown."""
    context = shown(reading) | {"sentence": sentence, "form": ListForm()}
    if reading.may_load:
        context |= {"rows": carry(table, purpose(request)), "mark": reading.mark}
    return render(request, "agencies/people_import_preview.html", context, status=409 if sentence else 200)


def loaded(request: HttpRequest) -> HttpResponse:
    """Import what was shown, and say what each row did."""
    person: Any = request.user
    try:
        table = carried(request.POST.get("rows", ""), purpose(request))
    except Refused as fault:
        return asked(request, ListForm(), fault.sentence)
    try:
        done = load_people(table, by=person, now=timezone.now(), mark=request.POST.get("mark", ""))
    except Changed as changed:
        return preview(request, table, reading_of(request, table), changed.sentence)
    messages.success(request, "The list is imported.")
    return render(request, "agencies/people_import_done.html", shown(done.reading, done))


def shown(reading: Reading, done: Loaded | None = None) -> dict[str, Any]:
    """The rows of a reading as a page lists them: what is wrong first, what is new, what changes, what stays."""
    not_sent = done.not_sent if done else frozenset()
    lines = [
        (DONE.get(line.what, ""), line, line.what == ADD and line.email in not_sent)
        for kind in (FAULT, ADD, CHANGE, SAME)
        for line in reading.of(kind)[:SHOWN]
    ]
    more = sum(max(0, number - SHOWN) for number in reading.counts.values())
    said = {kind: f"{number:,}" for kind, number in reading.counts.items()}
    return {
        "reading": reading,
        "counts": reading.counts,
        "said": said,
        "lines": lines,
        "not_sent": len(not_sent),
        "more": f"{more:,}" if more else "",
    }


def purpose(request: HttpRequest) -> str:
    """Whose preview it is: the rows of one person's page cannot be sent by another."""
    person: Any = request.user
    return f"people:{person.uid}"


def people_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Everybody with their roles as CSV or a workbook, in the columns that an import reads."""
    person: Any = request.user
    if kind not in TYPES:
        raise Http404
    journal.record(person, "exported", kind="people")
    return file_response(kind, TITLE, HEADER, listed(person, timezone.localdate()))


def people_example(request: HttpRequest) -> HttpResponse:
    return file_response("csv", f"{TITLE} example", HEADER[: len(EXAMPLE[0])], EXAMPLE)
