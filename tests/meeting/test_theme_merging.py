"""Two themes of one audit become one: what moves, what is refused, what happens to what was matched."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.across import acts as practice_acts
from audits.across.models import ThemeMatch
from audits.actions import acts as action_acts
from audits.meeting import acts as meeting_acts
from audits.meeting.models import AgreedFinding, Theme
from audits.meeting.themes.merging import merge_themes
from audits.rollup.chosen.models import ChosenWording
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(case: Case, cast: Cast) -> tuple[Theme, Theme]:
    """“Told late.” with an agreed finding and a recommendation, and “Told too late.” with another finding."""
    made = []
    for statement in ("Told late.", "Told too late."):
        theme = meeting_acts.add_theme(case.audit, by=cast.lead, now=NOW, kind="develop", statement=statement)
        AgreedFinding.objects.create(
            audit=case.audit, case=case, kind="develop", state="agreed", theme=theme, text=f"{statement} Here.",
            decided_at=NOW, decided_by=cast.lead,
        )  # fmt: skip
        made.append(theme)
    action_acts.add_recommendation(case.audit, by=cast.lead, now=NOW, text="Tell them.", theme=made[0])
    return made[0], made[1]


def at(theme: Theme) -> str:
    return reverse("theme_merge", kwargs={"reference": theme.audit.reference, "uid": theme.uid})


def test_a_look_first_then_everything_moves(client: Client, cast: Cast, two: tuple[Theme, Theme]) -> None:
    one, into = two
    client.force_login(cast.lead)
    look = client.get(at(one), {"into": str(into.uid)}).content.decode()
    assert "1 finding and 1 recommendation would move." in look
    assert "It would then stand on case 1." in look
    assert Theme.objects.filter(pk=one.pk).exists()
    client.post(at(one), {"into": str(into.uid), "version": "1", "into_version": "1"})
    assert not Theme.objects.filter(pk=one.pk).exists()
    assert sorted(into.findings.values_list("text", flat=True)) == ["Told late. Here.", "Told too late. Here."]
    assert into.recommendations.get().text == "Tell them."
    assert JournalEntry.objects.filter(verb="merged", object_uid=str(one.uid)).exists()
    assert JournalEntry.objects.filter(verb="took_in", object_uid=str(into.uid)).exists()
    text = client.get(reverse("themes", args=[one.audit.reference])).content.decode()
    assert "Told late." not in text.replace("Told late. Here.", "")


def test_what_cannot_be_merged_is_said(client: Client, cast: Cast, two: tuple[Theme, Theme]) -> None:
    one, _ = two
    praise = meeting_acts.add_theme(one.audit, by=cast.lead, now=NOW, kind="good", statement="Praised.")
    client.force_login(cast.lead)
    for into, sentence in ((one, "A theme cannot be merged into itself."), (praise, "cannot be merged")):
        assert sentence in client.get(at(one), {"into": str(into.uid)}).content.decode()
        sent = {"into": str(into.uid), "version": "1", "into_version": "1"}
        assert sentence in client.post(at(one), sent).content.decode()
    for unknown in ("x", "", "0" * 200):
        assert "Merge the two" not in client.get(at(one), {"into": unknown}).content.decode()
    assert Theme.objects.count() == 3


def test_who_may_not_and_when_not(client: Client, cast: Cast, two: tuple[Theme, Theme]) -> None:
    one, into = two
    client.force_login(cast.safeguarding_lead)
    assert client.get(at(one)).status_code == 403
    client.force_login(cast.school_contact)
    assert client.get(at(one)).status_code == 404
    Audit.objects.filter(pk=one.audit_id).update(state="closed")
    one.audit.refresh_from_db()
    with pytest.raises(Refused, match="This audit is closed"):
        merge_themes(one, into, by=cast.lead, now=NOW, version=1, into_version=1)


def test_what_somebody_changed_meanwhile_is_looked_at_again(
    client: Client, cast: Cast, two: tuple[Theme, Theme]
) -> None:
    one, into = two
    meeting_acts.edit_theme(into, by=cast.lead, now=NOW, version=1, statement="Told much too late.")
    with pytest.raises(Stale):
        merge_themes(one, into, by=cast.lead, now=NOW, version=1, into_version=1)
    client.force_login(cast.lead)
    for version in ("1", "x", ""):
        answer = client.post(at(one), {"into": str(into.uid), "version": "1", "into_version": version})
        assert answer.status_code == 409
        assert "Something has changed since this page was opened." in answer.content.decode()


def test_what_was_matched_goes_along(cast: Cast, two: tuple[Theme, Theme]) -> None:
    one, into = two
    Audit.objects.filter(pk=one.audit_id).update(state="reporting")
    one.audit.refresh_from_db()
    practice = practice_acts.begin(one, by=cast.lead, now=NOW, statement="Schools are told at once")
    practice_acts.say(into, practice, "other", by=cast.lead, now=NOW)
    AgreedFinding.objects.filter(theme=one).delete()
    one.recommendations.all().delete()
    with pytest.raises(Refused, match="matched this theme across audits"):
        meeting_acts.remove_theme(one, by=cast.lead, now=NOW, version=1)
    merge_themes(one, into, by=cast.lead, now=NOW, version=1, into_version=1)
    match = ThemeMatch.objects.get()
    assert (match.theme, match.practice_theme, match.state) == (into, practice, "same")


def test_two_that_are_matched_apart_are_not_merged(cast: Cast, two: tuple[Theme, Theme]) -> None:
    one, into = two
    Audit.objects.filter(pk=one.audit_id).update(state="reporting")
    for theme in two:
        theme.audit.refresh_from_db()
    first = practice_acts.begin(one, by=cast.lead, now=NOW, statement="Schools are told at once")
    second = practice_acts.begin(into, by=cast.lead, now=NOW, statement="Everybody is told at once")
    with pytest.raises(Refused, match="matched to different themes across audits"):
        merge_themes(one, into, by=cast.lead, now=NOW, version=1, into_version=1)
    practice_acts.merge_practice_themes(first, second, by=cast.lead, now=NOW, version=1, into_version=1)
    merge_themes(one, into, by=cast.lead, now=NOW, version=1, into_version=1)
    assert list(ThemeMatch.objects.values_list("theme", "practice_theme", "state")) == [(into.pk, second.pk, "same")]


def test_how_its_number_is_said_moves_too_and_once(cast: Cast, two: tuple[Theme, Theme]) -> None:
    one, into = two
    by = {"audit": one.audit, "chosen_at": NOW, "chosen_by": cast.lead, "way": "part"}
    for theme, condition in ((one, "CP"), (one, "CIN"), (into, "CP")):
        ChosenWording.objects.create(theme=theme, condition_id=condition, **by)
    merge_themes(one, into, by=cast.lead, now=NOW, version=1, into_version=1)
    assert sorted(ChosenWording.objects.values_list("theme", "condition")) == [(into.pk, "CIN"), (into.pk, "CP")]
