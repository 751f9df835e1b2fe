"""What is asked about a case: its number, its members as facts, its context, who knows it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, DateField, VersionMixin
from audit_project.refused import Refused
from audits.codes.models import AbuseCategory, Disability, Ethnicity, Participation, PlanType, Sex
from audits.sample import choices
from audits.sample.members import NO_DISABILITY, OF_CODES, OLDEST, PLAIN, SEVERAL
from audits.sample.models import Case, CaseContext, CaseMember, FamilyContact, Involvement
from audits.sample.rules import KNOWN
from audits.sample.siblings import check_mark
from audits.scope.forms import long_text, number
from audits.scope.models import NO_NAMES, Audit, Strand

SIBLINGS = (("yes", "Yes"), ("no", "No"), ("", "Not recorded"))
SIBLING_VALUES = {"yes": True, "no": False, "": None}


def one_code(label: str, empty: str = "Not recorded", hint: str = "") -> Any:
    return forms.ModelChoiceField(label=label, queryset=None, required=False, empty_label=empty, help_text=hint)


def several_codes(label: str, hint: str = "") -> Any:
    return forms.ModelMultipleChoiceField(
        label=label, queryset=None, required=False, help_text=hint, widget=forms.CheckboxSelectMultiple
    )


class CaseForm(AuditForm):
    number = number("Case number", 1, 99_999, "The next number when left empty. Never a number another system uses.")
    strand = one_code("Strand", "None")

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strands = Strand.objects.filter(audit=audit)
        if strands:
            self.fields["strand"].queryset = strands  # type: ignore[attr-defined]
        else:
            del self.fields["strand"]


class MemberForm(AuditForm):
    required_words: ClassVar = {"kind": "Choose a child, an unborn baby or an adult."}
    kind = forms.ChoiceField(
        label="Who this is", choices=CaseMember.Kind.choices, widget=forms.RadioSelect, help_text=NO_NAMES
    )
    is_subject = forms.BooleanField(
        label="The audit is about this person",
        required=False,
        help_text="Leave it unticked for a linked adult: they are not counted with the children.",
    )
    age_number = number("Age", 0, OLDEST, "At the audit's date. Leave empty for an unborn baby, or when not recorded.")
    age_unit = forms.ChoiceField(
        label="Age is in", choices=[("", "Not recorded"), *CaseMember.AgeUnit.choices], required=False
    )
    sex = one_code("Sex")
    ethnicity = one_code("Ethnicity")
    in_sibling_group = forms.ChoiceField(
        label="In a sibling group in this audit", choices=SIBLINGS, required=False, widget=forms.RadioSelect
    )
    plans_at_date = several_codes("Plans at the audit's date")
    plans_in_period = several_codes("Plans during the period under review")
    category = one_code("Child protection plan category", "None, or not recorded")
    disabilities = several_codes("Disability", "Leave all empty when not recorded.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = {
            "sex": Sex,
            "ethnicity": Ethnicity,
            "plans_at_date": PlanType,
            "plans_in_period": PlanType,
            "category": AbuseCategory,
            "disabilities": Disability,
        }
        for name, model in lists.items():
            self.fields[name].queryset = model.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean_in_sibling_group(self) -> bool | None:
        return SIBLING_VALUES[self.cleaned_data["in_sibling_group"]]

    def clean_disabilities(self) -> Any:
        chosen = self.cleaned_data["disabilities"]
        if len(chosen) > 1 and any(entry.pk == NO_DISABILITY for entry in chosen):
            raise forms.ValidationError("“No disability” cannot stand beside a disability.")
        return chosen

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        age, unit = given.get("age_number"), given.get("age_unit")
        if "age_number" in self.errors or "age_unit" in self.errors:
            return given
        if given.get("kind") == CaseMember.Kind.UNBORN and (age is not None or unit):
            self.add_error("age_number", "An unborn baby has no age yet: leave the age empty.")
        elif age is None and unit:
            self.add_error("age_number", "Enter the age, or choose “Not recorded”.")
        elif age is not None and not unit:
            self.add_error("age_unit", "Choose whether the age is in days, weeks, months or years.")
        return given


class EditMemberForm(VersionMixin, MemberForm):
    """The same facts, with the version the page was opened with."""


def facts_of(member: CaseMember) -> dict[str, Any]:
    """A member's facts as the form shows them."""
    siblings = {value: key for key, value in SIBLING_VALUES.items()}
    first: dict[str, Any] = {name: getattr(member, name) for name in PLAIN}
    first["in_sibling_group"] = siblings[member.in_sibling_group]
    first |= {name: getattr(member, f"{name}_id") for name in OF_CODES}
    first |= {name: [entry.pk for entry in getattr(member, name).all()] for name in SEVERAL}
    return first | {"version": member.version}


