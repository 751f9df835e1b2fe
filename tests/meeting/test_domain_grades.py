"""The agreed grade of each domain: recorded on the meeting's grade page, beside what agencies gave themselves."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused, Stale
from audits.meeting import acts
from audits.meeting.domains.acts import agree_domain_grade
from audits.meeting.domains.models import AgreedDomainGrade
from audits.meeting.models import Meeting
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn, Finding
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.tools.models import RatingBand
from tests.conftest import NOW, Cast
from tests.meeting.test_pages import HOME, text

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def asks(audit: Audit) -> None:
    audit.grades_domains = True
    audit.save(update_fields=["grades_domains"])


@pytest.fixture
def own(late_call: Finding, no_reply: Finding, bands: dict[str, RatingBand]) -> None:
    """The school grades recognition good, the police inadequate; the police do not grade information sharing."""
    school, police = late_call.agency_return, no_reply.agency_return
    give(school, "REC", band=bands["GOOD"], state_id="RATED", reason="Seen early.")
    give(police, "REC", band=bands["INAD"], state_id="RATED")
    give(police, "INFO", state_id="NOTGRADED")


def give(row: AgencyReturn, domain: str, **fields: Any) -> None:
    DomainGrade.objects.create(
        agency_return=row, audit=row.audit, case=row.case, agency=row.agency, domain_id=domain, **fields
    )


def body(client: Client, **words: str) -> dict[str, Any]:
    """The form of the domains as a browser sends it, with these words chosen."""
    found: dict[str, Any] = {"act": "domains"}
    for form in client.get(HOME + "grade/").context["domains"]:
        for name in form.fields:
            found[form.add_prefix(name)] = form[name].value() or ""
    assert set(words) <= set(found)
    return found | words


def agreed(case: Case, domain: str = "REC") -> AgreedDomainGrade | None:
    return AgreedDomainGrade.objects.filter(case=case, domain=domain).select_related("band", "state").first()


@pytest.mark.usefixtures("own")
def test_it_is_recorded_beside_what_agencies_gave_themselves(
    opened: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand]
) -> None:
    client = sign_in(cast.lead)
    page = text(client.get(HOME + "grade/"))
    assert "Good: Hillside School. Inadequate: Example Police." in page
    sent = body(client, **{"domain-REC-band": str(bands["RI"].pk), "domain-INFO-band": "CANTTELL"})
    assert client.post(HOME + "grade/", sent).status_code == 302
    row, other = agreed(opened.case), agreed(opened.case, "INFO")
    assert row is not None
    assert other is not None
    assert (row.words, row.agreed_by, other.words) == ("Requires improvement", cast.lead, "Cannot tell from the record")
    assert AgreedDomainGrade.objects.count() == 2  # what nobody chose is no row
    assert not hasattr(Case.objects.get(pk=opened.case.pk), "agreed_grade")  # the whole is agreed by itself
    table = text(client.get(HOME))
    for words in ("Grades by domain", "Agencies differ", "Seen early.", "Requires improvement"):
        assert words in table
    assert JournalEntry.objects.filter(verb="agreed_grade").count() == 2


@pytest.mark.usefixtures("own")
def test_what_was_agreed_can_be_changed_and_taken_back(
    opened: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand]
) -> None:
    client = sign_in(cast.lead)
    for chosen, words in (
        (str(bands["RI"].pk), "Requires improvement"),
        ("NA", "Not applicable"),
        ("", "Not answered"),
    ):
        client.post(HOME + "grade/", body(client, **{"domain-REC-band": chosen}))
        row = agreed(opened.case)
        assert row is not None
        assert row.words == words
    assert row.version == 4
    before = JournalEntry.objects.filter(verb="agreed_grade").count()
    client.post(HOME + "grade/", body(client))
    assert JournalEntry.objects.filter(verb="agreed_grade").count() == before  # untouched, so nothing is written


def test_who_records_and_who_does_not(
    opened: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand], minute_taker: Callable[[], Any]
) -> None:
    sent = {"act": "domains", "domain-REC-version": "1", "domain-REC-band": str(bands["RI"].pk)}
    for who, status in ((cast.panel, 403), (cast.auditor, 404), (cast.police_auditor, 404), (cast.stranger, 404)):
        assert sign_in(who).post(HOME + "grade/", sent).status_code == status
    assert agreed(opened.case) is None
    taker = minute_taker()
    acts.admit_team(opened, by=cast.lead, now=NOW)
    assert sign_in(taker).post(HOME + "grade/", sent).status_code == 302
    assert agreed(opened.case) is not None


def test_not_before_the_meeting_and_not_once_it_is_closed(
    meeting: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand]
) -> None:
    client = sign_in(cast.lead)
    sent = {"act": "domains", "domain-REC-version": "1", "domain-REC-band": str(bands["RI"].pk)}
    for state in ("preparing", "closed"):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        assert client.post(HOME + "grade/", sent).status_code == 403
    assert agreed(meeting.case) is None


def test_a_band_of_another_scale_another_domain_and_no_grade_are_refused(
    opened: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand]
) -> None:
    other = RatingBand.objects.exclude(scale=opened.case.audit.scale)[0]
    client = sign_in(cast.lead)
    page = client.post(HOME + "grade/", body(client, **{"domain-REC-band": str(other.pk)}))
    assert "Choose a grade of this audit&#x27;s scale." in text(page)
    assert 'href="#id_domain-REC-band"' in text(page)
    given: dict[str, Any] = {"by": cast.lead, "now": NOW, "version": 1}
    for wrong in (
        {"domain": "REC", "band": other},
        {"domain": "NONE-SUCH", "band": bands["RI"]},
        {"domain": "REC", "state": "RATED"},
        {"domain": "REC", "state": "NONE-SUCH"},
    ):
        with pytest.raises(Refused):
            agree_domain_grade(opened.case, **given, **wrong)
    assert agreed(opened.case) is None


def test_a_clash_shows_both_and_overwrites_nothing(
    opened: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand]
) -> None:
    client = sign_in(cast.lead)
    sent = body(client, **{"domain-REC-band": str(bands["GOOD"].pk), "domain-INFO-band": "NOTGRADED"})
    agree_domain_grade(opened.case, by=cast.lead, now=NOW, version=1, domain="REC", band=bands["RI"])
    page = client.post(HOME + "grade/", sent)
    assert page.status_code == 409
    for words in ("Requires improvement", "Good"):
        assert words in text(page)
    row = agreed(opened.case)
    assert row is not None
    assert row.band == bands["RI"]
    assert agreed(opened.case, "INFO") is None  # all of the page or none
    with pytest.raises(Stale):
        agree_domain_grade(opened.case, by=cast.lead, now=NOW, version=1, domain="REC", state="NA")


@pytest.mark.usefixtures("own")
def test_what_is_left_the_screen_and_the_minutes_say_it(
    opened: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand]
) -> None:
    client = sign_in(cast.lead)
    Meeting.objects.filter(pk=opened.pk).update(begun_at=NOW, begun_by=cast.lead)
    assert "12 domains have no agreed grade yet." in text(client.get(HOME))
    agree_domain_grade(opened.case, by=cast.lead, now=NOW, version=1, domain="INFO", band=bands["RI"])
    assert "11 domains have no agreed grade yet." in text(client.get(HOME))
    screen = text(client.get(HOME + "screen/?domain=INFO"))
    assert "Grades in this domain" in screen
    assert "/grade/#id_domain-INFO-band" in screen
    document = Document(BytesIO(client.get(HOME + "minutes/").content))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert "Agreed grade in each domain" in said
    assert any("Requires improvement" in line for line in said)


def test_the_meeting_closes_whether_or_not_domains_are_graded(
    opened: Meeting, cast: Cast, bands: dict[str, RatingBand]
) -> None:
    acts.agree_grade(opened.case, by=cast.lead, now=NOW, band=bands["RI"], reason="So it was.")
    acts.close_meeting(opened, by=cast.lead, now=NOW)
    assert opened.state == Meeting.State.CLOSED


@pytest.mark.usefixtures("own")
def test_an_audit_that_does_not_ask_shows_none_of_it(
    opened: Meeting, cast: Cast, sign_in: SignIn, bands: dict[str, RatingBand]
) -> None:
    Audit.objects.filter(pk=opened.case.audit_id).update(grades_domains=False)
    opened.case.audit.refresh_from_db()
    client = sign_in(cast.lead)
    with CaptureQueriesContext(connection) as asked:
        pages = text(client.get(HOME)) + text(client.get(HOME + "grade/"))
    for words in ("Grades by domain", "In each domain", "no agreed grade yet"):
        assert words not in pages
    assert not [one["sql"] for one in asked.captured_queries if "domaingrade" in one["sql"]]
    with pytest.raises(Refused, match="asks for no grade in each domain"):
        agree_domain_grade(opened.case, by=cast.lead, now=NOW, version=1, domain="REC", band=bands["RI"])
