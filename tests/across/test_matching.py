"""A theme of an audit beside earlier ones: what is offered, what a person says of it, what is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused, Stale
from audits.across import acts
from audits.across.matching import offers
from audits.across.models import PracticeTheme, ThemeMatch
from audits.meeting.models import Theme
from audits.scope.models import Audit
from tests.across.conftest import Make
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
Follow = Callable[..., PracticeTheme]


def offered(theme: Theme, person: Person) -> list[str]:
    return [one.statement for one in offers(theme, person)]


def of(theme: Theme) -> str:
    return reverse("practice_match", kwargs={"uid": theme.uid})


def test_similar_words_are_offered_and_others_are_not(cast: Cast, agreed: Make, follow: Follow) -> None:
    follow("Chronologies are kept up to date", agreed("A-2024-01", "The chronology was out of date."))
    follow("Thresholds are understood", agreed("A-2024-01", "Thresholds were misread."))
    new = agreed("A-2024-02", "No up-to-date chronology was on file.")
    assert offered(new, cast.safeguarding_lead) == ["Chronologies are kept up to date"]


def test_other_forms_of_a_word_are_found_by_full_text(cast: Cast, agreed: Make, follow: Follow) -> None:
    follow("Supervised often", agreed("A-2024-01", "Practitioners had supervision that challenged them."))
    new = agreed("A-2024-02", "Nobody supervised or challenged the plan.")
    (offer,) = offers(new, cast.safeguarding_lead)
    assert offer.statement == "Supervised often"
    assert offer.said == ("Practitioners had supervision that challenged them.",)


@pytest.mark.parametrize("words", ["!!! & | :* <->", "'); DROP TABLE x; --", "%%%", "a", "\\", "“”"])
def test_words_that_mean_something_to_the_database_mean_nothing_here(
    cast: Cast, agreed: Make, follow: Follow, words: str
) -> None:
    follow("Chronologies", agreed("A-2024-01", "No chronology."))
    assert offered(agreed("A-2024-02", words), cast.safeguarding_lead) == []


def test_another_kind_is_never_offered(cast: Cast, agreed: Make, follow: Follow) -> None:
    follow("Chronologies", agreed("A-2024-01", "Chronologies are kept.", kind="good"))
    assert offered(agreed("A-2024-02", "Chronologies are not kept."), cast.safeguarding_lead) == []


def test_the_same(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    practice = follow("Chronologies are kept", agreed("A-2024-01", "Chronologies are not kept."))
    new = agreed("A-2024-02", "Chronologies were not kept.")
    client.force_login(cast.lead)
    text = client.get(of(new)).content.decode()
    assert "Chronologies are kept" in text
    assert "Chronologies are not kept." in text
    answer = client.post(of(new), {"act": "same", "offer": str(practice.uid)}, follow=True)
    assert "The two are the same from now on." in answer.content.decode()
    match = ThemeMatch.objects.get(theme=new)
    assert (match.practice_theme, match.state, match.decided_by) == (practice, "same", cast.lead)
    assert JournalEntry.objects.filter(verb="matched", object_uid=str(new.uid), person_id_then=cast.lead.pk).exists()


def test_not_the_same_is_kept_and_not_offered_again(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    practice = follow("Chronologies are kept", agreed("A-2024-01", "Chronologies are not kept."))
    new = agreed("A-2024-02", "Chronologies were not kept.")
    client.force_login(cast.lead)
    client.post(of(new), {"act": "other", "offer": str(practice.uid)})
    assert ThemeMatch.objects.get(theme=new).state == "other"
    assert offered(new, cast.lead) == []
    client.get(reverse("practice_theme", kwargs={"uid": practice.uid}))
    text = client.get(reverse("practice_theme", kwargs={"uid": practice.uid})).content.decode()
    assert "Said not to be the same" in text
    assert "Chronologies were not kept. (A-2024-02" in text


def test_a_new_theme(client: Client, cast: Cast, agreed: Make) -> None:
    new = agreed("A-2024-01", "Fathers were not asked.")
    client.force_login(cast.lead)
    answer = client.post(of(new), {"act": "begin", "statement": "  "})
    assert "Write the theme in a sentence." in answer.content.decode()
    client.post(of(new), {"act": "begin", "statement": "Fathers are asked"})
    assert ThemeMatch.objects.get(theme=new).practice_theme.statement == "Fathers are asked"
    again = client.post(of(new), {"act": "begin", "statement": "Fathers are seen"}).content.decode()
    assert "This theme is already matched to another one." in again
    assert "Fathers are seen" in again  # the words are kept


def test_two_that_nobody_follows_yet_begin_one(client: Client, cast: Cast, agreed: Make) -> None:
    earlier = agreed("A-2024-01", "Fathers were not asked.")
    new = agreed("A-2024-02", "Fathers were not asked again.")
    client.force_login(cast.lead)
    assert "A theme of A-2024-01 that is not matched yet either." in client.get(of(new)).content.decode()
    client.post(of(new), {"act": "same", "offer": str(earlier.uid)})
    (practice,) = PracticeTheme.objects.all()
    assert set(ThemeMatch.of(practice).values_list("theme", "state")) == {(earlier.pk, "same"), (new.pk, "same")}


def test_an_offer_that_is_none_is_refused_in_words(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    good = follow("Praise", agreed("A-2024-01", "Praised.", kind="good"))
    new = agreed("A-2024-02", "Chronologies were not kept.")
    client.force_login(cast.lead)
    for sent in ({"act": "same", "offer": str(good.uid)}, {"act": "same", "offer": "x"}, {"act": "same"}, {}):
        text = client.post(of(new), sent).content.decode()
        assert "That theme is no longer on offer." in text
    assert not ThemeMatch.objects.filter(theme=new).exists()


def test_only_whose_audit_it_is_and_only_once_it_is_agreed(cast: Cast, agreed: Make, follow: Follow) -> None:
    practice = follow("Chronologies", agreed("A-2024-01", "No chronology."))
    theme = agreed("A-2024-02", "No chronology here.")
    for who in ("other_lead", "scrutineer", "school_contact", "auditor", "stranger", "superuser"):
        with pytest.raises(Refused, match="Only the lead of this audit or a safeguarding lead"):
            acts.say(theme, practice, "same", by=getattr(cast, who), now=NOW)
    Audit.objects.filter(pk=theme.audit_id).update(state="meeting")
    theme.audit.refresh_from_db()
    with pytest.raises(Refused, match="once the audit’s meetings are over"):
        acts.say(theme, practice, "same", by=cast.lead, now=NOW)


def test_taken_out_by_whoever_saw_it_as_it_stands(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    theme = agreed("A-2024-01", "No chronology.")
    practice = follow("Chronologies", theme)
    match = ThemeMatch.objects.get()
    with pytest.raises(Stale):
        acts.take_out(match, by=cast.lead, now=NOW, version=7)
    client.force_login(cast.lead)
    out = reverse("practice_take_out", kwargs={"uid": practice.uid})
    client.post(out, {"match": str(match.uid), "version": "1"})
    match.refresh_from_db()
    assert (match.state, match.decided_by) == ("other", cast.lead)
    for wrong in ({"match": "x", "version": "1"}, {"match": str(match.uid), "version": "x"}, {}):
        assert client.post(out, wrong).status_code == 404


def test_the_list_of_what_waits_is_ones_own(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    agreed("A-2024-01", "Mine to match.")
    agreed("A-2024-02", "Another lead's to match.", led=False)
    follow("Matched", agreed("A-2024-01", "Matched already."))
    client.force_login(cast.lead)
    text = client.get(reverse("practice_matching")).content.decode()
    assert "Mine to match." in text
    assert "Another lead" not in text
    assert "Matched already." not in text
    client.force_login(cast.safeguarding_lead)
    assert "Another lead&#x27;s to match." in client.get(reverse("practice_matching")).content.decode()


def test_matching_asks_as_many_questions_at_any_size(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    new = agreed("A-2024-01", "Chronologies were not kept.")
    client.force_login(cast.safeguarding_lead)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(of(new)).status_code == 200
        return len(seen)

    follow("Chronologies", agreed("A-2024-02", "Chronologies late."))
    few = asked()
    for n in range(3, 9):
        follow(f"Chronologies {n}", agreed(f"A-2024-0{n}", f"Chronologies late {n}."))
        agreed(f"A-2024-0{n}", f"Chronologies not kept {n}.")
    assert asked() == few <= 12
