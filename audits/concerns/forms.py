"""What is asked about an immediate concern: six fields, two minutes; and what is added, closed, passed on."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from agencies.models import Agency
from audit_project.form_fields import CharField, TimeField
from audit_project.forms import AuditForm, DateField
from audit_project.working_days import next_working_day
from audits.concerns.models import ImmediateConcern

MORNING = time(9)
NO_NAMES = "Write about roles, never names: the front door has those."
TIME_WORDS = "Enter a time of the day, like 14:30."


class TimeInput(forms.TimeInput):
    """A time of the day, as wide as a time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs={"class": "govuk-input--width-5"}, **kwargs)


def words(label: str, limit: int, hint: str = "") -> CharField:
    return CharField(label=label, max_length=limit, help_text=hint, widget=forms.Textarea(attrs={"lines": 4}))


def moment(day: Any, at: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, at)) if day and at else None


class RaiseForm(AuditForm):
    """A concern. The time of the telephone call is filled in with now, the next check with the next morning."""

    required_words: ClassVar = {
        "kind": "Choose what kind of concern it is.",
        "what": "Say what you saw or read.",
        "rang": "Say whom you rang.",
        "rang_on": "Enter the day you rang.",
        "rang_time": "Enter the time you rang, like 14:30.",
        "they_said": "Say what they will do.",
        "check_on": "Enter the day of the next check.",
        "check_time": "Enter the time of the next check, like 9:00.",
    }
    uid = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What kind of concern is it?", choices=ImmediateConcern.Kind.choices, widget=forms.RadioSelect
    )
    what = words("What did you see or read?", 4000, NO_NAMES)
    rang = CharField(label="Whom did you ring?", max_length=200, help_text="The service or post, not a name.")
    rang_on = DateField(label="On which day did you ring?")
    rang_time = TimeField(label="At what time?", widget=TimeInput(format="%H:%M"))
    they_said = words("What did they say they will do?", 2000)
    check_on = DateField(label="On which day will you check that it was done?")
    check_time = TimeField(label="At what time will you check?", widget=TimeInput(format="%H:%M"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        here = timezone.localtime(now)
        initial = {
            "uid": uuid.uuid4(), "rang_on": here.date(), "rang_time": here.time(),
            "check_on": next_working_day(here.date()), "check_time": MORNING,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.now = now
        for name in ("rang_time", "check_time"):
            self.fields[name].error_messages["invalid"] = TIME_WORDS

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        rang = moment(given.get("rang_on"), given.get("rang_time"))
        check = moment(given.get("check_on"), given.get("check_time"))
        if rang and rang > self.now + timedelta(minutes=5):
            self.add_error("rang_time", "This time lies in the future. Enter when you rang.")
        if rang and check and check <= rang:
            self.add_error("check_on", "The next check must come after you rang.")
        return given

    @property
    def said(self) -> dict[str, Any]:
        """The concern as the act takes it."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("uid", "kind", "what", "rang", "they_said")},
            "rang_at": moment(given["rang_on"], given["rang_time"]),
            "next_check_at": moment(given["check_on"], given["check_time"]),
        }


class AddForm(AuditForm):
    required_words: ClassVar = {"text": "Write what you want to add."}
    text = words("What do you want to add?", 4000, NO_NAMES)


class CloseForm(AuditForm):
    required_words: ClassVar = {
        "text": "Say what was done.",
        "copied": "Say whether it was copied to the child's own record.",
    }
    text = words("What was done?", 4000, NO_NAMES)
    copied = forms.ChoiceField(
        label="Was it copied to the child's own record?",
        choices=(("yes", "Yes"), ("no", "No, and it need not be, or not yet")),
        widget=forms.RadioSelect,
    )

    @property
    def said(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "copied_to_record": self.cleaned_data["copied"] == "yes"}


class EscalateForm(AuditForm):
    required_words: ClassVar = {"text": "Say why you escalate it."}
    text = words("Why is it not dealt with?", 4000, NO_NAMES)


class PassOnForm(AuditForm):
    """To another agency that was asked about the case."""

    required_words: ClassVar = {"agency": "Choose an agency."}
    agency: Any = forms.ModelChoiceField(
        label="To which agency?", queryset=Agency.objects.none(), empty_label="Choose an agency"
    )

    def __init__(self, *args: Any, concern: ImmediateConcern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = concern.case.involvements.exclude(agency=concern.responsible_id).values("agency")
        field: Any = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=asked).select_related("parent").order_by("pk")
        field.label_from_instance = lambda agency: agency.full_name
