"""Plays what followed A-2023-01: recommendations, owned actions, reports, evidence, one that was dropped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from audits.actions import acts as action_acts
from audits.actions.models import Recommendation
from audits.desk.examples.stage import ExampleCast, noon
from audits.desk.examples.texts import words
from audits.meeting.models import Theme
from audits.scope.models import Audit

RECOMMENDED = date(2023, 12, 4)


def follow_up(stage: ExampleCast, audit: Audit, themes: dict[str, Theme]) -> None:
    """Each recommendation with its actions, as far as they have come today."""
    for given in words("familial_actions")["recommendations"]:
        recommendation = action_acts.add_recommendation(
            audit, by=stage.lead, now=noon(RECOMMENDED), text=given["text"], theme=themes[given["theme"]]
        )
        for one in given["actions"]:
            carry_action(stage, recommendation, one)


def carry_action(stage: ExampleCast, recommendation: Recommendation, given: dict[str, Any]) -> None:
    """One action: reports by its owner's contact; an end when it has one."""
    contact = stage.contact_of(given["owner"])
    action = action_acts.add_action(
        recommendation, by=stage.lead, now=noon(day_of(stage, given, "added")), owner=stage.agencies[given["owner"]],
        text=given["text"], due=day_of(stage, given, "due"),
    )  # fmt: skip
    for when, text in given["reports"]:
        day = when if isinstance(when, date) else stage.today + timedelta(days=when)
        action_acts.report_progress(action, by=contact, now=noon(day), text=text)
    if "closed" in given:
        action_acts.close_action(action, by=contact, now=noon(given["closed"]), evidence=given["evidence"])
    if "dropped" in given:
        action_acts.drop_action(action, by=stage.lead, now=noon(given["dropped"]), reason=given["reason"])


def day_of(stage: ExampleCast, given: dict[str, Any], name: str) -> date:
    """A day as it is written: a date, or so many days from today."""
    if name in given:
        day: date = given[name]
        return day
    return stage.today + timedelta(days=given[f"{name}_days"])
