"""The pages of a draw: those drawn so far, the key shown once, the certificate, leaving a child out."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from agencies import journal
from agencies.person_request import PersonRequest
from agencies.sent_once.under_way import leads_to
from audit_project.listed import carried
from audit_project.refused import Refused
from audit_project.saving import save_form
from audits.recognise.telling import tell_words
from audits.sample import rules
from audits.sample.draw.acts import Outcome, draw_cohort
from audits.sample.draw.certificate import as_json, exclusions_of, first_paragraph
from audits.sample.draw.cohort import cohort_of
from audits.sample.draw.forms import ReadForm, columns_named
from audits.sample.draw.read_views import how_read, list_asked, make_form, preview, purpose_of
from audits.sample.key.sealing import can_seal
from audits.scope.models import Audit


def draws(request: PersonRequest, audit: Audit) -> HttpResponse:
    rows = audit.draws.select_related("drawn_by", "set_aside_by", "strand").order_by("-number")
    context = {"audit": audit, "rows": rows, "may_draw": rules.can_draw(request.user, audit)}
    return render(request, "sample/draw/draws.html", context)


@sensitive_post_parameters("rows", "chosen")
def draw_make(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Draw from the list that was read. The answer shows the key once: it is kept nowhere."""
    code = request.POST.get("strand", "")
    try:
        listed = carried(request.POST.get("rows", ""), purpose_of(request.user, audit))
        cohort = cohort_of(listed, columns_named(request.POST.get("strata", "")))
    except Refused as refusal:
        return list_asked(request, audit, ReadForm(audit=audit), refusal.sentence)
    if listed.how.asked:
        return how_read(request, audit, listed, request.POST.dict())
    form = make_form(audit, cohort, code, request.POST)
    done: list[Outcome] = []
    if form.is_valid():
        strand = get_object_or_404(audit.strands, code=code) if code else None
        given = form.cleaned_data

        def act(**_: Any) -> None:
            outcome = draw_cohort(
                audit, cohort, form.wish(), by=request.user, now=timezone.now(), source=given["source"], strand=strand,
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
    return preview(request, audit, listed, cohort, form)


def certificate(request: PersonRequest, audit: Audit, number: int) -> HttpResponse:
    """How the sample was drawn, in plain words; as a file where `as=json` asks for it."""
    row = audit.draws.select_related("drawn_by", "strand", "audit", "set_aside_by").filter(number=number).first()
    if row is None:
        raise Http404
    exclusions = exclusions_of(row)
    if request.GET.get("as") == "json":
        journal.record(request.user, "exported", row)
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
