"""Bringing a tool as a file: upload, a look at what was read, and only then the tool."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audits.tools import acts
from audits.tools.check import BadTool, read_tool
from audits.tools.file import Entry, shown
from audits.tools.forms import FileForm
from audits.tools.models import AuditTool
from audits.tools.queries import tool_of
from audits.tools.views import go_to


def tool_import(request: PersonRequest) -> HttpResponse:
    """The page that takes the file; sent, it shows what was read. Nothing is made yet."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return preview(request, read_tool(file.read(), file.size))
        except BadTool as bad:
            faults = bad.faults
            form.add_error("file", "Nothing was made: this file cannot be read as a tool. What is wrong stands below.")
    return render(request, "tools/import.html", {"form": form, "wrong": faults})


def preview(request: PersonRequest, entry: Entry) -> HttpResponse:
    here = tool_of(AuditTool, entry["code"], entry["edition"])
    context = {"entry": shown(entry), "here": here, "content": json.dumps(entry, ensure_ascii=False)}
    return render(request, "tools/import_preview.html", context)


def tool_import_make(request: PersonRequest) -> HttpResponse:
    """Make the tool that the preview showed; it is read again, as what comes from a browser is never taken on trust."""
    content = request.POST.get("content", "").encode(errors="replace")
    try:
        entry = read_tool(content, len(content))
    except BadTool as bad:
        return render(request, "tools/import.html", {"form": FileForm(), "wrong": bad.faults})
    made, is_new = acts.take_in(entry, by=request.user, now=timezone.now())
    if is_new:
        messages.success(request, "The tool is made from the file.")
    else:
        messages.info(request, "This tool is here already, word for word. Nothing was made.")
    return go_to(made)
