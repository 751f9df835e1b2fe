"""The activity log of one audit: who did and who read what, and who was refused, without a word of any case."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from agencies import journal, roles
from agencies.models import JournalEntry
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.scope.models import Audit

PER_PAGE = 50
NOBODY = "nobody"
# Verbs whose words say everything already.
WHOLE = frozenset({"joined_team", "left_team"})
# What stands behind a kind that is no model, or whose model is called otherwise on screen.
KIND_WORDS = {
    "agencyreturn": "the return",
    "agencystep": "what an agency recommends or has done",
    "briefing-sign-off": "the briefing’s sign-off",
    "agreedfinding": "an agreed finding",
    "auditteam": "the audit team",
    "casecontext": "the case's context",
    "casemember": "a member of the case",
    "familycontact": "the decision on family contact",
    "involvement_answers": "the answers to the involvement check",
    "involvement_ask": "the choice of agencies to ask",
    "involvement_grid": "the involvement check",
    "involvement_outside": "asking an agency from outside the area",
    "involvement_tell": "the e-mails about the involvement check",
    "meetings": "the list of meetings",
    "returnlink": "a return",
    "practicemessage": "a practice message",
    "roll-up": "the findings and analysis",
    "roll-up-tables": "the tables of the analysis",
    "roll-up-findings": "the text of the agreed findings",
    "comparison": "what changed since the last round",
    "chosenwording": "another way of saying a number",
    "earlierround": "an earlier round",
    "publishedfigure": "a published figure",
    "themes": "the list of themes",
}


@dataclass(frozen=True)
class ActivityLine:
    """One entry as the page prints it."""

    at: datetime
    who: str
    role: str
    what: str
    case_number: int | None
    refused: bool


@dataclass(frozen=True)
class Choices:
    """What the log may be narrowed by: the people in it, the verbs, the cases of the audit."""

    people: list[tuple[str, str]]
    verbs: list[tuple[str, str]]
    cases: list[tuple[str, str]]


@dataclass(frozen=True)
class LogPage:
    """One page of the log, newest first; `older` is the key to go on from, None on the last page."""

    lines: list[ActivityLine]
    older: int | None


def choices_of(audit: Audit, numbers: dict[uuid.UUID, int]) -> Choices:
    """The answers each filter allows. Somebody whose name changed is listed once, by the newest."""
    found = entries_of(audit).order_by("pk").values_list("person_id_then", "person_name_then").distinct()
    people = {NOBODY if pk is None else str(pk): name for pk, name in found.order_by("person_id_then")}
    by_name = sorted(people.items(), key=lambda one: (one[1].casefold(), one[0]))
    verbs = [(code, words[:1].upper() + words[1:]) for code, words in journal.VERBS.items()]
    return Choices(by_name, verbs, [(str(number), f"Case {number}") for number in sorted(numbers.values())])


def entries_of(audit: Audit) -> QuerySet[Any]:
    return JournalEntry.objects.of_audit(audit.uid)


def case_numbers(audit: Audit) -> dict[uuid.UUID, int]:
    return dict(Case.objects.filter(audit=audit).values_list("uid", "number"))


def log_page(
    audit: Audit,
    numbers: dict[uuid.UUID, int],
    *,
    person: str = "",
    verb: str = "",
    case: str = "",
    before: int | None = None,
) -> LogPage:
    """A page of entries older than the entry `before`, narrowed by filters whose values were allow-listed."""
    rows = entries_of(audit)
    if person:
        rows = rows.filter(person_id_then=None if person == NOBODY else int(person))
    if verb:
        rows = rows.filter(verb=verb)
    if case:
        rows = rows.filter(case_uid__in=[uid for uid, number in numbers.items() if str(number) == case])
    last = entries_of(audit).filter(pk=before).first() if before is not None else None
    if last is not None:
        # The bare first condition lets the index on (audit, at) find the place.
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk), at__lte=last.at)
    found = list(rows.order_by("-at", "-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    agencies = agencies_of_returns([entry.object_uid for entry in shown if entry.kind == "agencyreturn"])
    lines = [line_of(entry, numbers, agencies) for entry in shown]
    return LogPage(lines, shown[-1].pk if len(found) > PER_PAGE else None)


def agencies_of_returns(uids: list[str]) -> dict[str, str]:
    rows = AgencyReturn.objects.filter(uid__in=set(uids)).select_related("agency__parent") if uids else ()
    return {str(row.uid): row.agency.full_name for row in rows}


def line_of(entry: JournalEntry, numbers: dict[uuid.UUID, int], agencies: dict[str, str]) -> ActivityLine:
    named = {code: role.name for code, role in roles.BY_CODE.items()} | {roles.ONE_OFF: roles.ONE_OFF}
    held = [named[code] for code in entry.acting_role.split(", ") if code in named]
    number = numbers.get(entry.case_uid) if entry.case_uid else None
    # Nobody signs in to run a command of the server; a refusal without a name came over the web.
    who = entry.person_name_then if entry.person_id_then or entry.refused else "On the server"
    return ActivityLine(entry.at, who, ", ".join(held), words_of(entry, agencies), number, entry.refused)


def words_of(entry: JournalEntry, agencies: dict[str, str]) -> str:
    """What was done, in words: the verb and the kind of thing. A refusal names the page that was asked for."""
    verb = journal.VERBS.get(entry.verb, entry.verb)
    if entry.verb == "moved":
        return f"moved {kind_words(entry.kind)} to its next stage"
    if entry.refused:
        return f"{verb} the page “{entry.kind.replace('_', ' ')}”"
    if entry.verb in WHOLE or not entry.kind:
        return verb
    if verb.endswith((" for", " in", " to", " on", " of")) and entry.kind not in ("audit", "case", "agencyreturn"):
        return f"{verb} the {'case' if entry.case_uid else 'audit'}"
    thing = kind_words(entry.kind)
    agency = agencies.get(entry.object_uid)
    return f"{verb} {thing} of {agency}" if agency else f"{verb} {thing}"


def kind_words(kind: str) -> str:
    if kind in KIND_WORDS:
        return KIND_WORDS[kind]
    try:
        return f"the {apps.get_model('audits', kind)._meta.verbose_name}"
    except LookupError:
        return f"the {kind.replace('_', ' ')}"
