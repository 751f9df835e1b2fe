"""The pages of a draw: its list, the preview of a list, the key shown once, the certificate, leaving a child out."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from agencies import journal
from agencies.models import Person
from agencies.under_way import leads_to
from audit_project.refused import Refused
from audit_project.saving import posted, save_form
from audit_project.tables import TableFault
from audits.recognise.telling import tell_words
from audits.sample import rules
from audits.sample.draw.acts import Outcome, draw_cohort, leave_out
from audits.sample.draw.certificate import as_json, exclusions_of, first_paragraph
from audits.sample.draw.cohort import Cohort, cohort_of, hand_on, handed_on, read_pasted, read_upload
from audits.sample.draw.forms import DrawForm, LeaveOutForm, ReadForm
from audits.sample.key_sealing import can_seal
from audits.sample.models import Case
from audits.sample.views import back_to
from audits.scope.models import Audit

MOST_FAULTS = 200


def draws(request: HttpRequest, audit: Audit) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    rows = audit.draws.select_related("drawn_by", "set_aside_by", "strand").order_by("-number")
    context = {"audit": audit, "rows": rows, "may_draw": rules.can_draw(person, audit)}
    return render(request, "sample/draw/draws.html", context)


@sensitive_post_parameters("pasted")
def draw_read(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Read a list and show what was read; nothing of it is kept."""
    person: Person = request.user  # type: ignore[assignment]
    form = ReadForm(posted(request), request.FILES or None, audit=audit)
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["upload"]
            table = read_upload(upload) if upload else read_pasted(form.cleaned_data["pasted"])
            cohort = cohort_of(table, form.columns())
            carried = hand_on(cohort, purpose_of(person, audit))
        except (TableFault, Refused) as fault:
            form.add_error(
                "upload" if form.cleaned_data["upload"] else "pasted", getattr(fault, "sentence", str(fault))
            )
        else:
            strand = form.cleaned_data.get("strand")
            first = {
                "cohort": carried,
                "source": form.cleaned_data["source"],
                "strand": strand.code if strand else "",
                "wanted": strand.quota if strand else None,
            }
            return preview(request, audit, cohort, make_form(audit, cohort, first["strand"], initial=first))
    return render(request, "sample/draw/read.html", {"audit": audit, "form": form})


@sensitive_post_parameters("cohort", "chosen")
def draw_make(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Draw from the list that was read. The answer shows the key once: it is kept nowhere."""
    person: Person = request.user  # type: ignore[assignment]
    try:
        cohort = handed_on(request.POST.get("cohort", ""), purpose_of(person, audit))
    except Refused as refusal:
        context = {"audit": audit, "form": ReadForm(audit=audit), "refused": refusal.sentence}
        return render(request, "sample/draw/read.html", context)
    code = request.POST.get("strand", "")
    form = make_form(audit, cohort, code, request.POST)
    done: list[Outcome] = []
    if form.is_valid():
        strand = get_object_or_404(audit.strands, code=code) if code else None
        given = form.cleaned_data

        def act(**_: Any) -> None:
            outcome = draw_cohort(
                audit, cohort, form.wish(), by=person, now=timezone.now(), source=given["source"], strand=strand,
                leave_out_bad=given.get("leave_out_bad", False), set_aside_because=given.get("set_aside_because", ""),
                instead_of=given["instead_of"],
            )  # fmt: skip
            done.append(outcome)

        if save_form(form, act):
            tell_words(request, form)
            leads_to(reverse("draw_certificate", args=[audit.reference, done[0].draw.number]))
            return render(
                request, "sample/draw/key_once.html", {"audit": audit, "outcome": done[0], "can_seal": can_seal()}
            )
    return preview(request, audit, cohort, form)


def purpose_of(person: Person, audit: Audit) -> str:
    return f"{person.uid}:{audit.uid}"


def make_form(audit: Audit, cohort: Cohort, code: str, data: Any = None, **kwargs: Any) -> DrawForm:
    same = audit.draws.filter(strand__code=code) if code else audit.draws.filter(strand__isnull=True)
    standing = same.filter(set_aside_at__isnull=True).values_list("number", flat=True).first() or 0
    return DrawForm(
        data, sizes=cohort.sizes, stratified=bool(cohort.strata_columns), faulty=bool(cohort.faults),
        standing=standing, **kwargs,
    )  # fmt: skip


def preview(request: HttpRequest, audit: Audit, cohort: Cohort, form: DrawForm) -> HttpResponse:
    context = {
        "audit": audit,
        "form": form,
        "cohort": cohort,
        "bad_rows": cohort.faults[:MOST_FAULTS],
        "more": max(0, len(cohort.faults) - MOST_FAULTS),
        "sizes": list(cohort.sizes.items()) if cohort.strata_columns else [],
    }
    return render(request, "sample/draw/preview.html", context)


def certificate(request: HttpRequest, audit: Audit, number: int) -> HttpResponse:
    """How the sample was drawn, in plain words; as a file where `as=json` asks for it."""
    person: Person = request.user  # type: ignore[assignment]
    row = audit.draws.select_related("drawn_by", "strand", "audit", "set_aside_by").filter(number=number).first()
    if row is None:
        raise Http404
    exclusions = exclusions_of(row)
    if request.GET.get("as") == "json":
        journal.record(person, "exported", row)
        text = json.dumps(as_json(row), indent=1, ensure_ascii=False)
        name = f"{audit.reference}-draw-{row.number}.json"
        return HttpResponse(
            text, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
    earlier = audit.draws.filter(strand=row.strand, number__lt=row.number).select_related("set_aside_by")
    context = {
        "audit": audit,
        "row": row,
        "sentences": first_paragraph(row, exclusions),
        "exclusions": exclusions,
        "earlier": earlier,
    }
    return render(request, "sample/draw/certificate.html", context)


def case_leave_out(request: HttpRequest, case: Case) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = LeaveOutForm(posted(request), back=back_to(case, "Keep it"))
    came_in: list[Case | None] = []

    def act(**given: Any) -> None:
        came_in.append(leave_out(case, by=person, now=timezone.now(), **given))

    if request.method == "POST" and save_form(form, partial(act)):
        replacement = came_in[0]
        words = (
            f"Case {replacement.number} takes its place." if replacement else "No reserve was left to take its place."
        )
        messages.success(request, f"Case {case.number} is left out of the sample. {words}")
        tell_words(request, form)
        return redirect("cases", case.audit.reference)
    journal.record(person, "read", case)
    return render(request, "sample/draw/leave_out.html", {"audit": case.audit, "case": case, "form": form})
