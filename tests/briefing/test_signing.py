"""What two people sign is what is published: whoever signs has seen every word, in any order of people and windows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from agencies.models import Person
from audit_project.refused import Refused
from audits.briefing import acts
from audits.briefing.current import briefing_of
from audits.briefing.models import Briefing, Edition, Resource, Statement
from audits.briefing.signing import BriefingChanged, Seen, differences, opened, sealed
from audits.meeting.models import AgreedGrade
from audits.rollup import acts as rollup_acts
from audits.rollup.models import Override
from audits.scope.models import Audit
from tests.briefing.conftest import another_case, seen
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SIGN_OFF = "/audits/T-2026-01/briefing/sign-off/"
Change = Callable[[Briefing, Cast], object]


def again(briefing: Briefing) -> Briefing:
    return Briefing.objects.get(pk=briefing.pk)


def submit(briefing: Briefing, cast: Cast, now: datetime = NOW) -> None:
    acts.submit_briefing(again(briefing), by=cast.lead, now=now, seen=seen(briefing))


def edit(briefing: Briefing, cast: Cast, text: str = "Plans came when it was too late.") -> None:
    row = Statement.objects.get(section__briefing=briefing, key__contains="develop")
    acts.edit_statement(row, by=cast.lead, now=NOW, version=row.version, text=text)


def resubmitted(briefing: Briefing, cast: Cast) -> None:
    acts.send_back_briefing(again(briefing), by=cast.safeguarding_lead, now=NOW)
    submit(briefing, cast, NOW + timedelta(minutes=5))


def edited(briefing: Briefing, cast: Cast) -> None:
    acts.send_back_briefing(again(briefing), by=cast.safeguarding_lead, now=NOW)
    edit(briefing, cast)
    submit(briefing, cast)


def given_another_link(briefing: Briefing, cast: Cast) -> None:
    Resource.objects.filter(audit=briefing.audit).update(link="https://other.example/")


def grade_withdrawn(briefing: Briefing, cast: Cast) -> None:
    AgreedGrade.objects.filter(audit=briefing.audit).delete()


def decided(briefing: Briefing, cast: Cast) -> None:
    rollup_acts.override_fact(briefing.audit, by=cast.safeguarding_lead, now=NOW, fact="members.age", reason="Known.")


def undecided(briefing: Briefing, cast: Cast) -> None:
    row = Override.objects.get(audit=briefing.audit, fact="members.sex")
    rollup_acts.withdraw_override(row, by=cast.safeguarding_lead, now=NOW)


CHANGES: dict[str, tuple[Change, str]] = {
    "sent back and submitted again": (resubmitted, "Sent for sign-off by"),
    "edited": (edited, "Plans came when it was too late."),
    "another link": (given_another_link, "https://other.example/"),
    "a case more": (lambda waiting, cast: another_case(waiting.audit, cast), "In 2 of the 3 audits: Plans came late."),
    "a grade less": (grade_withdrawn, "requires improvement"),
    "a decision recorded": (decided, "members.age: Known."),
    "a decision withdrawn": (undecided, "members.sex: Said in public."),
}  # fmt: skip


@pytest.fixture
def waiting(reporting: Audit, cast: Cast) -> Briefing:
    """Submitted by the lead, with a resource and a decision to print a small fact."""
    by: dict[str, Any] = {"by": cast.lead, "now": NOW}
    acts.add_resource(reporting, **by, slot=7, type="TOOL", title="A tool", link="https://tools.example/")
    rollup_acts.override_fact(reporting, **by, fact="members.sex", reason="Said in public.")
    briefing = acts.draft(reporting, **by)
    submit(briefing, cast)
    return again(briefing)


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_publishes_is_shown_what_has_changed_and_publishes_nothing(
    name: str, waiting: Briefing, cast: Cast, sign_in: SignIn
) -> None:
    change, words = CHANGES[name]
    client = sign_in(cast.second_safeguarding_lead)
    shown = client.get(SIGN_OFF).context["seen"]
    change(waiting, cast)
    answer = client.post(SIGN_OFF, {"act": "publish", "seen": shown})
    assert answer.status_code == 200
    assert "This has changed since you opened the page." in answer.content.decode()
    told = " ".join(f"{row.where} {row.was} {row.now}" for row in answer.context["differences"])
    assert words in told
    assert words in answer.content.decode()
    assert not Edition.objects.exists()
    assert again(waiting).state == "submitted"


def test_after_reading_what_changed_the_second_press_publishes_just_that(
    waiting: Briefing, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.second_safeguarding_lead)
    shown = client.get(SIGN_OFF).context["seen"]
    edited(waiting, cast)
    refused = client.post(SIGN_OFF, {"act": "publish", "seen": shown})
    assert client.post(SIGN_OFF, {"act": "publish", "seen": refused.context["seen"]}).status_code == 302
    assert "Plans came when it was too late." in json.dumps(Edition.objects.get().content)


def test_whoever_submits_has_seen_it_too(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    shown = client.get(SIGN_OFF).context["seen"]
    edit(briefing, cast)
    answer = client.post(SIGN_OFF, {"act": "submit", "seen": shown})
    assert "Plans came when it was too late." in [row.now for row in answer.context["differences"]]
    assert again(briefing).state == "draft"


@pytest.mark.parametrize("given", [None, "", "made-up:1:2", "x" * 100_000])
def test_without_the_pages_own_seal_nothing_is_signed(
    given: str | None, waiting: Briefing, cast: Cast, sign_in: SignIn
) -> None:
    sent = {"act": "publish"} if given is None else {"act": "publish", "seen": given}
    answer = sign_in(cast.safeguarding_lead).post(SIGN_OFF, sent)
    assert "Open this page again, so that what you sign is what you see." in answer.content.decode()
    assert not Edition.objects.exists()


def test_what_one_submitted_is_what_another_publishes(waiting: Briefing, cast: Cast) -> None:
    """Even where a change left no other trace: the submitter's own digest is compared."""
    Briefing.objects.filter(pk=waiting.pk).update(submitted_digest="0" * 64)
    with pytest.raises(BriefingChanged, match="no longer what was submitted"):
        acts.publish(again(waiting), by=cast.safeguarding_lead, now=NOW, seen=seen(waiting))


