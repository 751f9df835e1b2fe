"""Whether the family is asked: decided once by the lead, checked first, shown wherever somebody might ring."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.sample.acts import decide_family_contact
from audits.sample.models import Case, FamilyContact
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast

SignIn = Callable[..., Client]
HERE = "/audits/T-2026-01/cases/1/family-contact/"
CASE = "/audits/T-2026-01/cases/1/"
YES = {
    "version": 1, "decision": "yes", "who": "The early help worker", "when_day": "7", "when_month": "3",
    "when_year": "2026", "checked_with_social_worker": "on", "checked_with_police": "on",
}  # fmt: skip
NO = {"version": 1, "decision": "no", "why_not": "The police have asked that nobody rings."}
ASKED = {
    "decision": "yes", "who": "The early help worker", "when": date(2026, 3, 7), "checked_with_social_worker": True,
    "checked_with_police": True,
}  # fmt: skip


def text(response) -> str:
    return response.content.decode()


def test_the_lead_decides_and_every_reader_of_the_case_reads_it(
    case: Case, school_return, cast: Cast, sign_in: SignIn
) -> None:
    before = text(sign_in(cast.auditor).get(CASE))
    assert "Do not ring the family." in before
    assert "Nothing is decided yet." in before
    done = text(sign_in(cast.lead).post(HERE, YES, follow=True))
    assert "The decision is saved." in done
    for who in (cast.auditor, cast.school_contact, cast.lead, cast.scrutineer):
        page = text(sign_in(who).get(CASE))
        assert "The early help worker" in page
        assert "on 7 March 2026" in page
        assert "Nobody else rings the family." in page
        assert f"Decided by Lena Lead on {TODAY.day} {TODAY:%B %Y}" in page
    entry = JournalEntry.objects.get(verb="decided_family_contact")
    assert (entry.person_name_then, entry.case_uid) == ("Lena Lead", case.uid)
    log = text(sign_in(cast.lead).get("/audits/T-2026-01/activity/"))
    assert "decided on family contact in the case" in log


@pytest.mark.parametrize("who", ["auditor", "school_contact", "scrutineer"])
def test_those_who_read_the_case_do_not_decide(case, school_return, cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(HERE).status_code == 403
    assert client.post(HERE, NO).status_code == 403
    assert "Decide on family contact" not in text(client.get(CASE))
    assert not FamilyContact.objects.exists()


@pytest.mark.parametrize("who", ["police_auditor", "other_lead", "stranger", "superuser", "administrator"])
def test_for_the_others_there_is_nothing_there(case, school_return, cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(HERE).status_code == 404
    assert sign_in(getattr(cast, who)).post(HERE, NO).status_code == 404


def test_after_the_audit_is_over_the_decision_stays(case: Case, cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.filter(pk=case.audit_id).update(state="closed")
    page = sign_in(cast.lead).post(HERE, NO)
    assert page.status_code == 403
    assert "the decision stays as it is" in text(page)


@pytest.mark.parametrize(
    ("change", "sentence", "target"),
    [
        ({"decision": ""}, "Choose whether the family is asked.", "id_decision_0"),
        ({"who": " "}, "Say who will ask the family.", "id_who"),
        ({"when_day": "", "when_month": "", "when_year": ""}, "Say when the family will be asked.", "id_when_0"),
        ({"when_day": "31", "when_month": "2"}, "Enter a real date", "id_when_0"),
        ({"checked_with_social_worker": ""}, "Check with the social worker before", "id_checked_with_social_worker"),
        ({"checked_with_police": ""}, "Check with the police before", "id_checked_with_police"),
        ({"decision": "no"}, "Say why the family is not contacted.", "id_why_not"),
        ({"decision": "no", "why_not": "x" * 2001}, "Use 2,000 characters or fewer", "id_why_not"),
    ],
)
def test_each_field_has_its_sentence_and_nothing_is_written(
    case: Case, cast: Cast, sign_in: SignIn, change: dict, sentence: str, target: str
) -> None:
    page = text(sign_in(cast.lead).post(HERE, {**YES, **change}))
    assert sentence in page
    assert f'href="#{target}"' in page
    assert re.search(rf'id="{target}"', page)
    assert not FamilyContact.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"who": " "}, "Say who will ask the family."),
        ({"when": None}, "Say when the family will be asked."),
        ({"checked_with_police": False}, "Check with the police before anybody asks the family."),
        ({"decision": "no"}, "Say why the family is not contacted."),
        ({"decision": "maybe"}, "Choose whether the family is asked."),
        ({"who": "x" * 121}, "120"),
    ],
)
def test_the_act_refuses_what_the_form_would(case: Case, cast: Cast, change: dict, sentence: str) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)):
        decide_family_contact(case, by=cast.lead, now=NOW, version=1, **{**ASKED, **change})
    with pytest.raises(Refused, match="lead"):
        decide_family_contact(case, by=cast.auditor, now=NOW, version=1, **ASKED)
    assert not FamilyContact.objects.exists()


def test_the_database_takes_no_yes_that_was_not_checked(case: Case, cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="family_contact_checked_first"), transaction.atomic():
        FamilyContact.objects.create(case=case, decision="yes", who="A post", decided_at=NOW, decided_by=cast.lead)


def test_two_leads_at_once_see_both_texts(case: Case, cast: Cast, sign_in: SignIn) -> None:
    decide_family_contact(case, by=cast.lead, now=NOW, version=1, decision="no", why_not="A live investigation.")
    clash = sign_in(cast.lead).post(HERE, {**NO, "why_not": "The social worker advises against it."})
    assert clash.status_code == 409
    assert "A live investigation." in text(clash)
    assert "The social worker advises against it." in text(clash)
    assert 'name="version" value="2"' in text(clash)
    sign_in(cast.lead).post(HERE, {**NO, "version": 2, "why_not": "The social worker advises against it."})
    row = FamilyContact.objects.get()
    assert (row.why_not, row.version) == ("The social worker advises against it.", 3)
    with pytest.raises(Stale):
        decide_family_contact(case, by=cast.lead, now=NOW, version=2, **ASKED)


def test_decided_anew_it_keeps_the_other_answer_in_its_history_alone(case: Case, cast: Cast) -> None:
    decide_family_contact(case, by=cast.lead, now=NOW, version=1, **ASKED)
    row = decide_family_contact(case, by=cast.lead, now=NOW, version=2, decision="no", why_not="Court next week.")
    assert (row.who, row.when, row.checked_with_police) == ("", None, False)
    assert row.events.order_by("pgh_id").values_list("who", flat=True).first() == "The early help worker"


def test_the_voices_page_of_each_return_says_what_was_decided(case, school_return, cast: Cast, sign_in: SignIn) -> None:
    voices = f"/audits/T-2026-01/returns/{school_return.uid}/voices/"
    page = text(sign_in(cast.auditor).get(voices))
    assert "Do not ring the family." in page
    assert "decides once for the case" in page
    decide_family_contact(case, by=cast.lead, now=NOW, version=1, **ASKED)
    assert "The early help worker" in text(sign_in(cast.auditor).get(voices))


def test_the_list_of_returns_says_where_it_is_missing(case: Case, school_return, cast: Cast, sign_in: SignIn) -> None:
    here = "/audits/T-2026-01/returns/"
    assert HERE in text(sign_in(cast.lead).get(here))
    assert HERE not in text(sign_in(cast.school_contact).get(here))
    decide_family_contact(case, by=cast.lead, now=NOW, version=1, **ASKED)
    assert HERE not in text(sign_in(cast.lead).get(here))
    assert "Family contact not decided" not in text(sign_in(cast.lead).get(here))


def test_the_meeting_reads_it_beside_the_voices(case: Case, school_return, cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.filter(pk=case.audit_id).update(state="meeting")
    decide_family_contact(case, by=cast.lead, now=NOW, version=1, decision="no", why_not="A <live> investigation.")
    page = text(sign_in(cast.lead).get(f"{CASE}meeting/"))
    assert "A &lt;live&gt; investigation." in page
    assert "Do not ring the family." in page
