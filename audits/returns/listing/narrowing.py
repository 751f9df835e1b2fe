"""The list of an audit's returns, narrowed by agency, case, state and what is overdue; and who touched each last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from agencies.models import Person
from audit_project.forms import AuditForm
from audits.returns.holders import is_held
from audits.returns.models import AgencyReturn
from audits.returns.open_models import OpenForm
from audits.returns.reading import listed
from audits.returns.rules import HANDED_IN, OPEN_AUDIT, OWED
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.scope.naming import names_then

# A case that was left out of the sample or is agreed waits for no return any more.
PAST_CASES = (Case.State.EXCLUDED, Case.State.AGREED)
STILL_OWED = Q(state__in=OWED, audit__state__in=OPEN_AUDIT) & ~Q(case__state__in=PAST_CASES)
NOT_IN, IS_IN = ("not-in", "Not in yet"), ("in", "In")
STATES: dict[str, Q] = {
    NOT_IN[0]: Q(state__in=OWED),
    IS_IN[0]: Q(state__in=HANDED_IN),
    **{code: Q(state=code) for code in AgencyReturn.State.values},
}


class ReturnsFilter(AuditForm):
    """Narrows the list: each answer from a list, and each list holds only what the person may see."""

    asked_later: ClassVar = frozenset({"agency", "case", "state", "overdue", "auditor"})
    agency = forms.ChoiceField(label="Agency or service", required=False)
    case = forms.ChoiceField(label="Case", required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Every state"), NOT_IN, IS_IN, *AgencyReturn.State.choices]
    )
    overdue = forms.ChoiceField(label="Due", required=False, choices=[("", "At any time"), ("yes", "Overdue")])
    auditor = forms.ChoiceField(label="Auditor", required=False, choices=[("", "Anybody"), ("nobody", "Nobody has it")])

    def __init__(self, *args: Any, audit: Audit, rows: QuerySet[AgencyReturn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = rows.order_by("agency__sector__order", "agency_id").values_list(
            "agency__uid", "agency_id", "agency__name", "agency__parent_id", "agency__parent__name", "case__number"
        )
        agencies, cases, then = {}, set(), names_then(audit)
        for uid, pk, name, parent_pk, parent, number in places:
            own = then.get(pk, name)
            agencies[str(uid)] = f"{then.get(parent_pk or 0, parent)}: {own}" if parent else own
            cases.add(number)
        self.names = agencies
        self.fields["agency"].choices = [("", "Every agency"), *agencies.items()]
        numbers = [(str(one), f"Case {one}") for one in sorted(cases)]
        self.fields["case"].choices = [("", "Every case"), *numbers]


@dataclass(frozen=True)
class Narrowed:
    """The rows that were asked for, with the form that asks and what stands in the address."""

    form: ReturnsFilter
    rows: QuerySet[AgencyReturn]
    given: dict[str, str]

    @property
    def query(self) -> str:
        return f"{urlencode(self.given)}&" if self.given else ""

    @property
    def agency(self) -> str:
        """The agency that the list is narrowed to, by name; empty where it is not."""
        return self.form.names.get(self.given.get("agency", ""), "")


def overdue_on(on: date) -> Q:
    """Returns that an audit still waits for although their day is over."""
    return STILL_OWED & Q(audit__returns_due__lt=on)


def narrowed(asked: Any, audit: Audit, person: Person, on: date) -> Narrowed:
    """The audit's returns that the person may see and asked for. What is on no list is said, and narrows nothing."""
    rows = listed(audit, person)
    form = ReturnsFilter(asked, audit=audit, rows=rows)
    given = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    if "agency" in given:
        rows = rows.filter(agency__uid=given["agency"])
    if "case" in given:
        rows = rows.filter(case__number=int(given["case"]))
    if "state" in given:
        rows = rows.filter(STATES[given["state"]])
    if "overdue" in given:
        rows = rows.filter(overdue_on(on))
    if "auditor" in given:
        rows = rows.filter(STILL_OWED).exclude(is_held(on))
    saved = OpenForm.objects.filter(agency_return=OuterRef("pk")).order_by().values("agency_return")
    rows = rows.annotate(saved_last=Subquery(saved.annotate(at=Max("saved_at")).values("at")))
    return Narrowed(form, rows, given)


def address_of(audit: Audit, **given: object) -> str:
    """The list narrowed to something, as a link."""
    return list_at(audit.reference, **given)


def list_at(reference: str, **given: object) -> str:
    return f"{reverse('returns', args=[reference])}?{urlencode(given)}#list"


def still_owed(row: AgencyReturn) -> bool:
    """The same as STILL_OWED, of a row that is loaded with its audit and case."""
    return row.state in OWED and row.audit.state in OPEN_AUDIT and row.case.state not in PAST_CASES
