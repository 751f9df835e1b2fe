"""What is asked about a draw: the list, how it is drawn, why a drawn child is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField, NumberField
from audit_project.forms import AuditForm, HintedRadios
from audit_project.list_forms import ReadingForm
from audit_project.model_forms import asked_as
from audits.sample.draw.acts import DRAWN_MEANWHILE, MOST_CASES, STRATIFIED, Wish
from audits.sample.draw.models import CohortDraw
from audits.scope.models import Audit, Strand

Method = CohortDraw.Method
HINTS: dict[str, str] = {
    Method.SIMPLE: "Each child is as likely as any other.",
    Method.PROPORTIONAL: "Each stratum gives its share by size.",
    Method.FIXED: "You say how many each stratum gives.",
    Method.WHOLE: "Every child on the list is a case.",
    Method.CRITERION: "Every child on the list meets it. Say which it is.",
    Method.HAND: "You name the references, and say why.",
}


def strata_field() -> CharField:
    return CharField(
        label="Columns to stratify by",
        required=False,
        max_length=200,
        help_text="Their headings, with commas between them: area, age band.",
    )


def strand_code() -> CharField:
    return CharField(widget=forms.HiddenInput, required=False, max_length=20)


def columns_named(strata: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in strata.split(",") if name.strip())


class ReadForm(AuditForm):
    """The list: pasted or uploaded. Nothing is kept by reading it."""

    source = asked_as(CohortDraw, "source")
    pasted = CharField(
        label="Paste the references", required=False, max_length=1_900_000, widget=forms.Textarea({"lines": 8}),
        help_text="One a line, or the rows of a spreadsheet with their headings.",
    )  # fmt: skip
    upload = forms.FileField(
        label="Or upload the list", required=False, allow_empty_file=True,
        help_text="A CSV file or a workbook (.xlsx) up to 2 MB, as it is. What is read of it is shown first.",
    )  # fmt: skip
    strata = strata_field()
    asked_later: ClassVar = frozenset({"pasted", "upload"})
    strand: Any = forms.ModelChoiceField(
        label="For which strand?", queryset=None, required=False, empty_label="The whole audit"
    )

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strands = Strand.objects.filter(audit=audit)
        if strands:
            self.fields["strand"].queryset = strands
        else:
            del self.fields["strand"]
        # A pasted list is long; its count is said when it is read.
        self.fields["pasted"].widget.attrs.pop("data-limit", None)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "pasted" not in self.errors and not given.get("pasted") and not given.get("upload"):
            self.add_error("pasted", "Paste the references, or upload the list.")
        elif given.get("pasted") and given.get("upload"):
            self.add_error("upload", "Paste the list or upload it, not both.")
        return given


class CohortReadingForm(ReadingForm):
    """How the list is read, with what was said of it before."""

    column = forms.TypedChoiceField(label="Which column holds the references?", coerce=int, widget=forms.RadioSelect)
    strata = strata_field()
    source = asked_as(CohortDraw, "source", widget=forms.HiddenInput)
    strand = strand_code()


class DrawForm(AuditForm):
    """How the sample is drawn from the list that was read, which travels with the form."""

    asks_for_names: ClassVar = frozenset(("chosen",))  # references, which are nobody's words
    required_words: ClassVar = {"method": "Choose how the sample is drawn."}
    rows = CharField(widget=forms.HiddenInput, strip=False)
    source = asked_as(CohortDraw, "source", widget=forms.HiddenInput)
    strata = CharField(widget=forms.HiddenInput, required=False)
    strand = strand_code()
    leave_out_bad = forms.BooleanField(label="Leave these rows out of the draw", required=False)
    method = forms.ChoiceField(
        label="How is the sample drawn?",
        choices=[],
        widget=HintedRadios(hints=HINTS),
    )
    wanted = NumberField(label="How many cases?", required=False, min_value=1, max_value=MOST_CASES)
    reserves = NumberField(
        label="How many reserves?",
        required=False,
        min_value=0,
        max_value=MOST_CASES,
        help_text="In each stratum, where there are strata.",
    )
    chosen = CharField(
        label="Which references?",
        required=False,
        max_length=9000,
        help_text="One a line.",
        widget=forms.Textarea({"lines": 5}),
    )
    reason = asked_as(CohortDraw, "reason")
    set_aside_because = asked_as(CohortDraw, "set_aside_because")
    instead_of = NumberField(required=False, min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    asked_later: ClassVar = frozenset({"wanted", "reserves", "chosen", "reason", "set_aside_because"})

    def __init__(
        self, *args: Any, sizes: Mapping[str, int], stratified: bool, faulty: bool, standing: int, **kwargs: Any
    ) -> None:
        """`standing` is the number of the draw that stands for the same children, 0 where there is none."""
        super().__init__(*args, **kwargs)
        self.standing = self.initial["instead_of"] = standing
        self.strata_names = list(sizes) if stratified else []
        methods = [pair for pair in Method.choices if stratified or pair[0] not in STRATIFIED]
        self.fields["method"].choices = methods
        for at, name in enumerate(self.strata_names):
            label = f"How many from {name} (of {sizes[name]:,})?"
            field = NumberField(label=label, required=False, min_value=0, max_value=MOST_CASES)
            self.fields[f"from_{at}"] = field
            self.dress(f"from_{at}", field)
            self.fields[f"from_{at}"].asked_later = True
            self.reveal(f"from_{at}", by="method", when=[Method.FIXED])
        if not faulty:
            del self.fields["leave_out_bad"]
        if not standing:
            del self.fields["set_aside_because"]
        self.reveal("wanted", by="method", when=[Method.SIMPLE, Method.PROPORTIONAL])
        self.reveal("reserves", by="method", when=[Method.SIMPLE, Method.PROPORTIONAL, Method.FIXED])
        self.reveal("chosen", by="method", when=[Method.HAND])
        self.reveal("reason", by="method", when=[Method.CRITERION, Method.HAND])
        self.order_fields(
            ["leave_out_bad", "method", "wanted", *(f"from_{at}" for at in range(len(self.strata_names))), "reserves"]
        )

    def clean_instead_of(self) -> int:
        """The page may be older than the draw that stands now: its key may be stored already."""
        given: int | None = self.cleaned_data["instead_of"]
        if given is not None and given != self.standing:
            self.data[self.add_prefix("instead_of")] = str(self.standing)
            self.add_error(None, DRAWN_MEANWHILE)
        return self.standing

    def wish(self) -> Wish:
        """What was asked, once the form is valid."""
        given = self.cleaned_data
        fixed = {name: given.get(f"from_{at}") or 0 for at, name in enumerate(self.strata_names)}
        chosen = tuple(line.strip() for line in given["chosen"].splitlines() if line.strip())
        return Wish(
            given["method"], given["wanted"] or 0, given["reserves"] or 0,
            fixed if given["method"] == Method.FIXED else None, chosen, given["reason"],
        )  # fmt: skip
