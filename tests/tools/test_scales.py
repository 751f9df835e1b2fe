"""Rating scales as data: who makes them, what fixes one, the order of its bands, two leads at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.codes.load import load_codes
from audits.returns.models import OwnGrade
from audits.scope.forms import ScaleForm
from audits.scope.lifecycle import what_blocks
from audits.scope.models import Audit
from audits.tools import rules as tool_rules
from audits.tools import scale_acts as acts
from audits.tools.models import RatingBand, RatingScale
from tests.conftest import NOW, Cast
from tests.returns.conftest import grade, opened

SignIn = Callable[[Person], Client]

pytestmark = pytest.mark.django_db
BAND: dict[str, Any] = {"label": "Strong", "abbreviation": "S", "positive": True, "descriptor": "", "note": ""}


@pytest.fixture
def scale(cast: Cast) -> RatingScale:
    """Two bands of one's own."""
    made = acts.make_scale(by=cast.lead, now=NOW, code="ours", name="Strong or not")
    acts.add_band(made, by=cast.lead, now=NOW, **BAND)
    acts.add_band(made, by=cast.lead, now=NOW, **{**BAND, "label": "Not yet", "abbreviation": "N", "positive": False})
    made.refresh_from_db()
    return made


def text(response: Any) -> str:
    return str(response.content.decode())


def bands(scale: RatingScale) -> list[tuple[str, int]]:
    return list(scale.bands.order_by("order").values_list("label", "order"))


