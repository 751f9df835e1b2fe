"""Taking in an audit pack: the file, what it would make, and then all of it or nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import sent
from audits.desk.packs.check import BadPack
from audits.desk.packs.forms import PackForm
from audits.desk.packs.load import load
from audits.desk.packs.preview import carried, carry, preview_of, read

FAULTY = "Nothing was taken in. What is wrong stands below."
SHOWN = 100  # faults listed; the rest are counted


def take_in(request: PersonRequest) -> HttpResponse:
    if sent(request, "load") is not None:
        return taken_in(request)
    form = PackForm(request.POST, request.FILES) if request.method == "POST" else PackForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            pack = read(file.read(), file.size)
            context = {"shown": preview_of(pack), "content": carry(pack, request.user)}
        except BadPack as bad:
            return asked(request, form, bad.faults)
        return render(request, "desk/packs/preview.html", context)
    return asked(request, form)


def asked(request: PersonRequest, form: PackForm, faults: list[str] | None = None) -> HttpResponse:
    """The page that takes the file, with what is wrong with the last one."""
    if faults:
        form.add_error("file", FAULTY)
    more = max(0, len(faults or []) - SHOWN)
    return render(request, "desk/packs/take_in.html", {"form": form, "wrong": (faults or [])[:SHOWN], "more": more})


def taken_in(request: PersonRequest) -> HttpResponse:
    """Load what was shown; its checks are made again, as another audit may have taken its reference meanwhile."""
    person = request.user
    try:
        audit = load(carried(request.POST.get("content", ""), person), by=person, now=timezone.now(), lead=person)
    except Refused as fault:
        return again(request, [fault.sentence])
    except BadPack as bad:
        return again(request, bad.faults)
    messages.success(request, "The audit is taken in, as recorded. You are its lead.")
    return redirect("audit", audit.reference)


def again(request: PersonRequest, faults: list[str]) -> HttpResponse:
    """The first page with what stopped the second: there is no file to mend, so it stands above an empty form."""
    context = {"form": PackForm(), "wrong": faults[:SHOWN], "more": max(0, len(faults) - SHOWN), "stopped": True}
    return render(request, "desk/packs/take_in.html", context)
