"""What is asked while a meeting is prepared: a question to an agency, and who reads beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from agencies.models import Agency, Person
from audit_project.forms import AuditForm
from audits.meeting.forms import text_field, version_field
from audits.meeting.preparing_models import AgencyQuestion


class AskForm(AuditForm):
    """A question to one agency."""

    required_words: ClassVar = {"agency": "Choose the agency.", "text": "Write the question."}
    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), empty_label="Choose an agency")
    text = text_field("The question", 1000, lines=3)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies
        field.label_from_instance = lambda agency: agency.full_name


class EditQuestionForm(AuditForm):
    """The question, and what the agency answered."""

    required_words: ClassVar = {"text": "Write the question."}
    version = version_field()
    text = text_field("The question", 1000, lines=3)
    answer = text_field("What the agency answered", 4000, "Written down at the meeting.", required=False)

    def __init__(self, *args: Any, row: AgencyQuestion, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": row.version, "text": row.text, "answer": row.answer}
        super().__init__(*args, **kwargs)


class IssueForm(AuditForm):
    """Who is sent the pre-read."""

    required_words: ClassVar = {"people": "Choose who is to read it."}
    people = forms.ModelMultipleChoiceField(
        label="Send it to", queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people]).order_by("name", "pk")
        field.label_from_instance = lambda person: person.name
        field.initial = [person.pk for person in people]
