"""A pack of any size is written in the same few statements: each kind of row in one."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from audits.desk.packs.load import load
from audits.meeting.models import AgreedFinding
from audits.returns.models import Answer, Finding, OwnGrade, Voice
from tests.conftest import NOW, Cast
from tests.packs.test_packs import pack

pytestmark = pytest.mark.django_db
MANY = 30


def wide_pack(many: int) -> dict[str, Any]:
    """The pack that holds a row of every kind, with so many agencies in so many cases, each with a whole return."""
    made = pack()
    keys = [f"School {number}" for number in range(many)]
    made["agencies"] += [{"key": key, "name": key, "sector": "SCH"} for key in keys]
    made["invited"] += keys
    first = made["cases"][0]
    returned = first["returns"][0]
    for number in range(3, 3 + many):
        case = copy.deepcopy(first) | {"number": number}
        case["involvement"] = [{"agency": key, "answer": "KNOWN"} for key in keys]
        case["returns"] = [copy.deepcopy(returned) | {"agency": key} for key in keys]
        case["agreed_findings"][0] |= {"agencies": keys, "sources": [{"agency": key, "finding": 0} for key in keys]}
        made["cases"].append(case)
    return made


def test_thirty_cases_of_thirty_agencies_take_sixty_statements_at_most(cast: Cast) -> None:
    given = wide_pack(MANY)
    with CaptureQueriesContext(connection) as asked:
        audit = load(given, by=cast.lead, now=NOW)
    assert len(asked) <= 60
    returns = MANY * MANY + 2
    assert audit.returns.count() == returns
    assert Agency.objects.filter(invitations__audit=audit, sector="SCH").count() == MANY
    for kind, each in ((Answer, 2), (Finding, 2), (Voice, 2), (OwnGrade, 1)):
        assert kind._default_manager.filter(**{"agency_return__audit": audit}).count() == each * (returns - 1)
    agreed = AgreedFinding.objects.filter(case__audit=audit, case__number=MANY, state="agreed").get()
    assert agreed.agencies.count() == agreed.sources.count() == MANY
