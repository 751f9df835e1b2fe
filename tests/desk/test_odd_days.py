"""The odd days of the calendar, which the suite's own day leaves out: a return falls due, is late, and saves itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from agencies.models import JournalEntry, Person
from audits.returns.models import AgencyReturn
from audits.scope.models import Audit
from tests.conftest import Cast
from tests.returns.conftest import address
from tests.returns.conftest import police as police
from tests.returns.test_keeping import Tab

LONDON = ZoneInfo("Europe/London")
SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Odd:
    """An instant, and what a clock and a calendar in London say then."""

    instant: datetime
    day: date
    clock: str


ODD = {
    "a Saturday": Odd(datetime(2026, 11, 28, 11, 5, tzinfo=UTC), date(2026, 11, 28), "11:05am"),
    "Christmas Day": Odd(datetime(2026, 12, 25, 9, 0, tzinfo=UTC), date(2026, 12, 25), "9:00am"),
    "the last minute of a year": Odd(datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31), "11:59pm"),
    "midnight": Odd(datetime(2027, 1, 13, 0, 0, tzinfo=UTC), date(2027, 1, 13), "12:00am"),
    "half past midnight in summer": Odd(datetime(2027, 6, 29, 23, 30, tzinfo=UTC), date(2027, 6, 30), "12:30am"),
    "29 February": Odd(datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2028, 2, 29), "12:00pm"),
    "as the clocks go forward": Odd(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), date(2027, 3, 28), "2:00am"),
    "before the clocks go back": Odd(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), date(2027, 10, 31), "1:30am"),
    "after the clocks went back": Odd(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), date(2027, 10, 31), "1:30am"),
}


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest, police: AgencyReturn) -> Iterator[Odd]:
    """The clock stands at that instant once everybody and the return are there."""
    found = ODD[request.param]
    with time_machine.travel(found.instant, tick=False):
        yield found


def due_on(audit: Audit, day: date) -> None:
    Audit.objects.filter(pk=audit.pk).update(returns_due=day)


def test_a_return_is_due_on_its_day_and_late_on_the_next(
    odd: Odd, cast: Cast, audit: Audit, police: AgencyReturn, sign_in: SignIn
) -> None:
    client = sign_in(cast.police_auditor)
    due_on(audit, odd.day)
    assert "Due today" in client.get("/returns/").content.decode()
    due_on(audit, odd.day - timedelta(days=1))
    late = client.get("/returns/").content.decode()
    assert "Due today" not in late
    assert "Late" in late or "late" in late


def test_a_save_says_the_time_that_the_clock_on_the_wall_shows(
    odd: Odd, cast: Cast, police: AgencyReturn, sign_in: SignIn
) -> None:
    page = Tab(sign_in(cast.police_auditor), cast.police_auditor, police, "grade/", "grade")
    page.type(reason="Timely.")
    assert page.save().json()["saved_at"] == odd.clock
    police.grade.refresh_from_db()
    assert police.grade.reason == "Timely."


def test_the_journal_keeps_the_instant_and_the_activity_log_shows_the_day(
    odd: Odd, cast: Cast, police: AgencyReturn, sign_in: SignIn
) -> None:
    assert sign_in(cast.police_auditor).get(address(police)).status_code == 200
    assert JournalEntry.objects.latest("pk").at == odd.instant
    assert f"{odd.day:%-d %B %Y}" in sign_in(cast.lead).get("/audits/T-2026-01/activity/").content.decode()


def test_every_first_page_and_the_timers_do_without_an_error(
    odd: Odd, cast: Cast, audit: Audit, sign_in: SignIn
) -> None:
    due_on(audit, odd.day)
    for person in (cast.lead, cast.police_auditor, cast.school_contact, cast.safeguarding_lead, cast.scrutineer):
        client = sign_in(person)
        for path in ("/", "/audits/", "/audits/T-2026-01/", "/audits/T-2026-01/returns/", "/audits/T-2026-01/actions/"):
            assert client.get(path).status_code in (200, 403, 404), path
    call_command("send_reminders")
    call_command("watch_concerns")