def test_differences_name_each_thing_once(waiting: Briefing, cast: Cast) -> None:
    before = opened(sealed(seen(waiting)))
    assert differences(before, seen(waiting)) == []
    edited(waiting, cast)
    found = differences(before, seen(waiting))
    assert [(row.where, row.was, row.now) for row in found] == [
        ("4. Areas for development", "In 1 of the 2 audits: Plans came late.", "Plans came when it was too late."),
    ]


STEPS, IN_ONE_GO = 320, 40


def machine(waiting: Briefing, cast: Cast) -> type[RuleBasedStateMachine]:
    people = {"lead": cast.lead, "guardian": cast.safeguarding_lead}
    Audit.objects.filter(pk=waiting.audit_id).update(state="reporting")

    class Windows(RuleBasedStateMachine):
        """Two people, two windows each, any order. Each window holds what it last showed.

        One rule with many choices: the search leaves whole rules out of a run, never a choice.
        """

        def __init__(self) -> None:
            super().__init__()
            self.shown: dict[tuple[str, int], Seen] = {}
            self.signed: Seen | None = None  # what the submitter's window showed
            self.number = 0
            self.tried(lambda: acts.send_back_briefing(self.now(), by=cast.lead, now=NOW))  # as the last search left it

        def now(self) -> Briefing:
            audit = Audit.objects.get(pk=waiting.audit_id)
            found = briefing_of(audit)
            assert found is not None
            found.audit = audit
            return found

        def tried(self, act: Callable[[], object]) -> bool:
            try:
                act()
            except Refused:
                return False
            return True

        @rule(
            what=st.sampled_from(["change", "lead", "publish", "publish"]),
            change=st.sampled_from(["words", "members.sex", "members.age", "draft", "next"]),
            button=st.sampled_from(["submit", "submit", "send back"]),
            who=st.sampled_from(["guardian", "guardian", "lead"]),
            number=st.integers(0, 1),
            looks=st.booleans(),
        )
        def step(self, what: str, change: str, button: str, who: str, number: int, looks: bool) -> None:
            if what == "change":
                self.something_changes(change)
            elif what == "lead":
                self.the_lead_signs(("lead", number), looks, button)
            else:
                self.somebody_publishes((who, number), looks)

        def something_changes(self, what: str) -> None:
            by: dict[str, Any] = {"by": cast.safeguarding_lead, "now": NOW}
            if what == "words":
                self.number += 1
                self.tried(lambda: edit(self.now(), cast, f"Plans came late, said {self.number} times."))
            elif what == "draft":
                self.tried(lambda: acts.draft(self.now().audit, by=cast.lead, now=NOW))
            elif what == "next":
                self.tried(lambda: acts.start_next(self.now(), by=cast.lead, now=NOW))
            elif row := Override.objects.filter(audit=waiting.audit, fact=what, withdrawn_at__isnull=True).first():
                self.tried(lambda: rollup_acts.withdraw_override(row, **by))
            else:
                audit = self.now().audit
                self.tried(lambda: rollup_acts.override_fact(audit, **by, fact=what, reason="Weighed."))

        def the_lead_signs(self, window: tuple[str, int], looks: bool, button: str) -> None:
            if looks:
                self.tried(lambda: acts.draft(self.now().audit, by=cast.lead, now=NOW))
                self.shown[window] = seen(self.now())
            shown = self.shown.get(window)
            if button == "send back":
                self.tried(lambda: acts.send_back_briefing(self.now(), by=cast.lead, now=NOW))
            elif shown and self.tried(lambda: acts.submit_briefing(self.now(), by=cast.lead, now=NOW, seen=shown)):
                self.signed = shown

        def somebody_publishes(self, window: tuple[str, int], looks: bool) -> None:
            if looks:
                self.shown[window] = seen(self.now())
            shown, before = self.shown.get(window), Edition.objects.count()
            if not shown or not self.tried(lambda: acts.publish(self.now(), by=people[window[0]], now=NOW, seen=shown)):
                assert Edition.objects.count() == before
                return
            edition = Edition.objects.latest("pk")
            published = words(edition.content)
            assert published == words_seen(shown), "a person published words that her window did not show"
            assert self.signed is not None
            assert published == words_seen(self.signed), "what was published is not what was submitted"
            assert edition.submitted_by_id != edition.published_by_id
            counted["published"] += 1
            self.tried(lambda: acts.start_next(self.now(), by=cast.lead, now=NOW))

    counted = {"published": 0}
    Windows.counted = counted  # type: ignore[attr-defined]
    return Windows


def words(content: dict[str, Any]) -> list[list[str]]:
    return [[f"{row['text']} {row['link']}".strip() for row in slot["statements"]] for slot in content["slots"]]


def words_seen(shown: Seen) -> list[list[str]]:
    return [[f"{line['text']} {line['link']}".strip() for line in lines] for _, lines in shown["slots"]]


@pytest.mark.slow
def test_in_every_order_of_two_people_and_two_windows(waiting: Briefing, cast: Cast) -> None:
    windows = machine(waiting, cast)
    run_state_machine_as_test(
        windows,
        settings=settings(
            max_examples=STEPS // IN_ONE_GO, stateful_step_count=IN_ONE_GO, deadline=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip
    assert windows.counted["published"] >= 3, "the search published hardly anything"  # type: ignore[attr-defined]
