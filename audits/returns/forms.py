"""What is asked on the pages of a return: records, questions, findings, voices, the grade, why it goes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from audit_project.checked import label
from audit_project.forms import AuditForm, HintedRadios, KeptMixin
from audit_project.model_forms import AuditModelForm, asked_as, chosen_as
from audits.codes.models import NOT_ASKED, RATED, UNANSWERED, PracticeDomain
from audits.returns.models import (
    NOT_ON_THE_SCALE,
    ONE_ANSWER,
    AgencyReturn,
    Answer,
    Finding,
    Handling,
    Kind,
    OwnGrade,
    Scope,
    Voice,
)
from audits.returns.open_models import FindingDraft
from audits.tools.kinds.base import NOT_AN_ANSWER
from audits.tools.models import Domain, RatingBand, Standard

NOT_APPLICABLE = ("NA", "Not applicable")
CANNOT_TELL = ("CANTTELL", "Cannot tell from the record")
NO_GRADE = (("NOTGRADED", "Not graded"), CANNOT_TELL)


class RecordsForm(AuditForm, KeptMixin):
    asked_later: ClassVar = frozenset({"records_read"})
    records_read = forms.MultipleChoiceField(
        label="Whose records did you read?",
        choices=AgencyReturn.Whose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that you read for this return.",
    )
    on_behalf_of = asked_as(AgencyReturn, "on_behalf_of")

    def __init__(self, *args: Any, agency_return: AgencyReturn, **kwargs: Any) -> None:
        row = agency_return
        initial = {"version": row.version, "records_read": row.records_read, "on_behalf_of": row.on_behalf_of}
        super().__init__(*args, initial=initial, **kwargs)


class AnswerForm(AuditForm, KeptMixin):
    """One question, asked as its kind asks it: one tick, or what is typed with why there is nothing beside it."""

    asked_later: ClassVar = frozenset({"given", "none", "comment", "handling"})
    given: Any = forms.ChoiceField(label="Answer", required=False)  # the kind of the question brings its own
    none = forms.ChoiceField(label="If there is no answer, why?", required=False)
    comment = asked_as(Answer, "comment")
    handling = asked_as(Answer, "handling", required=False)

    def __init__(self, *args: Any, answer: Answer, prefix: str = "", **kwargs: Any) -> None:
        self.answer, self.kind = answer, answer.kind
        stored = {"value": answer.value, "entered": answer.entered, "state_id": answer.state_id} | answer.kept_apart
        initial = {
            "version": answer.version, **self.as_asked(stored), "comment": answer.comment, "handling": answer.handling,
        }  # fmt: skip
        super().__init__(*args, initial=initial, prefix=prefix or f"q{answer.standard_id}", **kwargs)
        self.fields["given"] = self.kind.field()
        self.dress("given", self.fields["given"])
        states = [NOT_APPLICABLE, CANNOT_TELL] if answer.standard.may_be_not_applicable else [CANNOT_TELL]
        given, none = self.fields["given"], self.fields["none"]
        if self.kind.is_chosen:
            given.choices = [*self.kind.choices(), *states]
            del self.fields["none"]
        else:
            none.choices = [("", "It is answered above, or not yet"), *states]
        given.label = answer.standard.text
        given.help_text = f"{answer.standard.guidance} {given.help_text or self.kind.how()}".strip()
        given.error_messages["invalid_choice"] = NOT_AN_ANSWER
        if answer.standard.only_after_id and answer.standard.only_after:
            given.help_text = f"{answer.standard.only_after_words} {given.help_text}".strip()

    @property
    def first_input(self) -> str:
        """The id of the first input of its answer, for a link that leads to it."""
        return self["given"].auto_id + ("_0" if self.kind.is_list else "")

    @property
    def hangs_on(self) -> str:
        """The name of the earlier question's field, where this one is asked only after some answers to it."""
        earlier = self.answer.standard.only_after_id
        return self.add_prefix("given").replace(f"q{self.answer.standard_id}", f"q{earlier}") if earlier else ""

    @property
    def hangs_when(self) -> str:
        return " ".join(self.answer.standard.only_after_answers)

    @property
    def comment_when(self) -> str:
        """The answers that reveal the comment; empty where it always stands there."""
        always = self.answer.standard.comment_on == Standard.CommentOn.ALWAYS or not self.kind.is_chosen
        return "" if always else " ".join(self.kind.less())

    @property
    def comment_offered(self) -> bool:
        """Whether a comment may be added and none is asked for: the answer is typed, and says what it says."""
        return not self.kind.is_chosen and self.answer.standard.comment_on != Standard.CommentOn.ALWAYS

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        state = "" if stored["state_id"] in (RATED, UNANSWERED, NOT_ASKED) else stored["state_id"]
        if self.kind.is_chosen:
            return {**stored, "given": stored["value"] or state}
        return {**stored, "given": self.kind.given(stored["value"], stored["entered"]), "none": state}

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        if given.get("given") and given.get("none"):
            self.add_error("none", ONE_ANSWER)
        return given

    @property
    def answered(self) -> tuple[str, str, str]:
        """What is kept of it: value, what was typed, state. Asked of a form that is valid."""
        given = self.cleaned_data["given"]
        if not given or (self.kind.is_chosen and given not in dict(self.kind.choices())):
            return "", "", self.cleaned_data.get("none") or given or UNANSWERED
        return *self.kind.kept(given), RATED


