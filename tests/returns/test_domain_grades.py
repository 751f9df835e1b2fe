"""A grade in each domain: asked where the audit asks for it, saved row by row, and nothing of it anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused, Stale
from audits.returns import acts
from audits.returns.domains.models import DomainGrade
from audits.returns.handing_in.checks import what_advises, what_blocks, written_in
from audits.returns.listing.passing import submitted_returns
from audits.returns.models import AgencyReturn
from audits.returns.reading import whole
from audits.scope.beginning import begin_audit
from audits.scope.models import Audit
from audits.tools.models import RatingBand, Standard
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, address
from tests.returns.test_keeping import Tab

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HEADING = "Grade in each domain"
NOT_OF_SCHOOLS = "SUPER"


@pytest.fixture(autouse=True)
def asks(audit: Audit) -> None:
    audit.grades_domains = True
    audit.save(update_fields=["grades_domains"])
    for standard in Standard.objects.filter(domain__tool=audit.tool, domain__practice=NOT_OF_SCHOOLS):
        standard.asked_of.set(["POL"])


@pytest.fixture
def asks_not(audit: Audit) -> None:
    """The audit as most are, before its returns open."""
    audit.grades_domains = False
    audit.save(update_fields=["grades_domains"])


def band(row: AgencyReturn, code: str = "GOOD") -> RatingBand:
    return RatingBand.objects.get(scale=row.audit.scale, code=code)


def row_of(row: AgencyReturn, domain: str) -> DomainGrade:
    return DomainGrade.objects.get(agency_return=row, domain=domain)


def give(row: AgencyReturn, by: Person, domain: str = "REC", **fields: Any) -> DomainGrade:
    given = {"version": row_of(row, domain).version, "band": band(row), **fields}
    return acts.save_domain_grade(row, by=by, now=NOW, domain=domain, **given)


def sent(client: Client, row: AgencyReturn, **words: str) -> dict[str, Any]:
    """The grade's page as a browser sends it, with these words typed."""
    found: dict[str, Any] = {}
    for form in client.get(address(row, "grade/")).context["forms"]:
        for name in form.fields:
            found[form.add_prefix(name)] = form[name].value() or ""
    assert set(words) <= set(found)
    return found | words


def test_a_return_is_asked_for_a_grade_in_each_domain_that_it_has_questions_in(police, school) -> None:
    for row in (police, school):
        asked = set(row.answers.values_list("domain_id", flat=True))
        grades = DomainGrade.objects.filter(agency_return=row)
        assert set(grades.values_list("domain_id", flat=True)) == asked
        assert {(one.audit_id, one.case_id, one.agency_id, one.state_id) for one in grades} == {
            (row.audit_id, row.case_id, row.agency_id, "UNANSWERED")
        }
    assert not school.domain_grades.filter(domain=NOT_OF_SCHOOLS).exists()


def test_the_page_asks_in_the_order_of_the_tool_and_saves_what_was_chosen(cast: Cast, sign_in: SignIn, police) -> None:
    client = sign_in(cast.police_auditor)
    page = client.get(address(police, "grade/"))
    assert HEADING in page.content.decode()
    order = list(police.answers.order_by("standard__domain__order").values_list("domain_id", flat=True))
    assert [form.domain for form in page.context["domains"]] == list(dict.fromkeys(order))
    body = sent(
        client, police, **{"domain-REC-band": str(band(police).pk), "domain-REC-reason": "Seen early.",
        "domain-VOICE-band": "CANTTELL"},
    )  # fmt: skip
    assert client.post(address(police, "grade/"), body).status_code == 302
    assert [(row_of(police, one).words, row_of(police, one).reason) for one in ("REC", "VOICE")] == [
        ("Good", "Seen early."), ("Cannot tell from the record", ""),
    ]  # fmt: skip
    police.grade.refresh_from_db()
    assert police.grade.state_id == "UNANSWERED"  # the whole is graded by itself
    events: Any = DomainGrade._meta.get_field("events").related_model
    assert list(events.objects.filter(pgh_obj=row_of(police, "REC")).values_list("reason", flat=True)) == [
        "", "Seen early.",
    ]  # fmt: skip


def test_its_own_agency_writes_and_others_find_no_page(cast: Cast, sign_in: SignIn, police) -> None:
    assert sign_in(cast.police_contact).get(address(police, "grade/")).status_code == 200
    for who in (cast.auditor, cast.school_contact, cast.panel, cast.stranger, cast.superuser):
        for page in ("grade/", "keep/"):
            body = {"domain-REC-version": "1", "domain-REC-band": str(band(police).pk), "page": "grade"}
            assert sign_in(who).post(address(police, page), body).status_code == 404
    assert row_of(police, "REC").state_id == "UNANSWERED"


