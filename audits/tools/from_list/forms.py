"""What is asked when a tool is made from a list: the list, then its name and what each heading and question becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField, file_field
from audit_project.forms import AuditForm
from audit_project.model_forms import asked_as
from audits.tools.forms import code_field
from audits.tools.from_list.drafts import LEAVE_OUT, OWN, Merged, merged
from audits.tools.from_list.files import EMPTY
from audits.tools.from_list.practice import guess, headed
from audits.tools.from_list.reading import Draft, Question, shortened
from audits.tools.models import AuditTool, Standard
from audits.tools.own_domains import CALLED_TWICE, MOST_DOMAINS, plain
from audits.tools.part_acts import MOST_QUESTIONS

WITH_OPTIONS = (Standard.Takes.ONE_OF, Standard.Takes.SEVERAL_OF)


class QuestionListForm(AuditForm):
    """A list of questions, pasted or as a file."""

    asked_later: ClassVar = frozenset({"questions", "file"})
    questions = CharField(
        label="Paste the questions",
        required=False,
        help_text="One question a line, with headings between them. Rows copied from a spreadsheet are read too.",
        widget=forms.Textarea({"lines": 12}),
    )
    file = file_field(
        "Or choose a file",
        ".docx,.xlsx,.csv,.txt",
        required=EMPTY,
        empty=EMPTY,
        help_text="A Word document (.docx), a workbook (.xlsx), a CSV file or a text file, of up to 2 MB.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and bool(given["questions"]) == bool(given["file"]):
            self.add_error(
                "questions",
                "Send one list: paste it or choose a file, not both."
                if given["file"]
                else "Paste your questions, or choose the file that holds them.",
            )
        return given


class DraftToolForm(AuditForm):
    """What becomes of a draft: the tool's name and code, the domain of each heading, the answers to each question.

    `sealed` is the draft as it travels with the form, and `together` says which headings were shown as one domain;
    `so_far` is what somebody chose who wants to see it first.
    """

    required_words: ClassVar = {"name": "Enter the name of the tool.", "code": "Enter a code for the tool."}
    name = asked_as(AuditTool, "name", help_text="What auditors and leads will call it.")
    code = code_field()
    sealed = CharField(widget=forms.HiddenInput, strip=False)
    together = CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        draft: Draft,
        practices: Mapping[str, str],
        sealed: str = "",
        so_far: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.draft, self.practices = draft, practices
        initial: dict[str, Any] = {"sealed": sealed}
        initial |= {f"practice-{at}": practice for at, practice in enumerate(suggested(draft, practices))}
        for at, question in enumerate(draft.questions):
            initial[f"takes-{at}"] = question.answers.takes
        asked_for = (*initial, "name", "code")
        initial |= {name: so_far[name] for name in asked_for if so_far and name in so_far and name != "sealed"}
        super().__init__(*args, initial=initial, **kwargs)
        for at, heading in enumerate(draft.headings):
            self.offer(f"practice-{at}", of_heading(heading), domains_for(heading, practices))
        for at, question in enumerate(draft.questions):
            self.offer(f"takes-{at}", f"Answers to question {at + 1}", kinds_of(question))
        self.order_fields([*self.in_order(), "name", "code"])
        self.initial["together"] = self.as_shown(self.domains())

    def in_order(self) -> Iterator[str]:
        """The lists as they stand on the page: what is wrong is said in that order."""
        for heading in range(len(self.draft.headings)):
            yield f"practice-{heading}"
            yield from (f"takes-{at}" for at, one in enumerate(self.draft.questions) if one.heading == heading)

    def offer(self, name: str, label: str, choices: Any) -> None:
        """A list to choose from; empty, it is looked at with what the whole draft becomes."""
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.dress(name, self.fields[name])
        self.fields[name].asked_later = True

    def chosen(self, name: str) -> str:
        """What stands in a list; where the form was sent, what was chosen there."""
        value = self.data.get(name, "") if self.is_bound else self.initial[name]
        return value if self.fields[name].valid_value(value) else ""

    @property
    def takes(self) -> list[str]:
        return [self.chosen(f"takes-{at}") for at in range(len(self.draft.questions))]

    def domains(self) -> list[Merged]:
        """The domains that the headings become as things stand in the form; one without a practice is in doubt."""
        practices = [self.chosen(f"practice-{at}") for at in range(len(self.draft.headings))]
        return merged(self.draft, practices, self.takes)

    def as_shown(self, domains: list[Merged]) -> str:
        """Which headings become one, as a short text."""
        return " ".join("+".join(map(str, one.headings)) for one in domains if one.practice and one.headings[1:])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        takes, domains = self.takes, self.domains()
        for at, kind in enumerate(takes):
            if not kind:
                self.add_error(f"takes-{at}", f"Choose which answers question {at + 1} takes.")
        called: set[str] = set()
        if len(domains) > MOST_DOMAINS:
            last = domains[MOST_DOMAINS].headings[0]
            self.add_error(
                f"practice-{last}", f"A tool holds {MOST_DOMAINS} domains at most. Put some headings together."
            )
        if not domains:
            self.add_error("takes-0", "Every question is left out. Keep one at least.")
        for domain in domains:
            for at in domain.headings if not domain.practice else ():
                self.add_error(f"practice-{at}", f"Choose the {lower(of_heading(self.draft.headings[at]))}.")
            under = [
                kind for kind, one in zip(takes, self.draft.questions, strict=True) if one.heading in domain.headings
            ]
            held = sum(kind != LEAVE_OUT for kind in under)
            name = plain(domain.label or self.practices.get(domain.practice, ""))
            if domain.practice.startswith(OWN) and name in called:
                self.add_error(f"practice-{domain.headings[0]}", f"{CALLED_TWICE} Put the two headings together.")
            called.add(name)
            if domain.practice and held > MOST_QUESTIONS:
                said = f"This domain would hold {held} questions, and {MOST_QUESTIONS} is the most."
                self.add_error(f"practice-{domain.headings[0]}", f"{said} Choose another for one of its headings.")
        return given

    def shown_again(self) -> None:
        """The form is shown with what its choices mean: sent again, that has been seen."""
        self.data["together"] = self.as_shown(self.domains())

    @property
    def was_shown(self) -> bool:
        """Whether the page that was sent showed which headings become one."""
        return self.data.get("together", "") == self.as_shown(self.domains())

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each heading with its list, and under it its questions with theirs."""
        for at, heading in enumerate(self.draft.headings):
            asked = [(place, one) for place, one in enumerate(self.draft.questions) if one.heading == at]
            yield {
                "heading": heading,
                "practice": self[f"practice-{at}"],
                "questions": [
                    {"number": place + 1, "row": one, "takes": self[f"takes-{place}"]} for place, one in asked
                ],
            }


