"""A form of a row, and how one is written: the model says it, and a sentence lands where it is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from agencies.models import JournalEntry
from agencies.writing import write
from audit_project.refused import Refused, Stale
from audits.actions.forms import CloseActionForm
from audits.actions.models import Action, Recommendation
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.scope.forms import DatesForm, ThemeSectionForm
from audits.scope.models import Audit
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db


def drawn(form: Any) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": form, "request": request, "csrf_token": "a-token"})
    )


def test_the_row_in_hand_stays_whatever_is_typed(audit: Audit, cast: Cast) -> None:
    theme, why = audit.theme, audit.why
    form = ThemeSectionForm(
        {"theme": "x" * 201, "why": "Typed.", "version": audit.version}, instance=audit, person=cast.lead
    )
    assert not form.is_valid()
    assert (audit.theme, audit.why) == (theme, why)
    form = ThemeSectionForm({"theme": "Another", "version": audit.version}, instance=audit, person=cast.lead)
    assert form.is_valid()
    assert audit.theme == theme


def test_a_whole_form_brings_tag_token_groups_and_button_and_words_of_the_model(audit: Audit, cast: Cast) -> None:
    page = drawn(DatesForm(instance=audit, person=cast.lead, back=("/back/", "Back without saving")))
    assert page.count("<form") == page.count("csrfmiddlewaretoken") == 1
    assert [legend in page for legend in ("What is looked at", "Returns and meeting", "What comes of it")] == [True] * 3
    assert "Period under review: first day" in page
    assert page.index(">Save<") < page.index('href="/back/"')
    assert f'name="version" value="{audit.version}"' in page


def days(name: str, value: date) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def test_a_constraint_and_a_rule_between_fields_land_on_an_input(audit: Audit, cast: Cast) -> None:
    sent = days("period_from", date(2026, 2, 1)) | days("period_to", date(2026, 1, 1))
    sent |= days("returns_due", date(2026, 6, 1)) | days("meeting_on", date(2026, 5, 1)) | {"version": audit.version}
    form = DatesForm(sent, instance=audit, person=cast.lead)
    assert set(form.errors) == {"period_to", "meeting_on"}
    assert "must end on or after the day it begins" in str(form.errors["period_to"])


def test_what_other_fields_are_wrong_about_stands_in_nobody_s_way(audit: Audit, cast: Cast) -> None:
    Audit.objects.filter(pk=audit.pk).update(returns_due=date(2026, 6, 1), meeting_on=date(2026, 5, 1))
    audit.refresh_from_db()
    form = ThemeSectionForm({"theme": "Another", "version": audit.version}, instance=audit, person=cast.lead)
    assert form.is_valid(), form.errors
    write(audit, by=cast.lead, now=NOW, verb="edited", theme="Another")
    assert Audit.objects.get(pk=audit.pk).theme == "Another"


def test_a_field_that_only_this_form_needs_says_the_model_s_sentence(audit: Audit, cast: Cast) -> None:
    recommendation = Recommendation(audit=audit, text="Ring back.")
    action = Action(audit=audit, recommendation=recommendation, owner=cast.police, text="Ring.", due=date(2027, 1, 1))
    form = CloseActionForm({"evidence": " "}, instance=action)
    assert form.errors == {"evidence": ["Say what shows that the action is done."]}
    assert "(optional)" not in drawn(form)


def test_writing_cleans_checks_counts_the_version_and_says_who(audit: Audit, cast: Cast) -> None:
    row = EarlierRound(audit=audit)
    write(row, by=cast.lead, now=NOW, verb="added", label=" First\u200b round ", cases=9)
    assert (row.label, row.version) == ("First round", 1)
    write(row, by=cast.lead, now=NOW, verb="edited", version=1, cases=10)
    assert (EarlierRound.objects.get().cases, row.version) == (10, 2)
    with pytest.raises(Stale) as clash:
        write(row, by=cast.lead, now=NOW, verb="edited", version=1, cases=11)
    assert (clash.value.theirs, clash.value.yours) == ({"cases": 10}, {"cases": 11})
    assert list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == ["added", "edited"]


@pytest.mark.parametrize(
    ("said", "on", "sentence"),
    [
        ({"label": ""}, "label", "Name the round, for example “First round”."),
        ({"label": "x" * 121}, "label", "Use 120 characters or fewer: it has 121."),
        ({"label": "a\ud800b"}, "label", "The text holds half a character."),
        ({"label": "Pilot"}, "label", "This audit has a round of that name already."),
        ({"label": "Other", "cases": 10_000_001}, "cases", "Enter a whole number from 0 to 10,000,000."),
    ],
)
def test_what_a_model_does_not_take_is_refused_on_its_field_and_nothing_is_written(
    audit: Audit, cast: Cast, said: dict[str, Any], on: str, sentence: str
) -> None:
    write(EarlierRound(audit=audit), by=cast.lead, now=NOW, verb="added", label="Pilot")
    lines = JournalEntry.objects.count()
    row = EarlierRound(audit=audit)
    with pytest.raises(Refused) as refused:
        write(row, by=cast.lead, now=NOW, verb="added", **said)
    assert sentence in refused.value.sentence
    assert list(refused.value.on) == [on]
    assert row.pk is None
    assert (EarlierRound.objects.count(), JournalEntry.objects.count()) == (1, lines)


def test_a_rule_between_fields_holds_for_an_act_as_for_a_page(audit: Audit, cast: Cast) -> None:
    figure = PublishedFigure(audit=audit)
    with pytest.raises(Refused, match="9 cannot be out of 3") as refused:
        write(figure, by=cast.lead, now=NOW, verb="added", text="Seen late.", numerator=9, denominator=3)
    assert list(refused.value.on) == ["numerator"]


def test_checking_asks_the_database_nothing(
    audit: Audit, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Two for the savepoint, one for the row, one for the journal, one for the role that somebody acts in."""
    row = EarlierRound(audit=audit)
    cast.lead.forget_standing()
    with django_assert_num_queries(5):
        write(row, by=cast.lead, now=NOW, verb="added", label="Pilot", cases=9, note="From the minutes.")
