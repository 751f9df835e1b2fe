"""The first page in a real browser: a telephone's width, no faults of accessibility."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from agencies.models import Person
from tests.conftest import Cast

PARTS = ["school_contact", "lead", "safeguarding_lead", "scrutineer", "reader", "stranger"]


@pytest.mark.parametrize("part", PARTS)
def test_my_work_has_no_faults(
    part: str,
    page_of: Callable[[Person], Page],
    axe: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    cast: Cast,
    school_return: object,
) -> None:
    page = page_of(getattr(cast, part))
    answer = page.goto("/")
    assert answer is not None
    assert answer.ok
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe(page) == []
    assert overflow(page) <= 0
