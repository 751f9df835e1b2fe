"""The pages and acts of a draw: what is read and kept, the key shown once, who is left out, the certificate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from agencies.models import JournalEntry
from audit_project.refused import Refused
from audits.codes.models import ExclusionReason
from audits.rollup.counting.counts import roll_up
from audits.sample.draw import acts
from audits.sample.draw.acts import Wish, draw_cohort
from audits.sample.draw.certificate import as_json
from audits.sample.draw.cohort import Cohort, cohort_of, read_file, read_pasted
from audits.sample.draw.models import CohortDraw, CohortEntry
from audits.sample.leaving.acts import ask_to_leave
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, Cast

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/examples"
LIST = "\n".join(f"MB-{number}" for number in range(4101, 4118))
STRATA = "reference,area\n" + "\n".join(f"MB-{n},{'north' if n % 3 else 'south'}" for n in range(4101, 4119))


def leave_out(case: Case, **given: Any) -> Case | None:
    """The case leaves; the one that takes its place, if any."""
    row = ask_to_leave(case, **given)
    return row.replaced_by.case if row.replaced_by else None


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def sampling(audit: Audit) -> Audit:
    Audit.objects.update(state="sample")
    audit.refresh_from_db()
    return audit


def drawn(audit: Audit, cast: Cast, wish: Wish | None = None, given: str = LIST, **more: object) -> acts.Outcome:
    cohort = cohort_of(read_pasted(given), ("area",) if "area" in given else ())
    wish = wish or Wish("simple", wanted=4, reserves=2)
    return draw_cohort(audit, cohort, wish, by=cast.lead, now=NOW, source="A list of 1 October", **more)  # type: ignore[arg-type]


def test_the_sample_gets_numbers_and_the_list_is_kept_as_hashes(cast: Cast, sampling: Audit) -> None:
    outcome = drawn(sampling, cast)
    assert [case.number for case, _ in outcome.pairs] == [1, 2, 3, 4]
    assert len(outcome.reserves) == 2
    assert outcome.draw.entries.count() == 17
    sampling.refresh_from_db()
    assert (sampling.cohort_size, sampling.selection) == (17, "random")
    kept = everything_stored()
    assert "MB-41" not in kept
    assert acts.is_reference_of(*outcome.pairs[0]) is True
    assert acts.is_reference_of(outcome.pairs[0][0], outcome.pairs[1][1]) is False


def everything_stored() -> str:
    """Every row of every table of ours as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND "
            "(table_name LIKE 'audits_%' OR table_name LIKE 'agencies_%' OR table_name LIKE 'django_%')"
        )
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")  # noqa: S608
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


def test_left_out_children_make_room_in_the_draws_own_order_and_are_counted_nowhere(
    cast: Cast, sampling: Audit
) -> None:
    outcome = drawn(sampling, cast)
    first = outcome.pairs[0][0]
    Involvement.objects.create(case=first, agency=cast.school)
    came_in = leave_out(first, by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="TRIAL"))
    assert came_in is not None
    assert came_in.number == 5
    assert acts.is_reference_of(came_in, outcome.reserves[0].child.reference) is True
    first.refresh_from_db()
    assert first.state == "excluded"
    counted = roll_up(sampling)
    assert counted.sample.cases.denominator == 4
    leave_out(came_in, by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="STAFF"))
    third = leave_out(outcome.pairs[1][0], by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="STAFF"))
    assert third is None  # both reserves have come in
    assert roll_up(sampling).sample.cases.denominator == 3
    with pytest.raises(Refused, match="has left the audit already"):
        leave_out(first, by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="TRIAL"))
    with pytest.raises(Refused, match="Say why"):
        leave_out(outcome.pairs[2][0], by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="OTHER"))