def test_a_return_that_was_handed_in_takes_no_more(cast: Cast, sign_in: SignIn, police, ready: Ready) -> None:
    client = sign_in(cast.police_auditor)
    body = sent(client, police, **{"domain-REC-band": str(band(police).pk)})
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    assert client.post(address(police, "grade/"), body).status_code == 403
    assert row_of(police, "REC").band is None
    with pytest.raises(Refused, match="submitted"):
        give(police, cast.police_auditor)


def test_a_band_of_another_scale_and_a_domain_that_is_not_asked_are_refused(cast: Cast, sign_in, school) -> None:
    other = RatingBand.objects.exclude(scale=school.audit.scale).first()
    with pytest.raises(Refused, match="Choose a grade of this audit's scale"):
        give(school, cast.auditor, band=other)
    for domain in (NOT_OF_SCHOOLS, "NONE-SUCH", ""):
        with pytest.raises(Refused, match="does not ask for a grade of that domain"):
            acts.save_domain_grade(school, by=cast.auditor, now=NOW, domain=domain, version=1, band=band(school))
    for state in ("RATED", "NONE-SUCH"):
        with pytest.raises(Refused):
            give(school, cast.auditor, band=None, state=state)
    client = sign_in(cast.auditor)
    page = client.post(address(school, "grade/"), sent(client, school, **{"domain-REC-band": str(other.pk)}))
    assert page.status_code == 200
    assert "Choose a grade of this audit&#x27;s scale." in page.content.decode()
    assert 'href="#id_domain-REC-band"' in page.content.decode()
    body = sent(client, school) | {
        f"domain-{NOT_OF_SCHOOLS}-version": "1",
        f"domain-{NOT_OF_SCHOOLS}-band": str(other.pk),
    }
    assert client.post(address(school, "grade/"), body).status_code == 302
    assert set(school.domain_grades.values_list("state_id", flat=True)) == {"UNANSWERED"}


def test_the_page_saves_itself_row_by_row(cast: Cast, sign_in: SignIn, police) -> None:
    tab = Tab(sign_in(cast.police_auditor), cast.police_auditor, police, "grade/", "grade")
    tab.type(**{"domain-REC-band": str(band(police).pk), "reason": "Timely"})
    told = tab.save().json()
    assert sorted(told["stands"]) == ["", "domain-REC"]
    tab.type(**{"domain-REC-reason": "Seen early."})
    assert list(tab.save().json()["stands"]) == ["domain-REC"]
    row = row_of(police, "REC")
    assert (row.band, row.reason, row.version, row.background_saves) == (band(police), "Seen early.", 3, 2)
    assert row.events.count() == 1  # as it was made: the rest is written when the person saves the page
    assert tab.press().status_code == 302
    assert row.events.count() == 2
    assert JournalEntry.objects.filter(verb="saved").count() == 1


def test_a_reason_that_is_too_long_is_kept_as_a_draft_and_named(cast: Cast, sign_in: SignIn, police) -> None:
    tab = Tab(sign_in(cast.police_auditor), cast.police_auditor, police, "grade/", "grade")
    tab.type(**{"domain-REC-band": str(band(police).pk), "domain-REC-reason": "x" * 310})
    (fault,) = tab.save().json()["faults"]
    assert (fault["field"], fault["kept"]) == ("domain-REC-reason", True)
    assert (row_of(police, "REC").band, row_of(police, "REC").reason) == (band(police), "")
    blocks = what_blocks(written_in(police, whole(police)))
    assert "id_domain-REC-reason" in {one.input for one in blocks}


def test_a_clash_shows_both_grades_and_overwrites_nothing(cast: Cast, sign_in: SignIn, police) -> None:
    first, second = sign_in(cast.police_auditor), sign_in(cast.police_contact)
    body = sent(second, police, **{"domain-REC-band": "NOTGRADED"})
    tab = Tab(second, cast.police_contact, police, "grade/", "grade")
    mine = sent(first, police, **{"domain-REC-band": str(band(police).pk)})
    assert first.post(address(police, "grade/"), mine).status_code == 302
    tab.type(**{"domain-REC-band": "NOTGRADED", "domain-PLAN-band": "NOTGRADED"})
    told = tab.save().json()
    (clash,) = told["clashes"]
    assert (clash["row"], clash["values"]["domain-REC-band"]) == ("domain-REC", str(band(police).pk))
    assert list(told["stands"]) == ["domain-PLAN"]  # one row's clash stops no other
    page = second.post(address(police, "grade/"), body)
    assert page.status_code == 409
    (rows,) = [form.conflict_rows for form in page.context["forms"] if hasattr(form, "conflict_rows")]
    assert [(one["theirs"], one["yours"]) for one in rows] == [("Good", "Not graded")]
    with pytest.raises(Stale):
        give(police, cast.police_auditor, version=1, band=None, state="NA")
    assert row_of(police, "REC").band == band(police)


