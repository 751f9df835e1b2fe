"""A draft within the limits of a tool, the domains that its headings become, and the entry that a tool is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from audit_project.carried import seal, unseal
from audit_project.model_fields import limit_of
from audit_project.refused import Refused
from audit_project.text import counted
from audits.tools.file import Entry
from audits.tools.from_list.answers import USUAL, AnswersRead
from audits.tools.from_list.reading import Draft, LineLeftOut, Question, shortened
from audits.tools.kinds.chosen import option_faults
from audits.tools.kinds.known import ANSWER_KINDS
from audits.tools.models import Domain, Standard
from audits.tools.own_domains import own_code
from audits.tools.part_acts import A_NEW_ONE, MOST_QUESTIONS

TEXT, GUIDANCE, UNIT = (limit_of(Standard, name) for name in ("text", "guidance", "unit"))
LABEL = limit_of(Domain, "label")
MOST_IN_ALL = 12 * MOST_QUESTIONS  # as many as twelve full domains hold: a page shows no more
OWN = f"{A_NEW_ONE}:"  # what a heading becomes: a domain of the tool's own, with the one that it is compared as behind
NO_QUESTION = "No question was found in this list. Write one question a line, each ending with a question mark."
TOO_MUCH = "This list holds more than a page can show. Make a tool of a part of it, and add the rest there."
LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class Merged:
    """One domain of the tool to be: the headings that it is made of, by their places, and what it is called.

    `practice` is the code of one of the list; of the tool's own, `OWN` with the code of the one it is compared as.
    """

    practice: str
    headings: tuple[int, ...]
    label: str  # empty: the list's own
    left_off: tuple[str, ...] = ()  # headings for which its name has no room


def within_limits(draft: Draft) -> Draft:
    """The draft with all that a tool cannot hold left out, each with its reason. Raises `Refused` when nothing is
    left, or far too much."""
    questions: list[Question] = []
    left_out = list(draft.left_out)
    held: Counter[int] = Counter()
    for question in draft.questions:
        why = ""
        if len(question.text) > TEXT:
            why = f"It has {len(question.text):,} characters, and a question has {TEXT} at most."
        elif held[question.heading] >= MOST_QUESTIONS:
            why = f"{MOST_QUESTIONS} questions stand above it under one heading: a domain holds no more."
        if why:
            left_out.append(LineLeftOut(question.place, shortened(question.text), why))
        else:
            held[question.heading] += 1
            questions.append(fitting(question))
    if not questions:
        raise Refused(" ".join([NO_QUESTION, *(f"{one.place}: {one.why}" for one in left_out[:1])]))
    if len(questions) > MOST_IN_ALL:
        has = counted(len(questions), "question")
        raise Refused(f"This list has {has}, and a tool holds {MOST_IN_ALL} at most. Send a part of it.")
    long = [name for name in draft.headings if len(name) > LABEL]
    said = [f"The heading “{shortened(name)}” is cut at {LABEL} characters." for name in long]
    names = tuple(name[:LABEL].strip() for name in draft.headings)
    return Draft(names, tuple(questions), tuple(left_out), (*draft.said, *said))


def fitting(question: Question) -> Question:
    """A question whose answers and guidance are within the limits, with what was changed for that."""
    said, text, answers, guidance = list(question.said), question.text, question.answers, question.guidance
    if len(answers.unit) > UNIT:
        said.append(f"What is counted has more than {UNIT} characters and is left out: “{shortened(answers.unit)}”.")
        answers = replace(answers, unit="")
    if "options" in ANSWER_KINDS[answers.takes].settings:
        faults = [sentence for _, sentence in option_faults(list(answers.options))]
        if faults:
            said.append(f"Its answers cannot be taken, and stand behind it. {faults[0]}")
            text, guidance = with_words(text, guidance, answers.words)
            answers = USUAL
    if len(guidance) > GUIDANCE:
        said.append(f"Its guidance has {len(guidance):,} characters, {GUIDANCE:,} at most, and is left out.")
        guidance = ""
    return replace(question, text=text, answers=answers, guidance=guidance, said=tuple(said))


def with_words(text: str, guidance: str, words: str) -> tuple[str, str]:
    """A question that keeps the words of its answers, in a bracket; where there is no room, in its guidance."""
    longer = f"{text} ({words})"
    return (longer, guidance) if len(longer) <= TEXT else (text, "\n".join(filter(None, (guidance, words))))


def merged(draft: Draft, practices: Sequence[str], takes: Sequence[str]) -> list[Merged]:
    """The domains that the headings become, in the order of the list: those of one practice are one, and each of the
    tool's own is by itself. A heading whose questions are all left out becomes none."""
    used = {question.heading for question, kind in zip(draft.questions, takes, strict=True) if kind != LEAVE_OUT}
    groups: dict[tuple[str, int], list[int]] = {}
    for heading, practice in enumerate(practices):
        if heading in used:
            groups.setdefault((practice, heading if practice.startswith(OWN) else 0), []).append(heading)
    return [one_domain(practice, tuple(headings), draft) for (practice, _), headings in groups.items()]


