"""What is asked when a tool is built: the tool itself, its domains, its questions, its messages, a file of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q

from agencies.models import Sector
from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, HintedRadios, VersionMixin, choices_of
from audits.codes.models import Condition, PracticeDomain
from audits.scope.forms import long_text, short_text
from audits.scope.tool_queries import domains_of
from audits.scope.tools import AuditTool, Domain, Standard

CODE = RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, figures and single hyphens, like neglect-2.")
CODE_HINT = "It stands in the address. Small letters, figures and hyphens, like neglect-2. It never changes."
TAKES_HINTS = {
    Standard.Takes.YES_PARTLY_NO.value: "Where practice can be half there.",
    Standard.Takes.YES_NO.value: "Where something was done or was not.",
}


def code_field() -> CharField:
    return CharField(label="Code", max_length=40, validators=[CODE], help_text=CODE_HINT)


def sectors_field(label: str, hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, help_text=hint, widget=forms.CheckboxSelectMultiple(attrs={"many": True})
    )


def sector_choices(chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The sectors in use, and those that stand here already: saving a page takes none of them out unseen."""
    return choices_of(Sector.objects.filter(Q(is_active=True) | Q(pk__in=list(chosen))).order_by("order"))


class NewToolForm(AuditForm):
    name = short_text("Name", 120, "What auditors and leads call it.", required=True)
    code = code_field()
    about = long_text("What it is for", 2000, "For whoever chooses a tool for an audit.")


class CopyForm(AuditForm):
    name = short_text("Name of the copy", 120, required=True)
    code = code_field()


class ToolForm(VersionMixin, AuditForm):
    name = short_text("Name", 120, required=True)
    about = long_text("What it is for", 2000, "For whoever chooses a tool for an audit.")
    short_form_sectors = sectors_field(
        "Who is asked the short form",
        "Agencies of these sectors are asked only the questions marked for the short form.",
    )

    def __init__(self, *args: Any, tool: AuditTool, **kwargs: Any) -> None:
        initial = {name: getattr(tool, name) for name in ("name", "about", "version")}
        initial["short_form_sectors"] = [one.pk for one in tool.short_form_sectors.all()]
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["short_form_sectors"].choices = sector_choices(initial["short_form_sectors"])  # type: ignore[attr-defined]


class MessagesForm(VersionMixin, AuditForm):
    messages = long_text("Practice messages", 20_000, "One a line, up to 600 characters each.", lines=12)

    def __init__(self, *args: Any, tool: AuditTool, **kwargs: Any) -> None:
        lines = "\n".join(one.text for one in tool.messages.all())
        super().__init__(*args, initial={"version": tool.version, "messages": lines}, **kwargs)

    def clean_messages(self) -> str:
        messages: str = self.cleaned_data["messages"]
        for place, line in enumerate(filter(None, map(str.strip, messages.splitlines())), 1):
            if len(line) > 600:
                raise forms.ValidationError(f"Message {place} has {len(line):,} characters. Use 600 or fewer.")
        return messages


class NewDomainForm(AuditForm):
    practice = forms.ChoiceField(label="Domain of practice", widget=forms.RadioSelect)
    label = short_text("Its name in this tool", 120, "Leave it empty to use the name on the list.")

    def __init__(self, *args: Any, tool: AuditTool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = {domain.practice_id for domain in domains_of(tool)}
        listed = PracticeDomain.objects.filter(is_active=True).exclude(pk__in=taken)
        self.fields["practice"].choices = choices_of(listed)  # type: ignore[attr-defined]


class DomainForm(VersionMixin, AuditForm):
    label = short_text("Its name in this tool", 120, required=True)

    def __init__(self, *args: Any, domain: Domain, **kwargs: Any) -> None:
        super().__init__(*args, initial={"label": domain.label, "version": domain.version}, **kwargs)


class StandardForm(AuditForm):
    """A question. “Yes” is always the good answer."""

    required_words: ClassVar = {
        "text": "Write the question.",
        "domain": "Choose the domain that the question belongs to.",
        "takes": "Choose which answers the question takes.",
    }
    domain = forms.ChoiceField(label="Domain")
    text = CharField(
        label="Question",
        max_length=600,
        widget=forms.Textarea({"lines": 3}),
        help_text="Ask it so that “yes” is the good answer: answers are counted across questions.",
    )
    guidance = long_text("Guidance", 2000, "What to look for in the record. It stands under the question.", lines=4)
    takes = forms.ChoiceField(
        label="Which answers it takes",
        choices=Standard.Takes.choices,
        initial=Standard.Takes.YES_PARTLY_NO,
        widget=HintedRadios(hints=TAKES_HINTS),
    )
    may_be_not_applicable = forms.BooleanField(
        label="It may be answered “not applicable”", required=False, initial=True
    )
    on_short_form = forms.BooleanField(label="It is on the short form", required=False)
    only_if = forms.ChoiceField(
        label="Asked only where something is recorded of the case",
        required=False,
        help_text="Looked at when the return opens. Fill in the context of the cases before that.",
    )
    asked_of = sectors_field("Asked of", "Tick none to ask every agency.")

    def __init__(self, *args: Any, tool: AuditTool, standard: Standard | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", {})
        if standard is not None:
            initial = {name: getattr(standard, name) for name in self.base_fields if name not in ("asked_of", "domain")}
            initial |= {"only_if": standard.only_if_id or "", "domain": standard.domain_id}
            initial["asked_of"] = [one.pk for one in standard.asked_of.all()]
        super().__init__(*args, initial=initial, **kwargs)
        self.by_key = {str(domain.pk): domain for domain in domains_of(tool)}
        fields: Any = self.fields
        fields["domain"].choices = choices_of(self.by_key.values())
        listed = Condition.objects.filter(Q(is_active=True) | Q(pk=initial.get("only_if") or ""))
        fields["only_if"].choices = choices_of(listed, "Nothing: asked of every case")
        fields["asked_of"].choices = sector_choices(initial.get("asked_of", ()))

    def clean_domain(self) -> Domain:
        return self.by_key[self.cleaned_data["domain"]]

    def clean_only_if(self) -> str | None:
        return self.cleaned_data["only_if"] or None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "only_if" in given:
            given["only_if_id"] = given.pop("only_if")
        return given

    def as_asked(self, stored: Any) -> Any:
        """A row's fields as the form asks for them, to show two people's texts side by side."""
        return {**stored, "only_if": stored.get("only_if_id") or ""}


class StandardEditForm(VersionMixin, StandardForm):
    """A question that stands already."""


class FileForm(AuditForm):
    file = forms.FileField(
        label="The file of a tool",
        widget=forms.FileInput(attrs={"accept": ".json,application/json", "class": "govuk-file-upload"}),
        error_messages={
            "required": "Choose the file of a tool.",
            "empty": "This file is empty. Choose the file of a tool.",
            "max_length": "The name of this file is too long. Give it a shorter one and upload it again.",
        },
        max_length=200,
    )
