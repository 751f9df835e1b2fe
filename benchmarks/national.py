"""Made-up audits in bulk, written by the database itself: one area's year, its decade, or 130 areas' decade.

For measuring alone: nobody answered these questions and nothing of it is in the journal or the history. Foreign keys
are not checked row by row while it is written, and all of them at the end; every other constraint stands throughout.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

from agencies.models import Agency, Membership, Person
from audit_project.refused import Refused
from audits.codes.load import load_codes
from audits.codes.models import PracticeDomain
from audits.meeting.models import AgreedFinding, AgreedGrade, Theme
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade
from audits.sample.models import Case, CaseMember, Involvement
from audits.scope.models import Audit, AuditTeam
from audits.tools.models import AuditTool, Domain, RatingScale, Standard

LEAD = "lead@national.example"
LAST_YEAR = 2025
AUDITS_A_YEAR, CASES, CASES_OF_THE_LAST = 7, 10, 9
SECTORS = ("CSC", "SCH", "POL", "GP", "HV", "SN", "HOU", "PROB")
DOMAINS, QUESTIONS, THEMES, FINDINGS = 6, 2, 6, 3  # questions in each domain; findings of each return
AREAS_AT_ONCE = 10


@dataclass(frozen=True)
class Size:
    """How many areas for how many years. A year of an area is 69 cases, 552 returns and 6,624 answers."""

    areas: int
    years: int


SIZES = {"tiny": Size(2, 1), "year": Size(1, 1), "decade": Size(1, 10), "national": Size(130, 10)}
Say = Callable[[str], None]


def fill(size: str, say: Say = print) -> None:
    """Fill the database of the settings, which must be empty, and tidy it up. It switches triggers off, so PostgreSQL
    lets a superuser alone; it is no command of the application."""
    call_command("migrate", verbosity=0, interactive=False)
    load_codes()
    begun = time.monotonic()
    make(SIZES[size], now=timezone.now(), say=say)
    say("Tidying up (VACUUM ANALYZE)...")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    counts = ", ".join(
        f"{model._default_manager.count():,} {model._meta.verbose_name_plural}"
        for model in (AgencyReturn, Answer, Finding)
    )
    say(f"{counts} in {time.monotonic() - begun:.0f} seconds.")


def make(size: Size, *, now: datetime, say: Say = print) -> None:
    """Fill an empty database. Raises Refused where there are people or audits in it, and where a foreign key would
    lead nowhere; then nothing is written."""
    if Person.objects.exists() or Audit.objects.exists():
        raise Refused("This database holds people or audits already. Made-up audits go into an empty one.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers: no keys checked, no history
        Maker(size, now, say).run()
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        for model in WRITTEN:
            check_keys(model)
        say("Every key leads somewhere.")


WRITTEN: tuple[type[Model], ...] = (
    Agency, Audit, AuditTeam, Case, CaseMember, Involvement, AgencyReturn, Answer, OwnGrade, Finding, Theme,
    AgreedGrade, AgreedFinding,
)  # fmt: skip


class Maker:
    def __init__(self, size: Size, now: datetime, say: Say) -> None:
        self.size, self.now, self.say = size, now, say

    def run(self) -> None:
        self.lead = lead(self.now)
        self.scale = RatingScale.objects.get(code="ofsted4")
        self.tool = tool()
        self.agencies()
        self.audits()
        for first in range(1, self.size.areas + 1, AREAS_AT_ONCE):
            last = min(first + AREAS_AT_ONCE - 1, self.size.areas)
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS made_audit")
                cursor.execute(CHOSEN, [first, last])
            for part in (self.cases, self.returns, self.answers, self.findings, self.agreed):
                part()
            self.say(f"Areas {first} to {last} of {self.size.areas} are written.")

    def agencies(self) -> None:
        """Eight to an area; `made_agency` keeps the area and the place of each."""
        source = "generate_series(1, %s) AS area, unnest(%s::text[]) WITH ORDINALITY AS sector (code, place)"
        insert(
            Agency,
            source,
            [self.size.areas, list(SECTORS)],
            name="'Area ' || lpad(area::text, 3, '0') || ', ' || sector.code",
            sector_id="sector.code",
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE made_agency ON COMMIT DROP AS SELECT id, substr(name, 6, 3)::int AS area,"
                " row_number() OVER (PARTITION BY substr(name, 6, 3) ORDER BY id) AS place"
                " FROM agencies_agency WHERE name LIKE 'Area %%, %%'",
                [],
            )
            cursor.execute("ANALYZE made_agency")

    def audits(self) -> None:
        """Seven a year in each area, all at their findings, with one lead for all of them."""
        source = "generate_series(1, %s) AS area, generate_series(%s, %s) AS year, generate_series(1, %s) AS place"
        first = LAST_YEAR - self.size.years + 1
        insert(
            Audit,
            source,
            [self.size.areas, first, LAST_YEAR, AUDITS_A_YEAR],
            reference="'M' || lpad(area::text, 3, '0') || '-' || year || '-' || place",
            state="'reporting'",
            theme="'Made-up theme ' || place",
            tool_id=str(self.tool.pk),
            scale_id=str(self.scale.pk),
            created_at="make_timestamptz(year, 1 + place, 1, 9, 0, 0)",
            facts_on="make_date(year, 1 + place, 1)",
        )
        insert(
            AuditTeam, "audits_audit", [], audit_id="audits_audit.id", person_id=str(self.lead.pk), part="'lead'",
            since="date '2010-01-01'", given_at="audits_audit.created_at",
        )  # fmt: skip

    def cases(self) -> None:
        insert(
            Case,
            "made_audit AS a, generate_series(1, CASE WHEN a.place = %s THEN %s ELSE %s END) AS number",
            [AUDITS_A_YEAR, CASES_OF_THE_LAST, CASES],
            audit_id="a.id", number="number", state="'agreed'", added_at="a.created_at", added_by_id=str(self.lead.pk),
        )  # fmt: skip
        insert(
            CaseMember, OF_CASES, [], case_id="c.id", number="1", kind="'child'", is_subject="true",
            age_number="(c.id * 7) %% 17 + 1", age_unit="'years'",
        )  # fmt: skip
        insert(
            AgreedGrade, f"{OF_CASES} {self.some_band('c.id * 13')}", [],
            case_id="c.id", audit_id="c.audit_id", band_id="b.id", state_id="'RATED'", agreed_at="a.created_at",
            agreed_by_id=str(self.lead.pk),
        )  # fmt: skip

    def returns(self) -> None:
        """Every agency of the area knows every child and has handed its return in."""
        insert(
            Involvement, f"{OF_CASES} JOIN made_agency AS g ON g.area = a.area", [], "c.id, g.place",
            case_id="c.id", agency_id="g.id", answer_id="'KNOWN'", answered_at="a.created_at",
            answered_by_id=str(self.lead.pk),
        )  # fmt: skip
        insert(
            AgencyReturn, f"{OF_CASES} JOIN audits_involvement AS i ON i.case_id = c.id", [], "i.id",
            audit_id="c.audit_id", case_id="c.id", agency_id="i.agency_id", involvement_id="i.id", state="'accepted'",
            opened_at="a.created_at", submitted_at="a.created_at", submitted_by_id=str(self.lead.pk),
            accepted_at="a.created_at", accepted_by_id=str(self.lead.pk),
        )  # fmt: skip
        insert(
            OwnGrade, f"{OF_RETURNS} {self.some_band('r.id * 11')}", [],
            **COPIED, band_id="b.id", state_id="'RATED'", reason="'Weighed.'",
        )  # fmt: skip

    def answers(self) -> None:
        """Twelve to a return: of a hundred 60 yes, 18 partly, 17 no, 5 that could not be told. One return's rows stand
        together."""
        roll = chance("r.id * 31 + s.id * 17", 100)
        insert(
            Answer,
            f"{OF_RETURNS} CROSS JOIN (SELECT s.id, d.practice_id FROM audits_standard AS s"  # noqa: S608 - a key of ours
            f" JOIN audits_domain AS d ON d.id = s.domain_id WHERE d.tool_id = {self.tool.pk}) AS s",
            [],
            "r.id, s.id",
            **COPIED,
            standard_id="s.id",
            domain_id="s.practice_id",
            value=f"CASE WHEN {roll} < 60 THEN 'YES' WHEN {roll} < 78 THEN 'PARTLY'"
            f" WHEN {roll} < 95 THEN 'NO' ELSE '' END",
            state_id=f"CASE WHEN {roll} < 95 THEN 'RATED' ELSE 'CANTTELL' END",
        )

    def findings(self) -> None:
        """Three to a return, one good and two to develop."""
        insert(
            Finding,
            f"{OF_RETURNS} CROSS JOIN generate_series(1, {FINDINGS}) AS n {self.some_domain('r.id * 7 + n')}",
            [],
            "r.id, n",
            **COPIED,
            domain_id="d.practice_id",
            kind="CASE WHEN n = 1 THEN 'good' ELSE 'develop' END",
            scope="'agency'",
            text="'Made-up finding ' || n || ' of this return.'",
            order="n",
        )

    def some_domain(self, seed: str) -> str:
        return f'JOIN audits_domain AS d ON d.tool_id = {self.tool.pk} AND d."order" = {chance(seed, DOMAINS)} + 1'

    def some_band(self, seed: str) -> str:
        """One of the four bands of the scale, as `b`."""
        bands = list(self.scale.bands.order_by("order").values_list("pk", flat=True))
        return f"JOIN audits_ratingband AS b ON b.id = (ARRAY{bands})[1 + {chance(seed, len(bands))}]"

    def agreed(self) -> None:
        """Six themes to an audit; two or three agreed findings to a case, each under one of them."""
        insert(
            Theme, f"made_audit AS a, generate_series(1, {THEMES}) AS n", [], audit_id="a.id",
            kind="CASE WHEN n <= 3 THEN 'good' ELSE 'develop' END", statement="'Made-up theme ' || n || '.'", order="n",
        )  # fmt: skip
        insert(
            AgreedFinding,
            f"{OF_CASES} CROSS JOIN generate_series(1, 2 + (c.number <= 8)::int) AS n JOIN audits_theme AS t"
            f" ON t.audit_id = a.id AND t.\"order\" = {chance('c.id * 5 + n * 3', THEMES)} + 1"
            f" {self.some_domain('c.id + n')}",
            [],
            "c.id, n",
            audit_id="a.id", case_id="c.id", theme_id="t.id", domain_id="d.practice_id", kind="t.kind",
            scope="'agency'", state="'agreed'", text="'Made-up agreed finding.'", order="n",
            decided_at="a.created_at", decided_by_id=str(self.lead.pk),
        )  # fmt: skip


# The audits of the areas that are being written; each insert reaches its parents through them.
CHOSEN = """CREATE TEMP TABLE made_audit ON COMMIT DROP AS
    SELECT id, substr(reference, 2, 3)::int AS area, split_part(reference, '-', 3)::int AS place, created_at
    FROM audits_audit WHERE substr(reference, 2, 3)::int BETWEEN %s AND %s"""
OF_CASES = "made_audit AS a JOIN audits_case AS c ON c.audit_id = a.id"
OF_RETURNS = "made_audit AS a JOIN audits_agencyreturn AS r ON r.audit_id = a.id"
COPIED = {"agency_return_id": "r.id", "audit_id": "r.audit_id", "case_id": "r.case_id", "agency_id": "r.agency_id"}


def chance(seed: str, sides: int) -> str:
    """SQL for a number from 0 to one less than `sides`, the same each time for the same seed."""
    return f"((hashint8(({seed})::bigint)::bigint & 2147483647) %% {sides})"


def lead(now: datetime) -> Person:
    """The one person there is: a lead who can sign in to look, once somebody gives them a password."""
    home = Agency.objects.create(name="Made-up Partnership", sector_id="OTH", is_partnership=True)
    person: Person = Person.objects.create_user(LEAD, None, name="Lena Lead")
    for role in ("audit_lead", "safeguarding_lead"):
        Membership.objects.create(
            person=person, agency=home, role=role, since=date(2010, 1, 1), given_at=now, confirmed_at=now
        )
    return person


def tool() -> AuditTool:
    """Twelve questions in six domains."""
    made = AuditTool.objects.create(code="made-up", name="Made-up tool")
    for place, practice in enumerate(PracticeDomain.objects.order_by("order")[:DOMAINS], start=1):
        domain = Domain.objects.create(tool=made, practice=practice, label=practice.label, order=place)
        for number in range(1, QUESTIONS + 1):
            Standard.objects.create(
                domain=domain, number=number, text=f"Made-up question {number} of {practice.label}."
            )
    return made


def insert(model: type[Model], source: str, params: list[Any], sorted_by: str = "", **given: str) -> None:
    """`INSERT … SELECT` from a source: the columns given as SQL, the others as the model would fill them."""
    columns, values, defaults = [], [], []
    for field in model._meta.concrete_fields:
        if field.primary_key and field.name == "id":
            continue
        columns.append(connection.ops.quote_name(str(field.column)))
        if field.attname in given:
            values.append(given[field.attname])
        else:
            sql, filled = default_of(field)
            values.append(sql)
            defaults += filled
    unknown = set(given) - {field.attname for field in model._meta.concrete_fields}
    if unknown:
        raise ValueError(f"{model.__name__} has no {sorted(unknown)}.")
    ordered = f" ORDER BY {sorted_by}" if sorted_by else ""
    sql = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}{ordered}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*defaults, *params])


def default_of(field: Field[Any, Any]) -> tuple[str, list[Any]]:
    """The value that the model gives a column nobody fills, as SQL with its parameters."""
    value = field.get_default()
    if isinstance(value, UUID):
        return "gen_random_uuid()", []
    return f"%s::{field.db_type(connection)}", [field.get_db_prep_save(value, connection)]


def check_keys(model: type[Model]) -> None:
    """Raises Refused where a foreign key of the model's table leads nowhere."""
    for field, target in keys_of(model):
        sql = (
            f"SELECT count(*) FROM {model._meta.db_table} AS child LEFT JOIN {target._meta.db_table} AS parent"  # noqa: S608
            f" ON parent.{target._meta.pk.column} = child.{field.column}"
            f" WHERE child.{field.column} IS NOT NULL AND parent.{target._meta.pk.column} IS NULL"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql)
            lost = cursor.fetchone()[0]
        if lost:
            raise Refused(f"{lost:,} rows of {model._meta.db_table} lead nowhere by {field.column}.")


def keys_of(model: type[Model]) -> Iterator[tuple[Any, Any]]:
    for field in model._meta.concrete_fields:
        if field.remote_field is not None:
            yield field, field.remote_field.model
