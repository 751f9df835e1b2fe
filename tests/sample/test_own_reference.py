"""An agency's own reference: sealed, opened by that agency alone, shown who opened it, wiped; and it leaks nowhere."""

from __future__ import annotations

import io
import zipfile

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.urls import reverse

from agencies.models import JournalEntry, MailDomain
from audit_project.refused import Refused, Stale
from audits.codes.models import ExclusionReason
from audits.desk.packs.dump import dump
from audits.returns.links.acts import send_link
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.rollup.counting.counts import roll_up
from audits.rollup.writing import as_text
from audits.sample.involvement.asking import Ticked, change_questions
from audits.sample.key import acts as key
from audits.sample.key.sealing import seal, seal_for, unseal_for
from audits.sample.leaving.acts import ask_to_leave
from audits.sample.models import Involvement
from audits.sample.own_reference import acts
from audits.sample.own_reference.models import IdentifyingLines, OwnReference
from audits.scope.information.acts import put_on_hold
from tests.conftest import NOW, Cast
from tests.sample.draw.test_draw import everything_stored

REFERENCE = "PUP-88231"
LINES = "Robin Ashgrove, born in March, of Quince Street"
FIRST, SECOND = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def text(response) -> str:
    return response.content.decode()


@pytest.fixture(autouse=True)
def keys(settings) -> None:
    settings.KEY_SECRETS = [FIRST]


@pytest.fixture
def asked(school_return: AgencyReturn) -> Involvement:
    return school_return.involvement


@pytest.fixture
def kept(asked: Involvement, cast: Cast) -> Involvement:
    acts.keep_own_reference(asked, by=cast.school_contact, now=NOW, reference="pup-88231 ", version=0)
    return asked


@pytest.fixture
def sent(asked: Involvement, cast: Cast, settings) -> Involvement:
    settings.SHARE_IDENTIFYING_LINES = True
    acts.seal_lines(asked, by=cast.lead, now=NOW, lines=LINES, version=0)
    return asked


@pytest.fixture
def of_contact(asked: Involvement) -> str:
    return f"/audits/T-2026-01/cases/1/involvement/{asked.uid}/own-reference/"


@pytest.fixture
def of_auditor(school_return: AgencyReturn) -> str:
    return f"/audits/T-2026-01/returns/{school_return.uid}/own-reference/"


@pytest.fixture
def of_lines(asked: Involvement) -> str:
    return f"/audits/T-2026-01/cases/1/involvement/{asked.uid}/lines/"


def test_it_stands_nowhere_in_the_clear(kept: Involvement, sent: Involvement, cast: Cast) -> None:
    audit = kept.case.audit
    assert acts.open_own_reference(kept, by=cast.school_contact, now=NOW) == REFERENCE
    assert acts.open_lines(kept, by=cast.school_contact, now=NOW) == LINES
    places = (everything_stored(), str(dump(audit)), as_text(roll_up(audit), audit, "inside"))
    for words in (REFERENCE, "Ashgrove", "Quince"):
        for place in places:
            assert words not in place
            assert words.encode().hex() not in place


def test_who_opens_it(
    kept: Involvement, of_contact: str, of_auditor: str, police_return: AgencyReturn, cast: Cast, sign_in
) -> None:
    for who, address in ((cast.school_contact, of_contact), (cast.auditor, of_auditor)):
        client = sign_in(who)
        before = text(client.get(address))
        assert "Show the reference" in before
        assert REFERENCE not in before
        shown = client.post(address, {"act": "reference"})
        assert REFERENCE in text(shown)
        assert "no-store" in shown.headers["Cache-Control"]
    page = text(sign_in(cast.school_contact).get(of_contact))
    assert "Cora Contact</li>" in page
    assert "Ada Auditor</li>" in page
    for who in (cast.lead, cast.scrutineer):
        assert sign_in(who).post(of_contact).status_code == 403
        assert sign_in(who).post(of_auditor).status_code == 403
    for who in (
        cast.police_contact, cast.police_auditor, cast.colleague, cast.panel, cast.safeguarding_lead,
        cast.administrator, cast.superuser, cast.other_lead,
    ):  # fmt: skip
        assert sign_in(who).post(of_contact).status_code == 404
        assert sign_in(who).post(of_auditor).status_code == 404
    AgencyReturn.objects.filter(involvement=kept).update(state="accepted", submitted_at=NOW, submitted_by=cast.auditor)
    assert sign_in(cast.auditor).post(of_auditor).status_code == 403


