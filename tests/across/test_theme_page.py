"""One theme across audits: statements, cases, sectors, recommendations; its words; merging two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.across import acts
from audits.across.models import PracticeTheme, ThemeMatch
from audits.actions import acts as action_acts
from tests.across.conftest import Make
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
Follow = Callable[..., PracticeTheme]


def shown(client: Client, person: Person, practice: PracticeTheme, route: str = "practice_theme") -> str:
    client.force_login(person)
    answer = client.get(reverse(route, kwargs={"uid": practice.uid}))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_all_that_stands_under_a_theme(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    first = agreed("A-2024-01", "No chronology on file.", found=3, agencies=(cast.school,))
    second = agreed("A-2024-02", "Chronologies out of date.", found=1, agencies=(cast.police,))
    action_acts.add_recommendation(first.audit, by=cast.lead, now=NOW, text="Keep one chronology.", theme=first)
    practice = follow("Chronologies are kept", first, second)
    text = shown(client, cast.safeguarding_lead, practice)
    assert "In each of the 2 audits" in text
    for words in ("No chronology on file.", "Chronologies out of date.", "3 of the 4 children", "1 of the 4 children"):
        assert words in text
    assert "Keep one chronology." in text
    assert text.index("A-2024-02") < text.index("A-2024-01")  # the newest first
    assert "Education" in text or "School" in text
    assert "Police" in text
    assert "<title>Across audits: one theme" in text
    lead = shown(client, cast.lead, practice)
    assert '<a class="govuk-link" href="/audits/A-2024-01/cases/3/">3</a>' in lead
    assert '<a class="govuk-link" href="/audits/A-2024-01/cases/4/">4</a>' not in lead


def test_another_teams_audit_is_counted_without_its_words(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    mine = agreed("A-2024-01", "No chronology on file.")
    theirs = agreed("A-2024-02", "Theirs are out of date.", led=False)
    practice = follow("Chronologies are kept", mine, theirs)
    text = shown(client, cast.lead, practice)
    assert "You are not in the team of 1 of them" in text
    assert "No chronology on file." in text
    for hidden in ("Theirs are out of date.", "A-2024-02"):
        assert hidden not in text


def test_a_contact_reads_what_was_agreed_of_their_agency_alone(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    own = agreed("A-2024-01", "The school kept none.", found=2, agencies=(cast.school,))
    police = agreed("A-2024-02", "The police kept none.", agencies=(cast.police,))
    both = agreed("A-2024-03", "Both kept none.", found=1)
    practice = follow("Chronologies are kept", own, police, both)
    text = shown(client, cast.school_contact, practice)
    assert "In each of the 3 audits" in text
    assert "Your agency is named in 2 of them." in text
    assert "The school kept none. In case 2 of A-2024-01." in text
    assert "1 more agreed finding names your agency together with others." in text
    for hidden in ("The police kept none", "Both kept none", "A-2024-02", "A-2024-03", "Merge", "Hillside"):
        assert hidden not in text
    case = own.audit.cases.get(number=2)
    assert JournalEntry.objects.filter(person_id_then=cast.school_contact.pk, verb="read", case_uid=case.uid).exists()
    client.force_login(cast.trust_contact)
    assert client.get(reverse("practice_theme", kwargs={"uid": practice.uid})).status_code == 404


def test_its_words_are_changed_and_nothing_is_lost(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    practice = follow("Chronologies", agreed("A-2024-01", "No chronology."))
    client.force_login(cast.lead)
    at = reverse("practice_reword", kwargs={"uid": practice.uid})
    assert client.post(at, {"version": "1", "statement": "Chronologies are kept"}).status_code == 302
    late = client.post(at, {"version": "1", "statement": "Chronologies are current"})
    assert late.status_code == 409
    for both in ("Chronologies are kept", "Chronologies are current"):
        assert both in late.content.decode()
    empty = client.post(at, {"version": "2", "statement": ""}).content.decode()
    assert "Write the theme in a sentence." in empty
    practice.refresh_from_db()
    assert practice.statement == "Chronologies are kept"


def test_two_are_merged_after_a_look_and_both_histories_stay(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    theme = agreed("A-2024-01", "No chronology.")
    one, two = follow("Chronologies", theme), follow("A chronology is on file", agreed("A-2024-02", "None."))
    client.force_login(cast.lead)
    at = reverse("practice_merge", kwargs={"uid": one.uid})
    look = client.get(at, {"into": str(two.uid)}).content.decode()
    assert "1 statement of audits would join the 1 that stands there." in look
    one.refresh_from_db()
    assert one.merged_into is None  # a look changes nothing
    sent = {"into": str(two.uid), "version": "1", "into_version": "1"}
    assert client.post(at, sent).headers["Location"] == reverse("practice_theme", kwargs={"uid": two.uid})
    old = client.get(reverse("practice_theme", kwargs={"uid": one.uid}), follow=True)
    assert old.redirect_chain == [(reverse("practice_theme", kwargs={"uid": two.uid}), 302)]
    text = old.content.decode()
    for kept in ("It took in:", "Chronologies", "No chronology.", "None."):
        assert kept in text
    assert ThemeMatch.objects.get(theme=theme).practice_theme == one  # who matched what to what stays as it was
    assert client.get(at).status_code == 302
    assert {"merged", "took_in"} <= set(JournalEntry.objects.values_list("verb", flat=True))


def test_a_theme_is_not_merged_into_itself_nor_into_another_kind(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    one = follow("Chronologies", agreed("A-2024-01", "No chronology."))
    good = follow("Praise", agreed("A-2024-01", "Praised.", kind="good"))
    client.force_login(cast.lead)
    at = reverse("practice_merge", kwargs={"uid": one.uid})
    assert "A theme cannot be merged into itself." in client.get(at, {"into": str(one.uid)}).content.decode()
    sent = {"into": str(one.uid), "version": "1", "into_version": "1"}
    assert "A theme cannot be merged into itself." in client.post(at, sent).content.decode()
    with pytest.raises(Refused, match="cannot be merged into itself"):
        acts.merge_practice_themes(one, one, by=cast.lead, now=NOW, version=1, into_version=1)
    with pytest.raises(Refused, match="Good practice and areas for development"):
        acts.merge_practice_themes(one, good, by=cast.lead, now=NOW, version=1, into_version=1)
    for unknown in (str(good.uid), "x", ""):
        text = client.get(at, {"into": unknown}).content.decode()
        assert "Merge the two" not in text
    assert not PracticeTheme.objects.filter(merged_into__isnull=False).exists()


def test_a_merge_that_somebody_overtook_is_looked_at_again(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    one, two = follow("One", agreed("A-2024-01", "First.")), follow("Two", agreed("A-2024-02", "Second."))
    acts.reword_practice_theme(two, by=cast.lead, now=NOW, version=1, statement="Two, as it is now")
    client.force_login(cast.lead)
    at = reverse("practice_merge", kwargs={"uid": one.uid})
    for version in ("1", "x", "-1", "99999999999999999999"):
        answer = client.post(at, {"into": str(two.uid), "version": "1", "into_version": version})
        assert answer.status_code == 409
        assert "Something has changed since this page was opened." in answer.content.decode()
    assert not PracticeTheme.objects.filter(merged_into__isnull=False).exists()


def test_merged_twice_leads_to_where_it_ended(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    one, two, three = (follow(f"Theme {n}", agreed(f"A-2024-0{n}", f"Said {n}.")) for n in (1, 2, 3))
    acts.merge_practice_themes(one, two, by=cast.lead, now=NOW, version=1, into_version=1)
    acts.merge_practice_themes(two, three, by=cast.lead, now=NOW, version=2, into_version=1)
    client.force_login(cast.lead)
    chain = client.get(reverse("practice_theme", kwargs={"uid": one.uid}), follow=True).redirect_chain
    assert chain == [(reverse("practice_theme", kwargs={"uid": three.uid}), 302)]
    assert "In each of the 3 audits" in shown(client, cast.lead, three)


@pytest.mark.parametrize("who", ["safeguarding_lead", "lead", "school_contact"])
def test_its_queries_are_the_same_at_any_size(
    client: Client, cast: Cast, agreed: Make, follow: Follow, who: str
) -> None:
    practice = follow("Chronologies", agreed("A-2024-01", "First.", agencies=(cast.school,)))
    client.force_login(getattr(cast, who))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("practice_theme", kwargs={"uid": practice.uid})).status_code == 200
        return len(seen)

    few = asked()
    for n in range(2, 9):
        acts.say(
            agreed(f"A-2024-0{n}", f"Said {n}.", found=4, agencies=(cast.school,)),
            practice, "same", by=cast.safeguarding_lead, now=NOW,
        )  # fmt: skip
    assert asked() == few
    assert few <= 15
