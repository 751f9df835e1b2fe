"""Words of a briefing that would identify somebody: what stops the submit, what both signers have before them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.briefing import acts
from audits.briefing.current import current
from audits.briefing.models import Briefing, Edition, Resource, Statement
from audits.briefing.signing import decisions_of, differences, seen_of
from audits.briefing.words import words_of
from audits.rollup import acts as rollup_acts
from tests.briefing.conftest import seen
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SIGN_OFF = "/audits/T-2026-01/briefing/sign-off/"
MATERIAL = "/audits/T-2026-01/briefing/material/"
STOPPING = {
    "a telephone number": "Ring 07700 900 123 first.",
    "an NHS number": "One record was 943 476 5919.",
    "a postcode": "It was a home in M14 5RT.",
    "a date of birth": "She turned seven on the ninth of January.",
    "an e-mail address": "Write to jo at school dot example.",
    "a unique pupil number": "UPN B801200005001 stood on it.",
}
LISTED = {
    "somebody's name": ("The nurse told Kayleigh.", "Kayleigh"),
    "the name of a school, surgery, nursery or home": ("Larkfield Primary rang.", "Larkfield Primary"),
    "the name of a police operation": ("It was part of Operation Kestrel.", "Operation Kestrel"),
    "a name on social media": ("She wrote as @kayz_07.", "@kayz_07"),
    "an address": ("They moved to 22 Saltings Road.", "22 Saltings Road"),
}
HELP = "Ring the help desk on 0161 496 0778 or write to help@desk.example"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def again(briefing: Briefing) -> Briefing:
    return Briefing.objects.select_related("audit").get(pk=briefing.pk)


def found(briefing: Briefing):
    now = current(again(briefing).audit)
    return words_of(now, decisions_of(now)).found


def written(briefing: Briefing, cast: Cast, words: str) -> Statement:
    """A sentence written by hand in part 3."""
    return acts.add_statement(briefing.sections.get(slot=3), by=cast.lead, now=NOW, text=words)


def press(client: Client, page: str, act: str = "submit", tick: bool = False) -> Any:
    """Press the button as the page shown offers it; no script is asked for."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if f'value="{act}"' in one)
    sent = dict(re.findall(r'name="(act|seen|words_listed)" value="([^"]*)"', form))
    if tick:
        sent["words_checked"] = "on"
    return client.post(SIGN_OFF, sent)


@pytest.mark.parametrize("looks_like", STOPPING)
def test_what_stops_a_return_stops_the_submit_until_it_is_out(
    briefing: Briefing, cast: Cast, sign_in: SignIn, looks_like: str
) -> None:
    row = written(briefing, cast, STOPPING[looks_like])
    client = sign_in(cast.lead)
    page = client.get(SIGN_OFF).content.decode()
    assert "Take these out before you submit" in page
    assert f"looks like {looks_like}" in page
    assert f'href="/audits/T-2026-01/briefing/statements/{row.uid}/#id_edit-text"' in page
    told = text(press(client, page))
    assert "This briefing is not sent yet" in told
    assert f"Part 3, sentence 2: take out what looks like {looks_like}." in told
    assert again(briefing).state == "draft"
    assert Statement.objects.get(pk=row.pk).text == STOPPING[looks_like]  # nothing lost
    assert 'id="id_edit-text"' in text(client.get(f"/audits/T-2026-01/briefing/statements/{row.uid}/"))
    acts.edit_statement(row, by=cast.lead, now=NOW, version=row.version, text="They rang twice.")
    assert press(client, client.get(SIGN_OFF).content.decode()).status_code == 302
    assert again(briefing).state == "submitted"


def test_leaving_the_sentence_out_is_enough(briefing: Briefing, cast: Cast) -> None:
    row = written(briefing, cast, STOPPING["a postcode"])
    acts.leave_out(Statement.objects.select_related("section__briefing__audit").get(pk=row.pk), by=cast.lead, now=NOW)
    acts.submit_briefing(again(briefing), by=cast.lead, now=NOW, seen=seen(briefing))


