"""What the pages across audits show: the list of what recurs, and one theme with all that stands under it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString

from agencies.models import Person
from audits.across.models import PracticeTheme
from audits.across.recurrence import LAST, Recurrence, Round, audits_counted, recurrences
from audits.across.words import how_often, in_round
from audits.returns.models import Kind
from audits.rollup.pictures.dots import row_of_dots

ON_A_PAGE = 20
LASTS = {"6": LAST, "12": 12, "all": None}
LASTS_SAID = {"6": "The last 6 audits", "12": "The last 12 audits", "all": "All audits"}


@dataclass(frozen=True)
class AcrossFilter:
    """What the address asks for; `unknown` is said when it asks for something that isn't on the list."""

    kind: str
    last: str
    unknown: bool

    @property
    def query(self) -> str:
        """The address of the same list, up to its page."""
        return f"kind={self.kind}&last={self.last}&"


@dataclass(frozen=True)
class ThemeInAudit:
    """A theme in one audit that the reader knows: its cases in words, and drawn where they are counted."""

    reference: str
    words: str
    picture: SafeString | str


@dataclass(frozen=True)
class RecurringTheme:
    """One theme on the list, in words; in how many audits it was found, drawn: the full dots first, so that none of
    them is an audit that the reader doesn't know of."""

    theme: PracticeTheme
    often: str
    picture: SafeString | str
    rounds: tuple[ThemeInAudit, ...]
    unnamed: int
    own: int | None
    of: int


def asked_for(kind: str, last: str) -> AcrossFilter:
    known = (kind in ("", *Kind.values)) and (last in ("", *LASTS))
    return AcrossFilter(kind if kind in Kind.values else "", last if last in LASTS else "6", not known)


def what_recurs(person: Person, asked: AcrossFilter, page: str | None) -> tuple[Page[RecurringTheme], int]:
    """A page of themes, those that come back most often first; and how many audits they are counted in."""
    themes = PracticeTheme.objects.visible_to(person).filter(merged_into=None)
    if asked.kind:
        themes = themes.filter(kind=asked.kind)
    audits = audits_counted()
    lines = recurrences(person, themes, audits, last=LASTS[asked.last])
    shown: Page[RecurringTheme] = Paginator([in_words(line, asked) for line in lines], ON_A_PAGE).get_page(page)
    return shown, len(audits[: LASTS[asked.last]])


def in_words(line: Recurrence, asked: AcrossFilter) -> RecurringTheme:
    return RecurringTheme(
        line.theme,
        how_often(line, last=LASTS[asked.last] is not None),
        row_of_dots(line.audits.numerator, line.audits.denominator),
        tuple(in_one(one) for one in line.named),
        line.unnamed,
        line.own,
        line.audits.numerator,
    )


def in_one(one: Round) -> ThemeInAudit:
    drawn = row_of_dots(one.found.numerator, one.found.denominator) if one.found.numerator else ""
    return ThemeInAudit(one.audit.reference, in_round(one), drawn)
