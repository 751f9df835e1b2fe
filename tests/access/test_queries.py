"""No page asks the database more than twelve times, but for those that are named here."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.access.test_sweep import OPENS, ROUTES, address, client_of
from tests.access.world import build
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST = 12
# Pages that still ask more often, and how often; a number may fall, and then falls here.
OVER = {
    "agency": 16, "agency_desk": 17, "briefing_draft": 16, "briefing_sign_off": 20, "briefing_statement": 15,
    "case": 14, "concern": 14, "involvement_answers": 13, "meeting_minutes": 17, "meeting_questions": 14,
    "meeting_screen": 16, "my_work": 16, "person_use": 13, "return": 13, "return_check": 13,
    "returns": 13, "roll_up_question": 14,
}  # fmt: skip


def test_no_page_takes_more_queries_than_is_said(
    case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast
) -> None:
    world = build(case, school_return, police_return, cast)
    over = {}
    for route in ROUTES:
        who = sorted(OPENS.get(route.name, set()) - {"closed"})
        if "GET" not in route.methods or not who:
            continue
        client = client_of(world.people["lead" if "lead" in who else who[0]])
        where = address(route, world)
        client.get(where)  # the first page of a session costs one more
        with CaptureQueriesContext(connection) as caught:
            client.get(where)
        asked = [
            query["sql"] for query in caught.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
        ]
        if len(asked) > MOST:
            over[route.name] = len(asked)
    assert over == OVER, " ".join(f"{k}={v}" for k, v in over.items() if OVER.get(k) != v)
