"""The goals, each measured in one run: counts and ratios alone, since times drift between machines."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from django.db import connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from audits.returns.models import Answer
from audits.rollup.counting.counts import count
from audits.rollup.counting.gather import gather
from audits.rollup.exports.as_csv import csv_rows
from audits.scope.models import Audit
from benchmarks import of_a_return
from benchmarks.databases import SHAPES, lead, open_size
from benchmarks.measuring import (
    RUNS,
    Line,
    Plan,
    explained,
    in_turns,
    late,
    most_memory,
    queries_of,
    ratio,
    spread,
    timed,
)

MADE = "M001-2025-3"
MEGABYTE = 1024 * 1024
CALLS = 15
CELLS = """SELECT agency_id, domain_id, case_id, value, state_id, count(*) FROM audits_answer WHERE audit_id = %s
    GROUP BY 1, 2, 3, 4, 5"""


def client() -> Client:
    made = Client()
    made.force_login(lead(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def page_of(made: Client, reference: str) -> str:
    """The board of findings and analysis, whole. Raises where it isn't: a quick page that shows nothing is no page."""
    return room_of(made, reference, "")


SHOWS = {  # by room, "" is the board; the made-up data have no voices
    "": ("Answers by domain and sector",),
    "grades/": ("Own grades by sector",),
    "themes/": ("Areas for development",),
    "people/": ("Age",),
    "taking-part/": ("Sectors with a return that is in",),
    "questions/": ("Answers by domain and sector", "Answers by domain and agency", "Answers by domain and case"),
}


def room_of(made: Client, reference: str, room: str) -> str:
    answer = made.get(f"/audits/{reference}/roll-up/{room}")
    page = answer.content.decode()
    for words in SHOWS[room]:
        if answer.status_code != 200 or words not in page:
            raise AssertionError(f"{reference} {room}: answers {answer.status_code} or lacks “{words}”.")
    return page


def right(reference: str) -> None:
    """Raises where the count is not that of the raw rows."""
    audit = Audit.objects.get(reference=reference)
    counted = sum(cell.answers.get("YES", 0) for cell in count(gather(audit)).answers.by_case.cells.values())
    if counted != Answer.objects.filter(audit=audit, value="YES").count():
        raise AssertionError(f"The count of {reference} is not that of its rows.")


def queries(sizes: list[str]) -> Iterator[Line]:
    found: dict[str, int] = {}
    for size in sizes:
        open_size(size)
        made = client()
        page_of(made, MADE)  # the first page of a session costs one more
        for reference in (*SHAPES, MADE):
            right(reference)
            found[f"{reference} in {size}"] = len(queries_of(lambda at=reference, made=made: page_of(made, at)))  # type: ignore[misc]
    numbers = sorted(set(found.values()))
    yield Line(
        "1", "queries of the roll-up page", ", ".join(map(str, numbers)), "≤ 10, the same", f"{len(found)} pages",
        "4 and 30 cases, 5 and 10 agencies", len(numbers) == 1 and numbers[0] <= 10,
    )  # fmt: skip


def cells_blocks(sizes: list[str]) -> Iterator[Line]:
    for size in sizes:
        plans = plans_of(size)
        cells = next(plan for sql, plan in plans.items() if "GROUP BY" in sql and '"value"' in sql)
        yield Line(
            "2", f"cells of an audit, {size}", f"{cells.blocks} blocks, {', '.join(sorted(cells.scans))}, "
            f"{cells.heap_fetches} heap fetches", "≤ 120, index only, 0", "1", "",
            cells.scans == {"Index Only Scan"} and cells.heap_fetches == 0 and cells.blocks <= 120,
        )  # fmt: skip


def all_blocks(sizes: list[str]) -> Iterator[Line]:
    whole = {size: sum(plan.blocks for plan in plans_of(size).values()) for size in sizes}
    for size, found in whole.items():
        yield Line("2", f"all statements of the roll-up, {size}", f"{found} blocks", "≤ 120", "4", "", found <= 120)
    if len(sizes) > 1:
        apart = whole[sizes[-1]] / whole[sizes[0]]
        yield Line("2", "blocks, largest against smallest", f"{apart:.2f} times", "≤ 2", "1", "", apart <= 2)