def test_openings_are_in_the_activity_log_without_a_word_of_it(
    kept: Involvement, of_contact: str, cast: Cast, sign_in
) -> None:
    sign_in(cast.school_contact).post(of_contact, {"act": "reference"})
    line = JournalEntry.objects.get(verb="opened_own_reference")
    assert (line.person_name_then, line.case_uid) == ("Cora Contact", kept.case.uid)
    log = text(sign_in(cast.lead).get("/audits/T-2026-01/activity/"))
    assert "opened the agency&#x27;s own reference for the case" in log
    assert REFERENCE not in log


def test_the_contact_keeps_changes_and_takes_it_away(asked: Involvement, of_contact: str, cast: Cast, sign_in) -> None:
    client = sign_in(cast.school_contact)
    assert "None is kept here." in text(client.get(of_contact))
    assert "None" not in text(client.post(f"{of_contact}keep/", {"reference": REFERENCE, "version": 0}))
    first = OwnReference.objects.get()
    assert "takes its place" in text(client.get(f"{of_contact}keep/"))
    clash = client.post(f"{of_contact}keep/", {"reference": "PUP-1", "version": 0})
    assert clash.status_code == 409
    assert REFERENCE not in text(clash)
    client.post(f"{of_contact}keep/", {"reference": "PUP-2", "version": 1})
    assert bytes(OwnReference.objects.get().sealed) != bytes(first.sealed)
    assert "PUP-2" in text(client.post(of_contact, {"act": "reference"}))
    assert "is taken away" in text(client.post(f"{of_contact}remove/", follow=True))
    assert not OwnReference.objects.exists()
    assert acts.NOTHING_KEPT in text(client.post(of_contact, {"act": "reference"}))
    assert acts.NOTHING_KEPT in text(client.post(f"{of_contact}remove/", follow=True))


def test_the_auditor_keeps_it_from_the_return(of_auditor: str, cast: Cast, sign_in) -> None:
    client = sign_in(cast.auditor)
    client.post(f"{of_auditor}keep/", {"reference": REFERENCE, "version": 0})
    assert OwnReference.objects.get().sealed_by == cast.auditor
    client.post(f"{of_auditor}remove/")
    assert not OwnReference.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your own reference."),
        ("Robin Ashgrove", "A reference has a figure in it."),
        ("9434765919", "This may be an NHS number"),
        ("<b>1</b>", "This is no reference"),
        ("A1" * 21, "Use 40 characters or fewer"),
    ],
)
def test_what_is_no_reference_is_said_and_not_kept(
    asked: Involvement, of_contact: str, cast: Cast, sign_in, typed: str, said: str
) -> None:
    page = text(sign_in(cast.school_contact).post(f"{of_contact}keep/", {"reference": typed, "version": 0}))
    assert said in page
    assert not OwnReference.objects.exists()


def test_rows_cannot_be_swapped_between_involvements_or_tables(
    kept: Involvement, police_return: AgencyReturn, cast: Cast
) -> None:
    other = police_return.involvement
    acts.keep_own_reference(other, by=cast.police_contact, now=NOW, reference="CRIME-5", version=0)
    row = OwnReference.objects.get(involvement=kept)
    wrong = (
        OwnReference.objects.get(involvement=other).sealed,
        seal(kept.case, "X1"),
        seal_for("identifying_lines", kept, "X1"),
        b"",
    )
    for sealed in wrong:
        OwnReference.objects.filter(pk=row.pk).update(sealed=sealed)
        with pytest.raises(Refused, match="cannot be opened"):
            acts.open_own_reference(kept, by=cast.school_contact, now=NOW)
    with pytest.raises(Refused, match="cannot be opened"):
        unseal_for("case", kept, bytes(row.sealed))
    assert not JournalEntry.objects.filter(verb="opened_own_reference").exists()