class ContextForm(VersionMixin, AuditForm):
    why_known = long_text("Why the case is known", 4000, NO_NAMES, 6, look=True)
    plan_history = long_text("Plan history", 4000, "Which plans, from when to when.", 6, look=True)
    household = long_text("Household, by role", 2000, "Mother, stepfather, older brother: roles, not names.", look=True)
    adults_of_concern = long_text("Adults of concern, by role", 2000, "Roles, not names.", look=True)
    live_investigation = forms.BooleanField(label="There is a live investigation", required=False)
    court_proceedings = forms.BooleanField(label="There are court proceedings", required=False)
    under_review = forms.BooleanField(label="The case is under another review", required=False)

    def __init__(self, *args: Any, context: CaseContext | None, **kwargs: Any) -> None:
        row = context or CaseContext()
        super().__init__(*args, initial={name: getattr(row, name) for name in self.base_fields}, **kwargs)


class FamilyContactForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"decision": "Choose whether the family is asked."}
    decision = forms.ChoiceField(
        label="Is the family asked?", choices=FamilyContact.Decision.choices, widget=forms.RadioSelect
    )
    who = CharField(
        label="Who asks them?",
        max_length=120,
        required=False,
        help_text="A post, such as the family's early help worker. Never a name.",
    )
    when = DateField(label="When?", required=False)
    checked_with_social_worker = forms.BooleanField(label="I have checked with the social worker", required=False)
    checked_with_police = forms.BooleanField(label="I have checked with the police", required=False)
    why_not = long_text("Why are they not contacted?", 2000, NO_NAMES, look=True)
    asked_later: ClassVar = frozenset({"who", "when", "why_not", "checked_with_social_worker", "checked_with_police"})

    def __init__(self, *args: Any, decided: FamilyContact | None, **kwargs: Any) -> None:
        row = decided or FamilyContact(version=1)
        super().__init__(*args, initial={name: getattr(row, name) for name in self.base_fields}, **kwargs)
        for name in ("who", "when", "checked_with_social_worker", "checked_with_police"):
            self.reveal(name, by="decision", when=["yes"])
        self.reveal("why_not", by="decision", when=["no"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("decision") == FamilyContact.Decision.NO:
            wanted = {"why_not": "Say why the family is not contacted."}
        elif given.get("decision") == FamilyContact.Decision.YES:
            wanted = {
                "who": "Say who will ask the family.",
                "when": "Say when the family will be asked.",
                "checked_with_social_worker": "Check with the social worker before anybody asks the family.",
                "checked_with_police": "Check with the police before anybody asks the family.",
            }
        else:
            wanted = {}
        for name, sentence in wanted.items():
            if name not in self.errors and not given.get(name):
                self.add_error(name, sentence)
        return given


class SiblingsForm(VersionMixin, AuditForm):
    """The mark that cases of one sibling group share."""

    sibling_group = CharField(
        label="Mark of the sibling group",
        max_length=2,
        required=False,
        help_text="One or two capital letters: A, for example. Give brothers and sisters the same mark. "
        "Leave it empty where there are none in this audit.",
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-3", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        initial = {"version": case.version, "sibling_group": case.sibling_group}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_sibling_group(self) -> str:
        given: str = self.cleaned_data["sibling_group"].strip().upper()
        try:
            check_mark(given)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return given


class AuditorForm(VersionMixin, AuditForm):
    auditor = one_code("Auditor", "Nobody yet", "Auditors of your agency. To add somebody, ask the administrator.")

    def __init__(self, *args: Any, involvement: Involvement, on: date, **kwargs: Any) -> None:
        first = {"auditor": involvement.auditor_id, "version": involvement.version}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["auditor"].queryset = choices.auditors_of(involvement, on)  # type: ignore[attr-defined]


class AskForm(AuditForm):
    required_words: ClassVar = {"agencies": "Choose at least one agency."}
    agencies = several_codes("Agencies and services to ask")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        field.required = True
        field.queryset = choices.agencies_to_ask(case)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.full_name  # type: ignore[attr-defined]


class InvolvementForm(VersionMixin, AuditForm):
    required_words: ClassVar = {"answer": "Choose whether the agency knows the case."}
    answer: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Does the agency know this case?",
        queryset=Participation.objects.filter(is_active=True),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    service = one_code("Which service knows the child", "Not named", "Only where the agency knows the case.")
    auditor = one_code("Who audits your records", "Nobody yet", "Only where the agency knows the case.")

    def __init__(self, *args: Any, involvement: Involvement, on: date, **kwargs: Any) -> None:
        first = {
            "answer": involvement.answer_id,
            "service": involvement.service_id,
            "auditor": involvement.auditor_id,
            "version": involvement.version,
        }
        super().__init__(*args, initial=first, **kwargs)
        self.fields["auditor"].queryset = choices.auditors_of(involvement, on)  # type: ignore[attr-defined]
        services = choices.services_of(involvement)
        if services:
            self.fields["service"].queryset = services  # type: ignore[attr-defined]
            self.reveal("service", by="answer", when=[KNOWN])
        else:
            del self.fields["service"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        answer = given.get("answer")
        if given.get("service") is not None and answer is not None and answer.pk != KNOWN:
            self.add_error("service", "Name a service only where the agency knows the case.")
        if given.get("auditor") is not None and answer is not None and answer.pk != KNOWN:
            self.add_error("auditor", "Name an auditor only where the agency knows the case.")
        return given
