"""What a reminder says: how much is owed, until when, where to sign in. No theme, no number and no fact of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as date_words

from audits.desk.chasing.whom_to_remind import Debtor
from audits.returns.due import due_in_words
from audits.returns.models import AgencyReturn
from audits.scope.models import Audit

MOST_NAMES = 3
SUBJECT = "Case file audit {reference}: a reminder"
BODY = """Dear {name},

{why} the case file audit {reference} of {partnership}.

{lines}

{where}

This message says nothing about any case, and answering it reaches nobody.
"""
SIGN_IN = "Sign in to see what it is:\n{address}"
LINK = (
    "Open the link that was sent to you by e-mail; it asks for the code you were told. "
    "If you no longer have them, ask whoever sent the link for another."
)


def subject_of(audit: Audit) -> str:
    return SUBJECT.format(reference=audit.reference)


def body_of(audit: Audit, debtor: Debtor, on: date, by: str = "") -> str:
    """The text for one person; `by` is whoever reminds them by hand."""
    return BODY.format(
        name=debtor.person.name,
        why=f"{by} reminds you of" if by else "This is a reminder about",
        reference=audit.reference,
        partnership=settings.PARTNERSHIP_NAME,
        lines="\n".join(f"- {line}" for line in lines_of(audit, debtor, on)),
        where=where_of(debtor),
    )


def lines_of(audit: Audit, debtor: Debtor, on: date) -> Iterable[str]:
    """What the person audits themselves, then what their agency owes besides."""
    due = day_words(audit.returns_due, on)
    mine = {row.pk for row in debtor.own}
    others = [row for row in debtor.agencys if row.pk not in mine]
    if debtor.own:
        yield f"You have {number(len(debtor.own), 'return')} to finish{due}."
    if others:
        also = " besides" if debtor.own else ""
        yield f"Your agency owes {number(len(others), 'return')}{also}{due}.{unnamed(others)}"
    if debtor.questions:
        asked = number(len(debtor.questions), "question")
        yield f"Your agency has {asked} to answer on whom it knows{day_words(audit.involvement_due, on)}."


def unnamed(rows: list[AgencyReturn]) -> str:
    bare = sum(row.involvement.auditor_id is None for row in rows)
    return f" For {bare} of them nobody is named to audit." if bare else ""


def number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def names(found: list[str]) -> str:
    """ "Ada, Ben and 4 others"."""
    shown, rest = found[:MOST_NAMES], len(found) - MOST_NAMES
    parts = [*shown, *([number(rest, "other")] if rest > 0 else [])]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def day_words(due: date | None, on: date) -> str:
    """ ", due on 7 March 2026 (2 working days late)"; nothing where no day was set."""
    found = due_in_words(due, on)
    if due is None or found is None:
        return ""
    words = found.words.removeprefix("Due ")
    return f", due on {date_words(due, 'j F Y')} ({words[:1].lower() + words[1:]})"


def where_of(debtor: Debtor) -> str:
    """Where to go: the page that lists it. A guest has their own link and no page to sign in on."""
    if debtor.person.is_guest:
        return LINK
    page = reverse("agency_desk") if debtor.agencys or debtor.questions else reverse("my_returns")
    return SIGN_IN.format(address=settings.SITE_URL + page)
