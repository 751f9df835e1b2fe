"""An audit's findings and analysis, whole or in part, and what each of its numbers stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.person_request import PersonRequest
from audits.rollup.board import Board, board_of
from audits.rollup.counting.counts import count
from audits.rollup.counting.gather import gather
from audits.rollup.counting.gathered import Gathered
from audits.rollup.counting.parts import TOGETHER, Part, asked_for, choices_of, narrowed, said_of
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.evidence import behind, listed_behind
from audits.rollup.facts import INSIDE, TIERS
from audits.rollup.forms import PartOfAuditForm
from audits.rollup.rules import can_choose_wording
from audits.rollup.sections import PRINTED, ROOMS, PageSection, Room, sections_of
from audits.rollup.writing import figures_of
from audits.scope.models import Audit

ROWS_ON_A_PAGE = 50
EXACT = "Exact counts: for the audit’s team and the safeguarding leads only. Not to be published."
MAY_BE_PUBLISHED = "As it may be published: small numbers of people are held back."


def roll_up_page(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The board: five sentences, the grades, what was found most often, the domains, and what is missing."""
    looked = looked_at(request, audit)
    return render(request, "rollup/board.html", {**read(request, audit, looked), "board": looked.board(audit)})


def room(request: PersonRequest, audit: Audit, slug: str) -> HttpResponse:
    """A room behind the board: its sections, each with its sentences and tables."""
    looked = looked_at(request, audit)
    here = next((one for one in (*ROOMS, *rooms_of(looked)) if one.slug == slug), None)
    if here is None:
        raise Http404
    context = {
        **read(request, audit, looked),
        "here": here,
        "sections": looked.of_room(here),
        "figures": figures_of(looked.counted, audit) if here is PRINTED else [],
    }
    return render(request, "rollup/room.html", context)


@dataclass(frozen=True)
class LookedAt:
    """What somebody looks at: the audit's rows and those of the part that the address asks for, the tier, and what is
    counted of them. Only those who read exact counts look at a part."""

    rows: Gathered
    of_part: Gathered
    choices: dict[str, dict[str, str]]
    part: Part
    tier: str
    counted: RollUp
    sections: tuple[PageSection, ...]

    def board(self, audit: Audit) -> Board:
        return board_of(self.counted, audit, self.rows.frame.tool.bands, self.tier, self.sections)

    def mark(self) -> str:
        """What stands on everything of it that leaves the screen."""
        return EXACT if self.tier == INSIDE else MAY_BE_PUBLISHED

    def of_room(self, room: Room) -> list[PageSection]:
        return [one for one in self.sections if one.room is room]

    @property
    def query(self) -> str:
        """What of it goes along in an address."""
        return urlencode({**self.part.query(), **({} if self.tier == INSIDE else {"tier": self.tier})})


def looked_at(request: PersonRequest, audit: Audit) -> LookedAt:
    tier = request.GET.get("tier", INSIDE)
    tier = tier if tier in TIERS else INSIDE
    rows = gather(audit, request.user)
    choices = choices_of(rows)
    part = asked_for(request.GET.dict(), choices) if tier == INSIDE else Part()
    return look(rows, choices, part, tier)


def look(rows: Gathered, choices: dict[str, dict[str, str]], part: Part, tier: str) -> LookedAt:
    seen = narrowed(rows, part)
    counted = count(seen, pooled=part.is_pooled)
    return LookedAt(rows, seen, choices, part, tier, counted, sections_of(counted, rows.audit, tier))


def rooms_of(looked: LookedAt) -> tuple[Room, ...]:
    """The rooms in which something stands; what an audit printed at the time is for inside, and of the whole."""
    filled = {section.room for section in looked.sections}
    printed = looked.rows.frame.figures and looked.tier == INSIDE and looked.part.is_whole
    return (*(room for room in ROOMS if room in filled), *((PRINTED,) if printed else ()))


def read(request: PersonRequest, audit: Audit, looked: LookedAt) -> dict[str, Any]:
    """What a page of the analysis shows above what is its own; that it is read is on record."""
    journal.record(request.user, "read", audit, now=timezone.now(), kind="roll-up")
    return about(audit, looked, request.user)


def about(audit: Audit, looked: LookedAt, person: Person) -> dict[str, Any]:
    """What board and rooms have in common."""
    inside = looked.tier == INSIDE
    return {
        "audit": audit,
        "rollup": looked.counted,
        "together": looked.part.strand == TOGETHER,
        "open_cases": looked.counted.sample.open_cases,
        "is_inside": inside,
        "mark": looked.mark(),
        "part": looked.part,
        "part_said": said_of(looked.part, looked.choices),
        "whole": len(looked.rows.cases),
        "rooms": rooms_of(looked),
        "query": looked.query,
        "may_choose": can_choose_wording(person, audit),
        "evidence_at": reverse("roll_up_evidence", args=[audit.reference]),  # once: some 300 cells lead there
        "form": PartOfAuditForm(looked.choices, looked.part) if inside else None,
    }


def evidence(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The cases behind one number, and the findings, returns or answers that this person may see of them."""
    person = request.user
    rows = gather(audit, person)
    choices = choices_of(rows)
    part = asked_for(request.GET.dict(), choices)
    counted = count(narrowed(rows, part), pooled=part.is_pooled)
    found = behind(counted, audit, request.GET.get("of", ""))
    if found is None:
        raise Http404
    listed = listed_behind(found, audit, part, person)
    page = Paginator(listed[1], ROWS_ON_A_PAGE).get_page(request.GET.get("page")) if listed else None
    journal.record(person, "read", audit, now=timezone.now(), kind="evidence")
    context = {
        "audit": audit,
        "found": found,
        "part_said": said_of(part, choices),
        "open_cases": counted.sample.open_cases,
        "closed": sum(1 for number in found.cases if number not in counted.sample.open_cases),
        "kind": listed[0] if listed else "",
        "page": page,
        "query": urlencode({"of": found.key, **part.query()}) + "&",
        "back": urlencode(part.query()),
        "crumbs": [{"label": "Findings and analysis", "url": reverse("roll_up", args=[audit.reference])}],
    }
    return render(request, "rollup/evidence.html", context)
