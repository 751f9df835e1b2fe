"""What people write about a meeting: there where it must be, within its limit, without what cannot be kept."""

from __future__ import annotations

from audit_project.refused import Refused
from audit_project.text import TextFault, clean_text


def within(text: str, limit: int) -> str:
    """The text as it is kept, no longer than `limit` characters."""
    try:
        text = clean_text(text)
    except TextFault as fault:
        raise Refused(str(fault)) from fault
    if len(text) > limit:
        raise Refused(f"Use {limit:,} characters or fewer: it has {len(text):,}.")
    return text


def required(text: str, limit: int, sentence: str) -> str:
    """The text, or `sentence` when there is none."""
    text = within(text, limit)
    if not text:
        raise Refused(sentence)
    return text
