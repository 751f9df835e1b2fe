"""What a briefing says before anybody edits it: each sentence with its slot, its key, and what it stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from audits.briefing.models import PracticeMessage, Resource
from audits.briefing.slots import ELSE, MESSAGE_SLOTS, PRACTICE, PRACTICE_MORE, RESOURCE_SLOTS, WHY, slot_of_fact
from audits.recognise.looking import services_in
from audits.rollup.counting.counts import roll_up
from audits.rollup.facts import Fact, facts_of
from audits.scope.models import Audit
from audits.tools.models import ToolMessage

PUBLISHED = "published"


@dataclass(frozen=True)
class Drafted:
    """One sentence as the data, or what the lead collected, give it now."""

    slot: int
    key: str
    text: str
    fingerprint: str
    link: str = ""
    cases: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()
    held_back: bool = False
    judge: str = ""
    override: str = ""
    # Contact details in it that a person said are a service's, and who said so when.
    services: frozenset[str] = frozenset()
    said_by: str = ""


def drafted(audit: Audit, tier: str = PUBLISHED) -> tuple[Drafted, ...]:
    """Every sentence of the briefing as it would be drafted now, slot by slot in reading order."""
    rows: list[Drafted] = [from_words(WHY, f"why:{n}", text) for n, text in enumerate(points(audit.why), 1)]
    rows += from_facts(facts_of(roll_up(audit), audit, tier))
    rows += practice(audit)
    return tuple(sorted(rows, key=lambda row: row.slot))  # the sort keeps the order within a slot


def points(why: str) -> list[str]:
    """The paragraphs of the audit's why, a point each."""
    return [line.strip() for line in why.splitlines() if line.strip()]


def from_words(slot: int, key: str, text: str, link: str = "") -> Drafted:
    mark = hashlib.sha256(f"{text}\n{link}".encode()).hexdigest()
    return Drafted(slot, key, text, mark, link)


def from_resource(row: Resource) -> Drafted:
    slot = row.slot if row.slot in RESOURCE_SLOTS else ELSE
    made = from_words(slot, f"resource:{row.pk}", said_of(row), row.link)
    by, at = row.service_confirmed_by, row.service_confirmed_at
    if by is None or at is None:
        return made
    day = timezone.localtime(at)
    return replace(made, services=services_in(made.text), said_by=f"{by.name} confirmed on {day.day} {day:%B %Y}")


def from_facts(facts: Iterable[Fact]) -> list[Drafted]:
    """The roll-up's sentences: who and how graded, good practice, areas for development.

    One that a lead chose is left out while it may not be said, for its words would tell a reader nothing; and while it
    says what the theme's own sentence says, because its approximation is no longer true.
    """
    facts = tuple(facts)
    said = {fact.text for fact in facts if not fact.key.startswith("said:")}
    return [
        Drafted(
            slot_of_fact(fact.key),
            fact.key,
            fact.text,
            fact.fingerprint,
            cases=fact.cases,
            findings=fact.findings,
            held_back=fact.held_back,
            judge=fact.judge,
            override=fact.override,
        )
        for fact in facts
        if not (fact.key.startswith("said:") and (fact.held_back or fact.text in said))
    ]


def practice(audit: Audit) -> list[Drafted]:
    """What readers can do and where they find more: the audit's own messages, or the tool's where it has none."""
    own = list(PracticeMessage.objects.filter(audit=audit).order_by("slot", "order", "pk"))
    shipped: dict[int, Sequence[ToolMessage]] = {}
    if audit.tool_id is not None and {message.slot for message in own} != set(MESSAGE_SLOTS):
        messages = list(ToolMessage.objects.filter(tool_id=audit.tool_id).order_by("order"))
        half = (len(messages) + 1) // 2
        shipped = {PRACTICE: messages[:half], PRACTICE_MORE: messages[half:]}
    rows = []
    for slot in MESSAGE_SLOTS:
        mine = [message for message in own if message.slot == slot]
        rows += [from_words(slot, f"message:{message.pk}", message.text) for message in mine]
        if not mine:
            rows += [from_words(slot, f"tool:{message.order}", message.text) for message in shipped.get(slot, ())]
    resources = Resource.objects.filter(audit=audit, slot__in=RESOURCE_SLOTS)
    found = resources.select_related("type", "service_confirmed_by").order_by("slot", "order", "pk")
    return rows + [from_resource(row) for row in found]


def said_of(resource: Resource) -> str:
    """ "Training: Events of the partnership. Announced in the newsletter."."""
    parts = [f"{resource.type.label}: {resource.title}", resource.use]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)