def test_it_is_wiped_with_the_key_and_a_hold_keeps_it(
    kept: Involvement, sent: Involvement, cast: Cast, sign_in
) -> None:
    audit = kept.case.audit
    put_on_hold(audit, by=cast.lead, now=NOW, reason="An inquest.")
    with pytest.raises(Refused, match="legal hold"):
        key.wipe(audit, by=cast.lead, now=NOW, reason="Done.")
    with pytest.raises(Refused, match="legal hold"):
        acts.take_away_own_reference(kept, by=cast.school_contact, now=NOW)
    with pytest.raises(Refused, match="legal hold"):
        acts.keep_own_reference(kept, by=cast.school_contact, now=NOW, reference="PUP-2", version=1)
    audit.retention.delete()
    page = text(sign_in(cast.lead).get("/audits/T-2026-01/key/"))
    assert "1 agency’s own reference and 1 sealed note." in page
    assert "Wipe what is sealed for agencies" in page
    assert key.wipe(audit, by=cast.lead, now=NOW, reason="Done.") == 2
    assert not OwnReference.objects.exists()
    assert not IdentifyingLines.objects.exists()
    assert JournalEntry.objects.filter(verb="wiped_sealed", audit_uid=audit.uid).count() == 1


def test_it_goes_when_the_case_leaves_or_the_question_is_taken_back(kept: Involvement, cast: Cast) -> None:
    AgencyReturn.objects.all().delete()
    ask_to_leave(kept.case, by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="MOVED"))
    assert not OwnReference.objects.exists()


def test_a_question_that_is_taken_back_takes_it_along(case, cast: Cast) -> None:
    asked = Involvement.objects.create(case=case, agency=cast.police)
    acts.keep_own_reference(asked, by=cast.police_contact, now=NOW, reference="CRIME-5", version=0)
    change_questions(case.audit, by=cast.lead, now=NOW, ticked=Ticked(), back=[asked.uid])
    assert not OwnReference.objects.exists()


def test_nothing_is_kept_once_the_case_has_left_or_the_audit_is_over(kept: Involvement, cast: Cast) -> None:
    kept.case.audit.state = "published"
    with pytest.raises(Refused, match="This audit is over"):
        acts.keep_own_reference(kept, by=cast.school_contact, now=NOW, reference="PUP-2", version=1)
    kept.case.state = "excluded"
    with pytest.raises(Refused, match="has left the audit"):
        acts.keep_own_reference(kept, by=cast.school_contact, now=NOW, reference="PUP-2", version=1)


def test_keys_are_rotated(kept: Involvement, sent: Involvement, cast: Cast, settings, capsys) -> None:
    settings.KEY_SECRETS = [SECOND, FIRST]
    call_command("rotate_keys")
    assert "2 references are sealed with the first key." in capsys.readouterr().out
    settings.KEY_SECRETS = [SECOND]
    assert acts.open_own_reference(kept, by=cast.school_contact, now=NOW) == REFERENCE
    assert acts.open_lines(kept, by=cast.school_contact, now=NOW) == LINES
    settings.KEY_SECRETS = [FIRST]
    with pytest.raises(CommandError, match="The reference of case 1 of T-2026-01 cannot be opened"):
        call_command("rotate_keys")


def test_without_a_key_in_the_environment_the_page_says_so(
    asked: Involvement, of_contact: str, cast: Cast, sign_in, settings
) -> None:
    settings.KEY_SECRETS = []
    client = sign_in(cast.school_contact)
    assert "no key to seal with" in text(client.get(of_contact))
    assert "no key to seal with" in text(client.get(f"{of_contact}keep/"))
    assert "no key to seal with" in text(client.post(f"{of_contact}keep/", {"reference": "A1", "version": 0}))
    assert not OwnReference.objects.exists()


def test_lines_are_written_only_where_the_partnership_shares_them(
    asked: Involvement, of_lines: str, cast: Cast, sign_in, settings
) -> None:
    lead, case, information = sign_in(cast.lead), "/audits/T-2026-01/cases/1/", "/audits/T-2026-01/information/"
    assert lead.get(of_lines).status_code == 403
    assert "Seal a note" not in text(lead.get(case))
    assert "Names stay outside this application" in text(lead.get(information))
    settings.SHARE_IDENTIFYING_LINES = True
    assert "Seal a note for Hillside School" in text(lead.get(case))
    assert "has decided that identifying lines may be shared" in text(lead.get(information))
    lead.post(of_lines, {"lines": LINES, "version": 0})
    assert "1 sealed note kept here" in text(lead.get(information))
    assert "Ashgrove" not in text(lead.get(of_lines))
    for who in (cast.school_contact, cast.scrutineer):
        assert sign_in(who).post(of_lines, {"lines": "x", "version": 1}).status_code == 403
    assert "are taken away" in text(lead.post(f"{of_lines}remove/", follow=True))
    assert not IdentifyingLines.objects.exists()
    settings.SHARE_IDENTIFYING_LINES = False
    with pytest.raises(Refused, match="secure mail alone"):
        acts.seal_lines(asked, by=cast.lead, now=NOW, lines=LINES, version=0)


