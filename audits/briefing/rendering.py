"""A briefing as it leaves: one content, and from it the text file, the JSON and the page that stands by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from audits.briefing.current import Current

Content = dict[str, Any]


def content_of(found: Current, tier: str) -> Content:
    """What a briefing says: seven slots in order, each with its statements. No case number comes along."""
    return {
        "format": "briefing/1",
        "reference": found.audit.reference,
        "title": found.title,
        "tier": tier,
        "slots": [
            {
                "number": slot.number,
                "title": slot.title,
                "statements": [{"text": line.text, "link": line.link} for line in slot.lines if not line.is_left_out],
            }
            for slot in found.slots
        ],
    }


def as_json(content: Content) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def as_text(content: Content) -> str:
    """The title, then each slot under its number. A statement stands on one line, so that it can be searched for."""
    blocks = [underlined(content["title"], "=")]
    for slot in content["slots"]:
        lines = [
            f"- {one_line(row['text'])}" + (f" {row['link']}" if row["link"] else "") for row in slot["statements"]
        ]
        blocks.append("\n".join([underlined(f"{slot['number']}. {slot['title']}", "-"), *lines]))
    return "\n\n".join(blocks) + "\n"


def underlined(words: str, sign: str) -> str:
    words = one_line(words)
    return f"{words}\n{sign * len(words)}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def as_html(content: Content) -> str:
    """A page that stands by itself: nothing in it is fetched from elsewhere, its typeface neither."""
    return render_to_string("briefing/file.html", {"content": content, "typeface": typeface()})


@cache
def typeface() -> str:
    """The site's typeface as a style rule, in letters that need no escape; nothing where no styles were built."""
    built = finders.find("typeface.css")
    return Path(built).read_text() if built else ""


RENDER: dict[str, Callable[[Content], str]] = {"html": as_html, "txt": as_text, "json": as_json}
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
}