def test_a_second_draw_sets_the_first_aside_with_its_reason(cast: Cast, sampling: Audit) -> None:
    drawn(sampling, cast)
    with pytest.raises(Refused, match="Say why it is set aside"):
        drawn(sampling, cast)
    assert CohortDraw.objects.count() == 1
    second = drawn(sampling, cast, set_aside_because="The list had left out the north.")
    assert [case.number for case, _ in second.pairs] == [5, 6, 7, 8]
    assert Case.objects.filter(state="excluded").count() == 4
    assert as_json(second.draw)["set_aside"] == [{"draw": 1, "because": "The list had left out the north."}]
    assert as_json(second.draw)["first_case"] == 5
    Case.objects.filter(number=5).update(state="returns")
    with pytest.raises(Refused, match="Returns of the earlier draw's cases are open"):
        drawn(sampling, cast, set_aside_because="Again.")


@pytest.mark.parametrize(
    ("wish", "given", "said"),
    [
        (Wish("simple", wanted=18), LIST, "18 cases were asked for, and the list has 17"),
        (Wish("simple"), LIST, "Enter how many"),
        (Wish("proportional", wanted=3), LIST, "needs a list with a column"),
        (Wish("fixed", fixed={"north": 13}), STRATA, "13 were asked for from “north”, and the list has 12"),
        (Wish("fixed", fixed={"west": 1}), STRATA, "no stratum “west”"),
        (Wish("hand", chosen=("MB-4101",)), LIST, "Say why these cases were chosen"),
        (Wish("hand", chosen=("MB-9999",), reason="Known"), LIST, "not on the list"),
        (Wish("criterion"), LIST, "Say why these cases were chosen"),
        (Wish("lottery"), LIST, "Choose how"),
        (Wish("simple", wanted=1), LIST + "\nMB-4101", "Some rows of the list could not be read"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_kept(
    cast: Cast, sampling: Audit, wish: Wish, given: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        drawn(sampling, cast, wish, given)
    assert not CohortDraw.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("wish", "given", "sizes"),
    [
        (Wish("proportional", wanted=6, reserves=1), STRATA, {"north": 4, "south": 2}),
        (Wish("fixed", fixed={"north": 1, "south": 3}), STRATA, {"north": 1, "south": 3}),
        (Wish("whole"), LIST, {"": 17}),
        (Wish("criterion", reason="All had a conference"), LIST, {"": 17}),
        (Wish("hand", chosen=("mb-4102", "MB–4104 "), reason="Asked for by a review"), LIST, {"": 2}),
        (Wish("simple", wanted=5, reserves=3), STRATA, {"": 5}),
    ],
)
def test_each_method_is_repeated_from_its_certificate(
    cast: Cast, sampling: Audit, wish: Wish, given: str, sizes: dict[str, int], tmp_path: Path, capsys
) -> None:
    outcome = drawn(sampling, cast, wish, given)
    assert {name: outcome.draw.entries.filter(stratum=name, outcome="sample").count() for name in sizes} == sizes
    if wish.reserves:
        leave_out(outcome.pairs[0][0], by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="TRIAL"))
    certificate, listed = tmp_path / "certificate.json", tmp_path / "list.csv"
    certificate.write_text(json.dumps(as_json(outcome.draw)))
    listed.write_text(given)
    call_command("repeat_draw", str(certificate), str(listed))
    said = capsys.readouterr().out
    if wish.method == "hand":
        assert "chosen by hand, not drawn" in said
        return
    for case, reference in outcome.pairs:
        assert f"Case {case.number}: {reference}" in said
    if wish.reserves:
        assert "left out; case" in said
    listed.write_text(given.replace("MB-4103", "MB-4903"))
    with pytest.raises(CommandError, match="not the list of the certificate"):
        call_command("repeat_draw", str(certificate), str(listed))
    certificate.write_text(json.dumps(as_json(outcome.draw) | {"seed": "0" * 64}))
    listed.write_text(given)
    with pytest.raises(CommandError, match="gives other children"):
        call_command("repeat_draw", str(certificate), str(listed))


def test_the_shipped_example_repeats(capsys) -> None:
    call_command("repeat_draw", str(EXAMPLES / "certificate.json"), str(EXAMPLES / "cohort.csv"))
    said = capsys.readouterr().out
    assert "Case 2: MB-4510 (north), left out; case 5 took the place" in said
    assert "Case 5: MB-4177 (north)" in said


@pytest.mark.parametrize("content", ["", "[]", '{"format": "draw-certificate/1", "algorithm": "draw/9"}', "\x00", "{"])
def test_what_is_no_certificate_is_said_in_a_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "c.json"
    file.write_text(content)
    with pytest.raises(CommandError, match="certificate"):
        call_command("repeat_draw", str(file), str(EXAMPLES / "cohort.csv"))


def read(content: bytes) -> Cohort:
    return cohort_of(read_file(content))


def test_lists_as_they_come() -> None:
    assert len(read("\ufeffreference\r\nÄB-1\r\n\r\nB2\r\n".encode()).children) == 1  # Ä is no letter of a reference
    windows = read("reference;area\nB1;Süd\nB2;Nord\n".encode("cp1252"))
    assert [child.reference for child in windows.children] == ["B1", "B2"]
    twice = read(b"A1\nA2\na 1\n\nA3,\n")
    assert [child.reference for child in twice.children] == ["A1", "A2", "A3"]
    assert [(fault.number, fault.sentence) for fault in twice.faults] == [(3, "The same reference stands in row 1.")]
    odd = read(b"reference\n=1+1\n" + b"X" * 41 + b"\n<b>\nOK1\n")
    assert len(odd.children) == 1
    assert len(odd.faults) == 3
    nine = read("\n".join(f"C{n}" for n in range(9)).encode())
    assert (len(nine.children), nine.faults) == (9, ())


def test_a_hundred_thousand_references_are_read_shown_and_drawn(cast: Cast, sampling: Audit, sign_in) -> None:
    listed = "\n".join(f"R{number * 7919 % 9_999_991:07d}" for number in range(100_000))
    client = sign_in(cast.lead)
    root = f"/audits/{sampling.reference}/draw/"
    page = text(client.post(root + "read/", {"source": "All", "pasted": listed}))
    assert "100000 references to draw from" in page
    carried = page.split('name="rows" value="')[1].split('"')[0]
    done = text(client.post(root + "make/", {"rows": carried, "source": "All", "method": "simple", "wanted": 10}))
    assert "shown once" in done
    assert CohortEntry.objects.count() == 100_000
    assert CohortEntry.objects.filter(outcome="sample").count() == 10


def test_a_list_that_is_too_long_is_said(cast: Cast, sampling: Audit, sign_in, monkeypatch) -> None:
    monkeypatch.setattr("audits.sample.draw.cohort.MOST_CHILDREN", 10)
    address = f"/audits/{sampling.reference}/draw/read/"
    page = text(sign_in(cast.lead).post(address, {"source": "All", "pasted": LIST}))
    assert "more than 10 rows" in page


def test_the_lead_reads_a_list_draws_and_sees_the_key_once(cast: Cast, sampling: Audit, sign_in) -> None:
    client, root = sign_in(cast.lead), f"/audits/{sampling.reference}/draw/"
    assert "Paste the references, or upload the list." in text(client.post(root + "read/", {"source": "x"}))
    page = text(
        client.post(root + "read/", {"source": "A list", "pasted": STRATA + "\nMB-4101,north", "strata": "area"})
    )
    assert "1 row could not be read" in page
    assert "The same reference stands in row 2." in page
    assert not CohortDraw.objects.exists()
    carried = page.split('name="rows" value="')[1].split('"')[0]
    given = {"rows": carried, "source": "A list", "strata": "area", "method": "proportional", "wanted": "4"}
    given["reserves"] = "1"
    refused = text(client.post(root + "make/", given))
    assert "Some rows of the list could not be read" in refused
    assert carried in refused
    done = client.post(root + "make/", given | {"leave_out_bad": "on"})
    assert done.headers["Cache-Control"].startswith("no-store") or "no-store" in done.headers["Cache-Control"]
    shown = text(done)
    assert shown.count(">MB-41") == 6  # four cases, and a reserve in each of two strata
    listed = text(client.get(root))
    assert "MB-41" not in listed
    certificate = text(client.get(root + "1/certificate/"))
    assert "MB-41" not in certificate
    assert "Lena Lead drew 4 children for T-2026-01" in certificate
    assert "1 row of the list could not be read as a reference and was left out first." in certificate
    assert "Say why it is set aside" in text(client.post(root + "make/", given | {"leave_out_bad": "on"}))
    saved = client.get(root + "1/certificate/?as=json")
    assert "MB-41" not in text(saved)
    assert json.loads(text(saved))["draw"] == 1
    assert JournalEntry.objects.filter(verb="drew").count() == 1


def test_a_list_of_somebody_else_or_an_older_hour_is_not_drawn_from(cast: Cast, sampling: Audit, sign_in) -> None:
    root = f"/audits/{sampling.reference}/draw/make/"
    page = text(sign_in(cast.lead).post(root, {"rows": "made-up", "source": "x", "method": "whole"}))
    assert "Read it again." in page
    assert not CohortDraw.objects.exists()


def test_an_upload_is_read_and_a_wrong_file_has_its_sentence(cast: Cast, sampling: Audit, sign_in) -> None:
    client, address = sign_in(cast.lead), f"/audits/{sampling.reference}/draw/read/"
    good = SimpleUploadedFile("list.csv", b"reference\nA1\nA2\n")
    assert "2 references to draw from" in text(client.post(address, {"source": "x", "upload": good}))
    for name, content, said in (
        ("a.xlsx", b"PK\x03\x04nonsense", "This file is damaged or only half there."),
        ("a.pdf", b"%PDF-1.4", "This is a PDF"),
        ("a.csv", b"", "This file is empty."),
        ("a.csv", b"reference\n", "a header and no rows under it"),
        ("a.csv", b"Name\nAnna Alpha\nBen Beta\n", "Every column of this list looks like names"),
    ):
        page = text(client.post(address, {"source": "x", "upload": SimpleUploadedFile(name, content)}))
        assert said in page, name


def test_who_reads_the_certificate(cast: Cast, sampling: Audit, sign_in) -> None:
    drawn(sampling, cast)
    address = f"/audits/{sampling.reference}/draw/1/certificate/"
    for who in (cast.scrutineer, cast.safeguarding_lead):
        assert sign_in(who).get(address).status_code == 200
    assert sign_in(cast.panel).get(address).status_code == 403
    assert sign_in(cast.school_contact).get(address).status_code == 403
    assert sign_in(cast.administrator).get(address).status_code == 404
    assert sign_in(cast.lead).get(f"/audits/{sampling.reference}/draw/7/certificate/").status_code == 404
    assert sign_in(cast.scrutineer).get(f"/audits/{sampling.reference}/draw/read/").status_code == 403


def test_the_lead_leaves_a_case_out_on_its_page(cast: Cast, sampling: Audit, sign_in) -> None:
    drawn(sampling, cast)
    client, address = sign_in(cast.lead), f"/audits/{sampling.reference}/cases/2/leave-out/"
    assert "Choose why the case leaves the audit." in text(client.post(address))
    assert "Say why this child is left out." in text(client.post(address, {"reason": "OTHER"}))
    done = text(client.post(address, {"reason": "REVIEW"}, follow=True))
    assert "Case 2 has left the audit. Case 5 takes its place." in done
    assert "live review or rapid review" in done
    certificate = text(client.get(f"/audits/{sampling.reference}/draw/1/certificate/"))
    assert "case 5, the next reserve, took the place" in certificate
    assert client.post(address, {"reason": "REVIEW"}).status_code == 403
    Audit.objects.update(state="returns")
    assert client.get(f"/audits/{sampling.reference}/draw/read/").status_code == 403


@pytest.mark.django_db
def test_a_hand_added_case_has_no_reserve(cast: Cast, sampling: Audit) -> None:
    case = Case.objects.create(audit=sampling, number=9, added_at=NOW, added_by=cast.lead)
    assert leave_out(case, by=cast.lead, now=NOW, reason=ExclusionReason.objects.get(pk="TRIAL")) is None
    assert not sampling.cases.exclude(pk=case.pk).exists()
