"""The key: where it is kept, sealing and opening it, who may, wiping, rotating; and that it leaks nowhere."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from agencies.models import JournalEntry
from audit_project.checks import production_faults
from audit_project.refused import Refused, Stale
from audits.actions import acts as action_acts
from audits.desk.packs.dump import dump
from audits.returns.models import AgencyReturn
from audits.rollup.counting.counts import roll_up
from audits.rollup.writing import as_text
from audits.sample.draw.acts import Wish, draw_cohort
from audits.sample.draw.cohort import cohort_of, read_pasted
from audits.sample.key import acts as key
from audits.sample.key.models import KeyHolding, SealedReference
from audits.sample.models import Case
from audits.scope.information.acts import put_on_hold
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast
from tests.sample.draw.test_draw import everything_stored

REFERENCE = "MB-77123"
WIPE = {"sure": "on", "reason": "The work is done."}
FIRST, SECOND = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def text(response) -> str:
    return response.content.decode()


@pytest.fixture(autouse=True)
def keys(settings) -> None:
    settings.KEY_SECRETS = [FIRST]


@pytest.fixture
def sealed(audit: Audit, case: Case, cast: Cast) -> Case:
    key.seal_references(audit, [(case, "mb-77123 ")], by=cast.lead, now=NOW)
    return case


def test_what_is_sealed_stands_nowhere_in_the_clear(sealed: Case, school_return: AgencyReturn, cast: Cast) -> None:
    assert key.open_reference(sealed, by=cast.lead, now=NOW) == REFERENCE
    stored = everything_stored()
    assert REFERENCE not in stored
    assert REFERENCE.encode().hex() not in stored  # bytes are shown as figures
    assert REFERENCE not in str(dump(sealed.audit))
    assert REFERENCE not in as_text(roll_up(sealed.audit), sealed.audit, "inside")
    assert JournalEntry.objects.filter(verb="opened_key", case_uid=sealed.uid).count() == 1


def test_who_opens_it(sealed: Case, school_return: AgencyReturn, cast: Cast, sign_in) -> None:
    of_return = f"/audits/T-2026-01/returns/{school_return.uid}/key/"
    of_case = "/audits/T-2026-01/cases/1/key/"
    client = sign_in(cast.auditor)
    asked = text(client.get(of_return))
    assert "Show the reference" in asked
    assert REFERENCE not in asked
    shown = client.post(of_return)
    assert REFERENCE in text(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    assert REFERENCE in text(sign_in(cast.lead).post(of_case))
    for who in (cast.school_contact, cast.scrutineer):
        assert sign_in(who).post(of_return).status_code == 403
        assert sign_in(who).post(of_case).status_code == 403
    for who in (cast.colleague, cast.police_auditor, cast.safeguarding_lead, cast.administrator, cast.superuser):
        assert sign_in(who).post(of_return).status_code == 404
        assert sign_in(who).post(of_case).status_code == 404
    page = text(sign_in(cast.scrutineer).get("/audits/T-2026-01/key/"))
    assert "Ada Auditor, case 1" in page
    assert "Lena Lead, case 1" in page
    AgencyReturn.objects.update(state="accepted", submitted_at=NOW, submitted_by=cast.auditor)
    assert client.post(of_return).status_code == 403


def test_it_is_kept_outside_unless_somebody_seals_it(audit: Audit, case: Case, cast: Cast, sign_in) -> None:
    client, address = sign_in(cast.lead), "/audits/T-2026-01/key/outside/"
    assert "Nobody has said yet" in text(client.get("/audits/T-2026-01/key/"))
    assert "Say where the key is stored." in text(client.post(address, {"version": 1, "kept_by": "x"}))
    client.post(address, {"version": 1, "stored_at": "Secure drive", "kept_by": "Business manager"})
    assert "Secure drive, by Business manager" in text(client.get("/audits/T-2026-01/cases/1/key/"))
    clash = client.post(address, {"version": 1, "stored_at": "A safe", "kept_by": "Somebody"})
    assert clash.status_code == 409
    assert "Secure drive" in text(clash)
    assert sign_in(cast.scrutineer).post(address, {"version": 2}).status_code == 403
    key.seal_references(audit, [(case, REFERENCE)], by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Wipe them first"):
        key.keep_outside(audit, by=cast.lead, now=NOW, version=3, stored_at="A", kept_by="B")
    key.wipe(audit, by=cast.lead, now=NOW, reason="Kept outside from now on.")
    with pytest.raises(Stale):
        key.keep_outside(audit, by=cast.lead, now=NOW, version=9, stored_at="A", kept_by="B")


def test_references_are_sealed_on_the_page_and_bad_ones_are_said(audit: Audit, case: Case, cast: Cast, sign_in) -> None:
    client, address = sign_in(cast.lead), "/audits/T-2026-01/key/seal/"
    assert "Enter at least one reference." in text(client.post(address, {}))
    refused = text(client.post(address, {"case_1": "<b>no</b>"}))
    assert "This is no reference" in refused
    assert "&lt;b&gt;no&lt;/b&gt;" in refused
    assert not KeyHolding.objects.exists()
    assert client.post(address, {"case_1": REFERENCE}).status_code == 302
    assert SealedReference.objects.get().case == case


def test_a_drawn_case_takes_the_reference_it_was_drawn_with(audit: Audit, cast: Cast, sign_in) -> None:
    Audit.objects.update(state="sample")
    audit.refresh_from_db()
    listed = cohort_of(read_pasted("AB1\nAB2\nAB3"))
    [(case, reference)] = draw_cohort(
        audit, listed, Wish("simple", wanted=1), by=cast.lead, now=NOW, source="A list"
    ).pairs
    other = next(one for one in ("AB1", "AB2", "AB3") if one != reference)
    with pytest.raises(Refused, match="not the reference that case 1 was drawn with"):
        key.seal_references(audit, [(case, other)], by=cast.lead, now=NOW)
    assert key.seal_references(audit, [(case, reference)], by=cast.lead, now=NOW) == 1


def test_swapped_changed_and_foreign_rows_do_not_open(sealed: Case, cast: Cast, settings) -> None:
    other = Case.objects.create(audit=sealed.audit, number=2, added_at=NOW, added_by=cast.lead)
    key.seal_references(sealed.audit, [(other, "MB-2")], by=cast.lead, now=NOW)
    row = SealedReference.objects.get(case=sealed)
    first, second = bytes(row.sealed), bytes(SealedReference.objects.get(case=other).sealed)
    for wrong in (second, first[:-2] + b"AA", b""):
        SealedReference.objects.filter(pk=row.pk).update(sealed=wrong)
        with pytest.raises(Refused, match="cannot be opened"):
            key.open_reference(sealed, by=cast.lead, now=NOW)
    SealedReference.objects.filter(pk=row.pk).update(sealed=first)
    settings.KEY_SECRETS = [SECOND]
    with pytest.raises(Refused, match="cannot be opened"):
        key.open_reference(sealed, by=cast.lead, now=NOW)
    assert not JournalEntry.objects.filter(verb="opened_key").exists()


def test_keys_are_rotated_by_a_command_that_may_run_again(sealed: Case, cast: Cast, settings, capsys) -> None:
    settings.KEY_SECRETS = [SECOND, FIRST]
    call_command("rotate_keys")
    call_command("rotate_keys")
    assert capsys.readouterr().out.count("1 reference is sealed with the first key.") == 2
    settings.KEY_SECRETS = [SECOND]
    assert key.open_reference(sealed, by=cast.lead, now=NOW) == REFERENCE
    settings.KEY_SECRETS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="The reference of case 1 of T-2026-01 cannot be opened"):
        call_command("rotate_keys")
    settings.KEY_SECRETS = []
    with pytest.raises(CommandError, match="no key to seal with"):
        call_command("rotate_keys")


def test_without_a_key_in_the_environment_nothing_is_sealed(
    audit: Audit, case: Case, cast: Cast, settings, sign_in
) -> None:
    settings.KEY_SECRETS = []
    with pytest.raises(Refused, match="only be kept outside"):
        key.seal_references(audit, [(case, REFERENCE)], by=cast.lead, now=NOW)
    assert "sealed</a>" not in text(sign_in(cast.lead).get("/audits/T-2026-01/key/"))
    settings.KEY_SECRETS = ["not-a-key"]
    assert "sealed</a>" not in text(sign_in(cast.lead).get("/audits/T-2026-01/key/"))
    with pytest.raises(Refused, match="no Fernet key"):
        key.seal_references(audit, [(case, REFERENCE)], by=cast.lead, now=NOW)
    assert "Entry 2 of KEY_SECRETS is no Fernet key." in production_faults({"KEY_SECRETS": f"{FIRST},nonsense"})


def test_it_is_wiped_by_hand_and_a_hold_stops_that(sealed: Case, cast: Cast, sign_in) -> None:
    audit, client = sealed.audit, sign_in(cast.lead)
    put_on_hold(audit, by=cast.lead, now=NOW, reason="An inquest.")
    assert "on legal hold" in text(client.post("/audits/T-2026-01/key/wipe/", WIPE))
    audit.retention.delete()
    assert "Tick that the key" in text(client.post("/audits/T-2026-01/key/wipe/", {}))
    assert SealedReference.objects.count() == 1
    done = text(client.post("/audits/T-2026-01/key/wipe/", WIPE, follow=True))
    assert "was wiped on" in done
    assert "The work is done." in done
    assert not SealedReference.objects.exists()
    assert "Nothing is sealed here." in text(client.post("/audits/T-2026-01/key/wipe/", WIPE))
    assert sign_in(cast.scrutineer).post("/audits/T-2026-01/key/wipe/", {"sure": "on"}).status_code == 403


def test_it_is_wiped_when_the_last_action_closes(sealed: Case, cast: Cast) -> None:
    advice = action_acts.add_recommendation(sealed.audit, by=cast.lead, now=NOW, text="Tell schools within a day.")
    both = [
        action_acts.add_action(advice, by=cast.lead, now=NOW, owner=cast.police, text=words, due=TODAY)
        for words in ("Change the form.", "Tell the team.")
    ]
    action_acts.close_action(both[0], by=cast.police_contact, now=NOW, evidence="Done.")
    assert SealedReference.objects.count() == 1
    action_acts.drop_action(both[1], by=cast.lead, now=NOW, reason="Done by others.")
    assert SealedReference.objects.count() == 1  # returns are out: their auditors still look for the child
    Audit.objects.update(state="published")
    last = action_acts.add_action(advice, by=cast.lead, now=NOW, owner=cast.police, text="Look again.", due=TODAY)
    action_acts.close_action(last, by=cast.police_contact, now=NOW, evidence="Done.")
    assert not SealedReference.objects.exists()
    assert KeyHolding.objects.get().wiped_because == key.ALL_DONE
