"""Many tabs, lost answers, late and doubled saves: no silent overwrite and no false clash, over HTTP, step by step.

Three tabs (two of one person, one of a colleague) type, save, lose answers, send old saves again, press the button and
open the page anew, in any order that the search finds. A ledger of every change of a row says who made it, and what
each tab knows of it:

- a change by a tab that does not know the newest words of somebody else is a silent overwrite;
- a clash told to a tab when nobody else has changed the row since it looked is a false one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from agencies.models import Person
from audits.returns.models import AgencyReturn, Answer
from audits.sample.models import Case
from tests.conftest import NOW, Cast
from tests.returns.conftest import opened
from tests.returns.test_keeping import Tab

STEPS = int(os.environ.get("KEEPING_STEPS", "600"))
IN_ONE_GO = 50
WORDS = st.sampled_from(["", "One.", "Two.", "One. Two.", "Three words here."])
TABS = st.integers(0, 2)
ROWS = st.integers(0, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Ledger:
    """Every change of each row in order, and up to where each tab knows them."""

    def __init__(self, names: list[str]) -> None:
        self.changes: dict[str, list[tuple[int, str]]] = {name: [(-1, "")] for name in names}
        self.known: dict[tuple[int, str], int] = {}

    def looked(self, tab: int) -> None:
        for name, changes in self.changes.items():
            self.known[tab, name] = len(changes) - 1

    def news_for(self, tab: int, name: str) -> bool:
        """Whether somebody else has changed the row since the tab last knew it."""
        return any(by != tab for by, _ in self.changes[name][self.known[tab, name] + 1 :])

    def stands(self, name: str) -> str:
        return self.changes[name][-1][1]


def machine_of(
    make: Callable[[], AgencyReturn], people: list[Person], sign_in: Callable[[Person], Client], seen: Counter[str]
) -> type[RuleBasedStateMachine]:
    class Tabs(RuleBasedStateMachine):
        """Three tabs on the first page of questions of one return."""

        def __init__(self) -> None:
            super().__init__()
            self.row = make()
            first = self.row.answers.order_by("standard__domain__order", "standard__number")[:2]
            self.names = [f"q{one.standard_id}" for one in first]
            self.rows = {f"q{one.standard_id}": one.pk for one in first}
            self.ledger = Ledger(self.names)
            self.tabs: list[Tab] = []
            self.clients = [sign_in(person) for person in people]
            self.sent: list[list[dict[str, Any]]] = [[], [], []]
            self.clashes: list[dict[str, dict[str, Any]]] = [{}, {}, {}]
            for number in range(3):
                self.tabs.append(self.open(number))

        def open(self, number: int) -> Tab:
            self.ledger.looked(number)
            self.sent[number], self.clashes[number] = [], {}
            return Tab(self.clients[number], people[number], self.row, "questions/1/", "questions")

        def judge(self, number: int, told_clash: set[str]) -> None:
            """Compare the rows with the ledger after a request of this tab."""
            for name in self.names:
                now = Answer.objects.get(pk=self.rows[name]).comment
                news = self.ledger.news_for(number, name)
                if now != self.ledger.stands(name):
                    assert not news, f"tab {number} wrote over somebody's words in {name}"
                    self.ledger.changes[name].append((number, now))
                    self.ledger.known[number, name] = len(self.ledger.changes[name]) - 1
                if name in told_clash:
                    assert news, f"tab {number} was told of a clash in {name} that was none"

        def carry(self, number: int, body: dict[str, Any], hear: bool) -> None:
            answer = self.tabs[number].send(body, hear=hear)
            assert answer.status_code == 200, answer.content
            told = answer.json()
            clashes = {} if told.get("again") else {one["row"]: one for one in told["clashes"]}
            seen["clashes"] += len(clashes)
            seen["saves"] += len(told["stands"])
            self.judge(number, set(clashes))
            for name in set() if told.get("again") else told["stands"]:
                # What it sent is what stands: where somebody had written the very same, it knows their words.
                self.ledger.known[number, name] = len(self.ledger.changes[name]) - 1
            if hear:
                self.clashes[number] |= clashes

        @rule(number=TABS, row=ROWS, words=WORDS)
        def type(self, number: int, row: int, words: str) -> None:
            self.tabs[number].type(**{f"{self.names[row]}-comment": words})

        @rule(number=TABS, row=ROWS, words=WORDS, hear=st.booleans())
        def type_and_pause(self, number: int, row: int, words: str, hear: bool) -> None:
            self.type(number, row, words)
            self.save(number, hear)

        @rule(number=TABS, hear=st.booleans())
        def save(self, number: int, hear: bool) -> None:
            """A save in the background, whose answer may get lost. A row with an undecided clash is left out."""
            tab = self.tabs[number]
            body = tab.body()
            for name in self.clashes[number]:
                body = {key: value for key, value in body.items() if not key.startswith(f"{name}-")}
            self.sent[number].append(body)
            self.carry(number, body, hear)

        @rule(number=TABS, back=st.integers(1, 4))
        def send_an_old_save_again(self, number: int, back: int) -> None:
            if len(self.sent[number]) >= back:
                before = [Answer.objects.get(pk=pk).comment for pk in self.rows.values()]
                self.carry(number, self.sent[number][-back], False)
                assert [Answer.objects.get(pk=pk).comment for pk in self.rows.values()] == before

        @rule(number=TABS, theirs=st.booleans())
        def decide(self, number: int, theirs: bool) -> None:
            for name, clash in self.clashes[number].items():
                words = {clash["fields"]["version"]: clash["version"], clash["fields"]["opened"]: clash["opened"]}
                if theirs:
                    words |= {key: value for key, value in clash["values"].items() if key.endswith("comment")}
                self.tabs[number].type(**words)
                changes = [text for _, text in self.ledger.changes[name]]
                seen = len(changes) - 1 - changes[::-1].index(clash["values"][f"{name}-comment"])
                self.ledger.known[number, name] = max(self.ledger.known[number, name], seen)
            self.clashes[number] = {}

        @rule(number=TABS)
        def press_the_button(self, number: int) -> None:
            """The page is sent: it goes on, or comes back with both texts; then the person opens it anew."""
            answer = self.tabs[number].press()
            assert answer.status_code in (302, 409)
            told = set()
            if answer.status_code == 409:
                told = {form.prefix for form in answer.context["forms"] if hasattr(form, "conflict_rows")}
                assert told, "sent back without a reason"
            self.judge(number, told)
            late = {**self.tabs[number].body(), f"{self.names[0]}-comment": "Older words."}
            self.tabs[number] = self.open(number)
            if answer.status_code == 302:  # a save of the page that was left comes after it
                before = [Answer.objects.get(pk=pk).comment for pk in self.rows.values()]
                self.clients[number].post(
                    f"/audits/{self.row.audit.reference}/returns/{self.row.uid}/keep/", late,
                    headers={"Accept": "application/json"},
                )  # fmt: skip
                assert [Answer.objects.get(pk=pk).comment for pk in self.rows.values()] == before

    return Tabs


def test_no_silent_overwrite_and_no_false_clash(sign_in: Callable[[Person], Client], cast: Cast, case: Case) -> None:
    numbers = iter(range(100, 100_000))

    def make() -> AgencyReturn:
        another = Case.objects.create(
            audit=case.audit, number=next(numbers), state=Case.State.RETURNS, added_at=NOW, added_by=cast.lead
        )
        return opened(another, cast.police, cast.police_auditor, cast.lead)

    people = [cast.police_auditor, cast.police_auditor, cast.police_contact]
    seen: Counter[str] = Counter()
    run_state_machine_as_test(
        machine_of(make, people, sign_in, seen),
        settings=settings(
            max_examples=max(1, STEPS // IN_ONE_GO),
            stateful_step_count=IN_ONE_GO,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
    assert min(seen["clashes"], seen["saves"]) > STEPS // 200, f"the steps tried hardly anything: {seen}"