def plans_of(size: str) -> dict[str, Plan]:
    """The statements of one count, each with its plan once every page of it was read before."""
    open_size(size)
    audit = Audit.objects.get(reference=MADE)
    statements = queries_of(lambda: gather(audit))
    for statement in statements:
        explained(statement)
    return {statement: explained(statement) for statement in statements}


def layers(sizes: list[str]) -> Iterator[Line]:
    """The cells against the floor (the bare statement, the same pivot); the whole count against its statements."""
    open_size(sizes[-1])
    audit = Audit.objects.get(reference=MADE)
    statements = queries_of(lambda: gather(audit))

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(CELLS, [audit.pk])
            pivot(cursor.fetchall())

    def cells() -> None:
        pivot(
            list(
                Answer.objects.filter(audit__in=[audit.pk])
                .order_by()
                .values_list("agency_id", "domain_id", "case_id", "value", "state_id")
                .annotate(n=Count("*"))
            )
        )

    def raw() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    one, other = in_turns(cells, floor)
    yield Line("3", "cells against the floor", f"{ratio(one, other):.2f} times", "≤ 1.8", str(RUNS), spread(one, other),
               ratio(one, other) <= 1.8)  # fmt: skip
    one, other = in_turns(lambda: count(gather(audit)), raw)
    yield Line("3", "whole count against its statements", f"{ratio(one, other):.2f} times", "≤ 3.2", str(RUNS),
               spread(one, other), ratio(one, other) <= 3.2)  # fmt: skip


def pivot(rows: list[Any]) -> dict[tuple[str, int], dict[str, int]]:
    found: dict[tuple[str, int], dict[str, int]] = {}
    for agency, domain, _case, value, _state, n in rows:
        cell = found.setdefault((domain, agency), {})
        cell[value] = cell.get(value, 0) + n
    return found


def same_size(sizes: list[str]) -> Iterator[Line]:
    """One audit counted in the smallest and in the largest database."""
    if len(sizes) < 2:
        yield Line("4", "the same audit in a larger database", "", "≤ 1.15, p95 ≤ 1.3", "", "", None)
        return
    times: list[list[float]] = [[], []]
    for _ in range(3):  # in turns, so that both meet the machine's moods alike
        for place, size in enumerate((sizes[-1], sizes[0])):
            open_size(size)
            audit = Audit.objects.get(reference=MADE)
            times[place] += timed(lambda audit=audit: count(gather(audit)))  # type: ignore[misc]
    middle, slow = ratio(*times), late(times[0]) / late(times[1])
    yield Line(
        "4", f"the same audit, {sizes[-1]} against {sizes[0]}", f"{middle:.2f} times, p95 {slow:.2f}",
        "≤ 1.15, p95 ≤ 1.3", str(len(times[0])), spread(*times), middle <= 1.15 and slow <= 1.3,
    )  # fmt: skip


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello)]


def against_hello(sizes: list[str]) -> Iterator[Line]:
    """Processor time of the board and of each room against a view that says hello, through the same middleware."""
    open_size(sizes[-1])
    made = client()
    for room in SHOWS:
        page, said = in_turns(
            partial(room_of, made, MADE, room), partial(ten_hellos, made), CALLS, clock=time.process_time
        )
        said = [one / 10 for one in said]
        times, gate = ratio(page, said), 20 if room else 12
        yield Line("7", f"{room or 'board'} against hello, CPU", f"{times:.0f} times", f"≤ {gate}", str(CALLS),
                   spread(page, said), times <= gate)  # fmt: skip


def ten_hellos(made: Client) -> None:
    with override_settings(ROOT_URLCONF="benchmarks.goals"):
        for _ in range(10):
            made.get("/hello/")


