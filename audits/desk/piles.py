"""A pile of tasks of one kind under a sentence that counts them: what my work and my agency are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

SHOWN = 20  # the longest list on the page; the rest is one link away
HAVE = "You have {0} {1}"


@dataclass(frozen=True)
class Task:
    """One thing to do: its words, where it leads, its state and the day it is due."""

    words: str
    url: str
    state: str = ""
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Pile:
    """Tasks of one kind under a sentence that counts them."""

    heading: str
    tasks: tuple[Task, ...]
    more: int = 0
    rest: str = ""  # where the rest of a long pile stands


def pile(
    rows: QuerySet[Any], task: Callable[[Any], Task], one: str, many: str, sentence: str = HAVE, rest: str = ""
) -> Pile | None:
    """The first tasks of `rows` under "You have 3 returns to finish"; None where there are none.

    `rest` is the address of the page that lists them all.
    """
    found = list(rows[: SHOWN + 1])
    if not found:
        return None
    total = len(found) if len(found) <= SHOWN else rows.count()
    return Pile(
        sentence.format(total, one if total == 1 else many),
        tuple(task(row) for row in found[:SHOWN]),
        max(0, total - SHOWN),
        rest,
    )


def due_by(words: str, url: str, state: str, due: date | None, on: date) -> Task:
    return Task(words, url, state, due, due is not None and due < on)
