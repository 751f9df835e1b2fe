"""The cast of the tests: people whose names carry their roles, two agencies, one audit with two cases."""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as tries
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import settings as property_settings
from pytest_django import DjangoDbBlocker

from agencies import installation
from agencies.models import Agency, Membership, Person
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, CaseContext, CaseMember, Involvement
from audits.scope.information.acts import write_information
from audits.scope.models import Audit, AuditTeam, Invitation
from audits.tools.models import AuditTool, RatingScale
from tests.emptied import remember
from tests.template_database import template

# Where a change must land on its own merits, the examples of property tests are the same each time.
property_settings.register_profile("steady", derandomize=True, deadline=None)
property_settings.register_profile("searching", deadline=None)
property_settings.load_profile("steady" if os.environ.get("CI") else "searching")

# Every test runs on this day: an ordinary Tuesday morning. The odd days of the calendar are tests of their own
# (tests/desk/test_odd_days.py), and TEST_DAY=2028-02-29 runs the whole suite on another.
DAY = datetime.fromisoformat(os.environ.get("TEST_DAY", "2026-11-24")).replace(hour=10, minute=30)
time_machine.travel(timezone.make_aware(DAY), tick=True).start()

SECONDS_IF_SLOW = 300

PASSWORD = "correct-horse-battery"
TODAY = timezone.localdate()
NOW = timezone.now()
MEMBERS_SINCE = date(2025, 1, 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests come first in each process's share, in the random order they have, so that none is left to the end.

    A share is what xdist gives to a process at the start: as many tests as to each other one, one after another.
    Their limit is longer as well: what takes 30 seconds by itself took more than two minutes beside three other runs.
    """
    shares = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    for item in slow:
        item.add_marker(pytest.mark.timeout(SECONDS_IF_SLOW))  # after its own, which counts where it has one
    items[:] = [item for share in range(shares) for part in (slow, quick) for item in part_of(part, share, shares)]


def pytest_collection_finish() -> None:
    """What stands by now (modules, tests, models) stays: the collector need not look at it again at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def part_of(tests: list[pytest.Item], share: int, shares: int) -> list[pytest.Item]:
    return tests[len(tests) * share // shares : len(tests) * (share + 1) // shares]


@pytest.fixture(autouse=True)
def quick_settings(settings: object) -> None:
    """One fast hasher, plain static files, no tries counted yet: tests of the sign-in switch back what they need."""
    tries.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Each process's test database is a copy of one that was migrated before and holds the code lists."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """What the template held is what each test that commits leaves behind."""
    with django_db_blocker.unblock():
        if Person.objects.exists():  # a run that was killed left them in a database that is used again
            call_command("flush", interactive=False, verbosity=0)
            call_command("load_codes", stdout=io.StringIO())
        installation.demo_known()  # each process asks once: here, not in the queries that the first page is counted by
        remember()


@dataclass
class Cast:
    """Everybody a test may need. `school` is one agency, `police` another, `trust` has two services."""

    partnership: Agency
    school: Agency
    police: Agency
    trust: Agency
    school_nursing: Agency
    auditor: Person  # of the school, with a return in case 1
    colleague: Person  # auditor of the school without a return
    police_auditor: Person  # of another agency, with a return in case 1
    school_contact: Person
    police_contact: Person
    trust_contact: Person  # of the organisation: covers its services
    lead: Person  # the audit's lead
    other_lead: Person  # audit lead of no audit
    panel: Person  # panel member, sees nothing until the meeting opens
    safeguarding_lead: Person
    second_safeguarding_lead: Person
    scrutineer: Person
    administrator: Person
    reader: Person
    stranger: Person  # signs in, has no role
    superuser: Person  # means nothing for case data


def make_person(name: str, **fields: object) -> Person:
    return Person.objects.create_user(email_of(name), PASSWORD, name=name, **fields)


def email_of(name: str) -> str:
    return name.lower().replace(" ", ".").replace("'", "") + "@people.example"


def give_role(person: Person, agency: Agency, role: str, by: Person | None = None) -> Membership:
    """A membership in force for long; confirmed by `by` when the role opens case records."""
    membership = role_of(person, agency, role, by)
    membership.save(force_insert=True)
    return membership


def role_of(person: Person, agency: Agency, role: str, by: Person | None) -> Membership:
    membership = Membership(person=person, agency=agency, role=role, since=MEMBERS_SINCE, given_at=NOW, given_by=by)
    if membership.waits and by is not None:
        membership.confirmed_at, membership.confirmed_by = NOW, by
    return membership


@cache
def hashed() -> str:
    """The password's hash, worked out once: each test makes some twenty people."""
    return make_password(PASSWORD, hasher="md5")


@pytest.fixture
def cast(db: None) -> Cast:
    partnership, school, police, trust = Agency.objects.bulk_create(
        [
            Agency(name="Example Partnership", sector_id="OTH", is_partnership=True),
            Agency(name="Hillside School", sector_id="SCH"),
            Agency(name="Example Police", sector_id="POL"),
            Agency(name="Example Healthcare Trust", sector_id="ACU"),
        ]
    )
    nursing = Agency.objects.create(name="School Nursing", sector_id="SN", parent=trust)
    plan = {
        "auditor": ("Ada Auditor", school, "auditor"),
        "colleague": ("Cole Colleague", school, "auditor"),
        "police_auditor": ("Pat Police", police, "auditor"),
        "school_contact": ("Cora Contact", school, "agency_contact"),
        "police_contact": ("Piers Contact", police, "agency_contact"),
        "trust_contact": ("Tess Contact", trust, "agency_contact"),
        "lead": ("Lena Lead", partnership, "audit_lead"),
        "other_lead": ("Otto Otherlead", partnership, "audit_lead"),
        "panel": ("Paula Panel", police, "auditor"),
        "safeguarding_lead": ("Sara Safeguarding", partnership, "safeguarding_lead"),
        "second_safeguarding_lead": ("Sol Safeguarding", police, "safeguarding_lead"),
        "scrutineer": ("Skye Scrutineer", partnership, "scrutineer"),
        "administrator": ("Amir Administrator", partnership, "administrator"),
        "reader": ("Rae Reader", school, "reader"),
    }
    # In two statements: most tests begin here.
    names = ("Connie Confirmer", "Stan Stranger", "Sue Superuser", *(name for name, _, _ in plan.values()))
    made = {
        person.name: person
        for person in Person.objects.bulk_create(
            Person(email=email_of(name), name=name, password=hashed(), is_superuser=name == "Sue Superuser")
            for name in names
        )
    }
    confirmer = made["Connie Confirmer"]
    people = {part: made[name] for part, (name, _, _) in plan.items()}
    Membership.objects.bulk_create(
        role_of(people[part], agency, role, confirmer) for part, (_, agency, role) in plan.items()
    )
    return Cast(
        partnership=partnership,
        school=school,
        police=police,
        trust=trust,
        school_nursing=nursing,
        stranger=made["Stan Stranger"],
        superuser=made["Sue Superuser"],
        **people,
    )


@pytest.fixture
def audit(cast: Cast) -> Audit:
    """An audit with its returns open: the CSA tool, the four-band scale, school, police and school nursing invited."""
    audit = Audit.objects.create(
        reference="T-2026-01",
        state=Audit.State.RETURNS,
        theme="A theme nobody may see in a title",
        why="First reason.\nSecond reason.",
        unit_singular="child",
        unit_plural="children",
        selection="random",
        drawn_how="The analyst, by random numbers.",
        cohort_size=40,
        scale=RatingScale.objects.get(code="ofsted4"),
        tool=AuditTool.objects.get(code="familial-csa"),
        period_from=date(2025, 10, 1),
        period_to=date(2026, 9, 30),
        facts_on=date(2026, 9, 30),
        returns_due=TODAY + timedelta(days=10),
        created_at=NOW,
        created_by=cast.lead,
    )
    parts = {"lead": cast.lead, "panel": cast.panel, "scrutineer": cast.scrutineer}
    AuditTeam.objects.bulk_create(
        AuditTeam(audit=audit, person=person, part=part, since=TODAY, given_at=NOW, given_by=cast.other_lead)
        for part, person in parts.items()
    )
    Invitation.objects.bulk_create(
        Invitation(audit=audit, agency=agency, invited_at=NOW, invited_by=cast.lead)
        for agency in (cast.school, cast.police, cast.school_nursing)
    )
    return audit


def say_how_handled(audit: Audit, by: Person) -> None:
    """How its information is handled, filled in whole: without it no return opens."""
    write_information(
        audit, by=by, now=NOW, version=1, confirms_basis=True, controllers="Example Partnership", host="The council",
        contacts="dpo@council.example", dpia_reference="DPIA-1", dpia_review_on=TODAY, sharing_reference="ISA-1",
        sharing_review_on=TODAY, lawful_basis="A task in the public interest.",
    )  # fmt: skip


@pytest.fixture
def case(audit: Audit, cast: Cast) -> Case:
    """Case 1: one girl of 9 in a sibling group; known to the school and the police."""
    case = Case.objects.create(audit=audit, number=1, state=Case.State.RETURNS, added_at=NOW, added_by=cast.lead)
    child = CaseMember.objects.create(
        case=case,
        number=1,
        kind="child",
        age_number=9,
        age_unit="years",
        sex_id="F",
        ethnicity_id="WBRI",
        in_sibling_group=True,
    )
    child.plans_at_date.set(["CP"])
    CaseContext.objects.create(case=case, why_known="Known since the spring.")
    return case


@pytest.fixture
def school_return(case: Case, cast: Cast) -> AgencyReturn:
    return open_return(case, cast.school, cast.auditor)


@pytest.fixture
def police_return(case: Case, cast: Cast) -> AgencyReturn:
    return open_return(case, cast.police, cast.police_auditor)


def open_return(case: Case, agency: Agency, auditor: Person, now: datetime = NOW) -> AgencyReturn:
    """A return nobody has started, with the involvement it comes from."""
    involvement = Involvement.objects.create(
        case=case, agency=agency, answer_id="KNOWN", auditor=auditor, answered_at=now, answered_by=auditor
    )
    return AgencyReturn.objects.create(
        audit=case.audit, case=case, agency=agency, involvement=involvement, opened_at=now
    )


@pytest.fixture
def sign_in() -> Callable[[Person], Client]:
    """`sign_in(person)` gives a client with that person's session."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
