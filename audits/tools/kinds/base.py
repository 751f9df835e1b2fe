"""What every kind of answer knows: its settings, its field, how an answer is kept and how it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from audit_project.form_fields import CharField

if TYPE_CHECKING:
    from audits.tools.models import RatingScale, Standard

Choices = list[tuple[str, str]]
NOT_AN_ANSWER = "Choose one of the answers to this question."


class Unreadable(ValueError):
    """Words that are no answer to the question; the message is a sentence that says what one looks like."""


class AnswerKind:
    """One kind of answer, of one question.

    An answer is kept in two short texts. `value` stands in the index that the counts are read from: it is the code of
    the answer, and tells the kind. `entered` holds what somebody typed or ticked besides, in one plain form: a number
    as "12.5", a day as "2026-03-07", the places of what was ticked as "1,3". It is empty where the code says all.
    """

    code: ClassVar[str]
    hint: ClassVar[str] = ""  # for whoever builds the tool
    settings: ClassVar[tuple[str, ...]] = ()  # the fields of a question that this kind uses
    lesser: ClassVar[tuple[str, ...]] = ()  # codes that are less than a good answer wherever it is asked
    good: ClassVar[tuple[str, ...]] = ()  # codes that are also said together ("yes or partly"), best first
    is_chosen: ClassVar[bool] = True  # one answer of a few, each a code; otherwise it is typed or ticked

    is_list: ClassVar[bool] = True  # its answers stand on the page to be ticked

    def __init__(self, standard: Standard, scale: RatingScale | None = None) -> None:
        """`scale` is the audit's own, for a question that is answered on it."""
        self.standard, self.audit_scale = standard, scale

    def choices(self) -> Choices:
        """The answers with their codes, best first; empty where it is typed."""
        return []

    def less(self) -> Iterable[str]:
        """The codes that are less than a good answer: they ask why."""
        return self.lesser

    def together(self) -> Iterable[str]:
        """The codes that are also counted as one, best first."""
        return self.good

    def field(self) -> Any:
        """The field that asks for it, without what says that there is no answer."""
        return forms.ChoiceField(required=False, widget=forms.RadioSelect(attrs={"inline": True}))

    def how(self) -> str:
        """What to write, for a page or a paper where the answers do not stand."""
        return ""

    def given(self, value: str, entered: str) -> Any:
        """What stands, as the field takes it."""
        return value

    def kept(self, given: Any) -> tuple[str, str]:
        """What was given as (value, entered). Raises `Unreadable`."""
        if given not in dict(self.choices()):
            raise Unreadable(NOT_AN_ANSWER)
        return str(given), ""

    def words(self, value: str, entered: str) -> str:
        """The answer as it is read."""
        return dict(self.choices()).get(value, value)

    def is_answer(self, value: str, entered: str) -> bool:
        """Whether these two texts are an answer that this question takes, as `kept` would have it."""
        try:
            return self.kept(self.given(value, entered)) == (value, entered)
        except (Unreadable, ValueError, ArithmeticError):
            return False

    @classmethod
    def faults(cls, standard: Standard) -> Iterator[tuple[str, str]]:
        """What is wrong with the question's settings for this kind: the field, the sentence."""
        yield from ()


class TypedField(CharField):
    """A text that its kind reads, and shows again as it reads it."""

    def __init__(self, kind: AnswerKind, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.kind = kind

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return text
        try:
            return self.kind.given(*self.kind.kept(text))
        except Unreadable as fault:
            raise forms.ValidationError(str(fault), code="invalid") from fault
