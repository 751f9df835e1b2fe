"""What is asked while a meeting runs: how it begins, each member's own view, actions for the child."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from agencies.models import Agency, Person, Sector
from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audits.codes.models import AnswerState
from audits.meeting.beginning import TICKS, Quorum
from audits.meeting.case_actions import LONGEST
from audits.meeting.forms import REASONS_FOR_NONE, text_field, version_field
from audits.meeting.models import Meeting
from audits.meeting.running_models import CaseAction, IndependentView
from audits.scope.forms import number
from audits.scope.models import Audit
from audits.scope.tools import RatingBand


class BeginForm(AuditForm):
    """The start of the meeting: three things that everybody is asked, and the quorum."""

    required_words: ClassVar = {
        **TICKS,
        "without_quorum_because": "The meeting has no quorum. Say why it goes on, or put off the meeting.",
    }
    version = version_field()
    nothing_records = forms.BooleanField(label="Nothing records this meeting, and no software takes notes of it")
    everyone_alone = forms.BooleanField(label="Everybody is alone: nobody else can see their screen or hear")
    conflicts_asked = forms.BooleanField(label="Everybody was asked for conflicts of interest")
    conflicts = text_field("Conflicts that were declared", 2000, "Leave empty if there are none.", False, 3)
    without_quorum_because = text_field("Why the meeting goes on without its quorum", 2000, lines=3)

    def __init__(self, *args: Any, row: Meeting, quorum: Quorum, **kwargs: Any) -> None:
        names = ("nothing_records", "everyone_alone", "conflicts_asked", "conflicts", "without_quorum_because")
        kwargs["initial"] = {"version": row.version, **{name: getattr(row, name) for name in names}}
        super().__init__(*args, **kwargs)
        if quorum.is_met:
            del self.fields["without_quorum_because"]


class RunningForm(AuditForm):
    """How the meetings of an audit run."""

    version = version_field()
    quorum_agencies = number(
        "How many agencies must be there?",
        1,
        50,
        "Services of one organisation are one agency. Leave empty if none is asked.",
    )
    quorum_sectors = forms.ModelMultipleChoiceField(
        label="Somebody from each of these",
        queryset=Sector.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    independent_views = forms.BooleanField(
        label="Each member gives a grade of their own before anybody speaks",
        help_text="Hidden from everybody until the last one has given theirs.",
        required=False,
    )

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": audit.version,
            "quorum_agencies": audit.quorum_agencies,
            "quorum_sectors": list(audit.quorum_sectors.values_list("pk", flat=True)),
            "independent_views": audit.independent_views,
        }
        super().__init__(*args, **kwargs)
        asked = Q(agencies__invitations__audit=audit) | Q(agencies__services__invitations__audit=audit)
        sectors = Sector.objects.filter(asked | Q(pk__in=kwargs["initial"]["quorum_sectors"])).distinct()
        self.fields["quorum_sectors"].queryset = sectors.order_by("order", "code")  # type: ignore[attr-defined]


class OwnViewForm(AuditForm):
    """The grade that a member would give, and why."""

    required_words: ClassVar = {
        "grade": "Choose a grade, or say why you give none.",
        "reason": "Say why you would give this grade.",
    }
    version = version_field()
    grade = forms.ChoiceField(label="The grade you would give the multi-agency practice", widget=forms.RadioSelect)
    reason = text_field("Why", 2000, lines=4)

    def __init__(self, *args: Any, audit: Audit, row: IndependentView | None = None, **kwargs: Any) -> None:
        self.bands: dict[str, RatingBand] = {
            band.code: band for band in (audit.scale.bands.all() if audit.scale is not None else ())
        }
        self.states = {state.code: state for state in AnswerState.objects.filter(code__in=REASONS_FOR_NONE)}
        if row is not None:
            chosen = f"band-{row.band.code}" if row.band is not None else f"state-{row.state_id}"
            kwargs["initial"] = {"version": row.version, "grade": chosen, "reason": row.reason}
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            *((f"band-{code}", band.label) for code, band in self.bands.items()),
            *((f"state-{code}", f"No grade: {state.label.lower()}") for code, state in self.states.items()),
        ]

    @property
    def said(self) -> dict[str, Any]:
        kind, _, code = self.cleaned_data["grade"].partition("-")
        return {
            "band": self.bands[code] if kind == "band" else None,
            "state": self.states[code] if kind == "state" else None,
            "reason": self.cleaned_data["reason"],
        }

    def as_asked(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        band = stored["band"]
        return {**stored, "grade": f"band-{band.code}" if band is not None else f"state-{stored['state_id']}"}


class WithoutForm(AuditForm):
    """That a member gives no view, and why."""

    required_words: ClassVar = {"person": "Choose the member.", "reason": "Say why this member gives no view."}
    person = forms.ModelChoiceField(label="Member", queryset=Person.objects.none(), empty_label="Choose a member")
    reason = text_field("Why they give none", 2000, lines=3)

    def __init__(self, *args: Any, people: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=list(people)).order_by("name")
        field.label_from_instance = lambda person: person.name


class CaseActionForm(AuditForm):
    """What an agency does for this child, by when."""

    required_words: ClassVar = {
        "agency": "Choose the agency.",
        "text": "Say what is to be done.",
        "days": "Enter within how many days.",
    }
    version = version_field()
    text = text_field("What is to be done", 1000, lines=3)
    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), empty_label="Choose an agency")
    team = CharField(label="Team", max_length=120, required=False, help_text="A team or post, not a name.")
    days = number("Within how many days of the meeting?", 0, LONGEST, required=True)

    def __init__(self, *args: Any, agencies: Iterable[Agency], row: CaseAction | None = None, **kwargs: Any) -> None:
        if row is not None:
            names = ("version", "text", "team", "days")
            kwargs["initial"] = {name: getattr(row, name) for name in names} | {"agency": row.agency_id}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies
        field.label_from_instance = lambda agency: agency.full_name


class CloseCaseActionForm(AuditForm):
    required_words: ClassVar = {
        "how": "Choose whether it was done or dropped.",
        "outcome": "Say what was done, or why it was dropped.",
    }
    version = version_field()
    how = forms.ChoiceField(
        label="What became of it?",
        choices=[("done", "It was done"), ("dropped", "It was dropped")],
        widget=forms.RadioSelect,
    )
    outcome = text_field("What was done, or why it was dropped", 2000, lines=4)

    @property
    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"version": said["version"], "outcome": said["outcome"], "dropped": said["how"] == "dropped"}
