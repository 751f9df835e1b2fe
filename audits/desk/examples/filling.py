"""Fills a return of the example audits with what its agency wrote: answers, comments, findings, voices, its grade."""

from __future__ import annotations

from datetime import datetime

from agencies.models import Person
from audits.desk.examples.stage import ExampleCast
from audits.desk.examples.texts import ReturnText, variant
from audits.returns import acts as return_acts
from audits.returns.handing_in.words import words_in
from audits.returns.models import AgencyReturn, Answer
from audits.returns.reading import whole
from audits.tools.models import RatingBand

ANSWERS = {"Y": "YES", "P": "PARTLY", "N": "NO"}
STATES = {"NA": "NA", "CT": "CANTTELL", "U": "UNANSWERED"}
FEWEST_COMMENTS = 2  # up to two more by the place of the return


def fill_return(stage: ExampleCast, row: AgencyReturn, text: ReturnText, now: datetime, unsaid: str = "Y") -> None:
    """Fill a return. Questions that its text does not mark are answered `unsaid`: yes, or not yet ("U")."""
    auditor = stage.auditor_of(stage.keys[row.agency_id])
    return_acts.save_opening(
        row, by=auditor, now=now, version=row.version, records_read=text.records, on_behalf_of=text.on_behalf_of
    )
    return_acts.save_answers(row, by=auditor, now=now, answers=answers_of(stage, row, text, unsaid))
    for found in text.findings:
        missed = found.kind == "develop" and found.domain in ("REC", "INFO", "VOICE")
        return_acts.add_finding(
            row, by=auditor, now=now, kind=found.kind, domain=stage.domains[found.domain], text=found.text,
            scope="between" if found.domain in ("INFO", "JOINT", "PLAN", "CHALL") else "agency",
            missed_opportunity=missed,
        )  # fmt: skip
    for step in text.steps:
        return_acts.add_step(row, by=auditor, now=now, kind=step.kind, text=step.text, done_on=step.done_on)
    whole = unsaid == "Y"
    for whose in ("child", "parent", "practitioner"):
        if whose in text.voices or (whole and whose != "practitioner"):
            words = text.voices.get(whose, "")
            return_acts.save_voice(row, by=auditor, now=now, version=1, whose=whose, found=bool(words), text=words)
    if text.grade:
        grade(row, text, stage.bands.get(text.grade), stage, now)


def grade(row: AgencyReturn, text: ReturnText, band: RatingBand | None, stage: ExampleCast, now: datetime) -> None:
    """The agency's own grade with its reason; without a band, the state that stands instead."""
    return_acts.save_grade(
        row, by=stage.auditor_of(stage.keys[row.agency_id]), now=now, version=row.grade.version, band=band,
        state=None if band else text.grade, reason=text.reason, child_safe_today="yes" if band else "",
    )  # fmt: skip


def answers_of(stage: ExampleCast, row: AgencyReturn, text: ReturnText, unsaid: str) -> list[return_acts.AnswerInput]:
    """The return's answers with its own comments, and a few more where an answer of partly or no has none."""
    rows = {code_of(answer): answer for answer in row.answers.select_related("standard").order_by("pk")}
    astray = (set(text.marks) | set(text.comments)) - set(rows)
    if astray:
        raise ValueError(f"{row.agency} is not asked these questions: {', '.join(sorted(astray))}")
    marks = {code: text.marks.get(code, unsaid) for code in rows}
    comments = dict(text.comments)
    if unsaid == "Y":
        weaker = [code for code, mark in marks.items() if mark in ("P", "N")]
        good = [code for code, mark in marks.items() if mark == "Y"]
        place = row.case.number + row.agency_id
        silent = [code for code in weaker if code not in comments]
        at = place * 5 % (len(silent) or 1)  # begins elsewhere in each return: not every auditor writes at the top
        for code in [*silent[at:], *silent[:at], *good[place % 5 :: 7]]:
            if len(comments) >= FEWEST_COMMENTS + place % 3:
                break
            answer = rows[code]
            chosen = variant(answer.domain_id, ANSWERS[marks[code]], place, stage.said[row.case_id])
            if chosen:
                comments.setdefault(code, chosen)
    return [
        return_acts.AnswerInput(
            standard_id=answer.standard_id, version=answer.version, value=ANSWERS.get(marks[code], ""),
            state=STATES.get(marks[code], "RATED"), comment=comments.get(code, ""),
        )
        for code, answer in rows.items()
    ]  # fmt: skip


def code_of(answer: Answer) -> str:
    """A question's place in the tool, as the texts name it: "REC2"."""
    return f"{answer.domain_id}{answer.standard.number}"


def hand_in(row: AgencyReturn, *, by: Person, now: datetime) -> None:
    """Submit a return as its auditor does, who has looked at the words that may be a name."""
    return_acts.submit_return(row, by=by, now=now, words_listed=words_in(row, whole(row)).fingerprint)
