"""The pages of a list from a file and to one: the file, what it would do, what it did."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils import timezone

from agencies import journal, rules
from agencies.importing.columns import headings, look_for
from agencies.importing.forms import ListForm
from agencies.importing.lines import ImportedList, ListReading, read_lines
from agencies.importing.taking_in import ListChanged, take_in
from agencies.person_request import PersonRequest
from audit_project.list_forms import ReadingForm
from audit_project.list_looks import flags_in_words
from audit_project.list_words import as_read, ends_of
from audit_project.listed import Listed, answered, carried, carry, read_list
from audit_project.pages import page
from audit_project.refused import Refused
from audit_project.saving import sent
from audit_project.tables_written import TYPES, file_response

SHOWN = 500  # rows of each kind that a page lists; the rest are counted


def addresses(kept: ImportedList) -> list[URLPattern]:
    """The addresses of one list's pages."""

    def at(route: str, view: Callable[..., HttpResponse], name: str, *methods: str) -> URLPattern:
        whole = (f"{kept.key}/{route}", partial(view, kept), f"{kept.key}_{name}", ("GET", *methods))
        return page(*whole, rule=rules.check_administers)

    return [
        at("import/", bring_in, "import", "POST"),
        at("import/example/", example, "example"),
        at("list.<str:kind>", as_file, "file"),
    ]


def bring_in(kept: ImportedList, request: PersonRequest) -> HttpResponse:
    if sent(request, "load") is not None:
        return taken_in(kept, request)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if sent(request, "read") is not None:
        form = ListForm()
        try:
            return read_again(kept, request)
        except Refused as fault:
            return asked(kept, request, form, fault.sentence)
    if form.is_bound and form.is_valid():
        try:
            return questions_or_preview(kept, request, read_list(form.cleaned_data["file"], look_for(kept.columns)))
        except Refused as fault:
            form.add_error("file", fault.sentence)
    return asked(kept, request, form)


def questions_or_preview(kept: ImportedList, request: PersonRequest, listed: Listed) -> HttpResponse:
    return how_read(kept, request, listed) if listed.how.asked else preview(kept, request, listed)


def read_again(kept: ImportedList, request: PersonRequest) -> HttpResponse:
    """The list as it was said to be read; or the questions, where somebody wants to answer anew."""
    listed = carried(request.POST.get("rows", ""), purpose(kept, request))
    if "again" in request.POST:
        return how_read(kept, request, listed)
    form = ReadingForm(request.POST, listed=listed, flags=flags_in_words(listed, headed=True))
    if not form.is_valid():
        return how_read(kept, request, listed, form)
    return questions_or_preview(kept, request, answered(listed, form.answers, look_for(kept.columns)))


def how_read(
    kept: ImportedList, request: PersonRequest, listed: Listed, form: ReadingForm | None = None
) -> HttpResponse:
    """What was noticed, and what is asked about it."""
    if form is None:
        text, listed = carry(listed, purpose(kept, request))
        form = ReadingForm(listed=listed, flags=flags_in_words(listed, headed=True), initial={"rows": text})
    return show(kept, request, "how_read", {"form": form, "said": as_read(listed), "ends": ends_of(listed)})


def asked(kept: ImportedList, request: PersonRequest, form: ListForm, sentence: str = "") -> HttpResponse:
    return show(kept, request, "asked", {"form": form, "sentence": sentence})


def preview(kept: ImportedList, request: PersonRequest, listed: Listed, sentence: str = "") -> HttpResponse:
    """What the file would do, with its rows in the page: what is imported is what was shown."""
    reading = read_lines(kept, listed.table(), by=request.user, now=timezone.now())
    text, listed = carry(listed, purpose(kept, request))
    context = rows_of(kept, reading) | {"sentence": sentence, "form": ListForm(), "rows": text, "mark": reading.mark}
    context["read_as"] = as_read(listed)
    return show(kept, request, "preview", context, status=409 if sentence else 200)


def taken_in(kept: ImportedList, request: PersonRequest) -> HttpResponse:
    """Import what was shown, and say what each row did."""
    try:
        listed = carried(request.POST.get("rows", ""), purpose(kept, request))
    except Refused as fault:
        return asked(kept, request, ListForm(), fault.sentence)
    try:
        done = take_in(kept, listed.table(), by=request.user, now=timezone.now(), mark=request.POST.get("mark", ""))
    except ListChanged as changed:
        return preview(kept, request, listed, changed.sentence)
    messages.success(request, "The list is imported.")
    return show(kept, request, "done", rows_of(kept, done.reading) | {"in_vain": done.in_vain, "done": True})


def show(
    kept: ImportedList, request: PersonRequest, what: str, given: dict[str, Any], status: int = 200
) -> HttpResponse:
    to = {name: f"{kept.key}_{name}" for name in ("import", "example", "file")}
    return render(request, f"agencies/importing/{what}.html", given | {"kept": kept, "to": to}, status=status)


def rows_of(kept: ImportedList, reading: ListReading) -> dict[str, Any]:
    """The rows of a reading as a page lists them: what is wrong first, then what is new and what changes."""
    counts = reading.counts
    more = sum(max(0, counts[kind] - SHOWN) for kind in kept.shows)
    return {
        "reading": reading,
        "counts": counts,
        "said": {kind: f"{number:,}" for kind, number in counts.items()},
        "lines": [(kept.did.get(kind, ""), line) for kind in kept.shows for line in reading.of(kind)[:SHOWN]],
        "more": f"{more:,}" if more else "",
    }


def purpose(kept: ImportedList, request: PersonRequest) -> str:
    """Whose preview it is: the rows of one person's page cannot be sent by another."""
    return f"{kept.key}:{request.user.uid}"


def as_file(kept: ImportedList, request: PersonRequest, kind: str) -> HttpResponse:
    """The whole list as CSV or a workbook, in the columns that an import reads."""
    if kind not in TYPES:
        raise Http404
    journal.record(request.user, "exported", kind=kept.key)
    return file_response(kind, kept.title, headings(kept.columns), kept.listed(request.user, timezone.localdate()))


def example(kept: ImportedList, request: PersonRequest) -> HttpResponse:
    header = headings(kept.columns)[: len(kept.example[0])]
    return file_response("csv", f"{kept.title} example", header, kept.example)
