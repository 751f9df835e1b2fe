"""Fills a database with the example audits: made-up people and children, entered through the application's acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from agencies import founding, installation
from agencies.directory import acts as agency_acts
from agencies.models import Agency, Person
from audit_project.refused import Refused
from audits.codes.load import load_codes
from audits.desk.examples import cast
from audits.desk.examples.dip_play import dip_2026
from audits.desk.examples.earlier_play import earlier_rounds
from audits.desk.examples.familial_play import familial_2023
from audits.desk.examples.inviting import invite_somebody
from audits.desk.examples.programme_play import programme
from audits.desk.examples.siblings_play import siblings_2026
from audits.desk.examples.stage import ExampleCast
from audits.desk.examples.tools_play import tools_of_our_own
from audits.scope.models import Audit

ROLES_SINCE = date(2023, 1, 1)
HOUSING_RENAMED = date(2024, 4, 1)
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")


@dataclass(frozen=True)
class ExampleLogin:
    """Somebody to sign in as."""

    email: str
    password: str
    name: str
    role: str
    agency: str


def load_examples(now: datetime, today: date) -> bool:
    """Load the example audits; returns whether anything was loaded. Safe to run twice.

    Raises `Refused` when the database has people and is no demo.
    """
    if installation.is_demo():
        load_codes()
        if Audit.objects.filter(reference="D-2026-01").exists():
            return False
        clear()
    elif installation.has_people():
        raise Refused("This database holds people and is not a demo: the examples are not loaded into it.")
    with transaction.atomic():
        installation.mark_as_demo(now)
        load_codes()
        stage = load_cast(now, today)
        familial_2023(stage)
        earlier_rounds(stage)
        siblings_2026(stage)
        dip_2026(stage)
        programme(stage)
        tools_of_our_own(stage)
        invite_somebody(stage)
    return True


def clear() -> None:
    """Empty a demo database. Raises `Refused` for any other."""
    if not installation.is_demo():
        raise Refused("Only a demo's database can be emptied, and this one is not marked as a demo.")
    tables = [name for name in connection.introspection.table_names() if name not in KEPT_TABLES]
    with connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(name) for name in tables)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


def load_cast(now: datetime, today: date) -> ExampleCast:
    """Agencies, people and their roles, given by one person and confirmed by another."""
    people: dict[str, Person] = {}
    agencies: dict[str, Agency] = {}
    founder = Person.objects.create_user("founder@partnership.example", None, name="Example loader", is_active=False)
    hashed = make_password(installation.DEMO_PASSWORD)  # once: it is the same for all, and slow by design
    for one in (cast.PARTNERSHIP, *cast.AGENCIES):
        agencies[one.key] = founding.found_agency(
            name=one.name,
            sector=one.sector,
            parent=agencies.get(one.parent),
            is_partnership=one is cast.PARTNERSHIP,
            by=founder,
            now=now,
        )
    for person in (*cast.PEOPLE, cast.WAITING):
        people[person.key] = founding.found_person(
            email=person.email, name=person.name, hashed=hashed, by=founder, now=now
        )
        founding.found_role(
            people[person.key], agencies[person.agency], person.role, by=founder, now=now, since=ROLES_SINCE,
            confirmed=person is not cast.WAITING,
        )  # fmt: skip
    renamed = datetime.combine(HOUSING_RENAMED, time(9), tzinfo=timezone.get_default_timezone())
    agency_acts.keep_name(agencies["housing"], "Millbrook Council Housing", by=people["administrator"], now=renamed)
    return ExampleCast(people, agencies, today)


def example_people() -> list[ExampleLogin]:
    """Everybody to sign in as, each role at least once."""
    names = {one.key: one.name for one in (cast.PARTNERSHIP, *cast.AGENCIES)}
    return [
        ExampleLogin(one.email, installation.DEMO_PASSWORD, one.name, one.role, names[one.agency])
        for one in cast.PEOPLE
    ]