def test_lines_are_opened_as_the_own_reference_is(
    sent: Involvement, of_contact: str, of_auditor: str, cast: Cast, sign_in
) -> None:
    for who, address in ((cast.school_contact, of_contact), (cast.auditor, of_auditor)):
        client = sign_in(who)
        assert "Ashgrove" not in text(client.get(address))
        assert "Robin Ashgrove" in text(client.post(address, {"act": "lines"}))
    assert "Ada Auditor, the note" in text(sign_in(cast.school_contact).get(of_contact))
    for who in (cast.lead, cast.scrutineer):
        assert sign_in(who).post(of_contact, {"act": "lines"}).status_code == 403
    for who in (cast.police_contact, cast.administrator, cast.colleague):
        assert sign_in(who).post(of_contact, {"act": "lines"}).status_code == 404


def test_two_people_who_write_at_once_do_not_write_over_each_other(kept: Involvement, cast: Cast) -> None:
    with pytest.raises(Stale):
        acts.keep_own_reference(kept, by=cast.auditor, now=NOW, reference="PUP-3", version=0)
    assert acts.open_own_reference(kept, by=cast.auditor, now=NOW) == REFERENCE


def test_a_one_off_auditor_opens_it_by_their_link_until_that_ends(
    kept: Involvement, school_return: AgencyReturn, of_auditor: str, of_contact: str, cast: Cast, sign_in
) -> None:
    MailDomain.objects.create(domain="hillside.example", added_at=NOW, added_by=cast.administrator)
    school_return.refresh_from_db()
    Involvement.objects.update(auditor=None)
    school_return.involvement.refresh_from_db()
    sent = send_link(school_return, by=cast.school_contact, now=NOW, name="Olga Oneoff", email="o@hillside.example")
    guest = sign_in(sent.link.person)
    assert REFERENCE in text(guest.post(of_auditor, {"act": "reference"}))
    assert guest.get(of_contact).status_code == 404
    assert "Olga Oneoff" in text(sign_in(cast.school_contact).get(of_contact))
    ReturnLink.objects.update(revoked_at=NOW, revoked_by=cast.school_contact)
    assert guest.post(of_auditor, {"act": "reference"}).status_code == 404


def test_no_other_page_file_or_log_shows_it(
    kept: Involvement, sent: Involvement, of_contact: str, school_return: AgencyReturn, cast: Cast, sign_in, caplog
) -> None:
    contact, lead = sign_in(cast.school_contact), sign_in(cast.lead)
    with caplog.at_level("DEBUG"):
        contact.post(of_contact, {"act": "reference"})
        contact.post(of_contact, {"act": "lines"})
    of_return = [school_return.audit.reference, school_return.uid]
    pages = [
        contact.get(of_contact), contact.get(f"{of_contact}keep/"), contact.get("/audits/T-2026-01/cases/1/"),
        contact.get(reverse("word_form", args=of_return)), contact.get(reverse("return", args=of_return)),
        lead.get("/audits/T-2026-01/activity/"), lead.get("/audits/T-2026-01/key/"),
        lead.get("/audits/T-2026-01/information/"), lead.get(f"/practice/search/?q={REFERENCE}"),
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        found = file_text(page) if "word" in page.headers["Content-Type"] else text(page)
        for words in (REFERENCE, "Ashgrove", "Quince"):
            assert words not in found.replace(f'value="{REFERENCE}"', "")  # what was typed into the search
    for words in (REFERENCE, "Ashgrove"):
        assert words not in caplog.text.replace(f"q={REFERENCE}", "")


def file_text(response) -> str:
    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
