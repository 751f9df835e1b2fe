"""What people write about a meeting: there where it must be, within its limit, without what cannot be kept."""

from __future__ import annotations

from audit_project.refused import Refused


def within(text: str, limit: int) -> str:
    """The text without spaces round it, no longer than `limit` characters."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise Refused(f"Use {limit:,} characters or fewer.")
    if "\x00" in text:
        raise Refused("The text holds a character that cannot be kept.")
    return text


def required(text: str, limit: int, sentence: str) -> str:
    """The text, or `sentence` when there is none."""
    text = within(text, limit)
    if not text:
        raise Refused(sentence)
    return text
