"""The fields of an audit pack, and how they pass between its entries and our rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model

from audits.scope.models import AskedOfPeople

INVOLVEMENT_FIELDS = ("knew_from", "knew_until")
AUDIT_FIELDS = (
    "reference",
    "theme",
    "why",
    "drivers",
    "key_lines",
    "terms_agreed_by",
    "terms_agreed_on",
    "terms_chair",
    "period_from",
    "period_to",
    "facts_on",
    "unit_singular",
    "unit_plural",
    "selection",
    "drawn_how",
    "cohort_words",
    "graded",
    "grades_domains",
    "asks_of_people",
    "selection_note",
    "cohort_size",
    "is_dip_sample",
    "small_n",
    "threshold",
    "recorded_from",
    "involvement_due",
    "returns_due",
    "meeting_on",
    "report_due",
    "preset",
    "pre_read_due",
    "briefing_due",
    "action_review_due",
    "re_audit_due",
)
CONTEXT_FIELDS = (
    "why_known",
    "plan_history",
    "household",
    "adults_of_concern",
    "live_investigation",
    "court_proceedings",
    "under_review",
)
MEMBER_FIELDS = ("kind", "is_subject", "age_number", "age_unit", "sex", "ethnicity", "category", "in_sibling_group")
FAMILY_FIELDS = ("decision", "who", "when", "checked_with_social_worker", "checked_with_police", "why_not")
RETURN_FIELDS = ("state", "short_form", "records_read", "on_behalf_of", "nothing_because")
# What a source finding carries beside what an agreed one has.
SOURCE_FIELDS = ("evidence", "handling")
STEP_FIELDS = ("kind", "text", "done_on")  # what an agency recommends and has done
FINDING_FIELDS = ("kind", "domain", "scope", "text", "missed_opportunity", "exemplar")

STRAND_FIELDS = ("code", "name", "cohort_size", "quota", "in_headline")
THEME_FIELDS = ("kind", "statement", "amount_as_given")
BAND_FIELDS = ("code", "abbreviation", "label", "positive", "descriptor", "note")
ROUND_FIELDS = ("label", "held", "cases", "unit_plural", "scale_name", "note")
EVIDENCE_FIELDS = ("kind", "unit_plural", "number", "says")
FIGURE_FIELDS = ("key", "text", "numerator", "denominator", "amount_as_given", "more_is_better")
MESSAGE_FIELDS = ("slot", "text")
RESOURCE_FIELDS = ("slot", "type", "title", "use", "link", "owner", "checked_on")


def plain(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """The named fields of a row as JSON takes them: dates as text, code lists by their code."""
    found: dict[str, Any] = {}
    for name in names:
        field: Any = row._meta.get_field(name)
        value = getattr(row, field.attname if field.is_relation else name)
        found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def given(entry: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named fields that an entry gives; code lists by their key column."""
    keyed = {"sex", "ethnicity", "category", *AskedOfPeople.values, "domain", "type", "qualifier"}
    return {(f"{name}_id" if name in keyed else name): entry[name] for name in names if name in entry}
