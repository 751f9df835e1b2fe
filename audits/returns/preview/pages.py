"""A tool's return as an auditor would see it, before any audit has it: its pages, its questions, about how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from agencies.models import Sector
from audits.codes.models import UNANSWERED
from audits.returns.filling_in.asked import asked, standards_of
from audits.returns.filling_in.outline import minutes_of
from audits.returns.forms import AnswerForm
from audits.returns.models import Answer
from audits.returns.reading import DOMAINS_A_PAGE
from audits.tools.models import AuditTool, Standard


@dataclass(frozen=True)
class PreviewPage:
    """One page of questions: three domains, each with its questions as they are asked."""

    number: int
    domains: tuple[tuple[str, tuple[AnswerForm, ...]], ...]


@dataclass(frozen=True)
class ToolPreview:
    """The return of one sector, on one of the two forms. `some` of its questions are asked only of some cases."""

    sector: Sector | None
    short: bool
    usual: bool  # the form that this sector is sent
    pages: tuple[PreviewPage, ...]
    questions: int
    some: int

    @property
    def minutes(self) -> int:
        return minutes_of(self.questions)

    @property
    def fewest_minutes(self) -> int:
        """How long it takes in a case of which nothing is recorded that a question depends on."""
        return minutes_of(self.questions - self.some)


def preview(tool: AuditTool, sector_code: str = "", form: str = "") -> ToolPreview:
    """The return as it would open for a sector (any, where none is named); `form` is "short", "long" or as usual."""
    short_for = set(tool.short_form_sectors.values_list("pk", flat=True))
    sector = Sector.objects.filter(pk=sector_code[:16], is_active=True).first() if sector_code.isalnum() else None
    sent_short = sector is not None and sector.pk in short_for
    short = form == "short" if form in ("short", "long") else sent_short
    standards = standards_of(tool, as_asked=True)
    if sector is None:  # whoever is asked: nobody's questions are left out
        rows = [row for row in standards if row.on_short_form or not short]
    else:
        rows = asked(standards, sector.pk, short, None)
    return ToolPreview(
        sector,
        short,
        short == sent_short,
        tuple(pages_of(rows)),
        len(rows),
        sum(row.only_if_id is not None for row in rows),
    )


def pages_of(rows: Sequence[Standard]) -> list[PreviewPage]:
    domains = [
        (domain.label, tuple(form_of(row) for row in found))
        for domain, found in groupby(rows, key=lambda row: row.domain)
    ]
    starts = range(0, len(domains), DOMAINS_A_PAGE)
    return [PreviewPage(n, tuple(domains[at : at + DOMAINS_A_PAGE])) for n, at in enumerate(starts, 1)]


def form_of(standard: Standard) -> AnswerForm:
    """The question as a return asks it, of nobody: there is nothing it could be saved to."""
    return AnswerForm(answer=Answer(standard=standard, state_id=UNANSWERED))


def sectors_listed() -> list[Sector]:
    return list(Sector.objects.filter(is_active=True).order_by("order"))
