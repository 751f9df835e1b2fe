"""Every form of every page, sent twice as a browser sends it twice: the second time nothing is made or written."""

from __future__ import annotations

import secrets

import pytest
from django.db import transaction

from agencies.models import JournalEntry
from agencies.sent_once.under_way import LOOKS
from audit_project.pages import Route
from audit_project.sent_once import FIELD
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.access.forms_read import PageForm, forms_of
from tests.access.test_sweep import OPENS, ROUTES, SENDS, address, client_of, rows
from tests.access.world import World, build
from tests.conftest import TODAY, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SENDING = [route for route in ROUTES if "POST" in route.methods and not route.public]
OF_THE_MEANS = ("SentForm",)
# What a form of any kind is filled in with, where it asks for something of that name.
GIVEN = {
    "email": "ola.other@police.example", "rang_time": "10:00", "check_time": "10:00", "code": "brand-new",
    "reference": "T-2030-07", "name": "A name of its own",
}  # fmt: skip
OF_THE_OTHER_KIND = ("missed_opportunity",)  # a finding is good practice here


@pytest.fixture
def world(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> World:
    return build(case, school_return, police_return, cast)


def filled_in(form: PageForm) -> dict[str, str]:
    data = form.sent(texts="Words of a test.") | {name: GIVEN[name] for name in GIVEN if name in form.asked}
    for name, one in form.asked.items():
        if one.kind == "date part" and not one.value:
            parts = {"day": TODAY.day, "month": TODAY.month, "year": TODAY.year + 1}
            data[name] = str(parts.get(name.rpartition("_")[2], 1))
        elif one.kind == "flag" and name not in OF_THE_OTHER_KIND:
            data[name] = "on"
    return data


def stands() -> dict[str, object]:
    """Everything that is written, and how long the journal is."""
    kept = {label: found for label, found in rows().items() if not label.endswith(OF_THE_MEANS)}
    return kept | {"lines of the journal": JournalEntry.objects.exclude(verb__in=LOOKS).count()}


def sent_by(route: Route, world: World, name: str) -> list[dict[str, str]]:
    """Each form of the page, filled in; a button alone where the address has no page of its own."""
    found = []
    if name in OPENS.get(route.name, ()):
        page = client_of(world.people[name]).get(address(route, world)).content.decode()
        found = [filled_in(form) for form in forms_of(page)]
    return [given | {FIELD: secrets.token_urlsafe(18)} for given in (*found, {})]


@pytest.mark.parametrize("part", range(4))
def test_what_is_sent_twice_is_made_once(world: World, part: int) -> None:
    done, wrong = set(), []
    for route in SENDING[part::4]:
        name = min(SENDS[route.name], default="")  # in these stages of the audits some may be sent by nobody
        for given in sent_by(route, world, name) if name else ():
            with transaction.atomic():
                client, before = client_of(world.people[name]), stands()
                first = client.post(address(route, world), given)
                after = stands()
                if first.status_code == 302 and before != after:
                    second = client.post(address(route, world), given)
                    done.add(route.name)
                    if second.status_code != 302 or second.headers["Location"] != first.headers["Location"]:
                        wrong.append(f"{route.name} leads elsewhere: {second.status_code}")
                    changed = {label for label, count in stands().items() if after[label] != count}
                    if changed:
                        wrong.append(f"{route.name} wrote again: {sorted(changed)}")
                if first.streaming:
                    assert b"".join(first.streaming_content)  # read to its end, as a browser does
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)
    assert len(done) >= 18, sorted(done)