class FindingForm(KeptMixin, AuditModelForm):
    """A finding to be added, or one that stands."""

    button = ""  # the page of a return has buttons of its own
    asked_later: ClassVar = frozenset({"handling"})
    domain: Any = forms.ModelChoiceField(queryset=None, empty_label="Choose a domain", to_field_name="practice")

    class Meta:
        model = Finding
        fields = ("kind", "domain", "text", "evidence", "scope", "missed_opportunity", "exemplar", "handling")
        widgets: ClassVar = {"kind": forms.RadioSelect, "scope": forms.RadioSelect, "handling": forms.RadioSelect}

    def __init__(self, *args: Any, instance: Finding | FindingDraft, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        domain: Any = self.fields["domain"]
        tool = instance.agency_return.audit.tool_id
        domain.queryset = Domain.objects.filter(tool_id=tool).select_related("practice")
        domain.label = label(instance, "domain")
        domain.error_messages["invalid_choice"] = "Choose a domain of this audit's tool."
        self.fields["handling"].required = False
        fields: Any = self.fields
        fields["kind"].choices, fields["scope"].choices = Kind.choices, Scope.choices
        self.reveal("missed_opportunity", by="kind", when=[Kind.DEVELOP])
        self.reveal("exemplar", by="kind", when=[Kind.GOOD])

    def clean_domain(self) -> PracticeDomain | None:
        """The domain of practice that stands behind the tool's own."""
        chosen: Domain | None = self.cleaned_data["domain"]
        return chosen.practice if chosen else None

    def clean_handling(self) -> str:
        return self.cleaned_data["handling"] or Handling.PANEL


class DraftForm(FindingForm):
    """A finding that is being begun: whatever has been typed so far is kept, complete or not."""

    class Meta(FindingForm.Meta):
        model = FindingDraft  # type: ignore[assignment]  # the same words, of another row

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


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
    text = asked_as(Voice, "text")

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


class GradeMixin(KeptMixin):
    """Asks for a grade by `band`: one of `bands` by its key, or the state that stands instead."""

    bands: dict[str, RatingBand]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        chosen = given.get("band", "")
        given["band"] = self.bands.get(chosen)
        given["state"] = None if chosen in self.bands else (chosen or None)
        return given

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        chosen = str(stored["band_id"] or stored["state_id"])
        return {**stored, "band": "" if chosen == UNANSWERED else chosen}


class OwnGradeForm(GradeMixin, AuditForm):
    """The grade of the agency's own practice, or why there is none, and whether the child is safe today."""

    asked_later: ClassVar = frozenset({"band", "reason", "child_safe_today"})
    band = forms.ChoiceField(label="Your agency's own practice in this case", required=False, widget=HintedRadios)
    reason = asked_as(OwnGrade, "reason")
    child_safe_today = chosen_as(OwnGrade, "child_safe_today", choices=OwnGrade.Safe.choices, widget=forms.RadioSelect)

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
        field.error_messages["invalid_choice"] = NOT_ON_THE_SCALE
        if bands:
            self.fields["child_safe_today"].help_text = f"You must answer this if you choose {bands[-1].label.lower()}."


class SendBackForm(AuditForm):
    reason = asked_as(AgencyReturn, "sent_back_reason", required=True)
