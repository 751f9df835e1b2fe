"""Goal 4, for somebody who fills a return in: its page, a page of its form and a save as they type, at every size.

The return is the same in each database, so what it costs must not grow with the returns beside it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test import Client

from agencies.models import Agency, Membership, Person
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from audits.tools.models import AuditTool, RatingScale
from benchmarks.databases import NOW, open_size
from benchmarks.measuring import Line, explained, late, queries_of, ratio, spread, timed

REFERENCE = "BENCH-RETURN"
SINCE = date(2020, 1, 1)
MOST_BLOCKS = 80
Act = Callable[[], Any]


def a_return() -> AgencyReturn:
    """One open return with its auditor, made where it is not there yet."""
    found: AgencyReturn | None = AgencyReturn.objects.filter(audit__reference=REFERENCE).first()
    if found:
        return found
    audit = Audit.objects.create(
        reference=REFERENCE, state="returns", theme="Bench", created_at=NOW,
        tool=AuditTool.objects.get(code="familial-csa"), scale=RatingScale.objects.get(code="ofsted4"),
    )  # fmt: skip
    agency = Agency.objects.create(name="Bench return", sector_id="POL")
    auditor = Person.objects.create_user("auditor@bench.example", None, name="Bench auditor")
    Membership.objects.create(
        person=auditor, agency=agency, role="auditor", since=SINCE, given_at=NOW, confirmed_at=NOW,
        confirmed_by=Person.objects.create_user("confirmer@bench.example", None, name="Bench confirmer"),
    )  # fmt: skip
    case = Case.objects.create(audit=audit, number=1, state="returns", added_at=NOW)
    known = Involvement.objects.create(
        case=case, agency=agency, answer_id="KNOWN", auditor=auditor, answered_at=NOW, answered_by=auditor
    )
    return AgencyReturn.objects.create(
        audit=audit, case=case, agency=agency, involvement=known, state="in_progress", opened_at=NOW
    )


def acts() -> dict[str, Act]:
    """What an auditor does, each raising where the answer is not the page or the save that it should be."""
    row = a_return()
    person = row.involvement.auditor
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    at = f"/audits/{REFERENCE}/returns/{row.uid}/"
    opened = client.get(f"{at}grade/")
    form = opened.context["forms"][0]
    words = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    words |= {"page": "grade", "whose": str(person.uid), "key": str(opened.context["key"])}
    turn = iter(range(1, 1_000_000))

    def read(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200 or b"<h1" not in answer.content:
            raise AssertionError(f"{address} answers {answer.status_code}.")

    def save() -> None:
        number = next(turn)
        words[form.add_prefix("reason")] = f"Timely, {uuid.uuid4()}"
        answer = client.post(f"{at}keep/", words | {"sequence": number}, headers={"Accept": "application/json"})
        stands = answer.json()["stands"] if answer.status_code == 200 else {}
        if not stands:
            raise AssertionError(f"A save answers {answer.status_code} and {answer.content[:80]!r}.")
        for told in stands.values():
            words[told["fields"]["version"]], words[told["fields"]["opened"]] = told["version"], told["opened"]

    return {"its page": lambda: read(at), "a page of its form": lambda: read(f"{at}grade/"), "a save": save}


def blocks_of(act: Act) -> tuple[int, int]:
    """How many statements an act takes, and how many blocks those that read touch, once they were read before."""
    act()
    said = queries_of(act)
    reads = [sql for sql in said if sql.startswith("SELECT")]
    with transaction.atomic(), connection.cursor() as cursor:  # some of them lock rows
        cursor.execute("SET LOCAL statement_timeout = '20s'")
        for sql in reads:
            explained(sql)
        return len(said), sum(explained(sql).blocks for sql in reads)


def blocks(sizes: list[str]) -> Iterator[Line]:
    found: dict[str, dict[str, int]] = {}
    for size in sizes:
        open_size(size)
        for name, act in acts().items():
            statements, touched = blocks_of(act)
            found.setdefault(name, {})[size] = touched
            yield Line("4", f"{name} of a return, {size}", f"{touched} blocks", f"≤ {MOST_BLOCKS}",
                       f"{statements} statements", "", touched <= MOST_BLOCKS)  # fmt: skip
    for name, touched_at in found.items():
        if len(sizes) > 1:
            apart = touched_at[sizes[-1]] / touched_at[sizes[0]]
            yield Line("4", f"{name} of a return: blocks, {sizes[-1]} against {sizes[0]}", f"{apart:.2f} times", "≤ 2",
                       "1", "", apart <= 2)  # fmt: skip


def times(sizes: list[str]) -> Iterator[Line]:
    """The whole act, the database's time in it, in the largest database against the smallest."""
    if len(sizes) < 2:
        return
    found: dict[str, list[list[float]]] = {}
    for _ in range(3):  # in turns, so that both meet the machine's moods alike
        for place, size in enumerate((sizes[-1], sizes[0])):
            open_size(size)
            for name, act in acts().items():
                found.setdefault(name, [[], []])[place] += timed(act)
    for name, (large, small) in found.items():
        middle, slow = ratio(large, small), late(large) / late(small)
        yield Line(
            "4", f"{name} of a return, {sizes[-1]} against {sizes[0]}", f"{middle:.2f} times, p95 {slow:.2f}",
            "≤ 1.15, p95 ≤ 1.3", str(len(large)), spread(large, small), middle <= 1.15 and slow <= 1.3,
        )  # fmt: skip