def against_a_spreadsheet(sizes: list[str]) -> Iterator[Line]:
    """One area's decade of answers in a workbook, read and counted for one audit, against the whole page."""
    open_size(sizes[-1])
    made = client()
    columns = ("audit__reference", "agency__name", "domain_id", "case__number", "value")
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder) / "decade.xlsx"
        with xlsxwriter.Workbook(str(at), {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            rows = Answer.objects.filter(audit__reference__startswith="M001-").values_list(*columns)
            for n, row in enumerate(rows.iterator(chunk_size=2000)):
                sheet.write_row(n, 0, row)

        def spreadsheet() -> None:
            book = openpyxl.load_workbook(at, read_only=True)
            found: dict[tuple[Any, Any], dict[Any, int]] = {}
            for reference, agency, domain, _case, value in book.active.iter_rows(values_only=True):
                if reference == MADE:
                    cell = found.setdefault((domain, agency), {})
                    cell[value] = cell.get(value, 0) + 1
            book.close()
            if not found:
                raise AssertionError("The workbook has no row of the audit.")

        sheets, pages = timed(spreadsheet, 3), timed(lambda: page_of(made, MADE), CALLS)
    times = ratio(sheets, pages)
    yield Line("8", f"a workbook of {n + 1:,} answers against our page", f"{times:.0f} times", "≥ 50", f"3, {CALLS}",
               spread(sheets, pages), times >= 50)  # fmt: skip


def memory(sizes: list[str]) -> Iterator[Line]:
    """What the writer of CSV holds at most, for a hundred thousand rows and for a million."""

    def written(n: int) -> int:
        return sum(len(part) for part in csv_rows((row, "A finding of some length.", "YES") for row in range(n)))

    small, large = most_memory(lambda: written(100_000)), most_memory(lambda: written(1_000_000))
    grown = (large - small) / MEGABYTE
    yield Line("10", "CSV, 100,000 to 1,000,000 rows: memory", f"{grown:.1f} MiB more", "≤ 8 MiB", "1",
               f"{small / MEGABYTE:.1f} and {large / MEGABYTE:.1f} MiB at most", grown <= 8)  # fmt: skip


def streaming(sizes: list[str]) -> Iterator[Line]:
    """Answers read from the database and written as CSV, against PostgreSQL's own COPY of the same rows."""
    open_size(sizes[-1])
    there = min(Answer.objects.count(), 1_000_000)
    names = ("id", "audit_id", "case_id", "agency_id", "domain_id", "value", "state_id")

    def written(n: int) -> int:
        rows = Answer.objects.order_by("pk").values_list(*names)[:n].iterator(chunk_size=2000)
        return sum(len(part) for part in csv_rows(rows))

    def copied() -> int:
        sql = f"COPY (SELECT {', '.join(names)} FROM audits_answer ORDER BY id LIMIT {there}) TO STDOUT (FORMAT csv)"  # noqa: S608
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            return sum(len(part) for part in copy)

    most = [most_memory(lambda n=n: written(n)) / MEGABYTE for n in (there // 10, there)]  # type: ignore[misc]
    one, other = timed(lambda: written(there), 3), timed(copied, 3)
    yield Line("10", f"{there:,} answers as CSV: memory", f"{most[1] - most[0]:.1f} MiB more", "≤ 8 MiB", "1",
               f"{most[0]:.1f} and {most[1]:.1f} MiB at most", most[1] - most[0] <= 8)  # fmt: skip
    yield Line("10", f"{there:,} answers as CSV against COPY", f"{ratio(one, other):.1f} times", "≤ 2", "3",
               spread(one, other), ratio(one, other) <= 2)  # fmt: skip


def not_here() -> Iterator[Line]:
    yield Line("5", "national trend from summaries", "not built", "≤ 1/150", "", "", None)
    yield Line("6", "summaries after random saves", "not built", "0 rows differ", "", "", None)


Goal = Callable[[list[str]], Iterator[Line]]
# What continuous integration holds: counts alone.
GATES: tuple[Goal, ...] = (queries, cells_blocks, of_a_return.blocks, memory)
GOALS: tuple[Goal, ...] = (
    queries, cells_blocks, all_blocks, layers, same_size, of_a_return.blocks, of_a_return.times, against_hello,
    against_a_spreadsheet, memory, streaming,
)  # fmt: skip
