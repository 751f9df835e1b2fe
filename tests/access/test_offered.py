"""What a page offers: each link opens for whoever is shown it, each form may be sent by them, and no word that somebody
typed is markup, a title or an address anywhere."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import Resolver404, resolve

from audits.briefing import acts as briefing_acts
from audits.briefing.models import Briefing
from audits.meeting.models import AgreedFinding, AgreedGrade
from audits.returns.models import AgencyReturn
from audits.sample.draw.models import CohortDraw
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.tools.models import RatingBand, Standard
from tests.access.test_sweep import SENDS, client_of
from tests.access.world import World, build
from tests.briefing.conftest import seen
from tests.conftest import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MARKUP = '"><img src=x onerror=alert(1)>{{ 7|add:7 }}'
LINES = (Path(__file__).resolve().parents[2] / "docs/fields.csv").read_text().splitlines()[1:]
CLASSES = {(model, name): kind for model, name, kind in csv.reader(LINES)}
SHARED = {"RatingBand", "RatingScale", "Standard", "Domain", "ToolMessage"}  # what the lists and tools say
FROZEN = {
    "JournalEntry",
    "Move",
    "Edition",
    "EditionFile",
}  # never changed: an edition takes the words when it is published
HELD = {("Answer", "entered")}  # the database holds it to its kind: a typed answer is marked by itself
ENDS_THE_SESSION = "account_logout"
OF_A_KIND = 5  # the log of activity grows while it is read
WHO = ("auditor", "police_contact", "trust_contact", "lead", "other_lead", "panel", "scrutineer", "safeguarding_lead",
       "administrator", "reader", "stranger")  # fmt: skip


NO_TEXTS = (models.SlugField, models.URLField, models.EmailField)


def texts_of(model: type[models.Model]) -> Iterator[models.Field]:
    """The columns that hold what somebody typed."""
    for field in model._meta.concrete_fields:
        plain = isinstance(field, models.CharField | models.TextField) and not isinstance(field, NO_TEXTS)
        typed = plain and not field.choices and field.name != "password"
        told = model.__name__ in SHARED or CLASSES[model._meta.label, field.name] != "safe"
        if (model.__name__, field.name) in HELD:
            continue
        if typed and told and not field.unique and (field.max_length or 10_000) >= len(MARKUP) + 4:
            yield field


def put_markup_everywhere() -> int:
    """Markup in every text column of every row; says how many columns there were."""
    columns = 0
    for app in ("agencies", "audits"):
        for model in apps.get_app_config(app).get_models():
            if model.__name__ in FROZEN or model.__name__.endswith("Event"):
                continue
            marked = {field.name: Concat(Value(MARKUP + " "), F("pk"), output_field=field) for field in texts_of(model)}
            if marked:
                columns += len(marked)
                model._default_manager.update(**marked)
    return columns


@pytest.fixture
def world(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> World:
    """Everything that was ever typed is markup, and a briefing made of it is published."""
    found = build(case, school_return, police_return, cast)
    # A draw that stands has no reason to be set aside, and one must stand in that column.
    CohortDraw.objects.update(set_aside_at=NOW, set_aside_by=cast.lead, set_aside_because="Another list.")
    assert put_markup_everywhere() > 40
    typed = found.returned.answers.order_by("pk")[0]
    Standard.objects.filter(pk=typed.standard_id).update(takes="text")
    found.returned.answers.filter(pk=typed.pk).update(value="TEXT", state="RATED", entered=MARKUP)
    band = RatingBand.objects.get(scale=found.audit.scale, code="RI")
    AgreedFinding.objects.filter(case=case).update(state="agreed", decided_at=NOW, decided_by=cast.lead)
    AgreedGrade.objects.create(
        case=case, audit=found.audit, band=band, state_id="RATED", reason=MARKUP, agreed_at=NOW, agreed_by=cast.lead
    )
    Audit.objects.filter(pk=found.audit.pk).update(state="reporting")
    briefing_acts.draft(Audit.objects.get(pk=found.audit.pk), by=cast.lead, now=NOW)
    briefing = Briefing.objects.get(audit=found.audit)
    briefing_acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    briefing_acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))
    return found


def walk(client: Client) -> Iterator[tuple[str, str, str, str]]:
    """Every page that links lead to from the first one: where it was linked, its address, its kind, and its HTML or
    what is wrong with it."""
    waiting, seen, visits = [("", "/")], {"/"}, Counter[str]()
    while waiting:
        source, path = waiting.pop()
        kind = kind_of(path)
        visits[kind] += 1
        if kind == ENDS_THE_SESSION or visits[kind] > OF_A_KIND:
            continue
        answer = client.get(path) if kind else None
        if answer is None or answer.status_code != 200:
            yield source, path, "", f"answers {answer.status_code if answer else 'as no address of ours'}"
            continue
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        yield source, path, kind, html
        for link in re.findall(r'<a\b[^>]*\shref="([^"]*)"', html):
            to = urlsplit(link.replace("&amp;", "&"))
            there = (to.path or path) + (f"?{to.query}" if to.query else "")
            if not to.scheme and not to.netloc and there not in seen:
                seen.add(there)
                waiting.append((path, there))


def kind_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def faults_of(name: str, kind: str, path: str, html: str) -> Iterator[str]:
    """What is wrong with a page that this person was shown."""
    if "<img src=x" in html or ">14<" in html:
        yield "shows as markup what somebody typed"
    title = html.split("<title>")[1].split("</title>")[0]
    if "img" in title:
        yield f"names in its title what somebody typed: {title}"
    acting = "lead" if name == "other_lead" and "T-2025-09" in path else name  # of their own audit
    for form in re.findall(r"<form\b[^>]*>", html):
        to = re.search(r'action="([^"]*)"', form)
        target = kind_of(to[1]) if to and to[1] else kind
        # The table speaks of the school's return; from another it is raised by whoever may raise one on the case.
        target = "concern_raise" if target == "return_concern" else target
        # In the table it is a reader who is away; here it is whoever looks, or somebody of their own agency.
        acting = "administrator" if target in ("absences", "absence_end") else acting
        # Themes are matched once the meetings are over: in the table they are not, here they are.
        acting = "safeguarding_lead" if target == "practice_match" and acting == "lead" else acting
        # In the table the own reference is asked for from the police's return; here the school's auditor has theirs.
        of_own = target.startswith("return_own_reference") and acting == "auditor"
        acting = "police_auditor" if of_own else acting
        if 'method="post"' in form and target not in SENDS:
            yield f"has a form that goes nowhere: {form}"
        elif 'method="post"' in form and target != ENDS_THE_SESSION and acting not in SENDS[target]:
            yield f"has a form that they may not send: {form}"


@pytest.mark.parametrize("part", range(3))
def test_each_link_opens_each_form_may_be_sent_and_no_text_is_markup(world: World, part: int) -> None:
    faults: list[str] = []
    marked = 0
    for name in WHO[part::3]:
        pages = list(walk(client_of(world.people[name])))
        marked += sum("&lt;img src=x" in html for *_, html in pages)
        for source, path, kind, html in pages:
            found = faults_of(name, kind, path, html) if kind else [html]
            faults += [f"{name}: {path}, linked from {source}, {fault}" for fault in found]
    assert not faults, "\n".join(faults)
    assert marked > 10, "hardly any page shows what was typed"