def test_every_text_that_is_signed_is_read(briefing: Briefing, plans_late: Statement, cast: Cast) -> None:
    by: dict[str, Any] = {"by": cast.lead, "now": NOW}
    acts.edit_briefing_title(briefing, **by, version=briefing.version, title="Ring 07700 900101")
    section = briefing.sections.get(slot=2)
    acts.edit_title(section, **by, version=section.version, title="Ring 07700 900102")
    acts.edit_statement(plans_late, **by, version=plans_late.version, text="Ring 07700 900103")
    written(briefing, cast, "Ring 07700 900104")
    acts.add_message(briefing.audit, **by, slot=5, text="Ring 07700 900105")
    acts.add_resource(briefing.audit, **by, slot=7, type="TOOL", title="Ring 07700 900106", use="Or 07700 900107")
    rollup_acts.override_fact(briefing.audit, **by, fact="members.sex", reason="Said on 07700 900108.")
    type(briefing.audit).objects.filter(pk=briefing.audit_id).update(why="Ring 07700 900109")
    acts.draft(again(briefing).audit, **by)
    assert sorted(one.found.words[-3:] for one in found(briefing).stops) == [str(n) for n in range(101, 110)]


@pytest.mark.parametrize("looks_like", LISTED)
def test_what_may_identify_is_ticked_by_one_and_seen_by_the_other(
    briefing: Briefing, cast: Cast, sign_in: SignIn, looks_like: str
) -> None:
    sentence, words = LISTED[looks_like]
    written(briefing, cast, sentence)
    client = sign_in(cast.lead)
    page = client.get(SIGN_OFF).content.decode()
    assert "Some of these may be names. Change those that are, and leave the rest." in page
    assert f"<strong>{words}</strong>" in page
    assert f"looks like {looks_like}".replace("'", "&#x27;") in page
    told = press(client, page)
    assert "tick that you have checked them" in text(told)
    assert 'href="#id_words_checked"' in text(told)
    assert again(briefing).state == "draft"
    assert press(client, told.content.decode(), tick=True).status_code == 302
    row = again(briefing)
    assert (row.state, row.words_checked) == ("submitted", found(briefing).fingerprint)
    line = JournalEntry.objects.get(verb="checked_words")
    assert (line.person_name_then, line.object_uid) == (cast.lead.name, str(briefing.uid))
    signer = sign_in(cast.safeguarding_lead)
    shown = signer.get(SIGN_OFF).content.decode()
    assert f"<strong>{words}</strong>" in shown
    assert f"{cast.lead.name} ticked that they have checked them." in shown
    assert "I have checked these" not in shown
    assert "/briefing/statements/" not in shown  # whoever signs changes nothing
    assert press(signer, shown, "publish").status_code == 302
    assert Edition.objects.get().published_by == cast.safeguarding_lead


def test_the_list_stands_in_what_is_signed(briefing: Briefing, cast: Cast) -> None:
    assert "words" not in seen(briefing)  # nothing found: what waits for sign-off from before stays as it was
    written(briefing, cast, "The nurse told Kayleigh. Ring 07700 900123.")
    listed = seen(briefing)["words"]
    assert [row[:4] for row in listed] == [
        ["Words that may identify somebody", "Part 3, sentence 2", "a telephone number", "07700 900123"],
        ["Words that may identify somebody", "Part 3, sentence 2", "somebody's name", "Kayleigh"],
    ]


