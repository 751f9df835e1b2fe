"""What is asked while a meeting is prepared: a question to an agency, and who reads beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from agencies.models import Person
from audit_project.forms import AuditForm, offer
from audit_project.model_forms import AuditModelForm
from audits.meeting.forms import FormOfAgencies
from audits.meeting.preparing.models import NO_READER, AgencyQuestion


class MeetingQuestionForm(FormOfAgencies):
    """A question to one agency."""

    button = "Add the question"

    class Meta:
        model = AgencyQuestion
        fields = ("agency", "text")


class EditQuestionForm(AuditModelForm):
    """The question, and what the agency answered."""

    button_class = ""

    class Meta:
        model = AgencyQuestion
        fields = ("text", "answer")


class IssueForm(AuditForm):
    """Who is sent the pre-read."""

    button = "Send the pre-read"
    people = forms.ModelMultipleChoiceField(
        label="Send it to",
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_READER},
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [person.pk for person in people]
        offer(self.fields["people"], Person.objects.filter(pk__in=keys).order_by("name", "pk"), named="name")
        self.fields["people"].initial = keys
