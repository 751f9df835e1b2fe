"""What is asked when a tool is built: the tool itself, its domains, its questions, its messages, a file of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.db.models.functions import Lower

from agencies.models import Sector
from audit_project.form_fields import CharField, LinesField, file_field, short_input
from audit_project.forms import AuditForm, HintedRadios, VersionMixin, choices_of, offer
from audit_project.model_fields import limit_of
from audit_project.model_forms import AuditModelForm, asked_as, chosen_as
from audits.codes.models import Condition, PracticeDomain
from audits.tools.kinds.known import ANSWER_KINDS, SETTINGS, kind_of
from audits.tools.models import AuditTool, Domain, RatingScale, Standard, ToolMessage
from audits.tools.own_domains import NO_NAME
from audits.tools.part_acts import A_NEW_ONE
from audits.tools.queries import domains_of, earlier_questions

CODE = RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, figures and single hyphens, like neglect-2.")
LONGEST_MESSAGE = limit_of(ToolMessage, "text")
COMPARED_AS_NONE = "None of them: it stands by itself"
TAKES_HINTS = {code: kind.hint for code, kind in ANSWER_KINDS.items()}


def code_field() -> Any:
    return asked_as(AuditTool, "code", form_class=CharField, validators=[CODE])


def sectors_field(label: str, hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, help_text=hint, widget=forms.CheckboxSelectMultiple(attrs={"many": True})
    )


def sector_choices(chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The sectors in use, and those that stand here already: saving a page takes none of them out unseen."""
    return choices_of(Sector.objects.filter(Q(is_active=True) | Q(pk__in=list(chosen))).order_by("order"))


class NewToolForm(AuditForm):
    name = asked_as(AuditTool, "name", help_text="What auditors and leads call it.")
    code = code_field()
    about = asked_as(AuditTool, "about")


class CopyForm(AuditForm):
    name = asked_as(AuditTool, "name", label="Name of the copy")
    code = code_field()


class ToolForm(VersionMixin, AuditForm):
    name = asked_as(AuditTool, "name")
    about = asked_as(AuditTool, "about")
    short_form_sectors = sectors_field(
        "Who is asked the short form",
        "Agencies of these sectors are asked only the questions marked for the short form.",
    )

    def __init__(self, *args: Any, tool: AuditTool, **kwargs: Any) -> None:
        initial = {name: getattr(tool, name) for name in ("name", "about", "version")}
        initial["short_form_sectors"] = [one.pk for one in tool.short_form_sectors.all()]
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["short_form_sectors"].choices = sector_choices(initial["short_form_sectors"])


class MessagesForm(VersionMixin, AuditForm):
    messages = CharField(
        label="Practice messages",
        max_length=20_000,
        required=False,
        help_text=f"One a line, up to {LONGEST_MESSAGE} characters each.",
        widget=forms.Textarea({"lines": 12}),
    )

    def __init__(self, *args: Any, tool: AuditTool, **kwargs: Any) -> None:
        lines = "\n".join(one.text for one in tool.messages.all())
        super().__init__(*args, initial={"version": tool.version, "messages": lines}, **kwargs)

    def clean_messages(self) -> str:
        messages: str = self.cleaned_data["messages"]
        for place, line in enumerate(filter(None, map(str.strip, messages.splitlines())), 1):
            if len(line) > LONGEST_MESSAGE:
                said = f"Message {place} has {len(line):,} characters. Use {LONGEST_MESSAGE} or fewer."
                raise forms.ValidationError(said)
        return messages


def practices_in_use() -> Any:
    """The field's list of domains of practice, as far as it is in use, in its order."""
    return PracticeDomain.objects.on_the_list().filter(is_active=True).order_by("order")


