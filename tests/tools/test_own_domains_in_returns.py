"""A return by a tool with a domain of its own: asked, graded, found in, and in its Word form there and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import Person
from audits.codes.models import PracticeDomain
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.tools import acts
from audits.tools import part_acts as parts
from tests.conftest import NOW, Cast
from tests.returns.conftest import add, address, opened
from tests.returns.word.conftest import form_of, words_in, write
from tests.returns.word.test_domain_grades import grades, taken

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def police(cast: Cast, case: Case) -> AgencyReturn:
    """The police's return by a tool with one domain of the list and one of its own, graded by domain."""
    tool = acts.make_tool(by=cast.lead, now=NOW, code="ours", name="Our own")
    for fields in ({"practice": "REC"}, {"practice": parts.A_NEW_ONE, "label": "Use of the pathway"}):
        domain = parts.add_domain(tool, by=cast.lead, now=NOW, **fields)
        parts.add_standard(tool, by=cast.lead, now=NOW, domain=domain, text=f"{domain.label}: was it so?")
    Audit.objects.filter(pk=case.audit_id).update(tool=tool, grades_domains=True)
    return opened(Case.objects.get(pk=case.pk), cast.police, cast.police_auditor, cast.lead)


def test_it_is_asked_graded_and_found_in_like_any_other(police: AgencyReturn, cast: Cast, sign_in: SignIn) -> None:
    own = PracticeDomain.objects.get(own="ours")
    assert set(police.answers.values_list("domain", flat=True)) == {"REC", own.pk}
    assert set(police.domain_grades.values_list("domain", flat=True)) == {"REC", own.pk}
    client = sign_in(cast.police_auditor)
    for rest in ("", "questions/1/", "grade/", "findings/", "check/"):
        page = client.get(address(police, rest))
        assert page.status_code == 200, rest
    assert (
        f'value="{own.pk}">Use of the pathway</option>' in client.get(address(police, "findings/add/")).content.decode()
    )
    add(police, cast.police_auditor, "It was used.", domain=own)
    assert "Use of the pathway" in client.get(address(police, "check/")).content.decode()


def test_its_word_form_goes_out_and_comes_back(police: AgencyReturn, cast: Cast) -> None:
    code = PracticeDomain.objects.get(own="ours").pk
    filled = {f"domain:{code}:band": "Good", f"domain:{code}:reason": "Used early."}
    taken(police, write(form_of(police), filled), cast)
    assert grades(police) == {code: ("Good", "Used early.")}
    again = words_in(form_of(police))
    assert {tag: again[tag] for tag in filled} == filled