def test_the_check_page_advises_and_lets_the_return_go(cast: Cast, sign_in: SignIn, police, ready: Ready) -> None:
    give(police, cast.police_auditor)
    left = police.domain_grades.count() - 1
    (advice,) = [one for one in what_advises(written_in(police, whole(police))) if "no grade yet" in one.words]
    assert advice.words == f"{left} domains have no grade yet."
    first_open = whole(police).domain_grades[1].domain_id
    page = sign_in(cast.police_auditor).get(address(police, "check/")).content.decode()
    assert f"/grade/#id_domain-{first_open}-band" in page
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    (held,) = submitted_returns(police.audit).held
    assert f"{left} domains without a grade" in held.reasons


def test_the_whole_return_says_each_grade_and_escapes_what_was_typed(cast: Cast, sign_in, police) -> None:
    give(police, cast.police_auditor, reason="<b>Seen</b> early.")
    page = sign_in(cast.police_auditor).get(address(police, "check/")).content.decode()
    assert "In each domain" in page
    assert "&lt;b&gt;Seen&lt;/b&gt; early." in page
    assert "Not answered" in page


def test_a_name_in_a_reason_stops_the_submit_and_leads_to_its_field(cast: Cast, sign_in, police, ready: Ready) -> None:
    give(ready(police), cast.police_auditor, reason="Ring 07700 900123 for more.")
    page = sign_in(cast.police_auditor).get(address(police, "check/")).content.decode()
    assert "/grade/#id_domain-REC-reason" in page
    with pytest.raises(Refused):
        acts.submit_return(police, by=cast.police_auditor, now=NOW)


def test_the_step_is_done_when_every_domain_has_its_grade(cast: Cast, sign_in: SignIn, police, ready: Ready) -> None:
    client = sign_in(cast.police_auditor)
    ready(police)

    def step() -> str:
        outline = client.get(address(police, "records/")).context["outline"]
        return next(one.words for one in outline.steps if one.short == "Grade of your own practice")

    assert step() == "Started"
    for one in police.domain_grades.all():
        give(police, cast.police_auditor, one.domain_id, band=None, state="NOTGRADED")
    assert step() == "Done"


@pytest.mark.usefixtures("asks_not")
def test_an_audit_that_does_not_ask_shows_none_of_it(cast: Cast, sign_in: SignIn, police, ready: Ready) -> None:
    assert not DomainGrade.objects.exists()
    client = sign_in(cast.police_auditor)
    ready(police)
    for page in ("grade/", "check/", ""):
        told = client.get(address(police, page)).content.decode()
        assert HEADING not in told
        assert "In each domain" not in told
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address(police, "grade/"))
        client.get(address(police, "check/"))
        acts.submit_return(police, by=cast.police_auditor, now=NOW)
    # The lead's list of what is missing counts them in its one query; nothing else here reads the table.
    assert not [one["sql"] for one in asked.captured_queries if "audits_domaingrade" in one["sql"]]


def test_asking_for_them_costs_each_page_one_query(cast: Cast, sign_in: SignIn, police, audit: Audit) -> None:
    client = sign_in(cast.police_auditor)
    counts = []
    for asks in (True, False):
        Audit.objects.filter(pk=audit.pk).update(grades_domains=asks)
        for page in ("grade/", "check/", "records/"):
            client.get(address(police, page))
            with CaptureQueriesContext(connection) as asked:
                client.get(address(police, page))
            counts.append(len(asked))
    assert [with_them - without for with_them, without in zip(counts[:3], counts[3:], strict=True)] == [2, 1, 1]


def test_domains_are_graded_on_a_scale_or_not_at_all(cast: Cast, sign_in: SignIn, audit: Audit) -> None:
    Audit.objects.filter(pk=audit.pk).update(state="setup", grades_domains=False)
    client, at = sign_in(cast.lead), f"/audits/{audit.reference}/set-up/scale/"
    form = client.get(at).context["form"]
    body = {name: form[name].value() or [] for name in form.fields} | {"grades_domains": "on"}
    page = client.post(at, body | {"scale": ""})
    assert page.status_code == 200
    assert "A grade in each domain needs a rating scale." in page.content.decode()
    assert client.post(at, body).status_code == 302
    audit.refresh_from_db()
    assert audit.grades_domains


def test_whether_domains_are_graded_is_settled_when_returns_open(cast: Cast, sign_in: SignIn, audit: Audit) -> None:
    client, at = sign_in(cast.lead), f"/audits/{audit.reference}/set-up/scale/"
    form = client.get(at).context["form"]
    body = {name: form[name].value() or [] for name in form.fields}
    page = client.post(at, {name: value for name, value in body.items() if name != "grades_domains"})
    assert "Whether domains are graded cannot change once returns are open" in page.content.decode()


def test_a_re_audit_asks_for_what_the_earlier_round_asked(cast: Cast, audit: Audit) -> None:
    given: dict[str, Any] = {"by": cast.lead, "now": NOW, "theme": "T", "preset": "re_audit", "follows": audit}
    assert begin_audit(reference="A-2", **given).grades_domains
    audit.grades_domains = False
    assert not begin_audit(reference="A-3", **given).grades_domains
