"""The databases that are measured: one area's year, and one of a larger size, filled once and kept between runs."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from agencies.models import Agency, Person
from audits.returns.models import AgencyReturn, Answer, OwnGrade
from audits.sample.models import Case, CaseMember, Involvement
from audits.scope.models import Audit, AuditTeam
from audits.tools.models import AuditTool, RatingScale, Standard
from benchmarks.national import LEAD, fill
from tests.template_database import digest, template

NOW = timezone.now()
SHAPES = {"BENCH-4-5": (4, 5), "BENCH-4-10": (4, 10), "BENCH-30-5": (30, 5), "BENCH-30-10": (30, 10)}
SECTORS = ("CSC", "SCH", "POL", "GP", "HV", "SN", "HOU", "PROB", "MID", "ACU")


def open_size(size: str) -> None:
    """Make the connection one to the database of this size, and fill it where it is new."""
    name = f"bench_{size}_{digest()}"
    if not exists(name):
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template()}"')
    connection.close()
    connection.settings_dict["NAME"] = name
    if not Audit.objects.exists():
        fill(size)
    for reference, (cases, agencies) in SHAPES.items():
        if not Audit.objects.filter(reference=reference).exists():
            shaped(reference, cases, agencies)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def lead() -> Person:
    person: Person = Person.objects.get(email=LEAD)
    return person


def shaped(reference: str, cases: int, agencies: int) -> Audit:
    """An audit of so many cases and agencies at its findings, all questions of a tool of 36 answered."""
    audit = Audit.objects.create(
        reference=reference, state="reporting", theme="Bench", created_at=NOW,
        tool=AuditTool.objects.get(code="familial-csa"), scale=RatingScale.objects.get(code="ofsted4"),
    )  # fmt: skip
    AuditTeam.objects.create(audit=audit, person=lead(), part="lead", since=date(2020, 1, 1), given_at=NOW)
    bands = list(RatingScale.objects.get(code="ofsted4").bands.all())
    standards = list(Standard.objects.filter(domain__tool=audit.tool).select_related("domain"))
    asked = [Agency.objects.get_or_create(name=f"Bench {code}", sector_id=code)[0] for code in SECTORS[:agencies]]
    for number in range(1, cases + 1):
        case = Case.objects.create(audit=audit, number=number, state="agreed", added_at=NOW)
        CaseMember.objects.create(case=case, number=1, kind="child", age_number=number % 17, age_unit="years")
        for place, agency in enumerate(asked):
            known = Involvement.objects.create(
                case=case, agency=agency, answer_id="KNOWN", answered_at=NOW, answered_by=lead()
            )
            whole = AgencyReturn.objects.create(
                audit=audit, case=case, agency=agency, involvement=known, state="accepted", opened_at=NOW,
                submitted_at=NOW, submitted_by=lead(),
            )  # fmt: skip
            keys = {"agency_return": whole, "audit": audit, "case": case, "agency": agency}
            OwnGrade.objects.create(**keys, band=bands[(number + place) % 4], state_id="RATED", reason="Weighed.")
            Answer.objects.bulk_create(
                Answer(
                    **keys, standard=one, domain_id=one.domain.practice_id, state_id="RATED",
                    value=("YES", "YES", "PARTLY", "NO")[(one.number + number + place) % 4],
                )
                for one in standards
            )  # fmt: skip
    return audit
