"""What is asked on the pages of a return: records, questions, findings, voices, the grade, why it goes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, HintedRadios, KeptMixin
from audits.codes.models import RATED, UNANSWERED
from audits.returns.asked import values_of
from audits.returns.models import AgencyReturn, Answer, Finding, Handling, Kind, OwnGrade, Scope, Voice
from audits.returns.open_models import FindingDraft
from audits.scope.tools import Domain, RatingBand

NOT_APPLICABLE = ("NA", "Not applicable")
CANNOT_TELL = ("CANTTELL", "Cannot tell from the record")
NO_GRADE = (("NOTGRADED", "Not graded"), CANNOT_TELL)
NO_NAMES = "Write about roles (mother, school nurse), never names, dates of birth, addresses or numbers."


def long_text(label: str, limit: int, hint: str = "", required: bool = False) -> Any:
    return CharField(
        label=label, max_length=limit, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": 5})
    )


class RecordsForm(AuditForm, KeptMixin):
    asked_later: ClassVar = frozenset({"records_read"})
    records_read = forms.MultipleChoiceField(
        label="Whose records did you read?",
        choices=AgencyReturn.Whose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that you read for this return.",
    )
    on_behalf_of = CharField(
        label="On whose behalf do you answer?",
        max_length=120,
        required=False,
        help_text="Only if it is not yourself. Give the post (school nurse), not a name.",
    )

    def __init__(self, *args: Any, agency_return: AgencyReturn, **kwargs: Any) -> None:
        row = agency_return
        initial = {"version": row.version, "records_read": row.records_read, "on_behalf_of": row.on_behalf_of}
        super().__init__(*args, initial=initial, **kwargs)


class AnswerForm(AuditForm, KeptMixin):
    """One question: one tick, and a comment where the answer is partly or no."""

    asked_later: ClassVar = frozenset({"given", "comment", "handling"})
    given = forms.ChoiceField(label="Answer", required=False, widget=forms.RadioSelect(attrs={"inline": True}))
    comment = long_text("Comment", 4000, NO_NAMES)
    handling = forms.ChoiceField(label="Who may read the comment?", choices=Handling.choices, required=False)

    def __init__(self, *args: Any, answer: Answer, prefix: str = "", **kwargs: Any) -> None:
        self.answer = answer
        initial = {
            "version": answer.version,
            "given": answer.value or (answer.state_id if answer.state_id != UNANSWERED else ""),
            "comment": answer.comment,
            "handling": answer.handling,
        }
        super().__init__(*args, initial=initial, prefix=prefix or f"q{answer.standard_id}", **kwargs)
        states = [NOT_APPLICABLE, CANNOT_TELL] if answer.standard.may_be_not_applicable else [CANNOT_TELL]
        given: Any = self.fields["given"]
        given.choices = [*((value.value, value.label) for value in values_of(answer.standard)), *states]
        given.label = answer.standard.text
        given.help_text = answer.standard.guidance
        given.error_messages["invalid_choice"] = "Choose one of the answers to this question."

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        state = stored["state_id"]
        return {**stored, "given": stored["value"] or (state if state != UNANSWERED else "")}

    @property
    def value_and_state(self) -> tuple[str, str]:
        given = self.cleaned_data["given"]
        if given in Answer.Value.values:
            return given, RATED
        return "", given or UNANSWERED


class FindingForm(AuditForm, KeptMixin):
    """A finding to be added; `draft` holds the words of one that was begun."""

    asked_later: ClassVar = frozenset({"handling"})
    required_words: ClassVar = {
        "kind": "Choose good practice or area for development.",
        "domain": "Choose a domain of practice.",
        "text": "Write what you found.",
    }
    kind = forms.ChoiceField(label="What kind of finding is it?", choices=Kind.choices, widget=forms.RadioSelect)
    domain: Any = forms.ModelChoiceField(label="Domain of practice", queryset=None, empty_label="Choose a domain")
    text = long_text("What did you find?", 4000, "What happened, and what it meant for the child. " + NO_NAMES, True)
    evidence = CharField(
        label="Where does it stand in your agency's own file?",
        max_length=200,
        required=False,
        help_text="The date and kind of the entry. Files are not taken here: the record stays with your agency.",
    )
    scope = forms.ChoiceField(
        label="How far does it reach?", choices=Scope.choices, required=False, widget=forms.RadioSelect,
        help_text="Leave it empty if you cannot say.",
    )  # fmt: skip
    missed_opportunity = forms.BooleanField(
        label="It was a missed opportunity", required=False, help_text="For an area for development only."
    )
    exemplar = forms.BooleanField(
        label="It is an exemplar that others could learn from", required=False, help_text="For good practice only."
    )
    handling = forms.ChoiceField(
        label="Who may read it?",
        choices=Handling.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="What is kept back stands in no pre-read, Word file or export.",
    )

    def __init__(
        self,
        *args: Any,
        agency_return: AgencyReturn,
        finding: Finding | None = None,
        draft: FindingDraft | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"version": 1, "handling": Handling.PANEL}
        row = finding or draft
        if row is not None and row.pk:
            names = ("kind", "text", "evidence", "scope", "missed_opportunity", "exemplar", "handling", "version")
            initial = {"domain": row.domain_id, **{name: getattr(row, name) for name in names}}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["version"].required = finding is not None  # a new one has no row whose version could differ
        domain: Any = self.fields["domain"]
        domain.queryset = Domain.objects.filter(tool_id=agency_return.audit.tool_id).select_related("practice")
        domain.to_field_name = "practice"
        domain.error_messages["invalid_choice"] = "Choose a domain of this audit's tool."
        self.reveal("missed_opportunity", by="kind", when=[Kind.DEVELOP])
        self.reveal("exemplar", by="kind", when=[Kind.GOOD])

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 1

    def clean_domain(self) -> Any:
        chosen: Domain = self.cleaned_data["domain"]
        return chosen.practice

    def clean_handling(self) -> str:
        return self.cleaned_data["handling"] or Handling.PANEL

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == Kind.GOOD and given.get("missed_opportunity"):
            self.add_error("missed_opportunity", "Good practice cannot be a missed opportunity.")
        if given.get("kind") == Kind.DEVELOP and given.get("exemplar"):
            self.add_error("exemplar", "Only good practice can be an exemplar.")
        return given


class FindingEditForm(FindingForm):
    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, finding=finding, agency_return=finding.agency_return, **kwargs)


LONGEST_DRAFT = 20_000


class DraftForm(FindingForm):
    """A finding that is being begun: whatever has been typed so far is kept, complete or not."""

    text = long_text("What did you find?", LONGEST_DRAFT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean_domain(self) -> Any:
        chosen: Domain | None = self.cleaned_data["domain"]
        return chosen.practice if chosen else None

    def clean(self) -> dict[str, Any] | None:
        return AuditForm.clean(self) or self.cleaned_data


VOICE_WORDS = {
    Voice.Whose.CHILD: ("Does the record show the child's voice and daily life?", "What does it show?"),
    Voice.Whose.PARENT: ("Does the record show a parent's or carer's voice?", "What does it show?"),
    Voice.Whose.PRACTITIONER: ("Have you talked with the practitioner?", "What did they say?"),
}


class VoiceForm(AuditForm, KeptMixin):
    """One voice: found in the record or not, and what it says."""

    asked_later: ClassVar = frozenset({"found", "text"})
    found = forms.ChoiceField(
        label="Found",
        choices=(("yes", "Yes"), ("no", "No")),
        required=False,
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    text = long_text("What does it show?", 4000, NO_NAMES)

    def __init__(self, *args: Any, whose: str, voice: Voice | None, unfinished: bool = False, **kwargs: Any) -> None:
        self.whose, self.unfinished = whose, unfinished
        initial = {"version": 1, "found": "", "text": ""}
        if voice is not None:
            found = {True: "yes", False: "no", None: ""}[voice.found]
            initial = {"version": voice.version, "found": found, "text": voice.text}
        super().__init__(*args, initial=initial, prefix=whose, **kwargs)
        self.fields["found"].label, self.fields["text"].label = VOICE_WORDS[Voice.Whose(whose)]
        self.reveal("text", by="found", when=["yes"])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        answered = given.get("found") == "yes" or (self.unfinished and not given.get("found"))
        if given.get("text") and not answered:
            self.add_error("found", "You wrote what was said: choose yes, or take the words out.")
        given["found"] = {"yes": True, "no": False}.get(given.get("found", ""))
        return given

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**stored, "found": {True: "yes", False: "no", None: ""}[stored["found"]]}


class GradeForm(AuditForm, KeptMixin):
    """The grade of the agency's own practice, or why there is none, and whether the child is safe today."""

    asked_later: ClassVar = frozenset({"band", "reason", "child_safe_today"})
    band = forms.ChoiceField(label="Your agency's own practice in this case", required=False, widget=HintedRadios)
    reason = long_text("Why?", 4000, "Why this grade, or why there is none. " + NO_NAMES)
    child_safe_today = forms.ChoiceField(
        label="Is the child safe today?", choices=OwnGrade.Safe.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, grade: OwnGrade, bands: list[RatingBand], **kwargs: Any) -> None:
        self.bands = {str(band.pk): band for band in bands}
        chosen = str(grade.band_id) if grade.band_id else grade.state_id
        initial = {
            "version": grade.version,
            "band": "" if chosen == UNANSWERED else chosen,
            "reason": grade.reason,
            "child_safe_today": grade.child_safe_today,
        }
        super().__init__(*args, initial=initial, **kwargs)
        field: Any = self.fields["band"]
        field.choices = [*((key, band.label) for key, band in self.bands.items()), *NO_GRADE]
        field.widget.hints = {key: band.descriptor for key, band in self.bands.items()}
        field.error_messages["invalid_choice"] = "Choose a grade of this audit's scale."
        if bands:
            self.fields["child_safe_today"].help_text = f"You must answer this if you choose {bands[-1].label.lower()}."

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        chosen = given.get("band", "")
        given["band"] = self.bands.get(chosen)
        given["state"] = None if chosen in self.bands else (chosen or None)
        return given

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        chosen = str(stored["band_id"] or stored["state_id"])
        return {**stored, "band": "" if chosen == UNANSWERED else chosen}


class SendBackForm(AuditForm):
    required_words: ClassVar = {"reason": "Say what must change."}
    reason = long_text(
        "What must change?", 2000, "The auditor reads this at the top of their return. " + NO_NAMES, True
    )