class NewDomainForm(AuditForm):
    """A domain of the list or one of the tool's own, which needs a name."""

    asked_later: ClassVar = frozenset({"label", "compared_as"})
    practice = forms.ChoiceField(
        label="Domain of practice",
        widget=HintedRadios(hints={A_NEW_ONE: "A section that your tool has and ours has not."}),
    )
    label = asked_as(
        Domain,
        "label",
        required=False,
        help_text="Leave it empty to use the name on the list. One of the tool’s own needs a name.",
    )
    compared_as = chosen_as(PracticeDomain, "compared_as")

    def __init__(self, *args: Any, tool: AuditTool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        taken = {domain.practice_id for domain in domains_of(tool)}
        listed = choices_of(practices_in_use())
        free = [choice for choice in listed if choice[0] not in taken]
        fields["practice"].choices = [*free, (A_NEW_ONE, "One of the tool’s own")]
        fields["compared_as"].choices = [("", COMPARED_AS_NONE), *listed]
        if not free:
            self.initial["practice"] = A_NEW_ONE
        self.reveal("compared_as", by="practice", when=[A_NEW_ONE])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("practice") == A_NEW_ONE and "label" in given and not given["label"]:
            self.add_error("label", NO_NAME)
        return given


class ComparedAsForm(AuditModelForm):
    """Which of the list a domain of the tool's own is compared as."""

    asked_later: ClassVar = frozenset({"compared_as"})

    class Meta:
        model = PracticeDomain
        fields = ("compared_as",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["compared_as"], practices_in_use(), COMPARED_AS_NONE)


class DomainForm(AuditModelForm):
    class Meta:
        model = Domain
        fields = ("label",)


def after_key(question: int | None, answers: Iterable[str]) -> str:
    """A question with answers to it, as one choice of a list."""
    return f"{question}:{'|'.join(answers)}" if question else ""


def after_choices(tool: AuditTool, standard: Standard | None) -> list[tuple[str, Any]]:
    """The questions before this one that are answered by choosing, each with its answers and with all that are less
    than good."""
    choices: list[tuple[str, Any]] = [("", "No: it is always asked")]
    for row in earlier_questions(tool, standard):
        kind = kind_of(row)
        labels = dict(kind.choices())
        offered = [(after_key(row.pk, [code]), label) for code, label in labels.items()]
        less = [code for code in kind.less() if code in labels]
        if len(less) > 1:
            offered.append((after_key(row.pk, less), " or ".join(labels[code] for code in less)))
        if offered:
            choices.append((f"{row.domain.label}, {row.number}: {row.text[:60]}", offered))
    return choices


class StandardForm(AuditForm):
    """A question. “Yes” is always the good answer."""

    required_words: ClassVar = {"domain": "Choose the domain that the question belongs to."}
    domain = forms.ChoiceField(label="Domain")
    text = asked_as(Standard, "text")
    guidance = asked_as(Standard, "guidance")
    takes = asked_as(Standard, "takes", widget=HintedRadios(hints=TAKES_HINTS))
    scale = chosen_as(Standard, "scale", required=False)
    options = asked_as(Standard, "options", form_class=LinesField, widget=forms.Textarea({"lines": 5}))
    unit = asked_as(Standard, "unit")
    lowest = asked_as(Standard, "lowest", widget=short_input("decimal"))
    highest = asked_as(Standard, "highest", widget=short_input("decimal"))
    comment_on = asked_as(Standard, "comment_on", widget=forms.RadioSelect, required=False)
    may_be_not_applicable = asked_as(Standard, "may_be_not_applicable")
    on_short_form = asked_as(Standard, "on_short_form")
    only_if = chosen_as(Standard, "only_if")
    after = forms.ChoiceField(
        label="Asked only after an answer to an earlier question",
        required=False,
        help_text="Whoever answers otherwise is not asked, and is not waited for.",
    )
    asked_of = sectors_field("Asked of", "Tick none to ask every agency.")

    asked_by: ClassVar = {
        "only_after": "after",
        "only_after_answers": "after",
        "scale_id": "scale",
        "only_if_id": "only_if",
    }

    def __init__(self, *args: Any, tool: AuditTool, standard: Standard | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", {})
        if standard is not None:
            apart = ("asked_of", "domain", "after")  # not as the row has them
            initial = {name: getattr(standard, name) for name in self.base_fields if name not in apart}
            initial |= self.as_asked(
                {"only_if_id": standard.only_if_id, "scale_id": standard.scale_id, "options": standard.options}
            )
            initial["domain"] = standard.domain_id
            initial["after"] = after_key(standard.only_after_id, standard.only_after_answers)
            initial["asked_of"] = [one.pk for one in standard.asked_of.all()]
        super().__init__(*args, initial=initial, **kwargs)
        self.by_key = {str(domain.pk): domain for domain in domains_of(tool)}
        fields: Any = self.fields
        fields["domain"].choices = choices_of(self.by_key.values())
        listed = Condition.objects.filter(Q(is_active=True) | Q(pk=initial.get("only_if") or ""))
        fields["only_if"].choices = choices_of(listed, "Nothing: asked of every case")
        fields["asked_of"].choices = sector_choices(initial.get("asked_of", ()))
        fields["after"].choices = after_choices(tool, standard)
        scales = RatingScale.objects.filter(Q(is_active=True) | Q(pk=initial.get("scale") or None))
        fields["scale"].choices = choices_of(scales.order_by(Lower("name")), "The audit’s own scale")
        for name in SETTINGS:
            self.reveal(name, by="takes", when=[code for code, kind in ANSWER_KINDS.items() if name in kind.settings])

    def clean_comment_on(self) -> str:
        return self.cleaned_data["comment_on"] or Standard.CommentOn.LESS

    def clean_domain(self) -> Domain:
        return self.by_key[self.cleaned_data["domain"]]

    def clean_only_if(self) -> str | None:
        return self.cleaned_data["only_if"] or None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "only_if" in given:
            given["only_if_id"] = given.pop("only_if")
        if "takes" in given:  # what belongs to another kind is not kept
            used = ANSWER_KINDS[given["takes"]].settings
            given |= {name: usual for name, usual in SETTINGS.items() if name in given and name not in used}
        after, _, answers = given.pop("after", "").partition(":")
        given |= {"only_after_id": int(after or 0) or None, "only_after_answers": answers.split("|") if answers else []}
        if "scale" in given:
            given["scale_id"] = int(given.pop("scale") or 0) or None
        return given

    def as_asked(self, stored: Any) -> Any:
        """A row's fields as the form asks for them, to show two people's texts side by side."""
        return {
            **stored,
            "only_if": stored.get("only_if_id") or "",
            "scale": str(stored.get("scale_id") or ""),
            "after": after_key(stored.get("only_after_id"), stored.get("only_after_answers") or ()),
        }


class StandardEditForm(VersionMixin, StandardForm):
    """A question that stands already."""


class FileForm(AuditForm):
    file = file_field(
        "The file of a tool",
        ".json,application/json",
        required="Choose the file of a tool.",
        empty="This file is empty. Choose the file of a tool.",
    )
