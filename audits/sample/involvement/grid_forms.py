"""What is asked in the grid: an agency's answer for each case, whom to ask, an agency from outside the area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from agencies.models import Agency, Person, Sector
from audit_project.forms import AuditForm, KeptMixin
from audit_project.model_forms import asked_as, chosen_as
from audit_project.text import same_name
from audits.codes.models import Participation
from audits.sample.involvement.asking import Ticked
from audits.sample.involvement.grid import SHORT, InvolvementGrid
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN
from audits.scope.models import Audit


def answers_offered() -> list[Participation]:
    """The answers an agency gives of itself, in the order of the page; one query."""
    rows = {row.pk: row for row in Participation.objects.filter(pk__in=SHORT, is_active=True)}
    return [rows[code] for code in SHORT if code in rows]


class RowForm(KeptMixin, AuditForm):
    """One agency's answer about one case, in a page of many."""

    asked_later: ClassVar = frozenset({"answer"})
    answer = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"invalid_choice": "Choose one of the answers."},
    )
    service = chosen_as(Involvement, "service", help_text="")
    auditor = chosen_as(Involvement, "auditor", help_text="")

    def __init__(
        self,
        *args: Any,
        row: Involvement,
        answers: Iterable[Participation],
        services: Iterable[Agency],
        auditors: Iterable[Person],
        **kwargs: Any,
    ) -> None:
        self.row = row
        self.services = {str(one.pk): one for one in services}
        self.auditors = {str(one.pk): one for one in auditors}
        first = {
            "answer": row.answer_id or "",
            "service": str(row.service_id or ""),
            "auditor": str(row.auditor_id or ""),
            "version": row.version,
        }
        super().__init__(*args, initial=first, prefix=prefix_of(row), **kwargs)
        fields: dict[str, Any] = self.fields
        offered = [(one.pk, SHORT[one.pk]) for one in answers]
        if row.answer_id and row.answer_id not in dict(offered):
            offered.append((row.answer_id, str(row.answer)))
        fields["answer"].choices = offered
        fields["answer"].label = f"Case {row.case.number}"
        fields["auditor"].choices = [("", "Nobody yet"), *((key, one.name) for key, one in self.auditors.items())]
        fields["service"].choices = [("", "Not named"), *((key, one.name) for key, one in self.services.items())]
        for name, found in (("service", self.services), ("auditor", self.auditors)):
            if found:
                self.reveal(name, by="answer", when=[KNOWN])
            else:
                del self.fields[name]

    @property
    def asked_only_if_known(self) -> list[Any]:
        """The fields that are asked where the agency knows the case."""
        return [self[name] for name in ("service", "auditor") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "answer" in self.errors:
            return given
        for name, words in (("service", "a service"), ("auditor", "an auditor")):
            if given.get(name) and not given.get("answer"):
                self.add_error("answer", "Choose whether your agency knows this case.")
            elif given.get(name) and given["answer"] != KNOWN and name in self.changed_data:
                self.add_error(name, f"Name {words} only where your agency knows the case.")
        return given

    def given(self) -> dict[str, Any]:
        """What the act takes. What was named stands only beside "known"."""
        given = self.cleaned_data
        known = given["answer"] == KNOWN
        return {
            "answer": given["answer"],
            "version": given["version"],
            "service": self.services.get(given.get("service", "")) if known else None,
            "auditor": self.auditors.get(given.get("auditor", "")) if known else None,
        }


def prefix_of(row: Involvement) -> str:
    return f"case-{row.case.number}-{row.agency_id}"


NOT_HERE = "Choose cases and agencies of this page. Somebody else may have changed it: look again."


class AskGridForm(AuditForm):
    """Ticks in a grid: single cells, whole rows and columns, everything, and questions to take back.

    The template draws the boxes where they belong in the table; here stands what each may hold.
    """

    BOXES: ClassVar = ("cells", "cases", "agencies", "back")
    everything = forms.BooleanField(label="Ask every invited agency about every case", required=False)
    cells = forms.MultipleChoiceField(required=False)
    cases = forms.MultipleChoiceField(required=False)
    agencies = forms.MultipleChoiceField(required=False)
    back = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, grid: InvolvementGrid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        cells = [cell for row in grid.rows for cell in row.cells]
        # A question that somebody else has asked meanwhile is no fault: it is asked, as was wanted.
        fields["cells"].choices = [(cell.value, cell.value) for cell in cells if cell.may_ask]
        fields["cases"].choices = [(str(row.case.number), str(row.case)) for row in grid.rows]
        fields["agencies"].choices = [(str(one.pk), one.name) for one in grid.agencies]
        fields["back"].choices = [(str(cell.row.uid), cell.value) for cell in cells if cell.row and cell.may_ask]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        unknown = [name for name in self.BOXES if self.errors.pop(name, None)]
        if unknown:  # said once, beside the first box of the page
            self.add_error("everything", NOT_HERE)
        elif not any(given.values()):
            self.add_error("everything", "Tick what you want to ask, or what you want to take back.")
        return given

    @property
    def ticked(self) -> Ticked:
        given = self.cleaned_data
        pairs = (one.split("-") for one in given["cells"])
        return Ticked(
            cells=frozenset((int(number), int(key)) for number, key in pairs),
            cases=frozenset(map(int, given["cases"])),
            agencies=frozenset(map(int, given["agencies"])),
            everything=given["everything"],
        )

    @property
    def kept(self) -> set[str]:
        """What was ticked when the page is shown again."""
        if not self.is_bound:
            return set()
        return {f"{name}:{value}" for name in self.BOXES for value in self.data.getlist(name)}


class OutOfAreaForm(AuditForm):
    """An agency from outside the area that is asked about some cases."""

    required_words: ClassVar = {
        "sector": "Choose a sector.",
        "cases": "Choose at least one case.",
    }
    name = asked_as(Agency, "name", label="Name of the agency", error_messages={"required": "Enter the agency's name."})
    sector = forms.ModelChoiceField(
        label="Sector", queryset=Sector.objects.filter(is_active=True), empty_label="Choose a sector"
    )
    cases = forms.ModelMultipleChoiceField(
        label="Cases to ask it about", queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    use_existing = forms.BooleanField(required=False)

    def __init__(self, *args: Any, audit: Audit, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audit = audit
        self.fields["cases"].queryset = cases
        self.existing: Agency | None = None

    def clean(self) -> dict[str, Any]:
        """A name that is on the list already: that agency is offered, and asked where the offer is taken."""
        given = super().clean() or self.cleaned_data
        name = given.get("name", "")
        listed = Agency.objects.filter(parent__isnull=True).select_related("merged_into")
        found = next((agency for agency in listed if same_name(agency.name) == same_name(name)), None)
        self.existing = found.merged_into if found is not None and found.merged_into is not None else found
        if self.existing is None:
            del self.fields["use_existing"]
            return given
        self["use_existing"].label = f"Ask {self.existing.name}, which is on the list"
        if not self.existing.is_active:
            self.add_error("name", "An agency of this name is no longer in use. The administrator can bring it back.")
        elif self.existing.is_partnership:
            self.add_error("name", "This is the partnership itself. Enter the agency's own name.")
        # The tick stands for the agency that was offered beside it, not for another name typed since.
        elif not given.get("use_existing") or self.data.get("offered") != str(self.existing.pk):
            self.add_error(
                "name", f"{self.existing.name} is on the list of agencies already. Tick below that you mean it."
            )
        return given
