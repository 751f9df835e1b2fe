"""Pages on which a person says whether an audit's theme is one that was found before."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import carry_out, sent
from audits.across import acts
from audits.across.forms import ThemeWordsForm
from audits.across.matching import Offer, offers, waiting_list
from audits.across.models import PracticeTheme, ThemeMatch
from audits.meeting.models import Theme
from audits.recognise.telling import tell_words


def matching(request: PersonRequest) -> HttpResponse:
    """The themes that wait for a word."""
    themes = waiting_list(request.user, request.GET.get("page"))
    journal.record(request.user, "read", now=timezone.now(), kind="practice_matching")
    return render(request, "across/matching.html", {"themes": themes, "page": themes})


def match(request: PersonRequest, theme: Theme) -> HttpResponse:
    """Earlier themes beside this one: the same, not the same, or a new theme."""
    person = request.user
    now, everything = timezone.now(), request.GET.get("all") == "1"
    first_words = {"statement": theme.statement}
    form = ThemeWordsForm(sent(request, "begin"), initial=first_words, act="begin", prefix="", button="A new theme")
    fault = ""
    if request.method == "POST" and form.is_bound:
        if form.is_valid() and carry_out(form, lambda: acts.begin(theme, by=person, now=now, **form.said)):
            messages.success(request, "The theme is followed from now on.")
            tell_words(request, form)
            return redirect("practice_matching")
    elif request.method == "POST":
        try:
            return said(request, theme, offers(theme, person, everything=True))
        except Refused as refusal:
            fault = refusal.sentence
    found = offers(theme, person, everything=everything)
    journal.record(person, "read", theme, now=now)
    context = {"theme": theme, "audit": theme.audit, "offers": found, "form": form, "fault": fault, "all": everything}
    return render(request, "across/match.html", context)


def said(request: PersonRequest, theme: Theme, found: list[Offer]) -> HttpResponse:
    """Carry out what was said of one of the themes on offer."""
    person = request.user
    now, act = timezone.now(), request.POST.get("act", "")
    offer = offered(request.POST.get("offer", ""), found)
    if act == "same" and offer.practice is not None:
        acts.say(theme, offer.practice, ThemeMatch.State.SAME, by=person, now=now)
    elif act == "same" and offer.theme is not None:
        acts.begin_with_both(theme, offer.theme, by=person, now=now)
    elif act == "other" and offer.practice is not None:
        acts.say(theme, offer.practice, ThemeMatch.State.OTHER, by=person, now=now)
        messages.success(request, "It is noted that the two are not the same.")
        return redirect("practice_match", theme.uid)
    else:
        raise Refused("Say whether the two are the same, or begin a new theme.")
    messages.success(request, "The two are the same from now on.")
    return redirect("practice_matching")


def offered(uid: str, found: list[Offer]) -> Offer:
    for one in found:
        row = one.practice or one.theme
        if row is not None and str(row.uid) == uid:
            return one
    raise Refused("That theme is no longer on offer. Look at the list again.")


def take_out(request: PersonRequest, practice: PracticeTheme) -> HttpResponse:
    """Not the same after all."""
    try:
        wanted = uuid.UUID(request.POST.get("match", ""))
        version = int(request.POST.get("version", ""))
    except ValueError as fault:
        raise Http404 from fault
    row = ThemeMatch.of(practice).filter(uid=wanted).first()
    if row is None:
        raise Http404
    acts.take_out(row, by=request.user, now=timezone.now(), version=version)
    messages.success(request, "The theme is taken out. It waits to be matched again.")
    return redirect("practice_theme", practice.uid)
