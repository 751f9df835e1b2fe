"""People from a file and to one: a preview row by row, all or nothing, the same file twice, invitations for the new."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.invitations import acts as invitations
from agencies.models import JournalEntry, MailDomain, Membership, Person, PersonInvitation
from audit_project.tables_written import xlsx_bytes
from tests.conftest import NOW, TODAY, Cast, give_role, make_person
from tests.tables.reading import read

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/people/import/"
HEADER = ("Name", "E-mail address", "Organisation", "Service", "Role")


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def sheet(*rows: tuple[str, ...]) -> bytes:
    return "\r\n".join(",".join(row) for row in (HEADER, *rows)).encode()


def upload(admin: Client, content: bytes, name: str = "people.csv") -> Any:
    return admin.post(HERE, {"file": SimpleUploadedFile(name, content)})


def hidden(page: Any) -> dict[str, str]:
    return {"act": "load", **dict(re.findall(r'name="(rows|mark)" value="([^"]*)"', page.content.decode()))}


def load(admin: Client, content: bytes, name: str = "people.csv") -> Any:
    return admin.post(HERE, hidden(upload(admin, content, name)))


@pytest.fixture
def admin(cast: Cast, sign_in: SignIn) -> Client:
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    return sign_in(cast.administrator)


NEW = ("Nia New", "nia@school.example", "Hillside School", "", "Auditor")


def test_adds_changes_and_what_stays_are_shown_then_done(cast: Cast, admin: Client) -> None:
    content = sheet(
        NEW,
        ("Rae Renamed", cast.reader.email, "Hillside School", "", "reader"),
        (cast.stranger.name, cast.stranger.email, "Example Healthcare Trust", "School Nursing", "Agency contact"),
        (cast.auditor.name, cast.auditor.email, "Hillside School", "", "Auditor"),
    )
    page = upload(admin, content)
    said = text(page)
    assert "1 to invite" in said
    assert "2 changed" in said
    assert "1 as it is" in said
    assert "Name: Rae Renamed (was: Rae Reader)" in said
    assert mail.outbox == []
    assert not PersonInvitation.objects.exists()
    done = admin.post(HERE, hidden(page))
    assert "1 invited" in text(done)
    assert mail.outbox[0].to == ["nia@school.example"]
    assert not Person.objects.filter(email="nia@school.example").exists()
    assert Person.objects.get(pk=cast.reader.pk).name == "Rae Renamed"
    given = Membership.objects.get(person=cast.stranger)
    assert (given.agency, given.role, given.waits) == (cast.school_nursing, "agency_contact", True)
    assert JournalEntry.objects.latest("pk").kind == "people"


def test_the_same_file_again_changes_nothing(cast: Cast, admin: Client) -> None:
    content = sheet(NEW, (cast.stranger.name, cast.stranger.email, "Hillside School", "", "Reader"))
    content = content.replace(b"Reader", b"Briefing reader")
    load(admin, content)
    before = list(Membership.objects.order_by("pk").values()), list(PersonInvitation.objects.values())
    again = upload(admin, content)
    assert "There is nothing to import." in text(again)
    assert (list(Membership.objects.order_by("pk").values()), list(PersonInvitation.objects.values())) == before
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "a@school.example", "Hillside School", "", "Auditor"), "Enter the person's name."),
        (("A", "", "Hillside School", "", "Auditor"), "Enter their work e-mail address."),
        (("A", "not an address", "Hillside School", "", "Auditor"), "Enter an e-mail address like"),
        (("A", "a@elsewhere.example", "Hillside School", "", "Auditor"), "domain on the partnership's list"),
        (("A", "a@school.example", "Nowhere", "", "Auditor"), "There is no agency “Nowhere”"),
        (("A", "a@school.example", "Hillside School", "", "Boss"), "There is no role “Boss”."),
        (("A", "a@school.example", "Hillside School", "", ""), "Enter the role."),
        (("=1+1", "a@school.example", "Hillside School", "", "Auditor"), "Cell 1 holds a formula."),
        (("Amir Administrator", "amir.administrator@people.example", "Hillside School", "", "Auditor"), "your own"),
        (("N", "nia@school.example", "Example Police", "", "Auditor"), "Row 2 gives this address another name."),
        (("Nia New", "NIA@school.example", "Hillside School", "", "Auditor"), "This is row 2 again."),
        (("Nia New", "nia@school.example", "Example Police", "", "Auditor"), "Row 2 invites this person already."),
    ],
)
def test_one_bad_row_keeps_all_of_it_out(cast: Cast, admin: Client, row: tuple[str, ...], said: str) -> None:
    page = upload(admin, sheet(NEW, row))
    assert said in text(page)
    assert "1 row to mend" in text(page)
    assert 'name="mark"' not in page.content.decode()
    assert not PersonInvitation.objects.exists()


def test_a_column_is_found_by_what_else_it_is_called_and_once(cast: Cast, admin: Client) -> None:
    assert "1 to invite" in text(upload(admin, sheet(NEW).replace(b"E-mail address", b"email")))
    twice = sheet(NEW).replace(b"Service", b"Email")
    assert "Two columns are called “E-mail address”." in text(upload(admin, twice))


def test_what_changed_since_the_preview_is_shown_again(cast: Cast, admin: Client) -> None:
    page = upload(admin, sheet(NEW))
    Person.objects.create_user("nia@school.example", None, name="Nia New")
    answer = admin.post(HERE, hidden(page))
    assert answer.status_code == 409
    assert "has changed since this preview was shown" in text(answer)
    assert not PersonInvitation.objects.exists()


def test_whom_the_mail_does_not_reach_is_said_and_invited_by_the_same_file(
    cast: Cast, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(invitations, "send_mail", refuse)
        done = load(admin, sheet(NEW))
    assert "1 of them not reached" in text(done)
    assert "Not sent" in text(done)
    assert PersonInvitation.objects.get().revoked_at is not None
    load(admin, sheet(NEW))
    assert mail.outbox[0].to == ["nia@school.example"]


def test_the_example_and_the_export_are_read(cast: Cast, admin: Client) -> None:
    assert "2 rows to mend" in text(upload(admin, admin.get("/people/import/example/").content))
    gone = give_role(make_person("Enid Ended"), cast.school, "auditor", by=cast.lead)
    Membership.objects.filter(pk=gone.pk).update(until=TODAY - timedelta(days=1))
    Person.objects.filter(pk=cast.reader.pk).update(is_active=False, name="=Rae")
    for kind in ("csv", "xlsx"):
        content = admin.get(f"/people/list.{kind}").content
        table = read(content)
        states = {cells["name"]: cells["state"] for _, cells in table}
        assert states["Enid Ended"] == "ended"
        assert states[cast.lead.name] == "in force"
        assert states["Stan Stranger"] == "no role"
        assert states["=Rae"] == "account closed"
        assert "There is nothing to import." in text(upload(admin, content, f"people.{kind}"))
    assert b"'=Rae" in admin.get("/people/list.csv").content
    assert JournalEntry.objects.filter(verb="exported", kind="people").count() == 3
    assert admin.get("/people/list.pdf").status_code == 404


def test_a_workbook_is_read_and_only_the_administrator_reads_any(cast: Cast, admin: Client, sign_in: SignIn) -> None:
    assert "1 to invite" in text(upload(admin, xlsx_bytes("People", HEADER, [NEW]), "people.xlsx"))
    for who in (cast.lead, cast.school_contact, cast.safeguarding_lead):
        client = sign_in(who)
        assert client.get("/people/list.csv").status_code == 404
        assert upload(client, sheet(NEW)).status_code == 403


def test_reading_costs_the_same_at_any_length(cast: Cast, admin: Client) -> None:
    counts = []
    for number in (1, 60):
        rows = [(f"N {one}", f"n{one}@school.example", "Hillside School", "", "Auditor") for one in range(number)]
        with CaptureQueriesContext(connection) as taken:
            assert f"{number} to invite" in text(upload(admin, sheet(*rows)))
        counts.append(len(taken))
    assert counts[0] == counts[1]


def test_the_list_is_narrowed(cast: Cast, admin: Client) -> None:
    make_person("Clive Closed", is_active=False)
    give_role(make_person("Wanda Waiting"), cast.school, "auditor")
    for query, there, not_there in (
        ("role=reader", cast.reader.name, cast.auditor.name),
        (f"agency={cast.trust.uid}", cast.trust_contact.name, cast.reader.name),
        ("state=closed", "Clive Closed", cast.reader.name),
        ("state=waits", "Wanda Waiting", cast.auditor.name),
        ("state=no-role", cast.stranger.name, cast.reader.name),
        (f"role=auditor&agency={cast.police.uid}&q=pat", cast.police_auditor.name, cast.panel.name),
    ):
        said = text(admin.get(f"/people/?{query}"))
        assert there in said, query
        assert not_there not in said, query
    assert admin.get("/people/?role=boss&agency=x&page=x").status_code == 200
