"""What it costs to count an audit: queries, blocks, and the whole against its own statements. Run by `make bench`."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "audit_project.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from agencies.models import Agency, Membership, Person  # noqa: E402
from audits.codes.load import load_codes  # noqa: E402
from audits.returns.models import AgencyReturn, Answer, OwnGrade  # noqa: E402
from audits.rollup.counts import count, roll_up  # noqa: E402
from audits.rollup.gather import gather  # noqa: E402
from audits.sample.models import Case, CaseMember, Involvement  # noqa: E402
from audits.scope.models import Audit, AuditTeam  # noqa: E402
from audits.scope.tools import AuditTool, RatingScale, Standard  # noqa: E402

NOW, AROUND, RUNS = timezone.now(), 60, 25
SECTORS = ("CSC", "SCH", "POL", "GP", "HV", "SN", "HOU", "PROB")


class World:
    """Eight agencies, a lead, a tool of 36 questions."""

    def __init__(self) -> None:
        load_codes()
        home = Agency.objects.create(name="Partnership", sector_id="OTH", is_partnership=True)
        self.lead = Person.objects.create_user("lead@bench.example", None, name="Lead")
        Membership.objects.create(
            person=self.lead, agency=home, role="audit_lead", since=date(2020, 1, 1), given_at=NOW, confirmed_at=NOW
        )
        self.agencies = [Agency.objects.create(name=f"Agency {code}", sector_id=code) for code in SECTORS]
        self.tool = AuditTool.objects.get(code="familial-csa")
        self.scale = RatingScale.objects.get(code="ofsted4")
        self.standards = list(Standard.objects.filter(domain__tool=self.tool).select_related("domain"))

    def audit(self, reference: str, cases: int) -> Audit:
        """An audit at its findings, every question of every agency answered; rows of one return stand together."""
        audit = Audit.objects.create(
            reference=reference, state="reporting", theme="Bench", tool=self.tool, scale=self.scale, created_at=NOW
        )
        AuditTeam.objects.create(audit=audit, person=self.lead, part="lead", since=date(2020, 1, 1), given_at=NOW)
        bands = list(self.scale.bands.all())
        for number in range(1, cases + 1):
            case = Case.objects.create(audit=audit, number=number, state="agreed", added_at=NOW)
            CaseMember.objects.create(case=case, number=1, kind="child", age_number=number % 17, age_unit="years")
            for place, agency in enumerate(self.agencies):
                asked = Involvement.objects.create(
                    case=case, agency=agency, answer_id="KNOWN", answered_at=NOW, answered_by=self.lead
                )
                whole = AgencyReturn.objects.create(
                    audit=audit, case=case, agency=agency, involvement=asked, state="accepted", opened_at=NOW,
                    submitted_at=NOW, submitted_by=self.lead,
                )  # fmt: skip
                keys = {"agency_return": whole, "audit": audit, "case": case, "agency": agency}
                OwnGrade.objects.create(**keys, band=bands[(number + place) % 4], state_id="RATED", reason="Weighed.")
                Answer.objects.bulk_create(
                    Answer(
                        **keys, standard=one, domain_id=one.domain.practice_id, state_id="RATED",
                        value=("YES", "YES", "PARTLY", "NO")[(one.number + number + place) % 4],
                    )
                    for one in self.standards
                )  # fmt: skip
        return audit


def say(goal: str, value: str, gate: str, good: bool, more: str = "") -> bool:
    print(f"{'ok  ' if good else 'OVER'}  {goal}: {value} (gate: {gate}{'; ' + more if more else ''})")
    return good


def timed(act: Callable[[], Any]) -> list[float]:
    """Milliseconds of each run, after two that warm up."""
    act(), act()
    spent = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        act()
        spent.append((time.perf_counter() - begun) * 1000)
    return spent


def queries_of_the_page(world: World, audits: list[Audit]) -> bool:
    client = Client()
    client.force_login(world.lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = []
    client.get(f"/audits/{audits[0].reference}/roll-up/")  # the first page of a session costs one more
    for audit in audits:
        with CaptureQueriesContext(connection) as caught:
            page = client.get(f"/audits/{audit.reference}/roll-up/")
        if page.status_code != 200 or "Answers by domain" not in page.content.decode():
            return say("queries of the page", f"status {page.status_code}, or its tables are missing", "200", False)
        found.append(len(caught))
    return say(
        "queries of the page at 4 and 30 cases", str(found), "≤ 10, the same", len(set(found)) == 1 and found[0] <= 10
    )


def blocks_of_the_cells(audits: list[Audit]) -> bool:
    good = True
    for audit in audits:
        with CaptureQueriesContext(connection) as caught:
            gather(audit)
        cells = next(
            query["sql"]
            for query in caught.captured_queries
            if '"value"' in query["sql"] and "GROUP BY" in query["sql"]
        )
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + cells)
            plan = cursor.fetchone()[0]
        plan = json.loads(plan) if isinstance(plan, str) else plan
        nodes, todo = [], [plan[0]["Plan"]]
        while todo:
            node = todo.pop()
            nodes.append(node)
            todo += node.get("Plans", [])
        top = plan[0]["Plan"]
        blocks = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
        scans = {node["Node Type"] for node in nodes if "Scan" in node["Node Type"]}
        fetches = sum(node.get("Heap Fetches", 0) for node in nodes)
        fine = scans == {"Index Only Scan"} and fetches == 0 and blocks <= 120
        value = f"{blocks} blocks, {', '.join(sorted(scans))}, {fetches} heap fetches"
        good &= say(f"cells of {audit.reference}", value, "≤ 120, index only, 0", fine)
    return good


def whole_against_its_statements(audits: list[Audit]) -> bool:
    good = True
    for audit in audits:
        with CaptureQueriesContext(connection) as caught:
            rows = gather(audit)
        expected = Answer.objects.filter(audit=audit, value="YES").count()
        counted = sum(cell.answers.get("YES", 0) for cell in roll_up(audit).by_domain_and_case.cells.values())
        if counted != expected:
            return say("count", f"{counted} yes, not {expected}", "equal to the raw rows", False)
        statements = [query["sql"] for query in caught.captured_queries]

        def raw(statements: list[str] = statements) -> None:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                    cursor.fetchall()

        def counted_whole(audit: Audit = audit) -> None:
            count(gather(audit))

        whole, floor = timed(counted_whole), timed(raw)
        ratio = statistics.median(whole) / statistics.median(floor)
        spread = f"n = {RUNS}, {min(whole):.1f} to {max(whole):.1f} ms against {min(floor):.1f} to {max(floor):.1f} ms"
        good &= say(
            f"count of {audit.reference} ({len(rows.cases)} cases)", f"{ratio:.2f} times", "≤ 3.2", ratio <= 3.2, spread
        )
    return good


def main() -> int:
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        world = World()
        for number in range(AROUND):
            world.audit(f"AROUND-{number}", 8)
        audits = [world.audit("SMALL", 4), world.audit("LARGE", 30)]
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        print(f"{Answer.objects.count():,} answers in {Audit.objects.count()} audits")
        results = [
            queries_of_the_page(world, audits),
            blocks_of_the_cells(audits),
            whole_against_its_statements(audits),
        ]
        return 0 if all(results) else 1
    finally:
        connection.creation.destroy_test_db("postgres", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