def one_domain(practice: str, headings: tuple[int, ...], draft: Draft) -> Merged:
    label, left_off = "", []
    for name in filter(None, (draft.headings[at] for at in headings)):
        longer = f"{label}; {name}" if label else name
        if len(longer) > LABEL:
            left_off.append(name)
        else:
            label = longer
    return Merged(practice, headings, label, tuple(left_off))


def entry_from(draft: Draft, domains: Sequence[Merged], takes: Sequence[str], *, code: str, name: str) -> Entry:
    """The tool as its file would hold it."""
    kinds = list(zip(draft.questions, takes, strict=True))
    return {
        "code": code,
        "name": name,
        "edition": 1,
        "domains": [
            {
                **in_the_tool(domain, code),
                "standards": [
                    standard_of(number, question, kind)
                    for number, (question, kind) in enumerate(
                        (
                            pair
                            for heading in domain.headings
                            for pair in kinds
                            if pair[0].heading == heading and pair[1] != LEAVE_OUT
                        ),
                        1,
                    )
                ],
            }
            for domain in domains
        ],
    }


def in_the_tool(domain: Merged, tool_code: str) -> Entry:
    """Which domain of practice it is and what it is called, as the file of the tool says it."""
    if not domain.practice.startswith(OWN):
        return {"practice": domain.practice, "label": domain.label}
    compared_as = domain.practice.removeprefix(OWN) or None
    return {"practice": own_code(tool_code, domain.label), "label": domain.label, "compared_as": compared_as}


def standard_of(number: int, question: Question, takes: str) -> Entry:
    """A question with the settings that its kind uses, whatever others were read."""
    settings: dict[str, Any] = {"options": list(question.answers.options), "unit": question.answers.unit}
    used = {name: value for name, value in settings.items() if name in ANSWER_KINDS[takes].settings}
    return {"number": number, "text": question.text, "guidance": question.guidance, "takes": takes, **used}


def carry(draft: Draft, purpose: str) -> str:
    """The draft as one signed text for a hidden field."""
    text = seal(asdict(draft), purpose)
    if text is None:
        raise Refused(TOO_MUCH)
    return text


def carried(text: str, purpose: str) -> Draft:
    """The draft that `carry` handed on. Raises `Refused`."""
    told: Mapping[str, Any] = unseal(text, purpose)
    return Draft(
        tuple(told["headings"]),
        tuple(question_from(one) for one in told["questions"]),
        tuple(LineLeftOut(**one) for one in told["left_out"]),
        tuple(told["said"]),
    )


def question_from(told: Mapping[str, Any]) -> Question:
    answers = AnswersRead(**{**told["answers"], "options": tuple(told["answers"]["options"])})
    return Question(**{**told, "answers": answers, "said": tuple(told["said"])})