def test_a_tick_is_for_the_list_that_the_page_showed(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    written(briefing, cast, "The nurse told Kayleigh.")
    client = sign_in(cast.lead)
    page = client.get(SIGN_OFF).content.decode()
    written(briefing, cast, "The nurse told Aldona.")
    told = press(client, page, tick=True)
    assert "have changed. Look at the list once more." in text(told)
    assert "Aldona" in " ".join(row.now for row in told.context["differences"])
    assert not re.search(r'<input[^>]*name="words_checked"[^>]*\schecked[\s>]', told.content.decode())
    assert again(briefing).state == "draft"
    with pytest.raises(Refused, match="Look at the list once more"):
        acts.submit_briefing(again(briefing), by=cast.lead, now=NOW, seen=seen(briefing), words_listed="f" * 64)
    with pytest.raises(Refused, match="tick that you have checked them"):
        acts.submit_briefing(again(briefing), by=cast.lead, now=NOW, seen=seen(briefing))
    assert press(client, told.content.decode(), tick=True).status_code == 302


def test_each_submit_asks_for_its_own_tick(briefing: Briefing, cast: Cast) -> None:
    written(briefing, cast, "The nurse told Kayleigh.")
    fingerprint = found(briefing).fingerprint
    acts.submit_briefing(again(briefing), by=cast.lead, now=NOW, seen=seen(briefing), words_listed=fingerprint)
    acts.send_back_briefing(again(briefing), by=cast.safeguarding_lead, now=NOW)
    with pytest.raises(Refused, match="tick that you have checked them"):
        acts.submit_briefing(again(briefing), by=cast.lead, now=NOW, seen=seen(briefing))


def test_a_change_of_the_agency_list_is_a_change_of_what_is_signed(briefing: Briefing, cast: Cast) -> None:
    written(briefing, cast, "The note of Withycombe came late.")
    before = seen(briefing)
    cast.school.name = "Withycombe School"
    cast.school.save()
    (row,) = differences(before, seen(briefing))
    assert row.where == "Words that may identify somebody"
    assert row.now.endswith("Withycombe")


def test_what_was_submitted_before_the_look_began_is_not_published(
    briefing: Briefing, cast: Cast, sign_in: SignIn
) -> None:
    acts.submit_briefing(again(briefing), by=cast.lead, now=NOW, seen=seen(briefing))
    Statement.objects.create(section=briefing.sections.get(slot=3), text=STOPPING["a postcode"], order=9)
    from_now = seen(briefing)
    Briefing.objects.filter(pk=briefing.pk).update(submitted_digest="")
    client = sign_in(cast.safeguarding_lead)
    page = client.get(SIGN_OFF).content.decode()
    assert "Take these out before it is published" in page
    assert "Its lead takes these out once it is sent back." in text(client.get(SIGN_OFF))
    assert "This briefing holds what identifies somebody. Send it back" in text(press(client, page, "publish"))
    with pytest.raises(Refused, match="Send it back"):
        acts.publish(again(briefing), by=cast.safeguarding_lead, now=NOW, seen=from_now)
    assert not Edition.objects.exists()
    assert press(client, page, "send_back").status_code == 302


def test_a_services_telephone_passes_once_a_person_confirms_it(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    sent = {"act": "resource", "resource-slot": "7", "resource-type": "TOOL", "resource-title": "Help desk"}
    said = text(client.post(MATERIAL, {**sent, "resource-use": HELP}, follow=True))
    assert "It may hold a telephone number and an e-mail address. Read it once more." in said
    assert "It looks as if it holds a telephone number and an e-mail address." in said
    assert "Confirm that it is a service's" in said
    row = Resource.objects.get()
    client.post("/audits/T-2026-01/briefing/", {"act": "draft"})
    page = client.get(SIGN_OFF).content.decode()
    assert "confirm there that it is a service" in page
    assert press(client, page).status_code == 200
    assert again(briefing).state == "draft"
    said = text(client.post(MATERIAL, {"act": "confirm_service", "row": row.pk}, follow=True))
    assert f"{cast.lead.name} confirmed on" in said
    row.refresh_from_db()
    assert row.service_confirmed_by == cast.lead
    assert row.service_confirmed_at is not None
    assert JournalEntry.objects.filter(verb="confirmed_service", audit_uid=briefing.audit.uid).count() == 1
    assert press(client, client.get(SIGN_OFF).content.decode()).status_code == 302
    signer = sign_in(cast.safeguarding_lead)
    shown = signer.get(SIGN_OFF).content.decode()
    assert "Confirmed as a service" in shown
    assert "0161 496 0778" in shown
    assert f"{cast.lead.name} confirmed on" in shown
    assert press(signer, shown, "publish").status_code == 302
    assert "0161 496 0778" in str(Edition.objects.get().content)


@pytest.fixture
def help_desk(briefing: Briefing, cast: Cast) -> Resource:
    row = acts.add_resource(briefing.audit, by=cast.lead, now=NOW, slot=7, type="TOOL", title="Help desk", use=HELP)
    acts.confirm_service(row, by=cast.lead, now=NOW)
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    return row


def test_only_the_confirmed_words_of_that_resource_pass(briefing: Briefing, cast: Cast, help_desk: Resource) -> None:
    assert not found(briefing)
    row = Statement.objects.select_related("section__briefing__audit").get(key=f"resource:{help_desk.pk}")
    acts.edit_statement(row, by=cast.lead, now=NOW, version=row.version, text=f"{row.text} Or ring 07700 900123.")
    written(briefing, cast, "Ring 0161 496 0778.")
    assert [(one.text.page, one.found.words) for one in found(briefing).stops] == [
        ("Part 3, sentence 2", "0161 496 0778"),
        ("Part 7, sentence 1", "07700 900123"),
    ]


def test_what_is_taken_back_stops_again(briefing: Briefing, cast: Cast, sign_in: SignIn, help_desk: Resource) -> None:
    client = sign_in(cast.lead)
    shown = seen(briefing)
    assert client.post(MATERIAL, {"act": "unconfirm_service", "row": help_desk.pk}).status_code == 302
    help_desk.refresh_from_db()
    assert (help_desk.service_confirmed_at, help_desk.service_confirmed_by) == (None, None)
    assert len(found(briefing).stops) == 2
    told = " ".join(f"{row.where}: {row.was} {row.now}" for row in differences(shown, seen(briefing)))
    assert "Confirmed as a service's: Part 7, sentence 1, a telephone number: 0161 496 0778" in told
    acts.unconfirm_service(help_desk, by=cast.lead, now=NOW)  # twice changes nothing
    assert JournalEntry.objects.filter(verb="unconfirmed_service").count() == 1


def test_who_confirms_and_what(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    row = acts.add_resource(briefing.audit, by=cast.lead, now=NOW, slot=7, type="TOOL", title="Help desk", use=HELP)
    for who in ("other_lead", "panel", "scrutineer", "safeguarding_lead", "superuser", "reader"):
        with pytest.raises(Refused, match="Only the audit's lead"):
            acts.confirm_service(row, by=getattr(cast, who), now=NOW)
        answer = sign_in(getattr(cast, who)).post(MATERIAL, {"act": "confirm_service", "row": row.pk})
        assert answer.status_code in (403, 404)
    client = sign_in(cast.lead)
    for given in ("", "x", "0", "999999999999999999999", "\x00"):
        assert client.post(MATERIAL, {"act": "confirm_service", "row": given}).status_code == 404
    plain = acts.add_resource(briefing.audit, by=cast.lead, now=NOW, slot=7, type="TOOL", title="A tool")
    said = text(client.post(MATERIAL, {"act": "confirm_service", "row": plain.pk}, follow=True))
    assert "There is no telephone number, address or e-mail address in this resource." in said
    assert not Resource.objects.filter(service_confirmed_at__isnull=False).exists()
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    acts.remove_resource(row, by=cast.lead, now=NOW)
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    acts.submit_briefing(again(briefing), by=cast.lead, now=NOW, seen=seen(briefing))
    with pytest.raises(Refused, match="waiting for sign-off"):
        acts.confirm_service(plain, by=cast.lead, now=NOW)


def test_who_and_when_are_both_kept_or_neither(help_desk: Resource) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.filter(pk=help_desk.pk).update(service_confirmed_by=None)


def test_nothing_of_the_words_stands_in_the_journal_or_an_address(
    briefing: Briefing, cast: Cast, sign_in: SignIn
) -> None:
    written(briefing, cast, "The nurse told Kayleigh. Ring 07700 900123.")
    client = sign_in(cast.lead)
    page = client.get(SIGN_OFF).content.decode()
    press(client, page, tick=True)
    for line in JournalEntry.objects.all():
        assert "Kayleigh" not in str(vars(line))
    for address in re.findall(r'href="([^"]*)"', page):
        assert "Kayleigh" not in address
        assert "900123" not in address
    assert "Kayleigh" not in page.split("</title>")[0]


def test_markup_in_what_is_found_is_text(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    written(briefing, cast, "<script>x</script> told Kayleigh <b>07700 900123</b>.")
    page = sign_in(cast.lead).get(SIGN_OFF).content.decode()
    assert "<script>x" not in page
    assert "&lt;b&gt;<strong>07700 900123</strong>&lt;/b&gt;" in page


def test_the_seal_is_the_same_whichever_way_it_is_made(briefing: Briefing, cast: Cast) -> None:
    written(briefing, cast, "The nurse told Kayleigh.")
    now = current(again(briefing).audit)
    decisions = decisions_of(now)
    assert seen_of(now) == seen_of(now, decisions) == seen_of(now, decisions, words_of(now, decisions))