def suggested(draft: Draft, practices: Mapping[str, str]) -> Iterator[str]:
    """What each heading becomes unless somebody says otherwise: the first that speaks of one of the list is that; any
    other is a domain of the tool's own, compared as the one that it or its questions speak of, or as none."""
    taken: set[str] = set()
    for at, heading in enumerate(draft.headings):
        asked = [question.text for question in draft.under(at)]
        named, guessed = headed(heading, practices), guess(heading, asked, practices)
        if not heading:
            yield guessed
        elif named and named not in taken:
            taken.add(named)
            yield named
        else:
            yield f"{OWN}{guessed}"


def domains_for(heading: str, practices: Mapping[str, str]) -> list[tuple[str, Any]]:
    """What a heading may become; questions without one have no name that a domain of the tool's own could bear."""
    own = [(OWN, "Its own, compared as none of the list")]
    own += [(f"{OWN}{code}", f"Its own, compared as {label}") for code, label in practices.items()]
    choices: list[tuple[str, Any]] = [("", "Choose a domain"), ("A domain of the list", list(practices.items()))]
    return [*choices, ("A domain of the tool’s own", own)] if heading else choices


def kinds_of(question: Question) -> list[tuple[str, str]]:
    """The kinds of answer that a question may take, with what was read of their settings; a list only where there is
    one."""
    said: dict[str, str] = dict(Standard.Takes.choices)
    if not question.answers.options:
        said = {kind: words for kind, words in said.items() if kind not in WITH_OPTIONS}
    if question.answers.unit:
        said[Standard.Takes.NUMBER] += f" ({question.answers.unit})"
    return [*said.items(), (LEAVE_OUT, "Leave this question out")]


def of_heading(heading: str) -> str:
    return f"Domain of practice for “{shortened(heading)}”" if heading else "Domain of practice for these questions"


def lower(text: str) -> str:
    return text[:1].lower() + text[1:]
