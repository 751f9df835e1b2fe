"""What the pages of the briefing ask for: the questions and their sentences are those of the models."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Hidden
from django import forms

from audit_project.forms import AuditForm, offer
from audit_project.model_forms import AuditModelForm, asked_as
from audits.briefing.models import Briefing, Edition, PracticeMessage, Resource, Section, Statement, Withdrawal
from audits.codes.models import ResourceType
from audits.rollup.acts import FACTS
from audits.rollup.models import Override


class ButtonForm(AuditForm):
    """A button without a question: the form carries only why the act was refused."""


class BriefingTitleForm(AuditModelForm):
    button = "Save the title"

    class Meta:
        model = Briefing
        fields = ("title",)


class PartTitleForm(AuditModelForm):
    button = "Save the title"

    class Meta:
        model = Section
        fields = ("title",)


class StatementForm(AuditModelForm):
    button = "Save the sentence"

    class Meta:
        model = Statement
        fields = ("text",)


class NewStatementForm(AuditModelForm):
    button = "Add the sentence"

    class Meta:
        model = Statement
        fields = ("text",)
        labels: ClassVar = {"text": "A sentence of your own"}


class MessageForm(AuditModelForm):
    button = "Add the message"

    class Meta:
        model = PracticeMessage
        fields = ("slot", "text")
        widgets: ClassVar = {"slot": forms.RadioSelect}


class ResourceForm(AuditModelForm):
    button = "Add the resource"

    class Meta:
        model = Resource
        fields = ("slot", "type", "title", "use", "link")
        widgets: ClassVar = {"slot": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["slot"] = self.fields["slot"].choices[0][0]
        offer(self.fields["type"], ResourceType.objects.filter(is_active=True), "Choose a type", named="label")

    @property
    def said(self) -> dict[str, Any]:
        said = super().said
        return {**said, "type": said["type"].pk}


class OverrideForm(AuditForm):
    button = "Record the decision"
    required_words: ClassVar = {"fact": "Choose the fact to print exactly."}
    fact = forms.ChoiceField(label="Fact to print exactly", choices=[("", "Choose a fact"), *FACTS.items()])
    reason = asked_as(Override, "reason")


class PublishForm(AuditForm):
    button = "Publish the briefing"
    button_class = ""
    layout = (Hidden("seen", "{{ seen }}"), "is_public")
    is_public = asked_as(Edition, "is_public")


class WithdrawForm(AuditModelForm):
    button = "Withdraw the edition"

    class Meta:
        model = Withdrawal
        fields = ("reason",)
