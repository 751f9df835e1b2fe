"""What the pages of a briefing show: the tiles with what each sentence stands on, and what there is to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from agencies.models import Person
from audits.briefing.current import Current, current
from audits.briefing.drafting import said_of
from audits.briefing.merging import SentencePair
from audits.briefing.models import Edition, EditionFile, PracticeMessage, Resource, Section
from audits.meeting.models import AgreedFinding
from audits.recognise.find import find, in_a_row
from audits.recognise.found import LABELS, SERVICES
from audits.rollup.acts import FACTS
from audits.rollup.models import Override
from audits.scope.models import Audit

ON_A_PAGE = 20


@dataclass(frozen=True)
class ShownSentence:
    """One sentence on the draft page, with the findings it stands on in words."""

    line: SentencePair
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    number: int
    title: str
    section: Section | None
    shown: tuple[ShownSentence, ...]


def tiles_of(found: Current, person: Person) -> list[Tile]:
    """The seven tiles; the texts of findings are those this person may read, in one query."""
    asked = {uid for line in found.lines() for uid in line.findings}
    rows = AgreedFinding.objects.visible_to(person).filter(audit=found.audit, uid__in=asked, state="agreed")
    texts = {str(uid): text for uid, text in rows.values_list("uid", "text")} if asked else {}
    return [
        Tile(
            slot.number,
            slot.title,
            slot.section,
            tuple(
                ShownSentence(line, tuple(texts[uid] for uid in line.findings if uid in texts)) for line in slot.lines
            ),
        )
        for slot in found.slots
    ]


def line_of(audit: Audit, pk: int) -> SentencePair | None:
    """One saved sentence beside what today's data give for it."""
    return next((line for line in current(audit).lines() if line.saved is not None and line.saved.pk == pk), None)


def overrides_in_force(audit: Audit) -> list[Override]:
    """The recorded decisions in force."""
    return list(Override.objects.filter(audit=audit, withdrawn_at__isnull=True).select_related("made_by"))


def decisions_in_words(overrides: Iterable[Override]) -> list[tuple[str, Override]]:
    """Each decision after the words of its fact."""
    return [(FACTS.get(row.fact, row.fact), row) for row in overrides]


def editions_of(audit: Audit) -> list[Edition]:
    """Every edition with its files' sums, the newest first; those taken back too."""
    rows = Edition.objects.filter(briefing__audit=audit).select_related("submitted_by", "published_by", "withdrawal")
    return list(rows.defer("content").order_by("-number"))


def messages_of(audit: Audit) -> list[PracticeMessage]:
    return list(PracticeMessage.objects.filter(audit=audit).order_by("slot", "order", "pk"))


def resources_of(audit: Audit) -> list[Resource]:
    rows = Resource.objects.filter(audit=audit).select_related("type", "service_confirmed_by")
    return list(rows.order_by("slot", "order", "pk"))


def services_of(resource: Resource) -> str:
    """What the contact details in it look like of which somebody says whether they are a service's."""
    return in_a_row(dict.fromkeys(LABELS[one.kind] for one in find(said_of(resource)) if one.kind in SERVICES))


def readable(person: Any) -> Any:
    """The newest editions that this person, or somebody who has not signed in, may read; withdrawn ones as such."""
    rows = Edition.objects.visible_to(person) if person.is_authenticated else Edition.objects.public()
    return rows.newest().select_related("briefing__audit", "withdrawal")


def listed(person: Any, page: str | None) -> Page[Any]:
    """A page of the published briefings, newest first."""
    rows = readable(person).defer("content").order_by("-published_at", "-pk")
    return Paginator(rows, ON_A_PAGE).get_page(page)


def edition_to_read(person: Any, reference: str) -> Edition | None:
    row: Edition | None = readable(person).filter(briefing__audit__reference=reference).first()
    return row


def file_to_read(person: Any, reference: str, kind: str) -> EditionFile | None:
    """The frozen file of the newest edition; none where that was withdrawn."""
    edition = edition_to_read(person, reference)
    if edition is None or edition.is_withdrawn:
        return None
    return edition.files.filter(format=kind).first()
