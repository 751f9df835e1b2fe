"""The pages that read a list to draw from: the list, what is asked about it, what was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from agencies.models import Person
from agencies.person_request import PersonRequest
from audit_project.list_words import ends_of
from audit_project.listed import Listed, answered, carried, carry
from audit_project.refused import Refused
from audit_project.saving import posted, sent
from audits.sample.draw.cohort import Cohort, cohort_of, read_pasted, read_upload
from audits.sample.draw.columns import flags, look, offered, without_what_identifies
from audits.sample.draw.forms import CohortReadingForm, DrawForm, ReadForm, columns_named
from audits.sample.draw.reading_words import cohort_as_read
from audits.scope.models import Audit

MOST_FAULTS = 200
SAID_BEFORE = ("source", "strand", "strata")


@sensitive_post_parameters("pasted", "rows")
def draw_read(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Read a list and show what was read; nothing of it is kept."""
    if sent(request, "read") is not None or "again" in request.POST:
        return read_again(request, audit)
    form = ReadForm(posted(request), request.FILES or None, audit=audit)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        strand = given.get("strand")
        before = {"source": given["source"], "strand": strand.code if strand else "", "strata": given["strata"]}
        try:
            upload = given["upload"]
            listed = read_upload(upload) if upload else read_pasted(given["pasted"])
            return questions_or_preview(request, audit, listed, before)
        except Refused as fault:
            form.add_error("upload" if given["upload"] else "pasted", fault.sentence)
    return list_asked(request, audit, form)


def list_asked(request: PersonRequest, audit: Audit, form: ReadForm, refused: str = "") -> HttpResponse:
    return render(request, "sample/draw/read.html", {"audit": audit, "form": form, "refused": refused})


def read_again(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The list as it was said to be read; or the questions, where somebody wants to answer anew."""
    before = {name: request.POST.get(name, "") for name in SAID_BEFORE}
    try:
        listed = carried(request.POST.get("rows", ""), purpose_of(request.user, audit))
    except Refused as refusal:
        return list_asked(request, audit, ReadForm(audit=audit), refusal.sentence)
    if "again" in request.POST:
        return how_read(request, audit, listed, before)
    form = CohortReadingForm(request.POST, listed=listed, flags=flags(listed), columns=offered(listed), headed=False)
    if form.is_valid():
        try:
            listed = without_what_identifies(answered(listed, form.answers, look))
            return questions_or_preview(request, audit, listed, before)
        except Refused as fault:
            form.add_error(None, fault.sentence)
    return how_read(request, audit, listed, before, form)


def questions_or_preview(
    request: PersonRequest, audit: Audit, listed: Listed, before: Mapping[str, str]
) -> HttpResponse:
    """What is in doubt is asked first."""
    if listed.how.asked:
        return how_read(request, audit, listed, before)
    cohort = cohort_of(listed, columns_named(before["strata"]))
    text, listed = carry(listed, purpose_of(request.user, audit))
    strand = audit.strands.filter(code=before["strand"]).first()
    first = {**before, "rows": text, "wanted": strand.quota if strand else None}
    return preview(request, audit, listed, cohort, make_form(audit, cohort, before["strand"], initial=first))


def how_read(
    request: PersonRequest,
    audit: Audit,
    listed: Listed,
    before: Mapping[str, str],
    form: CohortReadingForm | None = None,
) -> HttpResponse:
    """What was noticed of the list, and what is asked about it."""
    if form is None:
        text, listed = carry(listed, purpose_of(request.user, audit))
        first = {name: before.get(name, "") for name in SAID_BEFORE} | {"rows": text}
        form = CohortReadingForm(
            listed=listed, flags=flags(listed), columns=offered(listed), headed=False, initial=first
        )  # fmt: skip
    context = {"audit": audit, "form": form, "said": cohort_as_read(listed), "ends": ends_of(listed)}
    return render(request, "sample/draw/how_read.html", context)


def purpose_of(person: Person, audit: Audit) -> str:
    """Whose list it is, and for which audit: it fits nothing else."""
    reader: Person = person
    return f"{reader.uid}:{audit.uid}"


def make_form(audit: Audit, cohort: Cohort, code: str, data: Any = None, **kwargs: Any) -> DrawForm:
    same = audit.draws.filter(strand__code=code) if code else audit.draws.filter(strand__isnull=True)
    standing = same.filter(set_aside_at__isnull=True).values_list("number", flat=True).first() or 0
    return DrawForm(
        data, sizes=cohort.sizes, stratified=bool(cohort.strata_columns), faulty=bool(cohort.faults),
        standing=standing, **kwargs,
    )  # fmt: skip


def preview(request: PersonRequest, audit: Audit, listed: Listed, cohort: Cohort, form: DrawForm) -> HttpResponse:
    context = {
        "audit": audit,
        "form": form,
        "cohort": cohort,
        "said": cohort_as_read(listed),
        "ends": ends_of(listed),
        "bad_rows": cohort.faults[:MOST_FAULTS],
        "more": max(0, len(cohort.faults) - MOST_FAULTS),
        "sizes": list(cohort.sizes.items()) if cohort.strata_columns else [],
    }
    return render(request, "sample/draw/preview.html", context)