def test_a_lead_makes_a_scale_on_its_pages(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    sent = client.post("/scales/new/", {"name": "Three bands", "code": "three"})
    assert sent.headers["Location"] == "/scales/three/"
    for label, short, positive in (("Well met", "W", "on"), ("In part", "P", ""), ("Not met", "N", "")):
        sent = client.post(
            "/scales/three/bands/add/",
            {"label": label, "abbreviation": short, "positive": positive, "descriptor": f"{label}, in words.",
             "note": "From the partnership."},
        )  # fmt: skip
        assert sent.status_code == 302
    page = text(client.get("/scales/three/"))
    assert page.index("Well met") < page.index("In part") < page.index("Not met")
    assert "<strong>Well met</strong> (W), a positive grade" in page
    assert "<strong>Not met</strong> (N), not a positive grade" in page
    assert "In part, in words." in page
    assert "Note: From the partnership." in page
    assert "Three bands" in text(client.get("/scales/"))
    verbs = set(JournalEntry.objects.filter(person_name_then="Lena Lead").values_list("verb", "kind"))
    assert {("added", "ratingscale"), ("added", "ratingband")} <= verbs


def test_a_band_says_field_by_field_what_is_wrong_and_no_two_are_alike(
    cast: Cast, sign_in: SignIn, scale: RatingScale
) -> None:
    client = sign_in(cast.lead)
    page = text(client.post("/scales/ours/bands/add/", {"label": "", "abbreviation": "LONGER"}))
    assert "Enter the band&#x27;s name." in page
    assert "Use 4 characters or fewer" in page
    page = text(client.post("/scales/ours/bands/add/", {"label": "strong", "abbreviation": "X"}))
    assert "The scale already has a band with this name." in page
    page = text(client.post("/scales/ours/bands/add/", {"label": "Stronger", "abbreviation": "s"}))
    assert "The scale already has a band with this abbreviation." in page
    assert len(bands(scale)) == 2


@pytest.mark.parametrize("who", ["safeguarding_lead", "scrutineer", "administrator"])
def test_others_of_the_partnership_read_and_change_nothing(
    cast: Cast, sign_in: SignIn, scale: RatingScale, who: str
) -> None:
    client = sign_in(getattr(cast, who))
    page = text(client.get("/scales/ours/"))
    assert "Not yet" in page
    assert "Add a band" not in page
    assert client.post("/scales/ours/use/", {"use": "no"}).status_code == 403
    assert client.get("/scales/ours/bands/STRONG/").status_code == 403
    assert client.get("/scales/new/").status_code == 404


@pytest.mark.parametrize("who", ["auditor", "school_contact", "reader", "stranger"])
def test_for_everybody_else_there_is_nothing_there(cast: Cast, sign_in: SignIn, scale: RatingScale, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get("/scales/").status_code == 404
    assert client.get("/scales/ours/").status_code == 404


def changes(scale: RatingScale, by: Person) -> list[Callable[[], object]]:
    band = scale.bands.order_by("order")[0]
    who: dict[str, Any] = {"by": by, "now": NOW}
    return [
        lambda: acts.rename_scale(scale, **who, version=scale.version, name="x"),
        lambda: acts.add_band(scale, **who, **{**BAND, "label": "More", "abbreviation": "M"}),
        lambda: acts.edit_band(band, **who, version=scale.version, **BAND),
        lambda: acts.move_band(band, **who, up=False),
        lambda: acts.remove_band(band, **who, version=scale.version),
    ]


def test_a_scale_of_an_audit_whose_returns_are_open_is_fixed(
    cast: Cast, sign_in: SignIn, audit: Audit, scale: RatingScale
) -> None:
    Audit.objects.filter(pk=audit.pk).update(scale=scale, state="sample")
    acts.rename_scale(scale, by=cast.lead, now=NOW, version=scale.version, name="Still ours to change")
    Audit.objects.filter(pk=audit.pk).update(state="returns")
    before = bands(scale)
    for change in changes(scale, cast.lead):
        with pytest.raises(Refused, match=r"so it stays as it is\. Copy it to change it"):
            change()
    assert bands(scale) == before
    client = sign_in(cast.lead)
    assert client.get("/scales/ours/edit/").status_code == 403
    page = text(client.get("/scales/ours/"))
    assert "copy it to change it" in page
    assert "Add a band" not in page
    assert client.post("/scales/ours/copy/", {"name": "Ours, again", "code": "ours-2"}).status_code == 302
    copy = RatingScale.objects.get(code="ours-2")
    assert bands(copy) == before
    acts.rename_scale(copy, by=cast.lead, now=NOW, version=1, name="Free")


def test_a_grade_alone_fixes_its_scale(cast: Cast, case: Any, audit: Audit, scale: RatingScale) -> None:
    """Also where the audit has gone back, or has another scale by now: what was graded keeps its words."""
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    grade(row, cast.police_auditor)
    OwnGrade.objects.filter(agency_return=row).update(band=scale.bands.order_by("order")[0])
    Audit.objects.filter(pk=audit.pk).update(state="sample")
    assert not scale.audits.exists()
    with pytest.raises(Refused, match="Practice has been graded by this scale"):
        acts.rename_scale(scale, by=cast.lead, now=NOW, version=scale.version, name="x")


def test_every_kind_of_grade_is_looked_at() -> None:
    looked_at = {model.__name__ for model, _ in tool_rules.what_points_at_bands()}
    assert looked_at == {
        "OwnGrade", "DomainGrade", "PanelView", "AgreedGrade", "AgreedDomainGrade", "IndependentView",
    }  # fmt: skip


def test_bands_change_places_and_close_the_gap(cast: Cast, sign_in: SignIn, scale: RatingScale) -> None:
    client = sign_in(cast.lead)
    client.post("/scales/ours/bands/NOTYET/move/", {"to": "up"})
    assert bands(scale) == [("Not yet", 1), ("Strong", 2)]
    client.post("/scales/ours/bands/NOTYET/move/", {"to": "up"})  # it is the best already
    client.post("/scales/ours/bands/STRONG/move/", {"to": "down"})
    assert bands(scale) == [("Not yet", 1), ("Strong", 2)]
    scale.refresh_from_db()
    client.post("/scales/ours/bands/NOTYET/remove/", {"version": scale.version})
    assert bands(scale) == [("Strong", 1)]


def test_the_second_of_two_leads_sees_both_texts(cast: Cast, sign_in: SignIn, scale: RatingScale) -> None:
    address, given = "/scales/ours/bands/STRONG/", {"abbreviation": "S", "version": scale.version}
    theirs = {**given, "label": "Strong practice", "positive": "on", "descriptor": "Theirs."}
    assert sign_in(cast.other_lead).post(address, theirs).status_code == 302
    client = sign_in(cast.lead)
    clash = client.post(address, {**given, "label": "Very strong", "descriptor": "Mine."})
    assert clash.status_code == 409
    page = text(clash)
    assert "Theirs." in page
    assert page.count("Mine.") == 2
    assert RatingBand.objects.get(scale=scale, code="STRONG").label == "Strong practice"
    again = client.post(address, {**given, "label": "Very strong", "version": scale.version + 1})
    assert again.status_code == 302
    with pytest.raises(Refused, match="Look at it again first"):
        acts.remove_band(scale.bands.all()[0], by=cast.lead, now=NOW, version=scale.version)


def test_a_retired_scale_is_not_offered_stays_readable_and_comes_back(
    cast: Cast, sign_in: SignIn, audit: Audit, scale: RatingScale
) -> None:
    client = sign_in(cast.lead)
    client.post("/scales/ours/use/", {"use": "no"})
    offered = ScaleForm(instance=audit, person=cast.lead).fields["scale"].queryset  # type: ignore[attr-defined]
    assert scale not in offered
    assert "Retired" in text(client.get("/scales/ours/"))
    Audit.objects.filter(pk=audit.pk).update(scale=scale)
    audit.refresh_from_db()
    offered = ScaleForm(instance=audit, person=cast.lead).fields["scale"].queryset  # type: ignore[attr-defined]
    assert scale in offered
    client.post("/scales/ours/use/", {"use": "yes"})
    assert RatingScale.objects.get(code="ours").is_active


def test_returns_do_not_open_on_a_scale_of_one_band(cast: Cast, audit: Audit, scale: RatingScale) -> None:
    Audit.objects.filter(pk=audit.pk).update(state="sample", scale=scale)
    said = "The rating scale needs two bands at least: add them, or choose another."
    assert said not in what_blocks(Audit.objects.get(pk=audit.pk), "returns")
    acts.remove_band(scale.bands.all()[0], by=cast.lead, now=NOW, version=scale.version)
    assert said in what_blocks(Audit.objects.get(pk=audit.pk), "returns")


def test_a_shipped_scale_that_was_changed_here_is_left_alone_when_the_lists_are_loaded_again(cast: Cast) -> None:
    shipped = RatingScale.objects.get(code="met3")
    RatingBand.objects.filter(scale=shipped, code="MET").update(label="Spoilt by accident")
    load_codes()
    assert RatingBand.objects.get(scale=shipped, code="MET").label == "Met"
    band = RatingBand.objects.get(scale=shipped, code="MET")
    words = {**BAND, "label": "Fully met", "abbreviation": "M"}
    acts.edit_band(band, by=cast.lead, now=NOW, version=shipped.version, **words)
    load_codes()
    assert RatingBand.objects.get(scale=shipped, code="MET").label == "Fully met"


def test_the_pages_of_scales_ask_few_questions(cast: Cast, sign_in: SignIn, django_assert_max_num_queries) -> None:
    client = sign_in(cast.lead)
    for address in ("/scales/", "/scales/care6/"):
        client.get(address)
        with django_assert_max_num_queries(16):
            assert client.get(address).status_code == 200
