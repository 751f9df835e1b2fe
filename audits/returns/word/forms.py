"""The forms behind the Word form: a return's own, and one for a finding whose domains are read once for all."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import file_field
from audit_project.forms import AuditForm
from audits.codes.models import PracticeDomain
from audits.returns.forms import FindingForm
from audits.returns.word.safe import FAULTS
from audits.tools.models import Domain

FILE, STANDS = "file", "stands"


class UploadForm(AuditForm):
    file = file_field(
        "The filled-in form", ".docx", required="Choose the Word form that you filled in.", empty=FAULTS["empty"]
    )


class FileFindingForm(FindingForm):
    """A finding of the file, new or changed. `domains` are those of the audit's tool."""

    def __init__(self, *args: Any, domains: list[Domain], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_practice = {domain.practice_id: domain.practice for domain in domains}
        old: Any = self.fields["domain"]
        field = forms.ChoiceField(label=old.label, error_messages=dict(old.error_messages))
        field.choices = [("", "Choose a domain"), *((domain.practice_id, domain.label) for domain in domains)]
        self.fields["domain"] = field
        self.fields["domain"].asked_later = False

    def clean_domain(self) -> PracticeDomain:
        return self.by_practice[self.cleaned_data["domain"]]


class TakeForm(AuditForm):
    """Which words are kept where the file says something else than what stands; whether a new finding is added."""

    required_words: ClassVar = {"keep": "Choose which words to keep."}
    keep = forms.ChoiceField(
        label="Which words do you keep?",
        choices=((FILE, "Those of the file, as they stand below"), (STANDS, "What stands now")),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_new: bool = False, what: str = "finding", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            asked: Any = self.fields["keep"]
            asked.label = f"Do you add this {what}".rstrip() + "?"
            asked.choices = [(FILE, "Yes, as it stands below"), (STANDS, "No")]
            asked.error_messages["required"] = f"Choose whether to add this {what}".rstrip() + "."
