"""How things are measured: times with their spread, queries, blocks, memory; and a line for each goal."""

from __future__ import annotations

import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

RUNS = 25


@dataclass(frozen=True)
class Line:
    """One goal as it came out. `met` is None where nothing was measured."""

    goal: str
    what: str
    value: str
    gate: str
    n: str
    spread: str
    met: bool | None

    @property
    def verdict(self) -> str:
        return "not measured" if self.met is None else "met" if self.met else "NOT MET"


def table(lines: Sequence[Line]) -> str:
    """The lines as a table in Markdown."""
    rows = [("goal", "what", "value", "gate", "n", "spread", "verdict")]
    rows += [(one.goal, one.what, one.value, one.gate, one.n, one.spread, one.verdict) for one in lines]
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def timed(act: Callable[[], Any], runs: int = RUNS, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Milliseconds of each run, after two that warm up."""
    act(), act()
    return [once(act, clock) for _ in range(runs)]


def once(act: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    begun = clock()
    act()
    return (clock() - begun) * 1000


def in_turns(one: Callable[[], Any], other: Callable[[], Any], runs: int = RUNS, **how: Any) -> list[list[float]]:
    """The same of two acts, one after the other in each round, so that both meet the machine's moods alike."""
    one(), other(), one(), other()
    found: list[list[float]] = [[], []]
    for _ in range(runs):
        found[0].append(once(one, **how))
        found[1].append(once(other, **how))
    return found


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    return statistics.median(one) / statistics.median(other)


def spread(one: Sequence[float], other: Sequence[float]) -> str:
    return f"{min(one):.1f} to {max(one):.1f} ms against {min(other):.1f} to {max(other):.1f} ms"


def late(times: Sequence[float]) -> float:
    """The time that nineteen runs of twenty keep under."""
    return sorted(times)[max(int(len(times) * 0.95) - 1, 0)]


def queries_of(act: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        act()
    return [query["sql"] for query in caught.captured_queries]


@dataclass(frozen=True)
class Plan:
    """What a statement touched."""

    blocks: int
    scans: frozenset[str]
    heap_fetches: int


def explained(sql: str) -> Plan:
    """The plan of a statement as it was carried out, the blocks of planning left out."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
        said: Any = cursor.fetchone()[0]
    top = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    nodes, todo = [], [top]
    while todo:
        node = todo.pop()
        nodes.append(node)
        todo += node.get("Plans", [])
    return Plan(
        top["Shared Hit Blocks"] + top["Shared Read Blocks"],
        frozenset(node["Node Type"] for node in nodes if "Scan" in node["Node Type"]),
        sum(node.get("Heap Fetches", 0) for node in nodes),
    )


def most_memory(act: Callable[[], Any]) -> int:
    """The most bytes that Python held at once for this act."""
    tracemalloc.start()
    act()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most
