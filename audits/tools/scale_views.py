"""Pages of the rating scales: the list, one scale with its bands, a new one, a copy, its bands."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form, status_of
from audits.tools import rules
from audits.tools import scale_acts as acts
from audits.tools.models import RatingBand, RatingScale
from audits.tools.part_views import whole
from audits.tools.queries import audits_with, scales_listed
from audits.tools.scale_forms import BandEditForm, BandForm, NewScaleForm, ScaleNameForm
from audits.tools.views import PER_PAGE


def go_to(scale: RatingScale) -> HttpResponse:
    return redirect("scale", scale.code)


def to_scale(scale: RatingScale) -> tuple[str, str]:
    return reverse("scale", args=[scale.code]), "Back without saving"


def scales(request: PersonRequest) -> HttpResponse:
    person = request.user
    page = Paginator(scales_listed(RatingScale, person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tools/scales/list.html", {"page": page, "may_make": rules.can_make(person)})


def scale(request: PersonRequest, scale: RatingScale) -> HttpResponse:
    person = request.user
    context = {
        "scale": scale,
        "bands": scale.bands.order_by("order"),
        "audits": audits_with(scale, person),
        "may_make": rules.can_make(person),
        "may_change": rules.can_change_scale(person, scale),
        "fixed": rules.is_fixed(scale),
    }
    return render(request, "tools/scales/scale.html", context)


def scale_new(request: PersonRequest) -> HttpResponse:
    form = NewScaleForm(posted(request))
    act = partial(acts.make_scale, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The scale is there. Add its bands, the best first.")
        return redirect("scale", form.cleaned_data["code"])
    return render(request, "tools/scales/new.html", {"form": form})


def scale_copy(request: PersonRequest, scale: RatingScale) -> HttpResponse:
    form = NewScaleForm(posted(request), initial={"name": scale.name}, button="Make the copy")
    act = partial(acts.copy_scale, scale, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "This is the copy. Changing it changes nothing in the scale it came from.")
        return redirect("scale", form.cleaned_data["code"])
    return render(request, "tools/scales/new.html", {"form": form, "scale": scale})


def scale_edit(request: PersonRequest, scale: RatingScale) -> HttpResponse:
    form = ScaleNameForm(posted(request), instance=scale, back=to_scale(scale))
    act = partial(acts.rename_scale, scale, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "Saved.")
        return go_to(scale)
    return render(request, "tools/scales/edit.html", {"scale": scale, "form": form}, status=status_of(form))


def scale_use(request: PersonRequest, scale: RatingScale) -> HttpResponse:
    use = request.POST.get("use") == "yes"
    acts.set_scale_use(scale, by=request.user, now=timezone.now(), use=use)
    back, gone = "The scale is back: new audits are offered it.", "The scale is retired. Audits that have it keep it."
    messages.success(request, back if use else gone)
    return go_to(scale)


def band_add(request: PersonRequest, scale: RatingScale) -> HttpResponse:
    form = BandForm(posted(request), instance=RatingBand(scale=scale), button="Add the band", back=to_scale(scale))
    act = partial(acts.add_band, scale, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The band is added.")
        return go_to(scale)
    return render(request, "tools/scales/band.html", {"scale": scale, "form": form})


def band(request: PersonRequest, scale: RatingScale, band: str) -> HttpResponse:
    found = get_object_or_404(scale.bands.select_related("scale"), code=band)
    form = BandEditForm(posted(request), instance=found, back=to_scale(scale))
    act = partial(acts.edit_band, found, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The band is saved.")
        return go_to(scale)
    context = {"scale": scale, "band": found, "form": form}
    return render(request, "tools/scales/band.html", context, status=status_of(form))


def band_move(request: PersonRequest, scale: RatingScale, band: str) -> HttpResponse:
    found = get_object_or_404(scale.bands.select_related("scale"), code=band)
    acts.move_band(found, by=request.user, now=timezone.now(), up=request.POST.get("to") == "up")
    return go_to(scale)


def band_remove(request: PersonRequest, scale: RatingScale, band: str) -> HttpResponse:
    found = get_object_or_404(scale.bands.select_related("scale"), code=band)
    version = whole(request.POST.get("version", ""))
    acts.remove_band(found, by=request.user, now=timezone.now(), version=version)
    messages.success(request, "The band is taken out of the scale.")
    return go_to(scale)
