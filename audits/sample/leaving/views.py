"""The pages of a case that leaves the audit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import done, posted
from audits.recognise.telling import tell_words
from audits.sample.draw.models import Exclusion
from audits.sample.leaving import acts, rules
from audits.sample.leaving.forms import CaseLeavingForm
from audits.sample.models import Case
from audits.sample.views import back_to


def ask_to_leave(request: PersonRequest, case: Case) -> HttpResponse:
    waits = rules.needs_agreement(case)
    button = "Ask for agreement" if waits else "Take the case out"
    form = CaseLeavingForm(posted(request), instance=Exclusion(case=case), button=button, back=back_to(case, "Keep it"))
    made: list[Exclusion] = []
    if done(form, lambda: made.append(acts.ask_to_leave(case, by=request.user, now=timezone.now(), **form.said))):
        messages.success(request, words_of(made[0]))
        tell_words(request, form)
        return redirect("cases", case.audit.reference)
    journal.record(request.user, "read", case)
    context = {"audit": case.audit, "case": case, "form": form, "waits": waits}
    context["takes_reserve"] = hasattr(case, "drawn_as") and rules.takes_reserve(case, case.audit)
    return render(request, "sample/leaving/ask.html", context)


def words_of(row: Exclusion) -> str:
    """What came of it."""
    if row.waits:
        return f"The chair or the scrutineer is asked to agree that case {row.case.number} leaves. Until then it stays."
    reserve = row.replaced_by
    more = f"Case {reserve.case.number} takes its place." if reserve and reserve.case else "No other takes its place."
    return f"Case {row.case.number} has left the audit. {more}"


def leaving(request: PersonRequest, exclusion: Exclusion) -> HttpResponse:
    """What was asked, for the chair and the scrutineer: no word of the case itself."""
    context = {
        "audit": exclusion.case.audit,
        "case": exclusion.case,
        "one": exclusion,
        "may_agree": rules.can_agree(request.user, exclusion),
        "may_keep": rules.can_keep(request.user, exclusion),
    }
    return render(request, "sample/leaving/leaving.html", context)


def leaving_agree(request: PersonRequest, exclusion: Exclusion) -> HttpResponse:
    acts.agree(exclusion, by=request.user, now=timezone.now())
    messages.success(request, words_of(exclusion))
    return redirect("case_leaving", exclusion.uid)


def leaving_keep(request: PersonRequest, exclusion: Exclusion) -> HttpResponse:
    acts.keep_case(exclusion, by=request.user, now=timezone.now())
    messages.success(request, f"Case {exclusion.case.number} stays in the audit.")
    return redirect("case_leaving", exclusion.uid)
