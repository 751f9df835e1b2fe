"""What is asked about a case: its number, its members as facts, its context, who knows it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms

from audit_project.forms import AuditForm, offer
from audit_project.layout import AskedHere, TickTable
from audit_project.model_forms import AuditModelForm
from audits.codes.models import Participation
from audits.sample import choices
from audits.sample.models import Case, CaseContext, CaseMember, FamilyContact, Involvement
from audits.sample.rules import KNOWN
from audits.scope.models import AskedOfPeople, Strand


def several_codes(label: str, hint: str = "") -> Any:
    return forms.ModelMultipleChoiceField(
        label=label, queryset=None, required=False, help_text=hint, widget=forms.CheckboxSelectMultiple
    )


class CaseForm(AuditModelForm):
    button = "Add a case"

    class Meta:
        model = Case
        fields = ("number", "strand")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = False
        strands = Strand.objects.filter(audit=self.instance.audit)
        if strands:
            offer(self.fields["strand"], strands, "None")
        else:
            del self.fields["strand"]


# Of whom each is asked that the audit asks besides: nobody speaks before they are born.
ASKED_OF = {
    "first_language": ["child", "adult"],
    "legal_status": ["child", "unborn"],
    "placement": ["child"],
    "special_needs": ["child"],
}


class MemberForm(AuditModelForm):
    """What is asked follows who it is: an unborn baby has no age, an adult no sibling group and no category."""

    layout = (
        Fieldset("The person", "kind", "is_subject", "age_number", "age_unit", "sex", "ethnicity", "in_sibling_group"),
        AskedHere(*AskedOfPeople.values),
        TickTable(
            "Plans and statuses",
            plans_at_date="At the audit's date",
            plans_in_period="During the period under review",
        ),
        "category",
        "disabilities",
    )

    class Meta:
        model = CaseMember
        fields = (
            "kind", "is_subject", "age_number", "age_unit", "sex", "ethnicity", "in_sibling_group", "plans_at_date",
            "plans_in_period", "category", "disabilities", *AskedOfPeople.values,
        )  # fmt: skip
        widgets: ClassVar = {
            "kind": forms.RadioSelect,
            "in_sibling_group": forms.RadioSelect,
            "plans_at_date": forms.CheckboxSelectMultiple,
            "plans_in_period": forms.CheckboxSelectMultiple,
            "disabilities": forms.CheckboxSelectMultiple(attrs={"many": True}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name in set(AskedOfPeople.values) - set(self.instance.case.audit.asks_of_people):
            del fields[name]
        asked = [name for name in AskedOfPeople.values if name in fields]
        for name in (*asked, "sex", "ethnicity", "category", "plans_at_date", "plans_in_period", "disabilities"):
            several = isinstance(fields[name], forms.ModelMultipleChoiceField)
            offer(fields[name], fields[name].queryset.filter(is_active=True), None if several else "Not recorded")
        fields["category"].empty_label = "None, or not recorded"
        fields["age_unit"].choices = [("", "Not recorded"), *CaseMember.AgeUnit.choices]
        for name in ("age_number", "age_unit"):
            self.reveal(name, by="kind", when=["child", "adult"])
        for name in ("in_sibling_group", "category"):
            self.reveal(name, by="kind", when=["child", "unborn"])
        for name, kinds in ASKED_OF.items():
            if name in fields:
                self.reveal(name, by="kind", when=kinds)


class ContextForm(AuditModelForm):
    made_when_saved = True

    class Meta:
        model = CaseContext
        fields = (
            "why_known", "plan_history", "household", "adults_of_concern", "live_investigation", "court_proceedings",
            "under_review",
        )  # fmt: skip


class FamilyContactForm(AuditModelForm):
    made_when_saved = True
    button = "Save the decision"
    asked_later: ClassVar = frozenset({"who", "when", "why_not", "checked_with_social_worker", "checked_with_police"})

    class Meta:
        model = FamilyContact
        fields = ("decision", "who", "when", "checked_with_social_worker", "checked_with_police", "why_not")
        widgets: ClassVar = {"decision": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("who", "when", "checked_with_social_worker", "checked_with_police"):
            self.reveal(name, by="decision", when=["yes"])
        self.reveal("why_not", by="decision", when=["no"])


class SiblingsForm(AuditModelForm):
    """The mark that cases of one sibling group share."""

    button = "Save the mark"

    class Meta:
        model = Case
        fields = ("sibling_group",)
        widgets: ClassVar = {
            "sibling_group": forms.TextInput({"class": "govuk-input--width-3", "autocapitalize": "characters"})
        }

    def clean_sibling_group(self) -> str:
        return str(self.cleaned_data["sibling_group"]).upper()


class AuditorForm(AuditModelForm):
    button = "Save the auditor"

    class Meta:
        model = Involvement
        fields = ("auditor",)
        labels: ClassVar = {"auditor": "Auditor"}
        help_texts: ClassVar = {"auditor": "Auditors of your agency. To add somebody, ask the administrator."}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["auditor"], choices.auditors_of(self.instance, on), "Nobody yet")


class AskAgenciesForm(AuditForm):
    required_words: ClassVar = {"agencies": "Choose at least one agency."}
    agencies = several_codes("Agencies and services to ask")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        field.required = True
        field.queryset = choices.agencies_to_ask(case)
        field.label_from_instance = lambda one: one.full_name


class InvolvementForm(AuditModelForm):
    button = "Save the answer"
    asked = frozenset(("answer",))

    class Meta:
        model = Involvement
        fields = ("answer", "service", "knew_from", "knew_until", "auditor")
        widgets: ClassVar = {"answer": forms.RadioSelect}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["answer"], Participation.objects.filter(is_active=True))
        offer(self.fields["auditor"], choices.auditors_of(self.instance, on), "Nobody yet")
        for name in ("knew_from", "knew_until"):
            self.reveal(name, by="answer", when=[KNOWN])
        services = choices.services_of(self.instance)
        if services:
            offer(self.fields["service"], services, "Not named")
            self.reveal("service", by="answer", when=[KNOWN])
        else:
            del self.fields["service"]
