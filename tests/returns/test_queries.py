"""How often a page of a return asks the database: no more at any size."""

from __future__ import annotations

import pytest

from tests.conftest import Cast
from tests.returns.conftest import add, address
from tests.returns.test_pages import PAGES


@pytest.mark.parametrize("rest", PAGES)
def test_no_page_asks_the_database_more_than_thirteen_times(
    cast: Cast, sign_in, school, police, rest: str, django_assert_max_num_queries
) -> None:
    for number in range(12):
        add(police, cast.police_auditor, f"Finding {number}")
    client, lead = sign_in(cast.police_auditor), sign_in(cast.lead)
    with django_assert_max_num_queries(13):
        client.get(address(police, rest))
    with django_assert_max_num_queries(13):
        lead.get(f"/audits/{school.audit.reference}/returns/")
