"""One draw, one key: a reload draws nothing again, and no second press makes a key void that was stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.sample.draw.models import CohortDraw
from audits.sample.key.acts import seal_references
from audits.sample.key.models import SealedReference
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.sample.draw.test_draw import LIST, drawn, sampling  # noqa: F401

SignIn = Callable[[Person], Client]
WISH = {"source": "A list", "method": "simple", "wanted": "3"}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def read(client: Client, audit: Audit) -> dict[str, str]:
    """The list is read, and stands in the form of the page that draws."""
    page = client.post(f"/audits/{audit.reference}/draw/read/", {"source": "A list", "pasted": LIST}).content.decode()
    form = page[page.index("/draw/make/") :]
    found = {name: re.search(f'name="{name}" value="([^"]*)"', form) for name in ("once", "rows", "instead_of")}
    return WISH | {name: one[1] for name, one in found.items() if one is not None}


def test_a_reload_of_the_page_with_the_key_draws_nothing_again(cast: Cast, sampling: Audit, sign_in: SignIn) -> None:  # noqa: F811
    client = sign_in(cast.lead)
    sent, where = read(client, sampling), f"/audits/{sampling.reference}/draw/make/"
    key = text(client.post(where, sent))
    assert "shown once" in key
    seal_references(sampling, pairs_of(key), by=cast.lead, now=NOW)
    reloaded = client.post(where, sent, follow=True)
    assert reloaded.redirect_chain == [(f"/audits/{sampling.reference}/draw/1/certificate/", 302)]
    assert "and not a second time" in text(reloaded)
    assert CohortDraw.objects.get().set_aside_at is None
    assert JournalEntry.objects.filter(verb="drew").count() == 1
    assert SealedReference.objects.count() == Case.objects.filter(state="sample").count() == 3


def test_a_reload_of_a_second_draw_sets_nothing_more_aside(cast: Cast, sampling: Audit, sign_in: SignIn) -> None:  # noqa: F811
    drawn(sampling, cast)
    client, where = sign_in(cast.lead), f"/audits/{sampling.reference}/draw/make/"
    sent = read(client, sampling) | {"set_aside_because": "The list had an old column."}
    assert sent["instead_of"] == "1"
    client.post(where, sent)
    # As it is sent by a page without its token: the draw that it was to set aside is set aside already.
    again = client.post(where, {name: value for name, value in sent.items() if name != "once"})
    assert "A sample was drawn since this page was opened" in text(again)
    assert 'name="instead_of" value="2"' in text(again)
    assert list(CohortDraw.objects.order_by("number").values_list("number", "set_aside_at")) == [
        (1, CohortDraw.objects.get(number=1).set_aside_at),
        (2, None),
    ]


def test_two_leads_who_draw_at_once_make_one_draw(cast: Cast, sampling: Audit) -> None:  # noqa: F811
    """The second has read the page before the first drew; between the page's check and the act nothing slips in."""
    drawn(sampling, cast, instead_of=0)
    with pytest.raises(Refused, match="drawn since this page was opened"):
        drawn(sampling, cast, instead_of=0, set_aside_because="The list had an old column.")
    assert CohortDraw.objects.get().set_aside_at is None


def test_a_reference_that_is_kept_is_not_written_over(cast: Cast, sampling: Audit) -> None:  # noqa: F811
    case = Case.objects.create(audit=sampling, number=9, added_at=NOW, added_by=cast.lead)
    seal_references(sampling, [(case, "MB-1")], by=cast.lead, now=NOW)
    before = bytes(SealedReference.objects.get().sealed)
    with pytest.raises(Refused, match="The reference of case 9 is kept here already"):
        seal_references(sampling, [(case, "MB-2")], by=cast.lead, now=NOW)
    assert bytes(SealedReference.objects.get().sealed) == before


def pairs_of(page: str) -> list[tuple[Case, str]]:
    rows = re.findall(
        r'<th scope="row" class="govuk-table__header">(\d+)</th>\s*<td class="govuk-table__cell">(MB-\d+)', page
    )
    return [(Case.objects.get(number=number), reference) for number, reference in rows]
