"""What the pages of the briefing ask for, each question with its own sentence when the answer is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField, URLField
from audit_project.forms import AuditForm, VersionMixin
from audits.briefing.editing import BRIEFING_TITLE_LIMIT, NO_TEXT, TEXT_LIMIT, TITLE_LIMIT
from audits.briefing.slots import MESSAGE_SLOTS, RESOURCE_SLOTS
from audits.codes.models import ResourceType
from audits.rollup.acts import FACTS


def text_area(label: str, limit: int, help_text: str = "", lines: int = 4) -> CharField:
    widget = forms.Textarea(attrs={"lines": lines, "data-look": ""})  # looked through while it is written
    return CharField(label=label, max_length=limit, help_text=help_text, widget=widget)


def part(slots: Iterable[int]) -> forms.TypedChoiceField:
    choices = [(slot, f"Part {slot}") for slot in slots]
    return forms.TypedChoiceField(
        label="Where it stands", choices=choices, coerce=int, widget=forms.RadioSelect, initial=choices[0][0]
    )


class ButtonForm(AuditForm):
    """A button without a question: the form carries only why the act was refused."""


class BriefingTitleForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"title": "Enter the title of the briefing."}
    title = CharField(label="Title of the briefing", max_length=BRIEFING_TITLE_LIMIT)


class PartTitleForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"title": "Enter the title of this part."}
    title = CharField(label="Title of this part", max_length=TITLE_LIMIT)


class StatementForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"text": NO_TEXT}
    text = text_area("The sentence", TEXT_LIMIT, "No names, and nothing that points to one child.")


class NewStatementForm(AuditForm):
    required_words: ClassVar = {"text": NO_TEXT}
    text = text_area("A sentence of your own", TEXT_LIMIT, "No names, and nothing that points to one child.")


class MessageForm(AuditForm):
    required_words: ClassVar = {"text": "Write the message."}
    slot = part(MESSAGE_SLOTS)
    text = text_area("What you can do", 600, "Say it to the reader: “Ask about earlier addresses.”", lines=3)


class ResourceForm(AuditForm):
    required_words: ClassVar = {"type": "Choose the type of resource.", "title": "Enter the title."}
    slot = part(RESOURCE_SLOTS)
    type = forms.ChoiceField(label="Type of resource")
    title = CharField(label="Title", max_length=160)
    use = CharField(label="What it is for, in one line", max_length=300, required=False)
    link = URLField(
        label="Link",
        max_length=400,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a link that begins with https:// or http://."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ResourceType.objects.filter(is_active=True).values_list("code", "label")
        self.fields["type"].choices = [("", "Choose a type"), *kinds]  # type: ignore[attr-defined]


class OverrideForm(AuditForm):
    required_words: ClassVar = {
        "fact": "Choose the fact to print exactly.",
        "reason": "Give the reason why this fact may be printed exactly.",
    }
    fact = forms.ChoiceField(label="Fact to print exactly", choices=[("", "Choose a fact"), *FACTS.items()])
    reason = text_area("Reason", 1000, "It stands on this page with your name and the date.", lines=3)


class PublishForm(AuditForm):
    is_public = forms.BooleanField(label="Anybody may read it without signing in", required=False)


class WithdrawForm(AuditForm):
    required_words: ClassVar = {"reason": "Say why this edition is withdrawn."}
    reason = text_area("Why it is withdrawn", 1000, lines=3)
