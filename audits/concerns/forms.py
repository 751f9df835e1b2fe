"""What is asked about an immediate concern: six fields, two minutes; and what is added, closed, passed on."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from agencies.models import Agency, Person
from audit_project.form_fields import TimeField
from audit_project.forms import AuditForm, DateField, offer
from audit_project.model_forms import AuditModelForm, asked_as
from audit_project.working_days import next_working_day
from audits.concerns.models import ConcernEntry, ImmediateConcern
from audits.concerns.queries import followers_of

MORNING = time(9)


class TimeOfDay(TimeField):
    """A time of the day, as wide as a time."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput({"class": "govuk-input--width-5"}, format="%H:%M")
        words = {"invalid": "Enter a time of the day, like 14:30."}
        super().__init__(widget=widget, error_messages=words, **kwargs)


def moment(day: Any, at: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, at)) if day and at else None


class RaiseForm(AuditModelForm):
    """A concern. The time of the telephone call is filled in with now, the next check with the next morning."""

    button = "Record the concern"
    button_class = "govuk-button--warning"
    layout = (
        "kind",
        "what",
        Fieldset("Your telephone call", "rang", "rang_on", "rang_time", "they_said"),
        Fieldset("The next check", "check_on", "check_time"),
    )
    asked_by: ClassVar = {"rang_at": "rang_time", "next_check_at": "check_on"}
    required_words: ClassVar = {
        "rang_on": "Enter the day you rang.",
        "rang_time": "Enter the time you rang, like 14:30.",
        "check_on": "Enter the day of the next check.",
        "check_time": "Enter the time of the next check, like 9:00.",
    }
    rang_on = DateField(label="On which day did you ring?")
    rang_time = TimeOfDay(label="At what time?")
    check_on = DateField(label="On which day will you check that it was done?")
    check_time = TimeOfDay(label="At what time will you check?")
    field_order = ("kind", "what", "rang", "rang_on", "rang_time", "they_said", "check_on", "check_time")

    class Meta:
        model = ImmediateConcern
        fields = ("kind", "what", "rang", "they_said")
        widgets: ClassVar = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        here = timezone.localtime(now)
        initial = {
            "rang_on": here.date(), "rang_time": here.time(),
            "check_on": next_working_day(here.date()), "check_time": MORNING,
        }  # fmt: skip
        super().__init__(*args, initial=initial, instance=ImmediateConcern(raised_at=now), **kwargs)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        self.instance.rang_at = moment(given.get("rang_on"), given.get("rang_time"))
        self.instance.next_check_at = moment(given.get("check_on"), given.get("check_time"))
        return given

    @property
    def said(self) -> dict[str, Any]:
        """The concern as the act takes it."""
        row = self.instance
        times = {"rang_at": row.rang_at, "next_check_at": row.next_check_at}
        return {**super().said, **times}


class ConcernEntryForm(AuditModelForm):
    """Words that are added to a concern."""

    asked = frozenset(("text",))

    class Meta:
        model = ConcernEntry
        fields = ("text",)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label, text.error_messages["required"] = ConcernEntry.ASKED[ConcernEntry.Kind(kind)]


class CloseConcernForm(ConcernEntryForm):
    button = "Close the concern"
    copied = asked_as(ImmediateConcern, "copied_to_record", required=True)

    @property
    def said(self) -> dict[str, Any]:
        return {**super().said, "copied_to_record": self.cleaned_data["copied"]}


class ConfirmConcernForm(AuditForm):
    button = "Yes, it was dealt with"
    button_class = ""


class FollowForm(AuditForm):
    """Who says whether it was dealt with, in the place of whoever raised it."""

    button = "Name them"
    required_words: ClassVar = {"follower": "Choose a person."}
    follower: Any = forms.ModelChoiceField(label="Who says whether it was dealt with?", queryset=Person.objects.none())

    def __init__(self, *args: Any, concern: ImmediateConcern, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["follower"], followers_of(concern, on), "Choose a person", named="name")


class PassOnForm(AuditForm):
    """To another agency that was asked about the case."""

    button = "Pass it on"
    required_words: ClassVar = {"agency": "Choose an agency."}
    agency: Any = forms.ModelChoiceField(label="To which agency?", queryset=Agency.objects.none())

    def __init__(self, *args: Any, concern: ImmediateConcern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = concern.case.involvements.exclude(agency=concern.responsible_id).values("agency")
        agencies = Agency.objects.filter(pk__in=asked).select_related("parent").order_by("pk")
        offer(self.fields["agency"], agencies, "Choose an agency", named="full_name")
